#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# threads.bats - what several CPUs do, in a VM that has two: functional, nothing
# of it is a measurement.  And mappings of several sizes, which are, on one.

bats_require_minimum_version 1.5.0

load helpers

setup_file() {
	vm_setup debian:6.1
	gcc -O2 -static -I"$TOP" -o "$TMP/cpus" "$TOP/tests/vm/cpus.c"
	initrd "$KMOD" "$TMP/initrd" --test "$TMP/cpus"
	boot "$TMP/smp" "$TMP/initrd" "$TOP/tests/vm/cpus.suite" --boots 1 \
		-- --smp 2
	SMP=$(run_in "$TMP/smp")
	export SMP
}

@test "two CPUs: every row runs, by threads and by another CPU" {
	run -0 jq -r '.rows[] | select(.n == 0 or .status != "ok") | .name' \
		"$SMP/run.json"
	[ -z "$output" ]
	run -0 jq '.complete and (.rows | length == 21)' "$SMP/run.json"
	[ "$output" = true ]
	run -0 jq -r '[.rows[] | select(.threads == 2)] | length' \
		"$SMP/run.json"
	[ "$output" = 15 ]
	# Each thread's windows are there, and are as many.
	run -0 bash -c "grep @.*threads2 '$SMP/samples.csv' | cut -d, -f9 |
		sort | uniq -c | awk '{ print \$1 }' | uniq | wc -l"
	[ "$output" = 1 ]
}

@test "two CPUs: the guest's log is clean" {
	grep -q 'reboot: Power down' "$SMP/dmesg.txt"
	run -1 grep -E "$ALARMS" "$SMP/dmesg.txt"
}

@test "two CPUs: the run is valid and says that it measures nothing" {
	python3 "$TOP/tests/cli/check_run.py" "$TOP/results/schema.json" \
		"$SMP/run.json"
	run -0 jq -r '[.rows[].unit] | unique[]' "$SMP/run.json"
	[ "$output" = functional ]
	run -0 "$BUILD/dmabench" report "$SMP"
	[[ $output == *"Functional, not a measurement: vm/test
21 rows ran on 2 CPUs"* ]]
	# No row is named, so none has a number.
	run -1 grep -E 'insn|/(null|kernel-[a-z]*)/' <<<"$output"
}

@test "two CPUs: a caller that lies is refused, and signals end threads" {
	grep -E '^(ok|not ok|cpus:)' "$SMP/dmesg.txt"
	run -1 grep '^not ok' "$SMP/dmesg.txt"
	grep -q '^cpus: 29 passed, 0 failed' "$SMP/dmesg.txt"
}

@test "two CPUs: of threads that fail the window comes back, and says what did" {
	local run
	echo 'vm running/kernel-swiotlb/map_single:1M@threads2' >"$TMP/fail.suite"
	boot "$TMP/fail" "$INITRD" "$TMP/fail.suite" --boots 1 -- --smp 2
	run=$(run_in "$TMP/fail")
	[ "$(jq -r '.rows[0].status' "$run/run.json")" = "op failed" ]
	jq -re '.rows[0].unavailable' "$run/run.json" |
		grep -xE 'map_single failed: ([0-9]+) of \1 operations of a window'
	# That of both threads, marked: nobody takes it for one.
	[ "$(awk -F, 'NR > 1 && $8 { print $9 }' "$run/samples.csv" |
		sort -u | paste -sd' ')" = "0 1" ]
}

@test "one CPU: what needs two says so; several sizes are exact" {
	printf 'vm %s\n' 'running/{null,kernel-direct}/{map_single,unmap_single}@sizes' \
		'running/{null,kernel-direct}/{map_single,unmap_single}' \
		'running/kernel-iommu/{map_single,unmap_single}@{sizes,off100+sizes}' \
		'running/kernel-direct/map_single@{xcpu,threads2}' >"$TMP/sizes.suite"
	boot "$TMP/one" "$TMP/initrd" "$TMP/sizes.suite" --boots 2
	local run name
	run=$(run_in "$TMP/one")
	run -1 grep '^not ok' "$run/dmesg.txt"
	grep -q '^cpus: 26 passed, 0 failed' "$run/dmesg.txt"
	run -0 jq -r '.rows[] | select(.status != "ok") | "\(.state) \(.unavailable)"' \
		"$run/run.json"
	[ "$output" = "xcpu needs 2 CPUs, which are not there
threads2 needs 2 CPUs, which are not there" ]
	# The same in both boots; without a state in every window, too.
	run -0 jq -r '.rows[] | select(.status == "ok") | select((.identical | not) or
		(.backend != "kernel-iommu" and .min != .max)) | .name' \
		"$run/run.json"
	[ -z "$output" ]
	# Looking a length up is an instruction or two, and nothing else.
	for name in running/{null,kernel-direct}/{map_single,unmap_single}; do
		[ $(($(median "$run" "$name@sizes") - $(median "$run" "$name"))) -ge 1 ]
		[ $(($(median "$run" "$name@sizes") - $(median "$run" "$name"))) -le 2 ]
	done
	# Each size has its share of a window.
	# shellcheck disable=SC2016  # for awk
	run -0 awk -F, '/@.*sizes/ { n++; bad += $6 % 4 != 0 }
		END { print (n > 0), bad }' "$run/samples.csv"
	[ "$output" = "1 0" ]
}

@test "what is counted per function is counted on one CPU" {
	run -2 "$TOP/scripts/bench.sh" --no-install --target vm --smp 2 --split
	[[ $output == *"--split counts on one CPU"* ]]
}
