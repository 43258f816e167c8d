#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# kernel-tree.sh - a git tree of Debian's linux-source-6.1, for tests.
#
#	kernel-tree.sh DIR
#
# One commit, tagged "start".  Of what scripts/tree.config leaves out it has the
# Kconfig files and Makefiles alone: 20 of 80 thousand files, seconds of git.
#
# Exit status: 0, 2 usage, 4 the source is not available.

set -euo pipefail
scripts=$(cd "$(dirname "$0")/../../scripts" && pwd)
# shellcheck source=scripts/lib.sh
. "$scripts/lib.sh"

[[ $# = 1 && ! -e $1 ]] ||
	die 2 "usage: kernel-tree.sh DIR, which is not there"
src=$("$scripts/kernels.sh" source debian:6.1)
mkdir -p "$1"
dir=$(cd "$1" && pwd)
cd "$src"
{
	find . -name 'Kconfig*' -o -name 'Makefile*' -o -name 'Kbuild*'
	find . -mindepth 1 \( -path ./Documentation -o -path ./sound -o \
		-path ./net -o -path ./samples -o -path ./rust -o \
		-path './arch/[!x]*' -o -path ./arch/xtensa -o \
		-path ./tools/testing -o -path ./tools/perf -o \
		-path ./drivers/gpu -o -path ./drivers/net -o \
		-path ./drivers/media -o -path ./drivers/scsi -o \
		-path ./drivers/staging -o -path ./drivers/usb -o \
		-path ./drivers/misc -o -path ./drivers/infiniband -o \
		-path ./drivers/iio -o -path ./drivers/clk -o \
		-path ./drivers/pinctrl \) -prune -o \
		! -type d -print
	echo arch/Kconfig
} | cpio --quiet -pdu "$dir" 2>/dev/null
cd "$dir"
git init -q -b main
git config user.name dmabench
git config user.email dmabench@localhost
git config core.compression 0
git config gc.auto 0
git add -A -f
git commit -q -m "linux-source-6.1"
git tag start
