#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# two_kernels.bats - from two kernels to a verdict in one command: Debian's 6.1 and
# 6.12, booted in turn. Counts are exact, so their differences are.

bats_require_minimum_version 1.5.0

load helpers

setup_file() {
	vm_setup debian:6.1 debian:6.12
	bench "$TMP/two" --kernel debian:6.1 --kernel debian:6.12 --boots 2 \
		--seed 1 --suite quick
}

# bench OUTPUT OPTION..: bench.sh for vm; what it prints is in OUTPUT.out
bench() {
	local output=$1
	shift
	"$TOP/scripts/bench.sh" --no-install --target vm --output "$output" \
		"$@" >"$output.out"
}

# of JQ: on the comparison of two.
compared() {
	"$BUILD/dmabench" compare --format json "$(run_in "$TMP/two")" |
		jq -re "$1"
}

@test "one command: a report, a comparison, the run" {
	local run
	run=$(run_in "$TMP/two")
	[ -s "$run/compare.txt" ]
	[ "$(cat "$TMP/two.out")" = "$(cat "$run/report.txt")

$(cat "$run/compare.txt")
run: ${run%/}" ]
	run -1 grep -nE '.{73}|[^ -~]' "$run/compare.txt"
	jq -e .complete "$run/run.json"
	# The first is the base.
	[ "$(compared '[.sides[].kernel] | map(split(".")[1]) | join(" ")')" = "1 12" ]
}

@test "each row has both kernels' numbers and their exact difference" {
	compared '[.rows[] | select(.name | test("^(direct|running/kernel-direct)/"))
		| .compared and .exact and .diff.mid == .b - .a and
		  .diff.low == .diff.mid and .diff.high == .diff.mid] |
		length == 8 and all'
}

@test "dispatch is the same code in both; the kernel's own API is not" {
	# The module's text differs by nothing but the compiler's whim.
	compared '[.rows[] | select(.name | startswith("known/")) | .verdict] |
		length == 4 and (unique == ["same"])'
	# 6.12 asks first whether dma-iommu has the device.
	compared '[.rows[] | select(.name | startswith("running/null/")) |
		.verdict] | length == 4 and (unique == ["more"])'
}

@test "blocks: the boots are in turn, and counts are those of the reverse" {
	local run
	run=$(run_in "$TMP/two")
	jq -e '[.environment[]."vm.order" | split(" ")[] | tonumber] | sort ==
		[1, 2, 3, 4]' "$run/run.json"
	jq -e '[.environment[]."vm.order" | split(" ") | map(tonumber) |
		.[0] <= 2 and .[1] > 2] | all' "$run/run.json"
	bench "$TMP/reverse" --kernel debian:6.12 --kernel debian:6.1 --boots 1 \
		--seed 1 --suite quick
	diff <(jq -r '.rows[] | "\(.env) \(.name) \(.median)"' "$run/run.json" |
		sort) <(jq -r '.rows[] | "\(.env) \(.name) \(.median)"' \
		"$(run_in "$TMP/reverse")/run.json" | sort)
}

@test "--gate exits with 1 where 6.12 is slower, and names a row" {
	echo "vm	running/null/map_single" >"$TMP/one.suite"
	run -1 --separate-stderr "$TOP/scripts/bench.sh" --no-install \
		--target vm --kernel debian:6.1 --kernel debian:6.12 --boots 1 \
		--suite "$TMP/one.suite" --gate --output "$TMP/gate"
	[[ $stderr == *"more: running/null/map_single"* ]]
	[[ ${lines[-1]} == "run: "* ]]
}

@test "--baseline: an old run is the base; of one kernel nothing differs" {
	bench "$TMP/again" --boots 1 --suite quick --gate \
		--baseline "$(run_in "$TMP/two"):vm/6.1."
	grep -q "44 rows, insn: 0 more, 0 fewer, 44 same, 0 unclear" \
		"$(run_in "$TMP/again")/compare.txt"
}
