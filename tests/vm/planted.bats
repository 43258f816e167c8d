#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# planted.bats - designs with K instructions more than another have K more.
#
# Alone: a tenth of a cycle is looked for, of this machine's own.

# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; run sets variables

bats_require_minimum_version 1.5.0

load helpers

setup_file() {
	vm_setup
	KERNEL=$("$TOP/scripts/kernels.sh" get debian:6.1)
	export KERNEL
	"$TOP/tests/planted/tree.sh" "$TMP/tree"
	make -s -j"$(nproc)" -C "$TMP/tree" O="$TMP/build" "$TMP/build/dmabench" \
		"$TMP/build/dmabench-agent"
	export BUILD=$TMP/build
	"$TMP/tree/scripts/kmod.sh" "$KERNEL" "$TMP/kmod"
}

# differ FILTER: a line for each K, of what planted-K has more than planted-0
differ() {
	jq -r "[.rows[] | select(.design | startswith(\"planted\"))] |
		group_by(.env, .op)[] | (.[] | select(.design == \"planted-0\") |
		.median) as \$zero | .[] | select(.design != \"planted-0\") |
		\"\(.design | ltrimstr(\"planted-\")) \($1)\"" "$2" |
		sort -n | uniq -c | sed 's/^ *//'
}

@test "in a VM: 1, 2, 5 and 50 instructions are that, in each operation" {
	echo 'vm planted-{0,1,2,5,50}/null/{map_single,unmap_single,map_sg:16,unmap_sg:16}' \
		>"$TMP/suite"
	initrd "$TMP/kmod" "$TMP/initrd"
	boot "$TMP/vm" "$TMP/initrd" "$TMP/suite" --boots 1
	# shellcheck disable=SC2016  # for jq
	run -0 differ '.median - $zero' "$(run_in "$TMP/vm")/run.json"
	[ "$output" = "4 1 1
4 2 2
4 5 5
4 50 50" ]
}

# user_run NAME PASSES: of NAME.suite, into $run; on a busy machine all of it may
# be void, for quiet to find.
user_run() {
	run --separate-stderr "$BUILD/dmabench" run --suite "$TMP/$1.suite" \
		--passes "$2" --aa --seed 1 --output "$TMP/$1"
	[ "$status" = 0 ] || {
		[ "$status" = 3 ]
		[[ $stderr = *"void: "*" of its windows were disturbed"* ]]
	}
	run=$(run_in "$TMP/$1")
}

# quiet RUN DESIGN: skips the test where a row of such a design differs from
# itself by 40 % of an add; 64 of those are a row, and say what one takes by this
# TSC.
quiet() {
	local worst
	worst=$(jq "[.rows[] | select(.median == null or
		.aa.floor == null) | .name] | length" "$1")
	[ "$worst" = 0 ] || skip "rows are void: this machine is too busy"
	worst=$(jq "([.rows[] | select(.op == \"adds64\") | .median] | min / 64)
		as \$add | [.rows[] | select(.design | test(\"^$2\$\")) |
		.aa.floor] | max / \$add * 100 | floor" "$1")
	[ "$worst" -lt 40 ] ||
		skip "too noisy: a row differs from itself by $worst % of an add"
}

@test "in a process: 1, 2, 5 and 50 dependent adds are that" {
	local run
	printf 'user %s\n' known/none/adds64 \
		'planted-{0,1,2,5,50}/null/map_single' >"$TMP/user.suite"
	user_run user 60
	run+=/run.json
	quiet "$run" 'planted-.*'
	run -0 differ "(.median - \$zero) / $(jq '[.rows[] |
		select(.op == "adds64") | .median] | min / 64' "$run") | round" \
		"$run"
	[ "$output" = "2 1 1
2 2 2
2 5 5
2 50 50" ]
}

@test "two modes are reported, and one mode is not" {
	local run
	printf 'user %s\n' known/none/adds64 'planted-{0,modes}/null/map_single' \
		>"$TMP/modes.suite"
	user_run modes 24
	quiet "$run/run.json" planted-0
	run -0 jq -r '.rows[] | select(.modes != null) | .design' \
		"$run/run.json"
	[ "$output" = "planted-modes
planted-modes" ]
	run -0 "$BUILD/dmabench" report "$run"
	[[ $output = *"planted-modes/null/map_single"*" or "* ]]
}

@test "a thread that is stuck ends the run, and is named" {
	[ "$(nproc)" -ge 2 ] || skip "one CPU"
	echo 'user planted-{0,stuck,1}/null/map_single@threads2' \
		>"$TMP/stuck.suite"
	run -3 --separate-stderr "$BUILD/dmabench" run --seed 1 \
		--suite "$TMP/stuck.suite" --passes 2 --output "$TMP/stuck"
	[[ $stderr = *"void, a thread of planted-stuck/null/map_single@threads2 is stuck"* ]]
}
