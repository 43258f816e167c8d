#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dmabench's commands, with the user target. vmside.bats has the vm target.

# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; run sets variables

bats_require_minimum_version 1.5.0
load helpers

setup_file() {
	build_program
}

dmabench() {
	call "$DMABENCH" "$@"
}

# Exit status 2; one line, or argp's line and its hint; nothing else at all.
# usage_error WORD: and the line has it
usage_error() {
	[ "$status" -eq 2 ]
	[ -z "$output" ]
	has "${stderr_lines[0]}" "dmabench*: *$1*"
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

# small_run ARG..: of two rows, in $dir
small_run() {
	two_rows
	dmabench run --suite "$suite" --passes 2 --output "$BATS_TEST_TMPDIR/runs" "$@"
	[ "$status" -eq 0 ]
	run_dir
}

# known_run ARG..: a small run, its numbers then replaced: on a busy machine a
# row may have no clean window.  3.5 cycles, with a retpoline 19.
known_run() {
	small_run "$@"
	jq '.rows[] |= (del(.unavailable) | .n = 60 | .rejected = 4 |
		.median = (if .env == "user/plain" then 3.5 else 19 end) |
		reduce ("mean", "p1", "p50", "p90", "p99", "min", "max", "ci_low",
			"ci_high", "place_min", "place_max") as $key
			(.; .[$key] = .median))' "$dir/run.json" >known
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

@test "no command: usage on stderr, 2" {
	dmabench
	[ "$status" -eq 2 ]
	[ -z "$output" ]
	has "$stderr" "Usage: dmabench COMMAND*"
}

@test "--help and -h name every command and every exit status" {
	for help in --help -h; do
		dmabench "$help"
		[ "$status" -eq 0 ]
		[ -z "$stderr" ]
		for word in list run report plot env "Exit status: 0 done" \
			"2 usage" "3 the run is void" "4 skipped" "5 internal"; do
			has "$output" "*$word*"
		done
	done
}

@test "--version" {
	dmabench --version
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[[ $output =~ ^dmabench\ [^\ ]+$ ]]
}

@test "an unknown command" {
	for cmd in frob --frob "" LIST runs; do
		dmabench "$cmd"
		[ "$status" -eq 2 ]
		[ -z "$output" ]
		one_error dmabench "no command '$cmd'*--help"
	done
}

@test "--help of each command names its options" {
	for cmd in list report:--save plot:RUN env \
		run:--target:--suite:--output:--boots:--passes:--boot=:--seed; do
		IFS=: read -ra word <<<"$cmd"
		dmabench "${word[0]}" --help
		[ "$status" -eq 0 ]
		[ -z "$stderr" ]
		has "$output" "Usage: dmabench ${word[0]} *"
		for option in "${word[@]:1}"; do
			has "$output" "*$option*"
		done
	done
	nothing_written
}

@test "an unknown option, or a word too many" {
	for cmd in list run report plot env; do
		dmabench "$cmd" --frob
		usage_error "unrecognized option '--frob'"
	done
	for cmd in list run env; do
		dmabench "$cmd" extra
		usage_error "Too many arguments"
	done
	dmabench report a b
	usage_error "one RUN"
	for cmd in report plot; do
		dmabench "$cmd"
		usage_error "name a run directory"
	done
}

@test "an option without its value" {
	for option in --target --suite --output --boots --passes --boot --seed; do
		dmabench run "$option"
		usage_error "'$option' requires an argument"
	done
}

@test "list: designs, backends and operations" {
	dmabench list
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	for word in known direct global per-device stack-global \
		stack-per-device running none null kernel-direct kernel-iommu \
		map_single unmap_single map_sg unmap_sg; do
		grep -Eq "^$word +" <<<"$output"
	done
	# What it says of running is so: not in a process
	grep -Eq '^running .* host vm$' <<<"$output"
}

@test "env: key=value lines, once each" {
	dmabench env
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[ "$(grep -cv '^[a-z0-9_.]*=' <<<"$output")" -eq 0 ]
	[ -z "$(cut -d= -f1 <<<"$output" | sort | uniq -d)" ]
	grep -Fxq "kernel.release=$(uname -r)" <<<"$output"
	grep -q '^cpu.name=.' <<<"$output"
	grep -q '^topology.cpu=[0-9]*$' <<<"$output"
	grep -q '^cpu.hypervisor=.' <<<"$output"
	nothing_written
}

@test "standard output that is full is an error" {
	for cmd in list env; do
		# shellcheck disable=SC2016 # for the inner shell
		call sh -c '"$0" "$1" >/dev/full' "$DMABENCH" "$cmd"
		[ "$status" -eq 5 ]
	done
}

# --- run: what is asked

@test "run: --boots and --passes are from 1 to 1000" {
	for option in --boots --passes; do
		for value in 0 1001 abc 1x -1 1.5 "" 99999999999999999999; do
			dmabench run "$option" "$value"
			usage_error "'$value' is not a number from 1 to 1000"
		done
	done
}

@test "run: --seed is a number" {
	two_rows
	for value in abc 1x "" 99999999999999999999999; do
		dmabench run --suite "$suite" --passes 1 --seed "$value"
		usage_error "'$value' is not a seed"
	done
}

@test "run: an unknown target" {
	for value in frob host auto "" USER user,vm; do
		dmabench run --target "$value"
		usage_error "no target '$value'; there are user and vm"
	done
}

@test "run: --target vm and --boot go together" {
	dmabench run --target vm
	usage_error "--target vm and --boot go together"
	dmabench run --boot x=true
	usage_error "--target vm and --boot go together"
	dmabench run --target user --boot x=true
	usage_error "--target vm and --boot go together"
	for value in x x= =true = ""; do
		dmabench run --target vm --boot "$value"
		usage_error "--boot wants NAME=CMD, not '$value'"
	done
}

@test "run: --boot with a name that cannot be part of a directory's" {
	suite "vm	direct/null/map_single"
	dmabench run --target vm --boot a/b=true --suite "$suite"
	usage_error "a/b"
}

@test "run: one name for two --boot" {
	suite "vm	direct/null/map_single"
	dmabench run --target vm --boot a=true --boot a=false --suite "$suite"
	usage_error "a"
}

@test "run: an unknown suite" {
	for value in frob ./frob /no/such/file ""; do
		dmabench run --suite "$value"
		usage_error "no suite '$value'"
		[ "${#stderr_lines[@]}" -eq 1 ]
	done
}

@test "run: a suite that is a directory" {
	dmabench run --suite /
	usage_error "'/'"
	has "$stderr" "*irectory*"
}

# bad_line LINE WORD: is refused with its number and the word
bad_line() {
	suite "# a comment" "user	direct/null/map_single" "" "$1" "vm bad too"
	dmabench run --suite "$suite"
	usage_error "suite '$suite', line 4: *$2"
	[ "${#stderr_lines[@]}" -eq 1 ]
}

@test "run: a suite with a bad row" {
	bad_line "user	nope/null/map_single" "no design 'nope'"
	bad_line "user	direct/nope/map_single" "no backend 'nope'"
	bad_line "user	direct/null/nope" "no operation 'nope'"
	bad_line "user	direct/null" "'direct/null' is not"
	bad_line "user	direct/none/map_single" "no map_single of direct over none"
	bad_line "user	direct/null/map_single:0" "size '0'"
	bad_line "user	direct/null/map_single:3M" "size '3M'"
	bad_line "user	direct/null/map_sg:257" "'257' entries"
	bad_line "user	direct/null/map_sg:1K" "'1K' entries"
	bad_line "user	direct.2/null/map_single" "'direct' has no depth"
	bad_line "user	stack-global.9/null/map_single" "depth '9'"
	bad_line "user	stack-global.0/null/map_single" "depth '0'"
	bad_line "user	direct/null/map_single@cold" "state 'cold'"
	bad_line "user	$(printf 'x%.0s' {1..120})/null/empty" "too long"
}

@test "run: a suite with a bad target, or a line that is none" {
	bad_line "frob	direct/null/map_single" "no target 'frob'"
	bad_line "user,frob	direct/null/map_single" "no target 'frob'"
	bad_line "user,	direct/null/map_single" "no target ''"
	bad_line "user" "TARGET"
	bad_line "user	direct/null/map_single more" "TARGET"
	bad_line "user, vm	direct/null/map_single" "TARGET"
}

@test "run: a suite with a bad brace" {
	bad_line "user	{direct,global/null/map_single" "braces"
	bad_line "user	direct}/null/map_single" "braces"
	bad_line "user	{a,{b}}/null/map_single" "braces"
	bad_line "user	{direct,nope}/null/map_single" "no design 'nope'"
}

@test "run: a suite with a line that is too long" {
	bad_line "user	{$(printf 'direct,%.0s' {1..300})direct}/null/map_single" ""
}

@test "run: a suite without a row" {
	suite "# only a comment" "" "	# and another"
	dmabench run --suite "$suite"
	usage_error "suite '$suite', line 3: no rows"
	: >"$suite"
	dmabench run --suite "$suite"
	usage_error "suite '$suite', line 1: no rows"
}

@test "run: a suite without a row for the target that was asked for" {
	suite "vm	direct/null/map_single"
	dmabench run --suite "$suite"
	usage_error "user"
}

# --- run: what is written

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
	[ "$(jq -r '.rows[] | select(.design == "running") | [.n, .median, .unavailable][]' \
		"$dir/run.json" | sort -u | paste -sd,)" = \
		"0,null,this kernel or target has no such row" ]
}

@test "run: braces expand as in a shell" {
	suite "user	{direct,global}/null/{map_sg,unmap_sg}:{2,3}	# comment"
	dmabench run --suite "$suite" --passes 1
	run_dir
	[ "$(jq -r '.rows[] | select(.env == "user/plain").name' "$dir/run.json")" = \
		"$(printf '%s\n' {direct,global}/null/{map_sg,unmap_sg}:{2,3})" ]
}

@test "run: the same seed gives the same order, another another" {
	order() {
		cut -d, -f1-5 "$dir/samples.csv"
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
	call unshare --uts sh -c 'echo secret-name >/proc/sys/kernel/hostname
		echo secret-domain >/proc/sys/kernel/domainname
		exec "$@"' sh "$DMABENCH" run --suite "$suite" --passes 1
	[ "$status" -eq 0 ]
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
	for size in 4 12 24 36 40 44 48 96; do
		run_on_disk "$size"
		[ "$status" -ne 99 ] || skip "cannot mount a tmpfs"
		for json in left/*/run.json; do
			[ ! -e "$json" ] || is_json "$json"
		done
		[ -z "$(find left -name '.run.json*')" ]
		if [ "$status" -eq 0 ]; then
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
		grep -q '^dmabench: interrupted' "$BATS_TEST_TMPDIR/err"
		dmabench report "$dir"
		[ "$status" -eq 0 ]
		has "$output" "*INCOMPLETE*"
		rm -r runs
	done
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
