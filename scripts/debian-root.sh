#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# debian-root.sh - the file tree of another Debian, and commands run in it.
#
#	debian-root.sh make SUITE SPEC DIR PACKAGES [DPKG-CFG]
#	debian-root.sh run DIR [SHARED..] -- CMD..
#
# 'make' makes DIR/root, with the packages (separated by commas) and what they
# need; from this machine's mirror, with the suites of the kernel SPEC as
# kernels.sh knows them.  DPKG-CFG is configuration for dpkg.  /dev is empty.
# DIR/log is what mmdebstrap said.
#
# 'run' runs CMD with DIR/root for its root, in which each directory SHARED is
# there too; entered by chroot in a mount namespace of its own: nothing is
# mounted on this machine.  Without root a user namespace does.
#
# Exit status: that of CMD; 0, 2 usage, 4 it can't be done here, 5 mmdebstrap
# failed.

set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)

make_root() {
	local suite=$1 spec=$2 dir=$3 packages=$4 cfg=${5:-} sources

	command -v mmdebstrap >/dev/null ||
		die 4 "no mmdebstrap; run scripts/setup.sh install newer"
	sources=$("$here/kernels.sh" apt "$spec")
	mkdir -p "$dir/root/dev"
	{
		echo 'Acquire::Retries "5";'
		apt-config dump | grep -E '^Acquire::https?::Proxy' || true
	} >"$dir/apt.conf"
	# It hands files to sh by their numbers, of which dash takes one digit
	# only: none of ours may be in the way.
	mmdebstrap --variant=minbase --skip=output/dev --include="$packages" \
		${cfg:+--dpkgopt="$cfg"} --aptopt="$dir/apt.conf" \
		"$suite" "$dir/root.tar" "$sources" >"$dir/log" 2>&1 \
		3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- ||
		die 5 "mmdebstrap failed; see $dir/log"
	# Who is not root owns all of it.
	tar -C "$dir/root" -xf "$dir/root.tar" --exclude='./dev/*'
	rm "$dir/root.tar"
}

# In the namespace: /proc, /dev and the directories, then CMD.
enter() {
	local root=$1/root
	shift
	mount --rbind /proc "$root/proc"
	mount --rbind /dev "$root/dev"
	while [ "$1" != -- ]; do
		mount --bind "$1" "$root$1"
		shift
	done
	shift
	exec chroot "$root" "$@"
}

run() {
	local root=$1/root shared unshare=(unshare --mount)

	[ "$(id -u)" = 0 ] || unshare+=(--map-root-user)
	"${unshare[@]}" true 2>/dev/null ||
		die 4 "no mount namespace here, in which another Debian's programs are run; be root"
	for shared in "${@:2}"; do
		[ "$shared" != -- ] || break
		mkdir -p "$root$shared"
	done
	exec "${unshare[@]}" "$here/debian-root.sh" enter "$@"
}

case $#:${1:-} in
[56]:make) make_root "${@:2}" ;;
*:run | *:enter)
	[[ $# -ge 4 && " $* " == *" -- "* ]] ||
		die 2 "$1: what is to be run stands behind --"
	"$@"
	;;
*) die 2 "usage: debian-root.sh make SUITE SPEC DIR PACKAGES [DPKG-CFG] | run DIR [SHARED..] -- CMD.." ;;
esac
