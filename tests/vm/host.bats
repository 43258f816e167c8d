#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# host.bats - the host target, from a clone to a report, on a box that is a VM
# (box.sh): it has Debian's userland, compiler and headers, builds what has
# changed in the program and the module itself, and claims its own devices.
#
# Alone: the box has two CPUs, and beside another VM takes several times as long.

bats_require_minimum_version 1.5.0

load helpers

# What the box runs, as root in the clone; each step leaves a file in /root/out.
script() {
	cat <<-'EOF'
		out=/root/out
		edu=/sys/bus/pci/devices/0000:00:08.0
		ahci=/sys/bus/pci/devices/0000:00:1f.2
		of() {
			basename "$(readlink "$1/driver" || echo none)"
			cat "$1/driver_override"
		}
		# Every knob that tune.sh may write, but for a kernel's own rounding.
		knobs() {
			grep -H . /proc/irq/*/smp_affinity_list \
				/proc/sys/kernel/nmi_watchdog \
				/proc/sys/kernel/perf_cpu_time_max_percent \
				/proc/sys/kernel/perf_event_max_sample_rate
		}
		knobs >$out/knobs.before
		scripts/tune.sh show >$out/tune.show
		scripts/tune.sh apply >$out/tune.apply 2>&1
		echo $? >>$out/tune.apply
		knobs >$out/knobs.tuned
		scripts/tune.sh restore >$out/tune.restore 2>&1
		echo $? >>$out/tune.restore
		knobs >$out/knobs.restored
		touch $out/touched bench/prog/main.c kmod/window.c
		scripts/bench.sh --target host --device 0000:00:08.0 --tune \
			--suite quick --passes 2 --no-install \
			--output $out/runs >$out/bench.out 2>$out/bench.err
		echo $? >$out/status
		find build -name '*.o' -newer $out/touched >$out/built
		of $edu >$out/edu
		knobs >$out/knobs.after
		cat /proc/modules >$out/modules

		build/dmabench env >$out/env
		build/dmabench run --target host --device 0000:00:04.0 \
			--unbind >$out/disk 2>&1
		echo $? >>$out/disk
		build/dmabench run --target host --device 0000:00:1f.2 \
			>$out/held 2>&1
		echo $? >>$out/held

		# One that a driver has, and a program that is killed.
		of $ahci >$out/ahci.before
		insmod build/kmod/$(uname -r)/dmabench.ko
		build/dmabench run --target host --device 0000:00:1f.2 \
			--unbind --suite full --output /tmp/killed \
			>$out/killed 2>&1 &
		while [ "$(cat /tmp/killed/*/samples.csv | wc -l)" -lt 2000 ]
		do
			sleep 0.2
		done 2>/dev/null
		of $ahci >$out/ahci.during
		kill -KILL $!
		wait $!
		echo $? >>$out/killed
		of $ahci >$out/ahci.after
		rmmod dmabench || echo still there >>$out/ahci.after
		dmesg >$out/dmesg
	EOF
}

setup_file() {
	TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	export TOP OUT=$BATS_FILE_TMPDIR/out
	local status=0
	"$TOP/tests/vm/box.sh" image 2>"$BATS_FILE_TMPDIR/why" >/dev/null ||
		status=$?
	if [ "$status" = 4 ]; then
		export NO_BOX=1
		return
	fi
	[ "$status" = 0 ] || { cat "$BATS_FILE_TMPDIR/why" >&2; return 1; }
	script >"$BATS_FILE_TMPDIR/script"
	"$TOP/tests/vm/box.sh" run "$OUT" "$BATS_FILE_TMPDIR/script" ||
		{ tail -n 30 "$OUT/console.log" >&2; return 1; }
}

setup() {
	[ -z "$NO_BOX" ] || skip "no box: $(tail -n1 "$BATS_FILE_TMPDIR/why")"
}

run_dir() {
	echo "$OUT"/runs/*/
}

@test "from a clone to a report: exit 0, the run named last" {
	cat "$OUT/bench.err"
	[ "$(cat "$OUT/status")" = 0 ]
	[ "$(tail -n1 "$OUT/bench.out")" = \
		"run: /root/out/runs/$(basename "$(run_dir)")" ]
	[[ $(basename "$(run_dir)") == *-host-6.1.* ]]
	diff <(head -n -1 "$OUT/bench.out") "$(run_dir)/report.txt"
	grep -q '^loading dmabench.ko: the kernel is tainted' "$OUT/bench.err"
}

@test "what was changed was built on the box, the program and the module" {
	grep '/prog/main\.o$' "$OUT/built"
	grep '^build/kmod/6\.1\..*/window\.o$' "$OUT/built"
}

@test "every row of the quick suite has a number, those over the IOMMU too" {
	python3 "$TOP/tests/cli/check_run.py" "$TOP/results/schema.json" \
		"$(run_dir)/run.json"
	run -0 jq -r '.rows[] | select(.median == null) | .name, .unavailable' \
		"$(run_dir)/run.json"
	[ -z "$output" ]
	run -0 jq -c '[.complete, (.rows | length),
		([.rows[] | .target, .unit] | unique),
		([.rows[] | select(.backend == "kernel-iommu") | .device] |
		 unique)]' "$(run_dir)/run.json"
	[ "$output" = '[true,44,["cycles/op","host"],["0000:00:08.0"]]' ]
}

@test "the head of the report says what it was measured on" {
	local report
	report=$(run_dir)/report.txt
	grep -Eq '^host     QEMU Virtual CPU' "$report"
	grep -q '^         VIRTUALISED cycles: a guest of TCGTCGTCGTCG$' "$report"
	grep -Eq '^         kernel 6\.1\.' "$report"
	grep -q '^         device 0000:00:08.0 (0x1234:0x11e8), domain DMA-FQ$' \
		"$report"
	run -1 grep -E '.{73}' "$report"
	run -1 grep -w insn "$report"
	run -0 jq -r '.environment[] | ."iommu.domain", ."cpu.hypervisor",
		."topology.why"' "$(run_dir)/run.json"
	[ "$output" = $'DMA-FQ\nTCGTCGTCGTCG\nnear the device, not CPU 0' ]
}

@test "counters: a VM has no PMU, and there is no number of nothing" {
	run -0 jq -r '([.environment[] | with_entries(
		select(.key | startswith("counter."))) | keys[], .[]] | unique[]),
		([.rows[] | has("counters")] | any)' "$(run_dir)/run.json"
	[ "$output" = "counter.branch-miss
counter.branches
counter.cycles
counter.indirect-miss
counter.instructions
counter.itlb-miss
counter.l1d-miss
not supported here: no PMU, or not this event
false" ]
	grep -A1 '^No counters, host/' "$(run_dir)/report.txt" |
		grep -q '^  not supported here: '
}

@test "an operation behind the IOMMU costs more than one that is not" {
	[ "$(median "$(run_dir)" running/kernel-iommu/map_single |
		cut -d. -f1)" -gt \
	  "$(median "$(run_dir)" running/kernel-direct/map_single |
		cut -d. -f1)" ]
}

@test "the kernel's log of the run is kept, without an alarm" {
	local log
	log=$(run_dir)/dmesg.txt
	grep -Eq '^== host/6\.1\..*, kernel log ==$' "$log"
	grep -Eq '^\[ *[0-9]+\.[0-9]{6}\] dmabench 0000:00:08.0: claimed$' "$log"
	# Of this run only: not of the boot.
	run -1 grep 'Linux version' "$log"
	run -1 grep -E "$ALARMS" "$log" "$OUT/dmesg"
}

@test "the device is released, the module is gone" {
	[ "$(cat "$OUT/edu")" = $'none\n(null)' ]
	run -1 grep '^dmabench ' "$OUT/modules"
}

@test "tune.sh: real knobs are turned, and put back to what they were" {
	local rate=/proc/sys/kernel/perf_event_max_sample_rate
	tail -n 20 "$OUT"/tune.* "$OUT"/knobs.*
	[ "$(tail -n1 "$OUT/tune.apply")" = 0 ]
	[ "$(tail -n1 "$OUT/tune.restore")" = 0 ]
	grep -qx "$rate:1" "$OUT/knobs.tuned"
	! grep -qx "$rate:1" "$OUT/knobs.before" || false
	# Off the CPU that is measured, the last of two.
	grep -q '^/proc/irq/.*:\(0-1\|1\)$' "$OUT/knobs.before"
	diff <(grep '^/proc/irq/' "$OUT/knobs.before" | sort) \
		<(grep '^/proc/irq/' "$OUT/knobs.tuned" | sort) | grep -q '^>.*:0$'
	diff "$OUT/knobs.before" "$OUT/knobs.restored"
}

@test "bench.sh --tune: run.json says so, and all is put back at its end" {
	run -0 jq -r '.environment[] | ."tune.cpu", ."topology.cpu"' \
		"$(run_dir)/run.json"
	[ "$output" = "1
1" ]
	diff "$OUT/knobs.before" "$OUT/knobs.after"
}

@test "env: what may be claimed, what not and why" {
	grep -A1 '^0000:00:04.0 .* no$' "$OUT/env" |
		grep -q '^ *\(/ is mounted from\|vda is\) '
	grep -Eq '^0000:00:08.0  1234:11e8  - +[0-9]+ .* yes$' "$OUT/env"
	grep -Eq '^0000:00:1f.2  8086:2922  ahci .* with --unbind$' "$OUT/env"
}

@test "the disk that the box runs from is not claimed, --unbind or not" {
	grep -q '0000:00:04.0 cannot be claimed: ' "$OUT/disk"
	[ "$(tail -n1 "$OUT/disk")" = 4 ]
}

@test "a device that a driver has: refused, claimed with --unbind" {
	grep -q '0000:00:1f.2 is held by ahci; --unbind' "$OUT/held"
	[ "$(tail -n1 "$OUT/held")" = 4 ]
	[ "$(cat "$OUT/ahci.before")" = $'ahci\n(null)' ]
	[ "$(cat "$OUT/ahci.during")" = $'dmabench\ndmabench' ]
}

@test "and released when the program is killed: the driver works again" {
	[ "$(tail -n1 "$OUT/killed")" = 137 ]
	[ "$(cat "$OUT/ahci.after")" = $'ahci\n(null)' ]
	sed '1,/0000:00:1f.2: claimed from ahci/d' "$OUT/dmesg" >"$BATS_TEST_TMPDIR/after"
	grep -q 'ahci 0000:00:1f.2: AHCI 0001' "$BATS_TEST_TMPDIR/after"
}
