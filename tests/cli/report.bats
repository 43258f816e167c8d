#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dmabench report and plot.
#
# Alone: rows of this machine are measured.

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
		'         cyc = TSC * MHz, *CPU *' \
		'cyc   cycles *' 'retp  *retpoline' 'span  *' \
		'windows: 240 *, 16 *' \
		'         shared core 12, context switch 4' \
		'         user *: interrupt, NMI, SMI, *'; do
		has "$output" "*
$line*"
	done
	[[ $output != *INCOMPLETE* ]]
	grep -Eq '^over null +cyc span  retp span +cyc span  retp span$' report
	grep -Eq '^direct +3\.5 +0\.0 +19\.0 +0\.0( +-){4}$' report
	grep -Eq '^per-device( +-){4} +3\.5 +0\.0 +19\.0 +0\.0$' report
	dmabench report "$dir/run.json"
	[ "$output" = "$(<report)" ]
}

@test "report: how far the placements of a row lie apart stands beside it" {
	known_run
	jq '.rows[] |= (.place_min = .median - 0.5 | .place_max = .median +
		(if .env == "user/plain" then 0.75 else 2 end))' \
		"$dir/run.json" >spread
	mv spread "$dir/run.json"
	dmabench report "$dir"
	[ "$status" -eq 0 ]
	grep -Eq '^direct +3\.5 +1\.2 +19\.0 +2\.5( +-){4}$' <<<"$output"
	has "$output" "* 2.5 cyc*
*/null/*, user/retpoline*"
}

@test "report: a sibling that was busy is named" {
	known_run
	dmabench report "$dir"
	[[ $output != *SIBLING* ]]
	jq '.environment[]."topology.sibling" = "busy 37 %"' "$dir/run.json" >busy
	mv busy "$dir/run.json"
	dmabench report "$dir"
	[ "$status" -eq 0 ]
	grep -q '^         .*SIBLING.* 37 %' <<<"$output"
	echo "$output" >report
	narrow report
}

# thread_run: a known run with what the tables of the thread and of a wide
# number want: cold and mixed rows, a count in six digits.
thread_run() {
	known_run
	jq '.rows[0] as $row | .rows += [("user/plain", "user/retpoline") as $env |
		("direct", "stack-per-device.3") as $design |
		("", "@mixed4", "@cold") as $state | $row |
		select($design != "direct" or $state != "") | .env = $env |
		.name = "\($design)/null/map_single\($state)" |
		.design = ($design | split(".")[0]) | .op = "map_single" |
		.depth = (if $design == "direct" then 0 else 3 end) |
		.state = if $state == "" then "hot" else $state[1:] end |
		.median = 100 | .place_min = 90 | .place_max = 97] |
		.rows += [.rows[0] | .name = "direct/null/map_sg:256" |
		.op = "map_sg" | .median = 123456.5]' "$dir/run.json" >thread
	mv thread "$dir/run.json"
}

@test "report: the thread's table, and how far its placements lie apart" {
	thread_run
	dmabench report "$dir"
	[ "$status" -eq 0 ]
	echo "$output" >report
	narrow report
	grep -Eq '^stack-per-device\.3 +-( +100){6}$' report
	grep -Eq '^stack-per-device\.3 +-( +7){6}$' report
	grep -Eq '^direct +- +3\.5 +19( +100){4}$' report
	# Below both tables it is said what the layers are.
	[ "$(grep -c '^  stack-per-device  tail jumps' report)" -eq 2 ]
	# Only designs that have a row are in a table.
	[ "$(grep -c '^stack-per-device\.3 ' report)" -eq 3 ]
	# A number that needs more room has it, and blanks around it.
	grep -Eq '^direct +([0-9.-]+ +)*123456\.5 ' report
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

@test "report: a span that is not known is not the greatest" {
	known_run
	# The first row has none, as in a run of an early version; the greatest
	# comes behind it.
	jq '[.rows[] | select(.target == "user" and .median and
			(.design | IN("known", "running") | not)) | .name] as $rows |
		.rows |= map(if .target != "user" then . else
			.place_min = 1 | .place_max = 2 |
			if .name == $rows[0] then .place_min = null | .place_max = null
			elif .name == $rows[1] then .place_max = 9
			else . end end)' "$dir/run.json" >planted
	mv planted "$dir/run.json"
	dmabench report "$dir"
	[ "$status" -eq 0 ]
	[[ $output == *"moves a row by up to 8.0 cyc"* && $output != *nan* ]]
}

# reference FILTER: the quick reference run, changed, its report in the file report
reference() {
	mkdir -p ref
	jq "$1" "$TOP/results/reference/quick/run.json" >ref/run.json
	dmabench report ref
	[ "$status" -eq 0 ]
	echo "$output" >report
	narrow report
}

@test "report: each design over global: instructions, and cycles with an interval" {
	local one='[-+][0-9.]+ \([-+][0-9.]+ to [-+][0-9.]+\)'
	reference .
	grep -qE "^over global +insn +cyc .* +retp " report
	grep -qE "^per-device +\\+4 [ =?]$one +$one\$" report
	# Of a direct call nobody doubts it.
	grep -qE "^direct +-5  $one +$one\$" report
	# Against itself it is not; without it there is no such table.
	run ! grep -qE '^global +[-+]' report
	reference '.rows |= map(select(.design != "global"))'
	run ! grep -q '^over global' report
	# Two sets of placements that are the same, and no floor that is more.
	reference '.rows |= map(del(.aa) | if .name == "per-device/null/map_single" and
			.env == "user/plain" then .placements = [5, 5, 5, 5, 5, 5, 5, 5]
			elif .name == "global/null/map_single" and
			.env == "user/plain" then .placements = [5, 5, 5, 5, 5, 5, 5, 5]
			else . end)'
	grep -qE '^per-device +\+4 =\+0.00 \(\+0.00 to \+0.00\)' report
}

@test "report: the model check is running/null less per-device/null" {
	# Each operation its own difference, and a fraction.
	reference '.rows[] |= if .design == "running" and .backend == "null" then
		.median = {map_single: 101, unmap_single: 52.5, map_sg: 43,
			   unmap_sg: 24}[.op] else
		if .design == "per-device" and .target == "vm" then
		.median = {map_single: 23, unmap_single: 20, map_sg: 25,
			   unmap_sg: 26}[.op] else . end end'
	[ "$(grep -A2 '^model check$' report)" = "model check
  per-device/null              23           20           25           26
  null less that               78         32.5           18           -2" ]
	grep -q '^Model check: ' report
	grep -q 'METHODOLOGY.md, section 6' report
}

@test "report: no model check without its rows, a dash without a number" {
	reference '.rows |= map(select(.design != "per-device"))'
	grep -q '^null  *78 ' report
	run ! grep -i 'model check' report
	reference '.rows |= map(select(.design != "running" or .backend != "null"))'
	grep -q '^kernel-direct  *99 ' report
	run ! grep -i 'model check' report
	reference '.rows |= map(select(.name != "running/null/unmap_sg:16"))'
	[ "$(grep '^  null less that' report)" = \
		"  null less that               55           20           13            -" ]
}

@test "report: an operation that no design has over a backend has no table" {
	reference '.rows += [.rows[] | select(.name == "direct/null/map_single") |
		.backend = "linear" | .name = "direct/linear/map_single"]'
	[ "$(grep '^over linear' report)" = \
		"over linear         insn  cyc span  retp span" ]
}

@test "report: an instrument that was disturbed each time is unknown" {
	reference '.environment["user/plain"] |=
		(with_entries(select(.key | startswith("self.") | not)) |
		."self.step" = "unknown")'
	grep -qx 'user/plain       unknown: each try was disturbed' report
	grep -q '^user/retpoline  *[0-9]' report
}

@test "report: ASCII, whatever the suite's file is called" {
	known_run
	cp "$suite" "$BATS_TEST_TMPDIR/$(printf 'na\303\257ve-%.0s' {1..9})"
	void_is_fine=1 dmabench run --passes 1 --suite "$BATS_TEST_TMPDIR"/na*
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
		usage_error "schema 1"
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
	[ "$(cd "$dir/plots" && echo *)" = "$(echo \
		{designs,placements}-cycles.{dat,png,svg,txt})" ]
	[ "$(head -c4 "$dir/plots/designs-cycles.png" | tail -c3)" = PNG ]
	grep -q '<svg' "$dir/plots/designs-cycles.svg"
	narrow "$dir/plots/designs-cycles.txt"
	[ -n "$(head -n1 "$dir/plots/designs-cycles.txt")" ]
	grep -q 'cycles per op' "$dir/plots/designs-cycles.txt"
	grep -q 'direct' "$dir/plots/designs-cycles.txt"
	[ "$(grep -v '^#' "$dir/plots/designs-cycles.dat" | cut -d' ' -f1,2)" = \
		'"direct" 3.500' ]
}

@test "plot: each placement of a row, without and with retpolines" {
	command -v gnuplot >/dev/null || skip "no gnuplot"
	known_run
	jq '(.rows[] | select(.env == "user/plain")).placements[3] = null' \
		"$dir/run.json" >hole
	mv hole "$dir/run.json"
	dmabench plot "$dir"
	[ "$status" -eq 0 ]
	[ "$(grep -v '^#' "$dir/plots/placements-cycles.dat")" = '"direct" 3.500'\
' 3.500 3.625 3.750 NaN 4.000 4.125 4.250 4.375'\
' 19.000 19.000 19.125 19.250 19.375 19.500 19.625 19.750 19.875' ]
	[ "$(head -c4 "$dir/plots/placements-cycles.png" | tail -c3)" = PNG ]
	narrow "$dir/plots/placements-cycles.txt"
	grep -q 'direct' "$dir/plots/placements-cycles.txt"
	# A run of an early version has none, and the other plots.
	jq 'del(.rows[].placements)' "$dir/run.json" >early
	mv early "$dir/run.json"
	rm -r "$dir/plots"
	dmabench plot "$dir"
	[ "$status" -eq 0 ]
	[ "$(cd "$dir/plots" && echo *.png)" = designs-cycles.png ]
}

@test "plot: a void row has its name, and no bar" {
	command -v gnuplot >/dev/null || skip "no gnuplot"
	known_run
	cp "$dir/run.json" whole
	jq '(.rows[] | select(.env == "user/retpoline")).status = "void"' \
		whole >"$dir/run.json"
	dmabench plot "$dir"
	[ "$status" -eq 0 ]
	[ "$(grep -v '^#' "$dir/plots/designs-cycles.dat")" = \
		'"direct: void with retpolines" 3.500 3.500 3.500 NaN NaN NaN' ]
	grep -q 'direct: void with retpolines' "$dir/plots/designs-cycles.txt"
	[[ $(grep -v '^#' "$dir/plots/placements-cycles.dat") = \
		'"direct: void with retpolines" 3.500 '*' NaN NaN NaN' ]]
	# Nothing but void rows is no picture.
	rm -r "$dir/plots"
	jq '.rows[].status = "void"' whole >"$dir/run.json"
	dmabench plot "$dir"
	[ -z "$(ls "$dir/plots")" ]
	reference '(.rows[] | select(.name | startswith("per-device/null/"))
		).status = "void"'
	dmabench plot ref
	[ "$(grep '^"per-device' ref/plots/designs-insn.dat)" = \
		'"per-device: void" NaN' ]
	grep -q 'per-device: void' ref/plots/designs-insn.txt
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
	one_error "dmabench plot" gnuplot
}

@test "plot: a gnuplot that fails" {
	known_run
	fake_cmd gnuplot <<<$'#!/bin/sh\nexit 1'
	dmabench plot "$dir"
	[ "$status" -eq 5 ]
	one_error "dmabench plot" gnuplot "'designs-cycles'"
}

@test "the suites that come with dmabench are understood" {
	# A boot that says nothing: what is read first is the suite.
	for name in quick designs sweeps full iommu threads; do
		dmabench run --suite "$name" --target vm --boot x=false --boots 1 \
			--output "$BATS_TEST_TMPDIR/runs"
		[ "$status" -eq 3 ]
		has "$stderr" "*vm/x boot 1/1: *"
	done
}

@test "the suite designs: one run draws all of the thread's pictures" {
	dmabench run --suite designs --target user --passes 1 \
		--output "$BATS_TEST_TMPDIR/runs"
	[ "$status" -eq 0 ]
	dir=$(sed -n 's/^run: //p' <<<"$output")
	# A row is there once.
	[ -z "$(jq -r '.rows[] | .env + .name' "$dir/run.json" | sort | uniq -d)" ]
	# A picture wants a number of all its rows, void ones too.
	jq -L "$BATS_TEST_DIRNAME" 'include "plant"; .rows |= map(
		if .median then . else . + row({ key: .env }; .name; 9) |
			del(.unavailable) end)' "$dir/run.json" >whole.json
	mv whole.json "$dir/run.json"
	dmabench plot "$dir"
	[ "$(cd "$dir/plots" && echo *.png)" = \
		"depth-cycles.png designs-cycles.png devices-cycles.png placements-cycles.png" ]
	dmabench report "$dir"
	# Depths that are the plot's alone stay out of the table.
	has "$output" "*depths*1 and 3*"
	! grep -q '^stack-global\.8 ' <<<"$output" || false
	# The heat map is of the VM's half, which the reference has.
	mkdir "$BATS_TEST_TMPDIR/vm"
	cp "$TOP/results/reference/designs/run.json" "$BATS_TEST_TMPDIR/vm"
	dmabench plot "$BATS_TEST_TMPDIR/vm"
	[ -s "$BATS_TEST_TMPDIR/vm/plots/heat-insn.png" ]
}

@test "report: where every row is void there is no number, and no nan" {
	known_run
	jq '.rows[] |= (.status = "void" | .unavailable = "void: too disturbed" |
		del(.median, .mean, .p1, .p50, .p90, .p99, .min, .max, .ci_low,
			.ci_high, .place_min, .place_max, .placements))' \
		"$dir/run.json" >void.json
	mv void.json "$dir/run.json"
	dmabench report "$dir"
	has "$output" "*VOID: *"
	run ! grep -wi nan <<<"$output"
}
