#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# counters.bats - the PMU's counters: libperf itself, counting what a machine
# without a PMU counts too; helpers that lie or die; what a row says of them.
#
# Alone: rows of this machine are measured.

bats_require_minimum_version 1.5.0

load helpers
load run_helpers

setup_file() {
	build_program
	"$SCRIPTS/libperf.sh" get >/dev/null
	make -s -C "$TOP" O="$BUILD" "$BUILD/dmabench-counters" >&2
	gcc -O2 -D_GNU_SOURCE -o "$BATS_FILE_TMPDIR/faults" \
		"$BATS_TEST_DIRNAME/count_faults.c" -I"$TOP" -I"$TOP/bench" \
		"$TOP"/bench/{measure/counters,machine/env}.c
}

faults() {
	run -0 "$BATS_FILE_TMPDIR/faults" "$@"
}

# helper LINE..: what a helper does instead, as a shell script
helper() {
	printf '%s\n' '#!/bin/sh' "$@" >"$BATS_TEST_TMPDIR/helper"
	chmod +x "$BATS_TEST_TMPDIR/helper"
	export DMABENCH_COUNTERS=$BATS_TEST_TMPDIR/helper
}

@test "pages that are touched are faults, by libperf, to the last" {
	export DMABENCH_COUNTERS=$BUILD/dmabench-counters
	faults 100 page-faults
	[ "$output" = "page-faults ok 100" ]
	faults 7 page-faults
	[ "$output" = "page-faults ok 7" ]
	# Time passes meanwhile, and more of it for more.
	faults 2000 task-clock,page-faults
	[[ ${lines[0]} = "task-clock ok "* && ${lines[1]} = "page-faults ok 2000" ]]
	[ "${lines[0]##* }" -gt 10000 ]
}

@test "what there is not is said, with its reason, and the rest is counted" {
	export DMABENCH_COUNTERS=$BUILD/dmabench-counters
	faults 10 page-faults,nonsense
	has "$output" "page-faults ok 10
nonsense no such event* 0"
	if "$SCRIPTS/libperf.sh" wanted; then
		skip "this machine has a PMU"
	fi
	faults 10 cycles,page-faults,indirect-miss
	[[ ${lines[0]} = "cycles not supported here: "* ]]
	[ "${lines[1]}" = "page-faults ok 10" ]
	[[ ${lines[2]} = "indirect-miss not supported here: "* ]]
}

@test "dmabench-counters: usage, 2" {
	local args
	for args in "" "1" "1 user" "x user cycles" "0 user cycles" \
		"1 both cycles" "1x user cycles"; do
		# shellcheck disable=SC2086 # words
		call "$BUILD/dmabench-counters" $args
		[ "$status" -eq 2 ]
		holds "$stderr" "usage: dmabench-counters "
	done
}

@test "counted half of the time it is scaled, and marked; little, refused" {
	# shellcheck disable=SC2016 # for the helper's shell
	helper 'echo ok; echo ok; while read -r c; do case $c in' \
		'+) n=$((n + 1)); echo ;;' \
		'-) v=$((1 - n % 2)); echo "$((500 * (1 + v))) 1000 500 $((50 * (1 + v))) 1000 200" ;;' \
		'esac; done'
	faults 1 cycles,branches
	[ "${lines[0]}" = "cycles scaled 1000" ]
	has "${lines[1]}" "branches refused: * 20 % * 0"
}

@test "a helper that is not there, ends at once, or in the middle" {
	export DMABENCH_COUNTERS=$BATS_TEST_TMPDIR/none
	faults 1 cycles
	has "$output" "cycles not counted: *dmabench-counters* 0"
	helper 'exit 1'
	faults 1 cycles,branches
	has "$output" "cycles not counted: *ended 0
branches not counted: *ended 0"
	helper 'echo ok; read -r c; echo; exit'
	faults 1 cycles
	[ "$output" = gone ]
}

@test "run --counters: rows with what was counted, and why the rest was not" {
	export DMABENCH_COUNTERS=$BUILD/dmabench-counters
	numbers_run --counters page-faults,nonsense
	valid_run "$dir/run.json"
	# Of no row of the designs is a page touched for the first time.
	run -0 jq -c '[.rows[] | select(.median != null) |
		.counters | ."page-faults".per_op, .nonsense] | unique' \
		"$dir/run.json"
	[ "$output" = '[0,"no such event"]' ]
	dmabench report "$dir"
	has "$output" "*Counters, user/*page-faults*"
	has "$output" "*no such event:
    nonsense*"
}

@test "run: without a PMU it says so, and none is a number of nothing" {
	! "$SCRIPTS/libperf.sh" wanted || skip "this machine has a PMU"
	export DMABENCH_COUNTERS=$BUILD/dmabench-counters
	small_run
	[ "$(jq '[.rows[] | has("counters")] | any' "$dir/run.json")" = false ]
	dmabench report "$dir"
	has "$output" "*No counters, user/plain
  not supported here: *:
    cycles, instructions, branches, *"
	small_run --counters none
	dmabench report "$dir"
	[[ $output != *"ounters"* ]]
}

@test "report: counted in part is marked; what a row has not, no row is zero" {
	small_run --counters none
	jq '.environment[] += { "counter.cycles": "counted",
			"counter.l1d-miss": "counted", "counter.branches": "none" } |
		.rows |= [to_entries[] | .value + { counters: { cycles:
			{ per_op: (.key + 3.25), share: (1 - .key % 2 / 2) },
			branches: "none", "l1d-miss": "refused" } }] |
		.rows[0].counters."l1d-miss" = { per_op: 0, share: 1 }' \
		"$dir/run.json" >"$BATS_TEST_TMPDIR/run.json"
	mv "$BATS_TEST_TMPDIR/run.json" "$dir/run.json"
	valid_run "$dir/run.json"
	dmabench report "$dir"
	[[ $output =~ [*]:\ counted\ part\ of\ the\ time ]]
	[[ $output =~ events\ in\ an\ operation\ +cycles\ +l1d-miss$'\n' ]]
	[[ $output =~ null/map_single\ +3.25\ +0.00\ ?$'\n' ]]
	[[ $output =~ null/map_sg:4\ +4.25[*]\ +-$'\n' ]]
	has "$output" "*
  none:
    branches*"
	# Not one row of the first build: what it lacks is said below its name.
	jq '.rows |= map(if .env == "user/plain" then del(.counters) else . end)' \
		"$dir/run.json" >"$BATS_TEST_TMPDIR/half.json"
	mv "$BATS_TEST_TMPDIR/half.json" "$dir/run.json"
	dmabench report "$dir"
	has "$output" "*No counters, user/plain
  none:
    branches*Counters, user/retpoline*"
	# Not one event of any row.
	sed -i 's/"counted"/"refused"/' "$dir/run.json"
	dmabench report "$dir"
	has "$output" "*No counters, user/plain
  refused:
    cycles, l1d-miss*"
	[[ $output != *"events in an operation"* ]]
	# A run from elsewhere, with more events than any of ours.
	jq '(.environment[]) += ([range(64) |
		{ "counter.an-event-of-that-length-\(.)": "none" }] | add)' \
		"$dir/run.json" >"$BATS_TEST_TMPDIR/many.json"
	mv "$BATS_TEST_TMPDIR/many.json" "$dir/run.json"
	dmabench report "$dir"
	[ "$status" -eq 0 ]
	has "$output" "*an-event-of-that-length*"
}

@test "run: a helper that ends in the middle costs no row its number" {
	helper 'echo ok; read -r c; echo; exit'
	numbers_run --counters cycles
	holds "$stderr" dmabench-counters ended
	[ "$(jq '[.rows[].status | select(. != "ok" and . != "void")] | length' \
		"$dir/run.json")" = 0 ]
	[ "$(jq '[.rows[] | has("counters")] | any' "$dir/run.json")" = false ]
}

@test "run --counters: a list that is none, 2" {
	local list
	for list in "" "," "cycles," ",cycles" "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q" \
		a-name-of-more-than-there-is-room-for; do
		dmabench run --counters "$list"
		usage_error "--counters"
	done
}

@test "libperf.sh: usage, 2; without it and without a network, 4" {
	local args
	for args in "" "flags now" other; do
		# shellcheck disable=SC2086 # words
		call "$SCRIPTS/libperf.sh" $args
		[ "$status" -eq 2 ]
		one_error libperf.sh "usage"
	done
	! pkg-config --exists libperf 2>/dev/null || skip "this system has a libperf"
	DMABENCH_CACHE=$PWD/cache call "$SCRIPTS/libperf.sh" flags
	[ "$status" -eq 4 ]
	one_error libperf.sh "no libperf" "libperf.sh get"
	nothing_written
}
