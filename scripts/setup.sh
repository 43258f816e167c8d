#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# setup.sh - what is missing on this machine, and installing it.
#
#	setup.sh missing SET	print the packages that are not there
#	setup.sh install SET	install them from Debian's mirror
#	setup.sh wanted SET	print all, there or not
#
# SET is 'run', what scripts/bench.sh needs; 'host', what it needs on a box that
# is measured itself; 'newer', what it needs for a newer Debian's kernels;
# 'tree', what it needs to build a kernel; 'test', what make check needs beside
# 'run'.
#
# Exit status: 0, 2 usage, 4 they can't be installed.

set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

# A package a line, and what for.
base_packages='
gcc		dmabench and its module
libc6-dev	dmabench
binutils	dmabench
make		dmabench
git		the commit that a result names
libhwloc-dev	topology and pinning
libjansson-dev	run.json
libgsl-dev	statistics
gnuplot-nox	plots
libelf-dev	objtool, which the module is built with
libssl-dev	the kernel headers'"'"' tools
'
vm_packages='
qemu-system-x86	the vm target
busybox-static	the guest
cpio		the guest
xz-utils	kernels
zstd		kernels
'
newer_packages='
mmdebstrap	the compiler of a newer Debian, for its kernels
'
tree_packages='
flex		kernels
bison		kernels
bc		kernels
'
host_packages='
kmod		loading the module
'
test_packages='
libcmocka-dev	unit tests
bats		tests of commands
ccache		tests of kernels
shellcheck	scripts
sparse		the module
jq		tests of results
python3-scipy	fixtures of the statistics
python3-jsonschema	run.json against its schema
'

# A kernel's headers may be there without a package: it was built here.
headers() {
	[ -e "${KDIR:-/lib/modules/$(uname -r)/build}/Makefile" ] ||
		echo "linux-headers-$(uname -r)"
}

wanted() {
	case $1 in
	run) echo "$base_packages$vm_packages" ;;
	host) echo "$base_packages$host_packages$(headers)" ;;
	newer) echo "$newer_packages" ;;
	tree) echo "$base_packages$vm_packages$tree_packages" ;;
	test) echo "$base_packages$vm_packages$newer_packages$tree_packages$test_packages" ;;
	esac | awk 'NF { print $1 }'
}

missing() {
	local package

	for package in $(wanted "$1"); do
		dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null |
			grep -q ' installed$' || echo "$package"
	done
}

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		die 4 "installing needs root or sudo; as root: apt-get install $packages"
	fi
}

install() {
	packages=$(missing "$1" | paste -sd' ')
	[ -n "$packages" ] || return 0
	note "installing: $packages"
	as_root apt-get -qq update ||
		die 4 "apt-get update failed; check the machine's apt sources"
	# shellcheck disable=SC2086  # a word a package
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y \
		--no-install-recommends install $packages >&2 ||
		die 4 "apt-get could not install: $packages"
}

[[ "$#:$*" =~ ^2:(missing|install|wanted)\ (run|host|newer|tree|test)$ ]] ||
	die 2 "usage: setup.sh missing|install|wanted run|host|newer|tree|test"
if [ "$1" = wanted ]; then
	wanted "$2"
	exit
fi
command -v dpkg-query >/dev/null ||
	die 4 "this is not Debian; install by hand: $(wanted "$2" | paste -sd' ')"
case $1 in
missing) missing "$2" ;;
install) install "$2" ;;
esac
