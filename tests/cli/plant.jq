# SPDX-License-Identifier: GPL-2.0-or-later
#
# plant.jq - runs whose every fact stands in the test that needs it:
#	jq -n -L tests/cli 'include "plant"; run(..; ..)'

# An environment: its key, and what was measured on.
def vm($release; $package; $iommu; $mode):
	{ key: ("vm/" + $release + "+" + $iommu +
		if $iommu == "none" then "" else "+" + $mode end),
	value: { "kernel.release": $release, "dmabench.commit": "0123456789ab",
		"cpu.name": "QEMU TCG CPU version 2.5+", "thunk": "retpoline",
		"return": "ret", "kernel.cfi": "none",
		"mitigation.spectre_v2": "Mitigation: Retpolines; STIBP: disabled",
		"iommu.domain": (if $iommu == "none" then "none" else "DMA-FQ" end),
		"vm.qemu": "7.2.22", "vm.machine": "q35", "vm.accel": "tcg", "vm.cpu": "max",
		"vm.iommu": $iommu, "vm.mode": $mode, "vm.smp": "1",
		"vm.unit": "insn/op", "vm.package": $package } };

def user($build):
	{ key: "user/\($build)",
	value: { "kernel.release": "6.18.44", "dmabench.commit": "0123456789ab",
		"cpu.name": "Planted CPU @ 2.60GHz", "cpu.family": "6",
		"cpu.model": "85", "cpu.stepping": "7",
		"cpu.microcode": "0x5003604", "cpu.hypervisor": "none",
		"tsc.khz": "2600000", "topology.cpu": "1",
		"topology.sibling": "none",
		"thunk": (if $build == "plain" then "none" else $build end) } };

# A row of an environment: every number of it is $v.
def row($env; $name; $v):
	($name | split("/")) as $part | ($env.key | split("/")[0]) as $target |
	{ name: $name, env: $env.key, target: $target,
	unit: (if $target == "vm" then "insn/op" else "cycles/op" end),
	design: ($part[0] | split(".")[0]), backend: $part[1], device: "",
	op: ($part[2] | split("@")[0] | split(":")[0]),
	state: ($part[2] | split("@")[1] // "hot"),
	size: 4096, nents: 1, depth: ($part[0] | split(".")[1] // "0" | tonumber),
	threads: 1, boots: 2, identical: ($target == "vm"), status: "ok", n: 256,
	rejected: 0, median: $v, mean: $v, p1: $v, p50: $v, p90: $v, p99: $v,
	min: $v, max: $v, ci_low: $v, ci_high: $v, place_min: $v,
	place_max: $v, placements: [range(8) | $v] };

# The same with a value a boot.
def boots($values): ($values | sort | .[(length - 1) / 2 | floor]) as $mid |
	reduce ("median", "mean", "p1", "p50", "p90", "p99", "ci_low", "ci_high",
		"place_min", "place_max") as $key (.; .[$key] = $mid) |
	.min = ($values | min) | .max = ($values | max) |
	.placements = [range(8) | $mid] | .boots = ($values | length) |
	.identical = ($values | length > 1 and (unique | length) == 1) |
	.boot_median = $values | .boot_least = $values;

# The same without a number.
def missing($status; $why): . + { status: $status, unavailable: $why } |
	reduce ("median", "mean", "p1", "p50", "p90", "p99", "min", "max",
		"ci_low", "ci_high", "place_min", "place_max", "placements")
		as $key (.; .[$key] = null);

# The difference of the row from itself was at most $floor.
def floor_of($floor): .aa = { n: 12, diff: 0, low: -$floor, high: $floor,
	half_width: $floor, floor: $floor };

def run(envs; rows): { schema: 1, started: "2026-01-02T03:04:05Z",
	suite: "quick", seed: 7, complete: true,
	argv: ["scripts/bench.sh", "--target", "user", "--target", "vm",
		"--iommu", "intel", "--boots", "2", "--passes", "2"],
	environment: ([envs] | from_entries), rows: [rows] };
