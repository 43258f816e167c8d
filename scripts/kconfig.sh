#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# kconfig.sh - configure a small kernel: tinyconfig with fragments on top.
#
#	kconfig.sh SRC OUT FRAGMENT..
#
# SRC is a kernel's source, OUT the O= of its build, of which .config is written;
# where it comes out as it was it is not touched, so that nothing is built anew.
# An option that SRC does not have is left out.
#
# Exit status: 0, 2 usage, 5 kbuild failed, whose words are on standard error.

set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

[ $# -ge 3 ] || die 2 "usage: kconfig.sh SRC OUT FRAGMENT.."
src=$1 out=$2
shift 2
[ -e "$src/scripts/kconfig/merge_config.sh" ] ||
	die 2 "no kernel source in '$src'"
mkdir -p "$out"
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT
log=$new/log

# Not where the kernel is built: there a new .config is a reason to start anew.
configure() {
	make -s -C "$src" O="$new" tinyconfig &&
		"$src/scripts/kconfig/merge_config.sh" -m -O "$new" \
			"$new/.config" "$@" &&
		make -s -C "$src" O="$new" olddefconfig
}

if ! configure "$@" >"$log" 2>&1; then
	tail -n 20 "$log" >&2
	die 5 "cannot configure $src"
fi
cmp -s "$new/.config" "$out/.config" || cp "$new/.config" "$out/.config"
