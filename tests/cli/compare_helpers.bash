# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What compare.bats and comparable.bats share: planted runs, and what is said of
# them.

# shellcheck disable=SC2016 # programs of jq
# shellcheck disable=SC2030,SC2031,SC2034,SC2154 # tests are subshells; run sets variables

# What plant.jq has not: rows by the key of their environment, with a value a
# boot, and the two runs that most tests change.
PLANT='
include "plant";
def values($env; $name; $values): row({ key: $env }; $name; 0) | boots($values);
def vm_env($kernel): vm($kernel; "1"; "intel"; "lazy").value |
	.["kernel.config"] = "SWIOTLB RETPOLINE" |
	.["kernel.cmdline"] = "nokaslr" | .["module.srcversion"] = "ABC";
def user_env: user("plain").value |
	.clock = "TSC" | .["cpu.microcode"] = "0x1" |
	.["cpu.governor"] = "performance" | .["cpu.turbo"] = "off" |
	.["kernel.release"] = "6.1" |
	.["mitigation.spectre_v2"] = "Mitigation: Retpolines";
def a_run($envs; $rows): run($envs | to_entries[]; $rows[]);
def vm_run:
	a_run({ "vm/6.1": vm_env("6.1") };
		[ values("vm/6.1"; "per-device/null/map_single"; [23, 23]),
		  values("vm/6.1"; "per-device/null/unmap_single"; [20, 20]),
		  values("vm/6.1"; "running/kernel-direct/map_sg:16"; [958, 958]) ]);
# One process of user, whose only row took so long.
def user_run($cyc):
	a_run({ "user/plain": user_env };
		[ values("user/plain"; "per-device/null/map_single"; [$cyc]) ]);
def is($name): select(.name == $name);
def set($v): .boot_median |= map($v) | .boot_least |= map($v) | .median = $v |
	.min = $v | .max = $v;
'

# plant DIR PROGRAM: what it makes is the run in DIR
plant() {
	mkdir -p "$1"
	jq -n -L "$BATS_TEST_DIRNAME" "$PLANT $2" >"$1/run.json"
}

# processes DIR CYC..: a user run of each, in directories of DIR
processes() {
	local dir=$1 cyc i=100
	shift
	for cyc; do
		plant "$dir/$((i++))" "user_run($cyc)"
	done
}

# compare STATUS ARG..: as text, which is narrow; in the file said
compare() {
	local want=$1
	shift
	call "$DMABENCH" compare "$@"
	[ "$status" -eq "$want" ]
	printf '%s\n' "$output" >said
	[ -z "$output" ] || [[ $* == *--format* ]] || narrow said
}

# by_schema: said is what results/compare.schema.json describes
by_schema() {
	python3 -c 'import json, jsonschema, sys
schema = json.load(open(sys.argv[1]))
jsonschema.Draft7Validator.check_schema(schema)
jsonschema.Draft7Validator(schema).validate(json.load(open(sys.argv[2])))' \
		"$TOP/results/compare.schema.json" said
}

# says PATTERN: a line of it, whole, blanks as one
says() {
	tr -s ' ' <said | sed 's/^ //' | grep -qxE -- "$1" ||
		{ echo "no line '$1'"; return 1; }
}

# warns PATTERN: somewhere on standard error, and that is narrow
warns() {
	printf '%s\n' "$stderr" >warned
	tr -s ' ' <warned | sed 's/^ //' | grep -qE -- "$1" ||
		{ echo "no '$1' on standard error"; return 1; }
}
