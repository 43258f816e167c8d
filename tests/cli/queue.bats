#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# tests/queue.sh, by which 'make check' runs all: over planted files.

# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; run sets variables

bats_require_minimum_version 1.5.0
load helpers

queue() {
	call env DMABENCH_CACHE="$PWD/cache" "$TOP/tests/queue.sh" "$@"
}

# planted PART/NAME LINE..: a program of a part that says this and ends well
planted() {
	local file=$1
	shift
	mkdir -p "${file%/*}"
	printf '%s\n' '#!/bin/bash' "$@" >"$file"
	chmod +x "$file"
}

# bats_file PART/NAME [LINE..]: of these lines; test has one
bats_file() {
	local file=$1
	shift
	mkdir -p "${file%/*}"
	printf '%s\n' "$@" >"$file"
}

# test_of NAME CMD: for bats_file; bats would take it for one of this file
test_of() {
	printf '@test "%s" {\n%s\n}\n' "$1" "$2"
}

ok() {
	echo "echo 1..1; echo ok 1 - $1"
}

# last TEXT: the last line of all
last() {
	[ "${lines[-1]}" = "$1" ]
}

@test "queue.sh: usage, 2; check.sh: no such part, 2" {
	for args in "" "-j 0 x" "-j x" "-x"; do
		# shellcheck disable=SC2086 # several arguments
		queue $args
		[ "$status" -eq 2 ]
		[ -z "$output" ]
	done
	call "$TOP/tests/check.sh" cli nope
	[ "$status" -eq 2 ]
	one_error check.sh "no part 'nope'"
	nothing_written
}

@test "queue.sh: what passes, fails and is skipped, by part; 1 if one fails" {
	bats_file one/a.bats "$(test_of good true)" "$(test_of bad false)" \
		"$(test_of later 'skip "why"')" "$(test_of other true)"
	planted one/b "$(ok b)"
	planted two/c "echo 1..2; echo ok 1 - c; echo ok 2 - d"
	queue one/a.bats one/b two/c
	[ "$status" -eq 1 ]
	grep -Eq '^not ok 2 bad in [0-9]+ms$' <<<"$output"
	grep -Eq '^ok 3 later in [0-9]+ms # skip why$' <<<"$output"
	grep -Eq '^one  .* 3 passed +1 failed +1 skipped$' <<<"$output"
	grep -Eq '^two  .* 2 passed +0 failed +0 skipped$' <<<"$output"
	last "5 passed, 1 failed, 1 skipped"
	rm one/a.bats
	queue one/b two/c
	[ "$status" -eq 0 ]
	last "3 passed, 0 failed, 0 skipped"
}

@test "queue.sh: a file that ends without a test has failed" {
	planted one/nothing "exit 0"
	planted one/dies "echo 1..2; echo ok 1 - x; exit 3"
	planted one/short "echo 1..2; echo ok 1 - x"
	planted one/there "$(ok x)"
	bats_file one/set_up.bats "setup_file() { false; }" \
		"$(test_of never true)" "$(test_of ever true)"
	bats_file one/torn.bats "this is ( not bash"
	for file in nothing dies short set_up.bats torn.bats; do
		queue "one/$file" one/there
		[ "$status" -eq 1 ]
		[[ ${lines[-1]} = *" passed, 1 failed, 0 skipped" ]]
	done
	queue one/nothing one/dies one/short one/not_there
	[ "$status" -eq 1 ]
	last "2 passed, 4 failed, 0 skipped"
	grep -qx 'not ok - one/nothing ended with status 0 after 0 of 0 tests' \
		<<<"$output"
	grep -qx 'not ok - one/dies ended with status 3 after 1 of 2 tests' \
		<<<"$output"
	grep -qx 'not ok - one/short ended with status 0 after 1 of 2 tests' \
		<<<"$output"
}

@test "queue.sh: a file that is killed has failed, the others run on" {
	planted one/a "echo 1..2; echo ok 1 - a; kill -KILL \$PPID; sleep 100"
	planted one/b "$(ok b)"
	planted two/c "$(ok c)"
	queue -j 1 one/a one/b two/c
	[ "$status" -eq 1 ]
	grep -qx 'not ok - one/a ended with status 137 after 1 of 2 tests' \
		<<<"$output"
	last "3 passed, 1 failed, 0 skipped"
}

@test "queue.sh: what a file leaves behind is ended with it" {
	planted one/a "sleep 1000 & echo \$! >'$PWD/pid'" "$(ok a)"
	queue one/a
	[ "$status" -eq 0 ]
	wait_for 10 gone "$(<pid)"
}

@test "queue.sh: a signal ends it, and all that it runs" {
	planted one/a "sleep 1000 & echo \$! >'$PWD/pid'; wait"
	for signal in INT TERM HUP; do
		rm -f pid
		start env DMABENCH_CACHE="$PWD/cache" "$TOP/tests/queue.sh" one/a
		wait_for 20 [ -s pid ]
		stop "$signal"
		[ "$status" -gt 128 ]
		wait_for 10 gone "$(<pid)"
	done
}

@test "queue.sh: the ten that took longest, a set-up too" {
	tests=$(for i in $(seq 12); do test_of "quick $i" true; done)
	bats_file one/a.bats "setup_file() { sleep 2; }" "$tests" \
		"$(test_of "slow one" "sleep 1")"
	queue one/a.bats
	[ "$status" -eq 0 ]
	sed '1,/^The slowest:$/d; /^$/,$d' <<<"$output" >slowest
	[ "$(wc -l <slowest)" -eq 10 ]
	sort -rgs slowest | cmp - slowest
	sed -n 1p slowest | grep -Eq '^ +[0-9.]+ s  one/a.bats: set up$'
	sed -n 2p slowest | grep -Eq '^ +[0-9.]+ s  one/a.bats: slow one$'
	last "13 passed, 0 failed, 0 skipped"
}

@test "queue.sh: two at once, and one that says so alone" {
	# Each of these ends when it has seen the other.
	meet="for i in {1..600}; do [ ! -e '$PWD/%s' ] || exit 0; sleep 0.1; done"
	# shellcheck disable=SC2059 # a format
	for i in 1 2; do
		planted "one/$i" "touch '$PWD/at$i'" "$(ok x)" \
			"$(printf "$meet" "at$((3 - i))")" "exit 1"
	done
	bats_file one/last.bats "# Alone: a reason" "$(test_of "nobody is here" \
		"[ ! -e '$PWD/at1' ] && [ ! -e '$PWD/at2' ]")"
	queue -j 2 one/1 one/2 one/last.bats
	[ "$status" -eq 0 ]
	last "3 passed, 0 failed, 0 skipped"
}

@test "queue.sh: the longest first, as the last time; what is new before" {
	mkdir cache
	printf '%s\n' "one/a 3.5" "one/b 20" "one/c 7" >cache/test-seconds
	for file in a b c d; do
		planted "one/$file" "$(ok x)"
	done
	queue -j 1 one/{a,b,c,d}
	[ "$(grep '^== ' <<<"$output" | paste -sd' ')" = \
		"== one/d == one/b == one/c == one/a" ]
	# It was noted how long they took, each once.
	[ "$(cut -d' ' -f1 cache/test-seconds | paste -sd' ')" = \
		"one/a one/b one/c one/d" ]
	[ "$(awk '$2 >= 3' cache/test-seconds)" = "" ]
}

@test "queue.sh: a place that files share, gone at the end" {
	planted one/a "echo \"\$DMABENCH_SHARED\" >'$PWD/shared'" \
		"touch \"\$DMABENCH_SHARED/x\" && $(ok x)"
	planted one/b "[ -e \"\$DMABENCH_SHARED/x\" ] && $(ok x)"
	queue -j 1 one/a one/b
	[ "$status" -eq 0 ]
	[ ! -e "$(<shared)" ]
}
