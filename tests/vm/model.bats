#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# model.bats - is per-device a model of what the kernel does?  One operation of
# per-device/null and of running/null is stepped through in the guest, and what
# one has more than the other is named, instruction by instruction.

bats_require_minimum_version 1.5.0

load helpers

setup_file() {
	local tracer op loops=()

	vm_setup debian:6.1
	# Where functions lie: the next symbol says where one ends.
	cat >"$TMP/symbols" <<-'END'
		#!/bin/sh
		grep '\[dmabench\]$' /proc/kallsyms
		grep -A1 -E ' (_*dma_(un)?map_(page|sg)_attrs|is_vmalloc_addr|__x86_indirect_thunk_r[0-9a-z]*)$' /proc/kallsyms
	END
	chmod +x "$TMP/symbols"
	initrd "$KMOD" "$TMP/initrd" --test "$TMP/symbols"
	echo 'vm known/none/empty' >"$TMP/one.suite"
	boot "$TMP/first" "$TMP/initrd" "$TMP/one.suite" --boots 1
	grep -hE '^[0-9a-f]{16} ' "$(run_in "$TMP/first")/dmesg.txt" \
		>"$TMP/kallsyms"

	echo 'vm {direct,per-device,running}/null/{map_single,unmap_single,map_sg:16,unmap_sg:16}' \
		>"$TMP/model.suite"
	for op in map_single unmap_single map_sg unmap_sg; do
		loops+=("direct_null_loop_${op}_0" "per_device_loop_${op}_0" \
			"running_${op}_0")
	done
	# The same image boots to the same addresses.
	python3 "$BATS_TEST_DIRNAME/trace.py" "$TMP/gdb" "$TMP/kallsyms" \
		"${loops[@]}" >"$TMP/trace" 3>&- &
	tracer=$!
	for _ in $(seq 100); do
		[ ! -S "$TMP/gdb" ] || break
		sleep 0.1
	done
	boot "$TMP/stepped" "$TMP/initrd" "$TMP/model.suite" --boots 1 -- \
		--gdb "$TMP/gdb" || { kill "$tracer"; return 1; }
	wait "$tracer"
	# For who wants to read it: names.py list.
	cp "$TMP/trace" "$BUILD/model.trace"
}

# names WHAT [TRACE]
names() {
	python3 "$BATS_TEST_DIRNAME/names.py" "$1" \
		"$BATS_TEST_DIRNAME/model.names" "${2:-$TMP/trace}"
}

# counts RUNDIR: the rows that have one count in every window
counts() {
	jq -r '.rows[] | select(.min == .max) | "\(.name)\t\(.median | floor)"' \
		"$1/run.json" | sort
}

@test "the instructions of one operation, stepped through, are its row's count" {
	[ "$(counts "$(run_in "$TMP/stepped")" | wc -l)" = 12 ]
	# By the loops alone: this needs no name for what they execute.
	diff <(counts "$(run_in "$TMP/stepped")") \
		<(cut -f1 "$TMP/trace" | uniq -c |
		sed -E 's/^ *([0-9]+) (.*)_0$/\2\t\1/
			s/^direct_null_loop_/direct\/null\//
			s/^per_device_loop_/per-device\/null\//
			s/^running_/running\/null\//
			s/_sg\t/_sg:16\t/' | sort)
}

@test "each of them has a name, and none is counted twice" {
	measured_package
	names list >"$BATS_TEST_TMPDIR/list"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/list")" = "$(wc -l <"$TMP/trace")" ]
	diff <(names sums | sort) <(counts "$(run_in "$TMP/stepped")")
}

@test "per-device is more than direct by what finds and calls the ops, only" {
	measured_package
	run -0 names call
	[ "$output" = "$(for op in map_single unmap_single map_sg:16 unmap_sg:16
	do
		printf '%s\tfind the ops\t5\n' $op
		printf '%s\tfind the operation in them\t1\n' $op
		printf '%s\tcall it, with a retpoline\t3\n' $op
	done)" ]
}

@test "METHODOLOGY's table of what running/null has more is this" {
	measured_package
	diff <(sed -n '/^<!-- model: /,/^<!-- end -->/p' "$TOP/METHODOLOGY.md" |
		grep '^|') <(names table)
}

@test "an instruction that nobody has named is seen, and a name too many" {
	measured_package
	sed '/per_device_loop_map_single_0\t0x55\t/i\
per_device_loop_map_single_0\tper_device_loop_map_single_0\t0x54\tnop' \
		"$TMP/trace" >"$BATS_TEST_TMPDIR/more"
	run ! cmp "$TMP/trace" "$BATS_TEST_TMPDIR/more"
	run -1 names table "$BATS_TEST_TMPDIR/more"
	[ "$output" = "names.py: no name for 'nop' in per_device_loop_map_single_0" ]
	sed '/\tis_vmalloc_addr\t0xc\t/d' "$TMP/trace" \
		>"$BATS_TEST_TMPDIR/less"
	names table "$BATS_TEST_TMPDIR/less" |
		grep -qxF '| is_vmalloc_addr() | 0, 9 | 0, 0 | 0, 0 | 0, 0 |'
}
