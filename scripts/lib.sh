# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What every script here needs; sourced, never run:
#	. "$(dirname "$0")/lib.sh"

# die STATUS MSG...: say what was wrong and what to do, in one line, and exit.
die() {
	local status=$1
	shift
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit "$status"
}

# note MSG...: progress. Standard output belongs to the result.
note() {
	printf '%s\n' "$*" >&2
}

# cache_dir: print where downloads and builds are kept, as an absolute path.
cache_dir() {
	local dir=${DMABENCH_CACHE:-}

	if [[ -z $dir ]]; then
		[[ ${XDG_CACHE_HOME:-}${HOME:-} ]] ||
			die 2 "no place for the cache; set DMABENCH_CACHE or HOME"
		dir=${XDG_CACHE_HOME:-$HOME/.cache}/dmabench
	fi
	realpath -ms -- "$dir"
}

# own_build: forget what an outer make or the caller's shell has said of another
# build of a kernel: flags, checkers, an architecture, a place.
own_build() {
	unset MAKEFLAGS MFLAGS MAKELEVEL ARCH CROSS_COMPILE KCFLAGS KCPPFLAGS \
		KAFLAGS "${!KBUILD_@}"
}

# kernel_cc: what a kernel is compiled with, through ccache where there is one.
kernel_cc() {
	! command -v ccache >/dev/null || printf 'ccache '
	echo gcc
}
