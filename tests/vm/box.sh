#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# box.sh - a test box: Debian 12 with its own kernel, compiler and headers, in
# QEMU, to be measured by the host target as a real one would be.
#
#	box.sh image		make it, or find it in the cache; its directory
#	box.sh run OUT SCRIPT	boot it, run SCRIPT as root in a clone of this
#				tree; OUT gets what it left in /root/out, and
#				console.log
#
# It is made of what 'setup.sh wanted host' says and Debian's kernel, by
# mmdebstrap from this machine's apt sources, 1.5 GB in the cache.  It boots
# as installed, from its disk, and has no network.  In the clone all has been
# built once, by its own compiler, which would take a quarter of an hour in
# QEMU; what SCRIPT touches is built again.  Behind its IOMMU (VT-d) are
#
#	0000:00:04.0	the disk that it runs from
#	0000:00:08.0	edu, without a driver
#	0000:00:1f.2	AHCI, whose driver has it, without a disk
#
# Nothing counts instructions here: QEMU runs as fast as it can.
#
# Exit status: 0, 2 usage, 4 it can't be made here, 5 the box did not end well.

set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=scripts/lib.sh
. "$top/scripts/lib.sh"

SECONDS_MAX=1800

packages() {
	"$top/scripts/setup.sh" wanted host | grep -v '^linux-headers-'
	echo linux-headers-amd64
	echo linux-image-amd64
}

# /sbin/box in the box: it is init, and gets a tar for a disk and gives one.
box_init() {
	cat <<-'EOF'
		#!/bin/sh
		export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
		# The initrd has mounted the rest.
		mount -t tmpfs none /tmp
		mkdir -p /root/out /root/tree
		tar -C /root/tree --no-same-owner -xf /dev/vdb
		cd /root/tree && sh /root/tree/.box-script </dev/null
		tar -C /root/out -cf /dev/vdc .
		sync
		echo o >/proc/sysrq-trigger
		while :; do :; done
	EOF
}

# What no test looks at: two thirds of the modules' size, and texts.
leave_out() {
	local dir
	for dir in sound drivers/gpu drivers/media drivers/net \
		drivers/infiniband drivers/staging drivers/iio; do
		echo "path-exclude=/lib/modules/*/kernel/$dir/*"
	done
	for dir in doc man locale info; do
		echo "path-exclude=/usr/share/$dir/*"
	done
}

image() {
	local base key dir new

	base=$(cache_dir)/box
	key=$({ packages; box_init; leave_out; } | sha1sum | cut -c1-12)
	dir=$base/$key
	mkdir -p "$base"
	exec 9>"$base/lock"
	flock 9
	if [ ! -e "$dir/disk.img" ] || [ ! -e "$dir/root" ]; then
		[ "$(id -u)" = 0 ] || die 4 "making the box needs root"
		note "making a Debian 12 box, two minutes, 300 MB of packages"
		new=$base/new
		rm -rf "$new"
		mkdir -p "$new"
		leave_out >"$new/dpkg.cfg"
		"$top/scripts/debian-root.sh" make bookworm debian:6.1 "$new" \
			"$(packages | paste -sd,)" "$new/dpkg.cfg"
		box_init >"$new/root/sbin/box"
		chmod +x "$new/root/sbin/box"
		cp "$new"/root/boot/vmlinuz-* "$new/vmlinuz"
		cp "$new"/root/boot/initrd.img-* "$new/initrd"
		rm -rf "$new"/root/boot/*
		truncate -s 3G "$new/disk.img"
		mke2fs -q -t ext4 -O ^has_journal -d "$new/root" "$new/disk.img"
		# Older ones are of no use any more.
		find "$base" -mindepth 1 -maxdepth 1 ! -name new ! -name lock \
			-exec rm -rf {} +
		mv "$new" "$dir"
	fi
	echo "$dir"
}

# A clone, and on top of it what the work tree has that is not committed.
clone() {
	# An unpacked archive has no history to clone.
	[ ! -e "$top/.git" ] || git clone -q "file://$top" "$1"
	mkdir -p "$1"
	"$top/tests/files.sh" | tar -C "$top" -cf - -T - | tar -C "$1" -xf -
}

# In the root: the program, and the module for the kernel of the box.
build_all() {
	cat <<-'EOF'
		cd /root/tree && make -s -j2 all || exit
		for kernel in /lib/modules/*; do
			scripts/kmod.sh --kdir "$kernel/build" \
				"build/kmod/${kernel##*/}" || exit
		done
	EOF
}

# built DIR SCRIPT OUT: a clone with SCRIPT in it, built in the root of DIR, at
# the place that it has in the box, and packed.
built() {
	local dir=$1 script=$2 out=$3 tree=$1/root/root/tree log=$3.log

	exec 9>"$dir/lock"
	flock 9
	rm -rf "$tree"
	own_build
	clone "$tree"
	cp "$script" "$tree/.box-script"
	build_all >"$tree/.box-build"
	"$top/scripts/debian-root.sh" run "$dir" -- sh /root/tree/.box-build \
		>"$log" 2>&1 ||
		{ tail -n 20 "$log" >&2; die 5 "the box's clone does not build"; }
	tar -C "$tree" -cf "$out" .
	rm -rf "$tree"
	exec 9>&-
}

run() {
	local out=$1 script=$2 dir work status=0

	dir=$(image)
	work=$(mktemp -d)
	# shellcheck disable=SC2064  # the directory of now
	trap "rm -rf '$work'" EXIT
	mkdir -p "$out"
	built "$dir" "$script" "$work/in"
	truncate -s 64M "$work/out"
	# A plain CPU: what it need not emulate makes the compiler faster.
	# Where the machine is busy ten ticks do not come in the time in which the
	# kernel waits for them, to see if its timer works: it need not.
	timeout "$SECONDS_MAX" qemu-system-x86_64 -machine q35 \
		-accel tcg,thread=multi -cpu qemu64,+rdtscp -smp 2 -m 2048 \
		-nodefaults -no-user-config -display none -no-reboot -nic none \
		-serial "file:$out/console.log" -device intel-iommu \
		-drive "file=$dir/disk.img,format=raw,if=none,id=root,snapshot=on" \
		-drive "file=$work/in,format=raw,if=none,id=in,readonly=on" \
		-drive "file=$work/out,format=raw,if=none,id=out" \
		-device virtio-blk-pci,drive=root,addr=4 \
		-device virtio-blk-pci,drive=in,addr=5 \
		-device virtio-blk-pci,drive=out,addr=6 \
		-device edu,addr=8,dma_mask=0xffffffffffffffff \
		-kernel "$dir/vmlinuz" -initrd "$dir/initrd" \
		-append "console=ttyS0 quiet root=/dev/vda rw init=/sbin/box intel_iommu=on panic=-1 no_timer_check" \
		</dev/null || status=$?
	# A box that died has written nothing: zeroes are an empty tar.
	tar -C "$out" -xvf "$work/out" | grep . >/dev/null || status="$status, no output"
	[ "$status" = 0 ] ||
		die 5 "the box did not end well, status $status; see $out/console.log"
}

case $#:${1:-} in
1:image) image ;;
3:run) run "$2" "$3" ;;
*) die 2 "usage: box.sh image | run OUT SCRIPT" ;;
esac
