#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# debian-root.sh - the file tree of another Debian, below a directory.
#
#	debian-root.sh SUITE SPEC DIR PACKAGES [DPKG-CFG]
#
# DIR/root is made, with the packages (separated by commas) and what they need;
# from this machine's mirror, with the suites of the kernel SPEC as kernels.sh
# knows them.  DPKG-CFG is configuration for dpkg.  /dev is empty.  DIR/log is
# what mmdebstrap said.
#
# Exit status: 0, 2 usage, 4 it can't be made here, 5 mmdebstrap failed.

set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

[ $# -ge 4 ] || die 2 "usage: debian-root.sh SUITE SPEC DIR PACKAGES [DPKG-CFG]"
suite=$1 spec=$2 dir=$3 packages=$4 cfg=${5:-}
command -v mmdebstrap >/dev/null ||
	die 4 "no mmdebstrap; run scripts/setup.sh install newer"
sources=$("$(dirname "$0")/kernels.sh" apt "$spec")
mkdir -p "$dir/root/dev"
{
	echo 'Acquire::Retries "5";'
	apt-config dump | grep -E '^Acquire::https?::Proxy' || true
} >"$dir/apt.conf"
# It hands files to sh by their numbers, of which dash takes one digit only: none
# of ours may be in the way.
mmdebstrap --variant=minbase --skip=output/dev --include="$packages" \
	${cfg:+--dpkgopt="$cfg"} --aptopt="$dir/apt.conf" \
	"$suite" "$dir/root.tar" "$sources" >"$dir/log" 2>&1 \
	3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- ||
	die 5 "mmdebstrap failed; see $dir/log"
# Who is not root owns all of it.
tar -C "$dir/root" -xf "$dir/root.tar" --exclude='./dev/*'
rm "$dir/root.tar"
