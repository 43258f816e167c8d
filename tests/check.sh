#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# check.sh - set up, build, run every test, count: what 'make check' calls.
#
#	check.sh [PART..]	unit, cli, style, vm, debug; all of them
#
# A part is a directory of tests: tests/PART, tests/vm/debug.  queue.sh says how
# they are run and counted.  Exit status: 0, 1 a test failed, 2 usage.

set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
build=${DMABENCH_BUILD:-$top/build}
export DMABENCH_BUILD=$build
cd "$top"
# What make was called with is said by DMABENCH_BUILD; a test's own make must
# not inherit it.
unset MAKEFLAGS MAKEOVERRIDES MFLAGS

[ $# -gt 0 ] || set -- unit cli style vm debug
files=() goals=(all)
for part; do
	case $part in
	unit)
		goals+=(unit-tests)
		for file in tests/unit/test_*.c tests/unit/*/test_*.c; do
			files+=("$build/unit/$(basename "$file" .c)")
		done
		;;
	cli | style | vm) files+=("tests/$part"/*.bats) ;;
	debug) files+=(tests/vm/debug/*.bats) ;;
	*) echo "check.sh: no part '$part'" >&2; exit 2 ;;
	esac
done
scripts/setup.sh install test
scripts/setup.sh install run
make -s -j"$(nproc)" O="$build" "${goals[@]}"
echo "built in $SECONDS s"
# Tests of cli boot it, if it is there, and come first.
[[ " $* " != *" cli "* ]] || scripts/kernels.sh get debian:6.1 >/dev/null ||
	echo "check.sh: without the kernel of Debian some tests of cli are skipped"
tests/queue.sh "${files[@]}"
