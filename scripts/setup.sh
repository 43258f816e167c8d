#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# setup.sh - what is missing on this machine, and installing it.
#
#	setup.sh missing run|test	print the packages that are not there
#	setup.sh install run|test	install them from Debian's mirror
#
# 'run' is what scripts/bench.sh needs, 'test' what make check needs as well.
#
# Exit status: 0, 2 usage, 4 they can't be installed.

set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

# A package a line, and what for.
run_packages='
gcc		dmabench and its module
libc6-dev	dmabench
binutils	dmabench
make		dmabench
git		the commit that a result names
libhwloc-dev	topology and pinning
libjansson-dev	run.json
libgsl-dev	statistics
gnuplot-nox	plots
qemu-system-x86	the vm target
busybox-static	the guest
cpio		the guest
xz-utils	kernels
zstd		kernels
libelf-dev	objtool, which the module is built with
libssl-dev	the kernel headers'"'"' tools
'
test_packages='
libcmocka-dev	unit tests
bats		tests of commands
shellcheck	scripts
sparse		the module
jq		tests of results
python3-scipy	fixtures of the statistics
python3-jsonschema	run.json against its schema
flex		the debug kernel
bison		the debug kernel
bc		the debug kernel
'

wanted() {
	case $1 in
	run) echo "$run_packages" ;;
	test) echo "$run_packages$test_packages" ;;
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

case $#:${1:-}:${2:-} in
2:missing:run | 2:missing:test | 2:install:run | 2:install:test) ;;
*) die 2 "usage: setup.sh missing|install run|test" ;;
esac
command -v dpkg-query >/dev/null ||
	die 4 "this is not Debian; install by hand: $(wanted "$2" | paste -sd' ')"
case $1 in
missing) missing "$2" ;;
install) install "$2" ;;
esac
