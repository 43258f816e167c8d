#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# libperf.sh - where libperf is, for dmabench-counters.
#
#	libperf.sh flags	print the compiler's arguments; what is not there
#				is not fetched
#	libperf.sh get		build it, if the system has none: from Debian's
#				linux-source, into the cache; then as flags
#	libperf.sh wanted	is there a PMU to count with?  by the exit status
#
# A libperf that pkg-config finds is taken.  Else both archives that a static
# link needs are built: libapi.a has what libperf.a leaves undefined.
#
# Exit status: 0, 1 not wanted, 2 usage, 4 it is not there, 5 it does not build.

set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
SPEC=debian:6.1

built() {
	echo "$(cache_dir)/libperf"
}

# What stands in a directory that was built, as arguments.
flags_of() {
	printf '%s\n' "-I$1/include $1/libperf.a $1/libapi.a"
}

flags() {
	if pkg-config --exists libperf 2>/dev/null; then
		pkg-config --cflags --libs libperf
	elif [ -e "$(built)/libperf.a" ]; then
		flags_of "$(built)"
	else
		die 4 "no libperf; scripts/libperf.sh get builds it"
	fi
}

get() {
	local source new dir
	if (flags) 2>/dev/null; then
		return
	fi
	source=$("$here/kernels.sh" source "$SPEC")
	dir=$(built)
	mkdir -p "${dir%/*}"
	exec 9>"$dir.lock"
	flock 9
	if [ ! -e "$dir/libperf.a" ]; then
		new=$dir.new
		rm -rf "$new"
		mkdir -p "$new/out" "$new/include"
		# The archives alone: nothing is written into the source.
		make -s -C "$source/tools/lib/perf" O="$new/out/" \
			"$new/out/libperf.a" "$new/out/libapi.a" \
			>"$new/log" 2>&1 9>&- ||
			die 5 "libperf does not build; see $new/log"
		mv "$new/out/libperf.a" "$new/out/libapi.a" "$new"
		cp -r "$source/tools/lib/perf/include/perf" "$new/include"
		rm -rf "$new/out" "$dir"
		mv "$new" "$dir"
	fi
	flags_of "$dir"
}

wanted() {
	[ -e /sys/bus/event_source/devices/cpu ] ||
		[ -e /sys/bus/event_source/devices/cpu_core ]
}

case $#:${1:-} in
1:flags | 1:get | 1:wanted) "$1" ;;
*) die 2 "usage: libperf.sh flags | get | wanted" ;;
esac
