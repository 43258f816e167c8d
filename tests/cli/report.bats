#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dmabench report and plot.

# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; run sets variables

bats_require_minimum_version 1.5.0
load helpers
load run_helpers

setup_file() {
	build_program
}

@test "report: 72 columns of ASCII, with units, and run.json's numbers" {
	known_run
	dmabench report "$dir"
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[ ! -e "$dir/report.txt" ]
	echo "$output" >report
	narrow report
	for line in 'run      *-user-*' '         suite s' \
		'         cyc = TSC cycles at * MHz, on CPU *' \
		'cyc      cycles per op, *' 'cyc-ret  the same, *retpoline' \
		'windows: * pairs used, * left out *'; do
		has "$output" "*
$line*"
	done
	[[ $output != *INCOMPLETE* ]]
	grep -Eq '^direct +3\.5 +19\.0 +- +-$' report
	grep -Eq '^per-device +- +- +3\.5 +19\.0$' report
	grep -q '^windows: 240 pairs used, 16 left out' report
	dmabench report "$dir/run.json"
	[ "$output" = "$(<report)" ]
}

@test "report --save: the same, in report.txt" {
	known_run
	dmabench report --save "$dir"
	[ "$status" -eq 0 ]
	[ "$output" = "$(<"$dir/report.txt")" ]
	rm "$dir/report.txt"
	mkdir "$dir/report.txt"
	dmabench report --save "$dir"
	[ "$status" -eq 5 ]
	one_error "dmabench report" "report.txt: Is a directory"
}

@test "report: ASCII, whatever the suite's file is called" {
	known_run
	cp "$suite" "$BATS_TEST_TMPDIR/$(printf 'na\303\257ve-%.0s' {1..9})"
	dmabench run --passes 1 --suite "$BATS_TEST_TMPDIR"/na*
	run_dir
	dmabench report "$dir"
	echo "$output" >report
	narrow report
}

@test "report, plot: of what is not there" {
	for cmd in report plot; do
		for run in /no/such/run "" . /dev/null "$DMABENCH/x"; do
			dmabench "$cmd" "$run"
			usage_error "'$run'"
			[ "${#stderr_lines[@]}" -eq 1 ]
		done
	done
}

@test "report, plot: run.json is garbage" {
	mkdir "$BATS_TEST_TMPDIR/bad"
	for text in "" "garbage" '{"schema":1,' '{}' '[]' '5' '{"schema":2,"rows":[]}' \
		'{"schema":1}' '{"schema":1,"rows":{}}' '{"schema":"1","rows":[]}'; do
		echo "$text" >"$BATS_TEST_TMPDIR/bad/run.json"
		for cmd in report plot; do
			dmabench "$cmd" "$BATS_TEST_TMPDIR/bad"
			usage_error "'$BATS_TEST_TMPDIR/bad': run.json"
			[ "${#stderr_lines[@]}" -eq 1 ]
			[ "$(ls "$BATS_TEST_TMPDIR/bad")" = run.json ]
		done
	done
	known_run
	jq '.schema = 2' "$dir/run.json" >"$BATS_TEST_TMPDIR/bad/run.json"
	for cmd in report plot; do
		dmabench "$cmd" "$BATS_TEST_TMPDIR/bad"
		usage_error "not of schema 1"
	done
}

@test "report, plot: run.json has a row that is none" {
	mkdir "$BATS_TEST_TMPDIR/bad"
	for row in 5 '{}' '{"name":"x"}' '{"name":"a/b","env":"vm/x"}'; do
		echo '{"schema":1,"rows":['"$row"']}' >"$BATS_TEST_TMPDIR/bad/run.json"
		for cmd in report plot; do
			dmabench "$cmd" "$BATS_TEST_TMPDIR/bad"
			usage_error "run.json"
		done
	done
}

@test "plot: png, svg, ASCII and data" {
	command -v gnuplot >/dev/null || skip "no gnuplot"
	known_run
	dmabench plot "$dir"
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	[ "$(cd "$dir/plots" && echo *)" = \
		"designs-cycles.dat designs-cycles.png designs-cycles.svg designs-cycles.txt" ]
	[ "$(head -c4 "$dir/plots/designs-cycles.png" | tail -c3)" = PNG ]
	grep -q '<svg' "$dir/plots/designs-cycles.svg"
	narrow "$dir/plots/designs-cycles.txt"
	[ -n "$(head -n1 "$dir/plots/designs-cycles.txt")" ]
	grep -q 'cycles per op' "$dir/plots/designs-cycles.txt"
	grep -q 'direct' "$dir/plots/designs-cycles.txt"
	[ "$(grep -v '^#' "$dir/plots/designs-cycles.dat" | cut -d' ' -f1,2)" = \
		'"direct" 3.500' ]
}

@test "plot: several runs, and the first that is none" {
	command -v gnuplot >/dev/null || skip "no gnuplot"
	known_run
	first=$dir
	known_run
	dmabench plot "$first" "$dir/run.json"
	[ "$status" -eq 0 ]
	[ -s "$first/plots/designs-cycles.png" ]
	[ -s "$dir/plots/designs-cycles.png" ]
	dmabench plot "$first" /no/such "$dir"
	[ "$status" -eq 2 ]
	has "${stderr_lines[-1]}" "*'/no/such'*"
}

@test "plot: in a directory with a blank and a quote in its name" {
	command -v gnuplot >/dev/null || skip "no gnuplot"
	known_run --output "$BATS_TEST_TMPDIR/it's a run"
	dmabench plot "$dir"
	[ "$status" -eq 0 ]
	[ -s "$dir/plots/designs-cycles.png" ]
}

@test "plot: without gnuplot it is skipped, with the reason" {
	known_run
	call env PATH=/nonexistent "$DMABENCH" plot "$dir"
	[ "$status" -eq 4 ]
	[ -z "$output" ]
	one_error "dmabench plot" "no gnuplot"
}

@test "plot: a gnuplot that fails" {
	known_run
	fake_cmd gnuplot <<<$'#!/bin/sh\nexit 1'
	dmabench plot "$dir"
	[ "$status" -eq 5 ]
	one_error "dmabench plot" "gnuplot failed on 'designs-cycles'"
}

@test "the suites that come with dmabench are understood" {
	# A boot that says nothing: what is read first is the suite.
	for name in quick full; do
		dmabench run --suite "$name" --target vm --boot x=false --boots 1 \
			--output "$BATS_TEST_TMPDIR/runs"
		[ "$status" -eq 3 ]
		has "$stderr" "*vm/x boot 1/1: * rows*"
	done
}
