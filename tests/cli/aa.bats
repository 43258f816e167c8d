#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dmabench run --aa: each row against itself, and the floor in the report.
#
# Alone: rows of this machine are measured against themselves.

# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; run sets variables

bats_require_minimum_version 1.5.0
load helpers
load run_helpers

setup_file() {
	build_program
	build_guest
}

# planted FLOOR..: the A/A of each row of $dir, whatever was measured
planted() {
	local json
	json=$(printf '%s\n' "$@" | jq -sc .)
	jq --argjson floor "$json" '[.rows[].name] as $names |
		.rows |= [to_entries[] | .key as $i | .value |
			.aa = { n: 24, diff: ($floor[$i] / 4),
				low: (-$floor[$i] / 2), high: $floor[$i],
				half_width: ($floor[$i] * 0.75),
				floor: $floor[$i] }]' "$dir/run.json" >planted
	mv planted "$dir/run.json"
}

@test "run --aa: each pass visits a row twice, as A and as B" {
	small_run --aa --passes 7 --seed 3
	valid_run "$dir/run.json"
	[ "$(jq -c '[.rows[].boots] | unique' "$dir/run.json")" = '[14]' ]
	[ "$(cut -d, -f1-3 "$dir/samples.csv" | sort -u | tail -n +2 | wc -l)" = \
		$((4 * 14)) ]
	# Chance says which of them comes first: not always the same.
	firsts=$(cut -d, -f1-3 "$dir/samples.csv" | uniq | awk -F, 'NR > 1 {
		row = $1 $2; if (seen[row]++ % 2 == 0) print $3 % 2 }' | sort | uniq -c)
	[ "$(wc -l <<<"$firsts")" = 2 ]
	# A pass is over before the next begins.
	cut -d, -f3 "$dir/samples.csv" | tail -n +2 |
		awk '{ pass = int($1 / 2); if (pass < last) exit 1; last = pass }'
}

@test "run: without --aa there is none, and the report says how to get it" {
	known_run
	[ "$(jq '[.rows[] | has("aa")] | any' "$dir/run.json")" = false ]
	dmabench report "$dir"
	has "$output" "*
         floor: not *--aa*"
	[[ $output != *"against itself"* && $output != *"A/A"* ]]
}

@test "report: too few passes for a floor: how many it takes" {
	known_run
	jq '.rows |= map(if .median then .aa = { n: 4, diff: 0, low: null,
		high: null, half_width: null, floor: null } else . end)' \
		"$dir/run.json" >few
	mv few "$dir/run.json"
	dmabench report "$dir"
	has "$output" "*
         floor: 4 pairs *--passes 6*"
	[[ $output != *"not measured"* ]]
}

@test "report: the floor in the head, and the rows with the greatest" {
	known_run
	planted 0.06 0.5 0.02 1.25
	valid_text=$("$DMABENCH" report "$dir")
	echo "$valid_text" >report
	narrow report
	has "$valid_text" "*         floor: half of the rows 0.06 cyc, all 1.25 (A/A, 24 passes)
*"
	grep -Eq '^user/plain +cyc +B - A +[+]- +floor$' report
	grep -Eq '^  direct/null/map_single +3\.50 +0\.01 +0\.04 +0\.06$' report
	grep -Eq '^  per-device/null/map_sg:4 +19\.00 +0\.31 +0\.94 +1\.25$' report
	grep -q '^  2 rows, 24 passes each$' report
	# The greatest first.
	[ "$(grep -E '^  (direct|per-device)/' report | awk '{ print $NF }' |
		paste -sd' ')" = "0.50 0.06 1.25 0.02" ]
}

# guest BOOTS MODE [FILE]: --aa of a fake VM, in $dir
guest() {
	local boots=$1
	shift
	suite "vm	direct/null/map_single" "vm	running/kernel-iommu/map_single"
	call "$DMABENCH" run --suite "$suite" --target vm --boots "$boots" --aa \
		--boot "6.99.0-fake=$BATS_FILE_TMPDIR/guest $*" \
		--output "$BATS_TEST_TMPDIR/runs"
	[ "$status" -eq 0 ]
	run_dir
	valid_run "$dir/run.json"
}

@test "run --aa of a VM: two boots that read the same have no floor to pass" {
	guest 2 normal
	[ "$(jq '[.rows[].aa | [.n, .diff, .low, .high, .half_width, .floor] ==
		[1, 0, 0, 0, 0, 0]] | all' "$dir/run.json")" = true ]
	dmabench report "$dir"
	has "$output" "*         floor: 0 insn in 2 rows (A/A, 1 pair of boots)
*"
	[[ $output != *"The floor:"* ]]
}

@test "run --aa of a VM: one pair of boots that differ has no floor" {
	guest 2 differ "$BATS_TEST_TMPDIR/booted"
	[ "$(jq -c '[.rows[] | select(.identical | not) | .aa |
		[.n, .low, .half_width, .floor]] | unique' "$dir/run.json")" = \
		'[[1,null,null,null]]' ]
}

@test "--aa with one boot of a VM is a usage error" {
	call "$DMABENCH" run --target vm --boots 1 --aa --boot a=b
	usage_error --aa "two boots"
	call "$TOP/scripts/bench.sh" --target vm --boots 1 --aa
	[ "$status" -eq 2 ]
	has "${stderr_lines[-1]}" "bench.sh: *"
	holds "${stderr_lines[-1]}" --aa "two boots"
}
