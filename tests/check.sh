#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# check.sh - set up, run every test, count: what 'make check' calls.
#
#	check.sh [PART..]	unit, cli, vm, debug, style; all of them
#
# Every part speaks TAP.  What each cost is printed (debug runs beside the
# others: what it took longer than they), and last a line
# 'N passed, N failed, N skipped'.  Exit status: 0, 1 when a test failed.

set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
build=${DMABENCH_BUILD:-$top/build}
cd "$top"
# What make was called with is said by DMABENCH_BUILD; a test's own make must
# not inherit it.
unset MAKEFLAGS MAKEOVERRIDES MFLAGS
log=$(mktemp)
beside=$(mktemp)
beside_pid=
trap 'rm -f "$log" "$beside"; [ -z "$beside_pid" ] || kill "$beside_pid" 2>/dev/null || true' EXIT
passed=0 failed=0 skipped=0 costs=()

# A part that ends without a test, or with a status that no test explains,
# counts as one that failed.
part() {
	local name=$1 began=$SECONDS status=0 ok bad skip
	shift
	echo "== $name"
	"$@" 2>&1 | tee "$log" || status=$?
	skip=$(grep -ciE '^ok [0-9]+.*# skip' "$log" || true)
	ok=$(grep -cE '^ok [0-9]+' "$log" || true)
	bad=$(grep -cE '^not ok [0-9]+' "$log" || true)
	if [ "$((ok + bad))" = 0 ] || { [ "$status" != 0 ] && [ "$bad" = 0 ]; }
	then
		echo "not ok - $name ended with status $status after $ok tests"
		bad=$((bad + 1))
	fi
	passed=$((passed + ok - skip))
	failed=$((failed + bad))
	skipped=$((skipped + skip))
	costs+=("$(printf '%-6s %4d s  %3d passed %3d failed %3d skipped' \
		"$name" $((SECONDS - began)) $((ok - skip)) "$bad" "$skip")")
}

run_unit() {
	make -s O="$build" unit-tests && CMOCKA_MESSAGE_OUTPUT=TAP \
		make -s O="$build" check-unit
}

# One VM at a time leaves a CPU idle, and the debug kernel is long to build: its
# part runs beside the others, with a build of its own.
begin_beside() {
	DMABENCH_BUILD=$build/beside "$@" >"$beside" 2>&1 &
	beside_pid=$!
}

# end_beside STATUS: what it said, and how it ended.
end_beside() {
	cat "$beside"
	return "$1"
}

[ $# -gt 0 ] || set -- unit cli style vm debug
scripts/setup.sh install test
scripts/setup.sh install run
make -s O="$build" all
# Tests of cli boot it, if it is there, and come first.
[[ " $* " != *" cli "* ]] || scripts/kernels.sh get debian:6.1 >/dev/null ||
	echo "check.sh: without the kernel of Debian some tests of cli are skipped"
[ $# = 1 ] || [[ " $* " != *" debug "* ]] ||
	begin_beside bats --tap tests/vm/debug
for name; do
	case $name in
	unit) part unit run_unit ;;
	cli | vm | style) part "$name" bats --tap "tests/$name" ;;
	debug)
		if [ -n "$beside_pid" ]; then
			status=0
			wait "$beside_pid" || status=$?
			beside_pid=
			part debug end_beside "$status"
		else
			part debug bats --tap tests/vm/debug
		fi
		;;
	*) echo "check.sh: no part '$name'" >&2; exit 2 ;;
	esac
done
echo
printf '%s\n' "${costs[@]}"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
