# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What dmabench.bats, run.bats and report.bats share.

# shellcheck disable=SC2030,SC2031,SC2034,SC2154 # tests are subshells; run sets variables

dmabench() {
	call "$DMABENCH" "$@"
}

# Exit status 2; one line, or argp's line and its hint; nothing else at all.
# usage_error WORD..: and the line holds them
usage_error() {
	[ "$status" -eq 2 ]
	[ -z "$output" ]
	has "${stderr_lines[0]}" "dmabench*: *"
	holds "${stderr_lines[0]}" "$@"
	if [ "${#stderr_lines[@]}" -gt 1 ]; then
		# shellcheck disable=SC2016 # argp's quotes
		has "${stderr_lines[1]}" 'Try `dmabench * --help'\''*'
		has "${stderr_lines[*]:1}" "*for more information."
	fi
	nothing_written
}

# suite LINE..: a file of them, named s
suite() {
	printf '%s\n' "$@" >"$BATS_TEST_TMPDIR/s"
	suite=$BATS_TEST_TMPDIR/s
}

two_rows() {
	suite "user	direct/null/map_single" "user	per-device/null/map_sg:4"
}

# small_run ARG..: of two rows, in $dir; they may be void
small_run() {
	two_rows
	void_is_fine=1 dmabench run --suite "$suite" --passes 2 \
		--output "$BATS_TEST_TMPDIR/runs" "$@"
	[ "$status" -eq 0 ] || was_disturbed
	run_dir
}

# numbers_run ARG..: the same, and a row has a number
numbers_run() {
	two_rows
	dmabench run --suite "$suite" --passes 2 \
		--output "$BATS_TEST_TMPDIR/runs" "$@"
	[ "$status" -eq 0 ]
	run_dir
}

# known_run ARG..: a small run, its numbers then replaced: on a busy machine a
# row may have no clean window.  3.5 cycles, with a retpoline 19.
known_run() {
	small_run "$@"
	jq '.rows[] |= (del(.unavailable) | .status = "ok" | .n = 60 |
		.rejected = 4 | .rejected_by = { "shared": 3, "switch": 1 } |
		.median = (if .env == "user/plain" then 3.5 else 19 end) |
		reduce ("mean", "p1", "p50", "p90", "p99", "min", "max", "ci_low",
			"ci_high", "place_min", "place_max") as $key
			(.; .[$key] = .median) |
		.placements = [range(8) as $k | .median + $k / 8])' "$dir/run.json" >known
	mv known "$dir/run.json"
}

# began: the one run below runs has windows
began() {
	[ "$(cat runs/*/samples.csv | wc -l)" -gt 1 ]
}

# long_run: begun, and in $dir
long_run() {
	two_rows
	start "$DMABENCH" run --suite "$suite" --passes 1000 --output runs
	wait_for 10 began
	dir=$(echo runs/*)
}

# --- words
