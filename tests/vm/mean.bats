#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# mean.bats - an operation that is rarely slow: the mean of a row is that of all
# operations, and so is its split, whatever the period of the slow ones.

# shellcheck disable=SC2016 # C, and programs of jq

bats_require_minimum_version 1.5.0

load helpers

setup_file() {
	vm_setup debian:6.1
	# Every Kth map_single of K bytes goes round an inner loop 200 times.
	edited_guest backend/null.c '0,/^\treturn phys;/s//\tstatic unsigned int planted;\n\tunsigned long left = 200;\n\n\tif (++planted % (unsigned int)size == 0)\n\t\tasm volatile("1: dec %0\\n\\tjnz 1b" : "+r" (left));\n\treturn phys;/' \
		"$TMP/initrd"
	cat >"$TMP/rows.suite" <<-'END'
		vm per-device/null/map_single:{2,3,5,7,16,25,64,100,127,256,500,777,1000,64K}
		vm per-device/null/map_single:2@each
		vm running/kernel-iommu/{unmap_single,unmap_single@each,unmap_single:2M}
	END
	boot "$TMP/run" "$TMP/initrd" "$TMP/rows.suite" --boots 1 --split -- \
		--plugin "$BUILD/dmabench-plugin.so"
	RUN=$(run_in "$TMP/run")/run.json
	export RUN
}

@test "every Kth operation costs 401 more: the mean is that, to the instruction" {
	# What one of them costs is what each operation by itself says.
	run -0 jq -e '[.rows[] | select(.state == "each")][0] |
		.max - .min == 401' "$RUN"
	# 65536 are not made: the others are as quick as these.  One slow one
	# more or less may lie at the ends, and a loop has its own instructions.
	run -0 jq -r '([.rows[] | select(.size == 65536).median][0]) as $quick |
		[.rows[] | select(.op == "map_single" and .state == "hot" and
			.size <= 1000) | select((.mean - $quick -
			401 / .size | fabs) < 401 / .split.ops + 0.05)] |
			length' "$RUN"
	[ "$output" = 13 ]
}

@test "and its split is, to the last digit, where a slope is not" {
	run -0 jq -r '[.rows[] | select(.op == "map_single" and
		.state == "hot") | (.split.insn / .split.ops - .mean) | fabs |
		select(. < 0.1)] | length' "$RUN"
	[ "$output" = 14 ]
	# Every third one: all slopes read the same, and that is not the mean.
	run -0 jq -e '.rows[] | select(.size == 3) | .min == .max and
		((.mean - .median) | fabs) > 1' "$RUN"
}

@test "a flush of the queue is in the mean as often as it comes" {
	# By all windows, and by each operation: 256 of them share one flush, of
	# which a window more or less is what the two may be apart.
	run -0 jq -e '[.rows[] | select(.op == "unmap_single" and
		.size == 4096) | .mean] | max - min < 15 and min > 1050' "$RUN"
	run -0 jq -e '.rows[] | select(.size == 2097152) |
		.mean >= .median' "$RUN"
}
