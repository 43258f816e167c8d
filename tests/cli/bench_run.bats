#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# bench_run.bats - scripts/bench.sh measures this machine.
#
# Alone: rows of this machine are measured.

# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; run sets variables

bats_require_minimum_version 1.5.0
load helpers
load bench_helpers

setup_file() {
	setup_scripts
}

@test "bench.sh: user, from end to end" {
	need_packages
	no_install
	suite "user	{direct,per-device}/null/map_single"
	bench --target user --no-install --suite "$suite" --output out
	[ "$status" -eq 0 ]
	[ ! -e "$calls" ]
	run_dir
	[[ $dir == out/*-user-* ]]
	[ "$(grep -c '^run: ' <<<"$output")" -eq 1 ]
	valid_run "$dir/run.json"
	[ "$(jq -c '[.complete, .suite]' "$dir/run.json")" = '[true,"s.suite"]' ]
	# The report, then the directory, and nothing else
	[ "$output" = "$(cat "$dir/report.txt")
run: $dir" ]
	narrow "$dir/report.txt"
	# A busy machine may leave a row without a clean window.
	[ -s "$dir/plots/designs-cycles.png" ] ||
		[ "$(jq '[.rows[].n] | min' "$dir/run.json")" -eq 0 ]
	[ -z "$(find "$TOP" -maxdepth 2 -newer "$suite" -path '*/results/*')" ]
}

# The run below out has windows.
began() {
	[ "$(cat out/*/samples.csv | wc -l)" -gt 1 ]
}

@test "bench.sh: a signal to it alone ends all, keeps rows, 3" {
	need_packages
	for signal in INT TERM; do
		start "$SCRIPTS/bench.sh" --target user --no-install --suite full \
			--output "$PWD/out"
		wait_for 30 began
		[ "$(processes_with "$PWD/out")" -eq 2 ]	# it and dmabench
		stop "$signal"
		[ "$status" -eq 3 ]
		[ "$(processes_with "$PWD/out")" -eq 0 ]
		dir=$(echo "$PWD"/out/*)
		[ "$(tail -n1 "$BATS_TEST_TMPDIR/out")" = "run: $dir" ]
		valid_run "$dir/run.json"
		[ "$(jq '.rows | length > 0' "$dir/run.json")" = true ]
		[ "$(jq .complete "$dir/run.json")" = false ]
		grep -q INCOMPLETE "$BATS_TEST_TMPDIR/out"
		rm -r out
	done
}
