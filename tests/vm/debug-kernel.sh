#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# debug-kernel.sh - a small kernel with KASAN, lockdep and DMA_API_DEBUG.
#
# Debian has no such flavour, so it is built from linux-source-6.1 with
# scripts/tree.config and debug.config: five minutes on two cores, once.  Prints the
# directory that 'kernels.sh get' makes of it.  Source and build are in the
# cache; nothing is installed.
#
# Exit status: 0, 4 the source or a tool is not available, 5 it does not build.

set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
scripts=$here/../../scripts
# shellcheck source=scripts/lib.sh
. "$scripts/lib.sh"

base=$(cache_dir)/debug-kernel
out=$base/build
own_build
CCACHE_DIR=$(cache_dir)/ccache
export CCACHE_DIR CCACHE_MAXSIZE=1G
mkdir -p "$base"
exec 9>"$base/lock"
flock 9

fragments=("$scripts/tree.config" "$here/debug.config")
if ! cat "${fragments[@]}" | cmp -s - "$base/built-from"; then
	for tool in flex bison bc; do
		command -v "$tool" >/dev/null || die 4 "no $tool; run scripts/setup.sh install test"
	done
	src=$("$scripts/kernels.sh" source debian:6.1)
	rm -f "$base/built-from"
	"$scripts/kconfig.sh" "$src" "$out" "${fragments[@]}"
	note "building a kernel with KASAN, lockdep and DMA_API_DEBUG"
	make -s -C "$src" O="$out" -j"$(nproc)" CC="$(kernel_cc)" bzImage modules \
		>"$base/log" 2>&1 ||
		die 5 "the debug kernel does not build; see $base/log"
	cat "${fragments[@]}" >"$base/built-from"
fi
"$scripts/kernels.sh" get "$out"
