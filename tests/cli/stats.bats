#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# stats.bats - the fixtures of the statistics are what scipy says today.

bats_require_minimum_version 1.5.0

load helpers

@test "intervals hold the truth as often as they say, over four shapes of noise" {
	make -s -C "$TOP" O="$BUILD" "$BUILD/coverage"
	run -0 "$BUILD/coverage" 4000
	[ "${#lines[@]}" -eq 16 ]
}

@test "the cases of test_shift.c are those that scipy_cases.py makes" {
	local unit=$BATS_TEST_DIRNAME/../unit
	"$unit/scipy_cases.py" >"$BATS_TEST_TMPDIR/cases"
	diff "$unit/scipy_cases.txt" "$BATS_TEST_TMPDIR/cases"
}
