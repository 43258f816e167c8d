#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# kmod.sh - build dmabench.ko for one kernel, without a file in the source.
#
#	kmod.sh [--source DIR] KERNELDIR OUT [MAKE-ARG..]
#	kmod.sh [--source DIR] --kdir KDIR OUT [MAKE-ARG..]
#
# KERNELDIR is what 'kernels.sh get' printed; KDIR is /lib/modules/REL/build or
# a built kernel tree.  The sources, kmod/ or those in DIR, are linked into OUT
# and built there; OUT/dmabench.ko is the result, OUT/build.log what make said.
# W=1 and C=1 (sparse) go through to kbuild.
#
# What has been compiled in one OUT ccache does not know in another, as the path
# is a part of it.  Where DMABENCH_KMOD_AT is set, as tests do, it is the path of
# a link by which every OUT is built, one after the other, through ccache.
#
# Exit status: 0, 2 usage, 4 no headers or compiler, 5 the build failed.

set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
source=$(dirname "$0")/../kmod

# The compiler that the kernel was built with, where it is here by that name.
compiler() {
	local name

	name=$(sed -n 's/^CONFIG_CC_VERSION_TEXT="\([^ ]*\) .*/\1/p' "$1/.config")
	if [ -n "$name" ] && command -v "$name" >/dev/null; then
		echo "$name"
	else
		echo gcc
	fi
}

usage="usage: kmod.sh [--source DIR] KERNELDIR|--kdir KDIR OUT [MAKE-ARG..]"
if [ "${1:-}" = --source ]; then
	[ $# -ge 2 ] || die 2 "$usage"
	source=$2
	shift 2
fi
src=$(cd "$source" 2>/dev/null && pwd) || die 2 "no directory '$source'"
[ $# -ge 2 ] || die 2 "$usage"
if [ "$1" = --kdir ]; then
	[ $# -ge 3 ] || die 2 "$usage"
	kdir=$2
	shift
else
	kdir=$1/build
fi
out=$2
shift 2
[ -e "$kdir/Makefile" ] ||
	die 4 "no headers in '$kdir'; 'kernels.sh get' brings them"
command -v gcc >/dev/null || die 4 "no gcc; run scripts/setup.sh"
mkdir -p "$out"
out=$(cd "$out" && pwd)
# What was removed from the source must not be built from an old link.
find "$out" -type l -delete
cp -rs "$src/." "$out/"

# The headers of a newer Debian's kernel have tools that want its libraries.
inside=() at=$out
if "$(dirname "$0")/toolchain.sh" needed "$kdir"; then
	inside=("$(dirname "$0")/toolchain.sh" run "$(dirname "$kdir")"
		"$src" "$out" --)
	compiler=gcc
else
	compiler=$(compiler "$kdir")
	if [ -n "${DMABENCH_KMOD_AT:-}" ] && command -v ccache >/dev/null; then
		compiler="ccache $compiler" at=$DMABENCH_KMOD_AT
		exec 8>"$at.lock"
		flock 8
		ln -sfn "$out" "$at"
	fi
fi

# Without vmlinux beside the headers there is nothing to make BTF from, whatever
# pahole there is.
status=0
"${inside[@]}" make -j"$(nproc)" -C "$kdir" M="$at" CC="$compiler" \
	CONFIG_DEBUG_INFO_BTF_MODULES= PAHOLE_VERSION=0 CONFIG_PAHOLE_VERSION=0 \
	"$@" modules >"$out/build.log" 2>&1 || status=$?
[ "$at" = "$out" ] || sed -i "s|$at/|$out/|g" "$out/build.log"
if [ "$status" != 0 ]; then
	tail -n 20 "$out/build.log" >&2
	die 5 "dmabench.ko does not build for $kdir; see $out/build.log"
fi
if grep -q 'warning:' "$out/build.log"; then
	grep 'warning:' "$out/build.log" >&2
fi
