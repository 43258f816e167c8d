#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dmabench run, user target: what a run directory holds, whatever ends the run.
#
# Alone: rows of this machine are measured.

# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; run sets variables

bats_require_minimum_version 1.5.0
load helpers
load run_helpers
load publish_helpers

setup_file() {
	build_program
}

@test "run: the directory is the last line, and its parents are made" {
	small_run --output "$BATS_TEST_TMPDIR/a/b/c"
	[ "${#lines[@]}" -eq 1 ]
	[[ $dir =~ ^$BATS_TEST_TMPDIR/a/b/c/[0-9]{8}T[0-9]{6}Z-user-.*-[0-9a-f]{6}$ ]]
	[[ $(basename "$dir") == *"-user-$(uname -r)-"* ]]
	[ "$(find "$dir" -mindepth 1 -printf '%P\n' | sort | paste -sd' ')" = \
		"run.json samples.csv" ]
}

@test "run: without --output it is ./results" {
	two_rows
	dmabench run --suite "$suite" --passes 1
	[ "$status" -eq 0 ]
	[[ ${lines[-1]} == "run: results/"* ]]
	run_dir
	[ -s "$dir/run.json" ]
}

@test "run --argv: the words of who called it, as they were" {
	two_rows
	void_is_fine=1 dmabench run --suite "$suite" --passes 1 --output runs \
		--argv=scripts/bench.sh --argv=--suite "--argv=a b" --argv=
	[ "$(jq -c .argv runs/*/run.json)" = \
		'["scripts/bench.sh","--suite","a b",""]' ]
	follows schema.json runs/*/run.json
	dmabench run --help
	[[ $output != *--argv* ]]
	void_is_fine=1 dmabench run --suite "$suite" --passes 1 --output others
	[ "$(jq 'has("argv")' others/*/run.json)" = false ]
}

@test "run: run.json is valid, and every number of it is that of samples.csv" {
	small_run --seed 7
	valid_run "$dir/run.json"
	[ "$(jq -c '[.complete, .seed, .suite]' "$dir/run.json")" = '[true,7,"s"]' ]
	[ "$(jq -r '.rows[] | "\(.env) \(.name) \(.unit) \(.boots) \(.nents)"' \
		"$dir/run.json")" = "\
user/plain direct/null/map_single cycles/op 2 1
user/plain per-device/null/map_sg:4 cycles/op 2 4
user/retpoline direct/null/map_single cycles/op 2 1
user/retpoline per-device/null/map_sg:4 cycles/op 2 4" ]
	# 8 placements, 4 pairs in each, 2 passes
	[ "$(jq -c '[.rows[] | .n + .rejected] | unique' "$dir/run.json")" = '[64]' ]
	[ "$(cut -d, -f1-3,5 "$dir/samples.csv" | grep ',0$' | sort | uniq -c |
		awk '{ print $1 }' | uniq)" -eq 64 ]
	[ "$(date -u -d "$(jq -r .started "$dir/run.json")" +%s)" -ge \
		$(($(date +%s) - 60)) ]
}

@test "run: a row that a process cannot have is there with a reason" {
	suite "user	direct/null/map_single" "user	running/null/map_single"
	dmabench run --suite "$suite" --passes 1
	[ "$status" -eq 0 ]
	run_dir
	valid_run "$dir/run.json"
	has "$(jq -r '.rows[] | select(.design == "running") | [.n, .median, .unavailable][]' \
		"$dir/run.json" | sort -u | paste -sd,)" "0,null,*no such row*"
}

@test "run: braces expand as in a shell" {
	suite "user	{direct,global}/null/{map_sg,unmap_sg}:{2,3}	# comment"
	dmabench run --suite "$suite" --passes 1
	run_dir
	[ "$(jq -r '.rows[] | select(.env == "user/plain").name' "$dir/run.json")" = \
		"$(printf '%s\n' {direct,global}/null/{map_sg,unmap_sg}:{2,3})" ]
}

@test "run: the same seed gives the same order, another another" {
	# Of what counts: a visit that was disturbed is taken again.
	order() {
		awk -F, '$5 != 1 { print $1, $2, $3, $4 }' "$dir/samples.csv"
	}
	small_run --seed 11
	first=$(order)
	small_run --seed 11
	[ "$(order)" = "$first" ]
	small_run --seed 12
	[ "$(order)" != "$first" ]
}

# told WORD..: which of them stand anywhere below $dir, or in its name
told() {
	{ grep -rhoFi "${@/#/-e}" "$dir" || true; } | sort -u
	basename "$dir" | grep -oFi "${@/#/-e}" || true
}

@test "run: nothing in the directory tells the box" {
	small_run
	dmabench report --save "$dir"
	mapfile -t words < <(cat /etc/machine-id /sys/class/net/*/address \
		/proc/sys/kernel/random/boot_id /sys/class/dmi/id/*serial \
		/sys/class/dmi/id/*uuid 2>/dev/null |
		grep -vx '00:00:00:00:00:00' | grep '.\{6\}'
		grep -oE '(UUID=|/dev/)[^ ]+' /proc/cmdline)
	[ "${#words[@]}" -gt 0 ] || skip "this machine has no MAC or machine-id"
	[ -n "$(told direct)" ]	# it can be found
	[ -z "$(told "${words[@]}")" ]
}

@test "run: the host's name is not in the directory" {
	need_root "to be called something"
	two_rows
	# shellcheck disable=SC2016 # for the inner shell
	void_is_fine=1 call unshare --uts sh -c '
		echo secret-name >/proc/sys/kernel/hostname
		echo secret-domain >/proc/sys/kernel/domainname
		exec "$@"' sh "$DMABENCH" run --suite "$suite" --passes 1
	# 3: no number, on a busy machine
	[[ $status == [03] ]]
	run_dir
	[ -z "$(told secret)" ]
}

# --- run: what goes wrong

@test "run: --output where no directory can be made" {
	two_rows
	touch "$BATS_TEST_TMPDIR/file"
	for parent in "$BATS_TEST_TMPDIR/file" "$BATS_TEST_TMPDIR/file/below"; do
		dmabench run --suite "$suite" --output "$parent"
		[ "$status" -eq 5 ]
		[ -z "$output" ]
		one_error dmabench "'$parent': Not a directory"
		nothing_written
	done
	dmabench run --suite "$suite" --output /proc/no/such
	[ "$status" -eq 5 ]
	one_error dmabench "'/proc/no/such': No such file or directory"
}

@test "run: an empty --output" {
	dmabench run --output ""
	usage_error "output"
}

@test "run: --output that is read only" {
	two_rows
	mkdir "$BATS_TEST_TMPDIR/ro"
	chmod 555 "$BATS_TEST_TMPDIR/ro"
	as=()
	if [ "$EUID" -eq 0 ]; then
		as=(setpriv --bounding-set=-dac_override)
		"${as[@]}" true || skip "cannot give up a capability here"
	fi
	call "${as[@]}" "$DMABENCH" run --suite "$suite" --output "$BATS_TEST_TMPDIR/ro"
	[ "$status" -eq 5 ]
	[ -z "$output" ]
	one_error dmabench "'$BATS_TEST_TMPDIR/ro': Permission denied"
	[ -z "$(ls -A "$BATS_TEST_TMPDIR/ro")" ]
}

# A run on a disk of so many KB; what it left is copied to left.
run_on_disk() {
	mkdir -p disk left
	# shellcheck disable=SC2016 # for the inner shell
	call unshare -m sh -c 'mount -t tmpfs -o "size=$1k" tmpfs disk || exit 99
		shift; "$@"; status=$?; cp -r disk/. left; exit "$status"' sh \
		"$1" "$DMABENCH" run --suite "$suite" --passes 2 --output disk
}

@test "run: a full disk is said, and run.json is not torn" {
	need_root "to mount a small disk"
	two_rows
	full=0 fits=0
	# shellcheck disable=SC2034 # call looks at it
	void_is_fine=1
	# What was disturbed is measured again, and takes more room.
	for size in 4 12 24 36 40 44 48 96 1024; do
		run_on_disk "$size"
		[ "$status" -ne 99 ] || skip "cannot mount a tmpfs"
		for json in left/*/run.json; do
			[ ! -e "$json" ] || is_json "$json"
		done
		[ -z "$(find left -name '.run.json*')" ]
		if [ "$status" -eq 0 ] || was_disturbed; then
			fits=1
			valid_run left/*/run.json
		else
			full=$((full + 1))
			[ "$status" -eq 5 ]
			[ "$(grep -c '^dmabench: ' <<<"$stderr")" -eq 1 ]
			has "$stderr" "*dmabench: *No space left*"
			[ "$fits" -eq 0 ]
			for json in left/*/run.json; do
				[ ! -e "$json" ] ||
					[ "$(jq .complete "$json")" = false ]
			done
		fi
		rm -r left
	done
	[ "$full" -gt 2 ]
	[ "$fits" -eq 1 ]
}

@test "run: an interrupt keeps the rows that were done" {
	for signal in INT TERM HUP; do
		long_run
		stop "$signal"
		[ "$status" -eq 3 ]
		valid_run "$dir/run.json"
		[ "$(jq .complete "$dir/run.json")" = false ]
		[ "$(jq -r '.rows[] | .env + "," + .name' "$dir/run.json" | sort)" = \
			"$(tail -n +2 "$dir/samples.csv" | cut -d, -f1,2 | sort -u)" ]
		[ "$(tail -n1 "$BATS_TEST_TMPDIR/out")" = "run: $dir" ]
		[ "$(grep -c '^dmabench: ' "$BATS_TEST_TMPDIR/err")" -eq 1 ]
		grep -q '^dmabench: .*interrupt' "$BATS_TEST_TMPDIR/err"
		dmabench report "$dir"
		[ "$status" -eq 0 ]
		has "$output" "*INCOMPLETE*"
		rm -r runs
	done
}

@test "run: with nohup it goes on when its terminal is gone" {
	two_rows
	start nohup "$DMABENCH" run --suite "$suite" --passes 1000 --output runs
	wait_for 10 began
	kill -s HUP "$pid"
	sleep 1
	run ! gone "$pid"
	stop INT
	[ "$status" -eq 3 ]
}

# has_rows DIR: its run.json was written again
has_rows() {
	[ "$(jq '.rows | length' "$1/run.json")" -gt 0 ]
}

@test "run: killed, run.json is whole; it was replaced, not overwritten" {
	long_run
	is_json "$dir/run.json"
	ln "$dir/run.json" old
	cp old old.copy
	wait_for 10 has_rows "$dir"
	stop KILL
	[ "$status" -eq 137 ]
	is_json "$dir/run.json"
	python3 -m jsonschema -i "$dir/run.json" "$TOP/results/schema.json" 2>/dev/null
	[ "$(jq .complete "$dir/run.json")" = false ]
	cmp old old.copy
	dmabench report "$dir"
	[ "$status" -eq 0 ]
	has "$output" "*INCOMPLETE*"
}

# --- report and plot
