#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# host.sh - the module and the running kernel.
#
#	host.sh check		can the module be loaded here?
#	host.sh build OUT	build it; OUT/dmabench.ko
#	host.sh load OUT	and load it
#	host.sh unload
#
# KDIR in the environment names the kernel's build directory, where it is not
# /lib/modules/RELEASE/build.
#
# Who is not root, or whose kernel takes no module of ours, is told so in one
# line.  A module that is there already is somebody else's: it is refused, and
# never unloaded.
#
# Exit status: 0, 2 usage, 4 not here, and why; 5 it does not build, or go.

set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)

# says FILE TEXT: is it a line of a file, which may not be there?
says() {
	grep -qsxF -- "$2" "$1"
}

check() {
	local instead="; --target vm runs the same module in QEMU"

	[ "$(id -u)" = 0 ] || die 4 "the host target needs root"
	[ -e /proc/modules ] ||
		die 4 "this kernel has no modules$instead"
	! says /proc/sys/kernel/modules_disabled 1 ||
		die 4 "this kernel loads no more modules (kernel.modules_disabled, nomodule)$instead"
	! grep -qsE '\[(integrity|confidentiality)\]' \
		/sys/kernel/security/lockdown ||
		die 4 "this kernel is locked down (Secure Boot) and takes no module that is not signed$instead"
	! says /sys/module/module/parameters/sig_enforce Y ||
		die 4 "this kernel takes no module that is not signed (module.sig_enforce)$instead"
	[ ! -e /sys/module/dmabench ] ||
		die 4 "dmabench.ko is loaded already; if no run is under way, rmmod dmabench"
}

build() {
	local kdir
	kdir=${KDIR:-/lib/modules/$(uname -r)/build}

	[ -e "$kdir/Makefile" ] ||
		die 4 "no headers of the running kernel in $kdir; install linux-headers-$(uname -r)"
	"$here/kmod.sh" --kdir "$kdir" "$1"
}

load() {
	note "loading dmabench.ko: the kernel is tainted by it (O, E) until the next boot"
	insmod "$1/dmabench.ko" ||
		die 4 "this kernel does not take dmabench.ko; dmesg says why"
}

unload() {
	rmmod dmabench || die 5 "dmabench.ko is still loaded"
}

case $#:${1:-} in
1:check | 1:unload) "$1" ;;
2:build | 2:load) "$1" "$2" ;;
*) die 2 "usage: host.sh check|build OUT|load OUT|unload" ;;
esac
