#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# toolchain.sh - the compiler of a newer Debian, for the headers of its kernels,
# whose tools do not run here and which want their own compiler's options.
#
#	toolchain.sh needed KDIR	does KDIR need it?  by the exit status
#	toolchain.sh get		make it, or find it in the cache
#	toolchain.sh run DIR.. -- CMD..	run CMD in it; each DIR is there too
#
# It is gcc and make of Debian 13 as a file tree of 350 MB in the cache, entered
# as debian-root.sh says.
#
# Exit status: that of CMD; 0, 1 not needed, 2 usage, 4 it can't be had here,
# 5 it could not be made.

set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)

SUITE=trixie
SPEC=debian:7
PACKAGES=gcc,make,libc6-dev,libelf1t64,libssl3t64

# The tools that come with headers are programs, linked against a libc.
needed() {
	local tool

	for tool in scripts/mod/modpost tools/objtool/objtool; do
		! { SRCARCH=x86 "$1/$tool" -h || :; } 2>&1 | grep -q "GLIBC_.* not found" ||
			return 0
	done
	return 1
}

# Print where it is.
get() {
	local base dir

	base=$(cache_dir)/toolchain
	dir=$base/$(echo "$SUITE $PACKAGES" | sha1sum | cut -c1-12)
	mkdir -p "$base"
	exec 9>"$base/lock"
	flock 9
	if [ ! -e "$dir" ]; then
		note "getting the compiler of Debian $SUITE, a minute, 350 MB"
		rm -rf "$base/new"
		"$here/debian-root.sh" make "$SUITE" "$SPEC" "$base/new" "$PACKAGES"
		mv "$base/new" "$dir"
	fi
	exec 9>&-
	echo "$dir"
}

case $#:${1:-} in
2:needed) needed "$2" ;;
1:get) get ;;
*:run)
	[[ " $* " == *" -- "* ]] || die 2 "$1: what is to be run stands behind --"
	dir=$(get)
	exec "$here/debian-root.sh" run "$dir" "${@:2}"
	;;
*) die 2 "usage: toolchain.sh needed KDIR | get | run DIR.. -- CMD.." ;;
esac
