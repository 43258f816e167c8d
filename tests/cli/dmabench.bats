#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# dmabench: its commands and their options.

# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; run sets variables

bats_require_minimum_version 1.5.0
load helpers
load run_helpers

setup_file() {
	build_program
}

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
	bad_line "user	direct/null/map_single@tepid" "state 'tepid'"
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
