#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Rows of several threads in the user target: as many as there are CPUs run,
# more are a reason.
#
# Alone: every CPU of this machine is measured.

# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; run sets variables

bats_require_minimum_version 1.5.0
load helpers
load run_helpers

setup_file() {
	build_program
}

reasons() {
	jq -r '.rows[] | select(.unavailable) |
		"\(.name) \(.threads) \(.status) \(.unavailable)"' "$dir/run.json" |
		sort -u
}

@test "threads: two at once, each with windows of its own" {
	[ "$(nproc)" -ge 2 ] || skip "one CPU"
	suite "user	{global,stack-global.3}/null/{map_single,unmap_single}@threads2" \
		"user	per-device/null/map_sg:4@devs16+threads2" \
		"user	global/null/map_single"
	dmabench run --suite "$suite" --passes 2 --output runs
	[ "$status" -eq 0 ]
	run_dir
	valid_run "$dir/run.json"
	[ "$(jq -c '[.rows[] | select(.name | test("threads2")) | .threads] | unique' \
		"$dir/run.json")" = '[2]' ]
	[ "$(jq -c '[.rows[] | select(.name | test("threads") | not) | .threads] | unique' \
		"$dir/run.json")" = '[1]' ]
	# 8 placements, 4 pairs in each, 2 passes, 2 threads
	[ "$(jq -c '[.rows[] | select(.threads == 2) | .n + .rejected] | unique' \
		"$dir/run.json")" = '[128]' ]
	# Thread for thread the same windows, in the same order.
	of_thread() {
		grep @threads2 "$dir/samples.csv" | grep ",$1\$" | cut -d, -f1-6
	}
	[ "$(of_thread 0 | wc -l)" -gt 1000 ]
	[ "$(of_thread 0)" = "$(of_thread 1)" ]
	dmabench report "$dir"
	[[ $output == *"Threads "*"cycles/op, user/plain"* ]]
	[[ $output == *"single threads"* ]]
	printf '%s\n' "$output" >text
	narrow text
}

@test "threads: more than there are CPUs are refused with a reason" {
	suite "user	global/null/map_single@threads{2,64}"
	dmabench_on_one() {
		call taskset -c "$(taskset -cp $$ | sed 's/.*[ ,-]//')" "$DMABENCH" "$@"
	}
	dmabench_on_one run --suite "$suite" --passes 1 --output runs
	[ "$status" -eq 0 ]
	run_dir
	valid_run "$dir/run.json"
	has "$(reasons)" "\
global/null/map_single@threads2 2 too few cpus *2 CPUs*
global/null/map_single@threads64 64 too few cpus *64 CPUs*"
	dmabench report "$dir"
	has "$output" "*1 of threads64: *64 CPUs*"
}

@test "threads: the suite has a reason for each row that has no number" {
	dmabench run --suite threads --passes 1 --output runs
	[ "$status" -eq 0 ]
	run_dir
	valid_run "$dir/run.json"
	# A window that was disturbed is a reason, too.
	run ! grep -vE ' (too few cpus .*[0-9]+ CPUs|void void: |ok no clean window)' \
		<(reasons)
	[ "$(jq --argjson cpus "$(nproc)" '[.rows[] |
		select((.threads > $cpus) != (.status == "too few cpus"))] | length' \
		"$dir/run.json")" = 0 ]
	dmabench report "$dir"
	printf '%s\n' "$output" >text
	narrow text
}
