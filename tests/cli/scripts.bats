#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# scripts/setup.sh, vm.sh and kmod.sh, without a network. Tests that need a kernel
# take debian:6.1 from the cache, or are skipped.

# shellcheck disable=SC2030,SC2031,SC2154 # tests are subshells; run sets variables

bats_require_minimum_version 1.5.0
load helpers
load bench_helpers

setup_file() {
	setup_scripts
}

@test "setup.sh: usage, 2" {
	no_install
	for args in "" missing install "frob run" "missing frob" "install frob" \
		"missing run test"; do
		# shellcheck disable=SC2086 # several arguments
		call "$SCRIPTS/setup.sh" $args
		usage_error setup.sh "usage: setup.sh"
	done
	[ ! -e "$calls" ]
}

@test "setup.sh missing: what dpkg-query does not know, of run or of test" {
	lacks libgsl-dev
	call "$SCRIPTS/setup.sh" missing run
	[ "$status" -eq 0 ]
	[ "$output" = libgsl-dev ]
	lacks bats
	call "$SCRIPTS/setup.sh" missing run
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	call "$SCRIPTS/setup.sh" missing test
	[ "$output" = bats ]
	# Removed, but its configuration is still there
	fake_cmd dpkg-query <<<$'#!/bin/sh\necho "deinstall ok config-files"'
	call "$SCRIPTS/setup.sh" missing run
	[ "${#lines[@]}" -gt 10 ]
	grep -qx gcc <<<"$output"
}

@test "setup.sh missing host: what a box needs, and no QEMU" {
	fake_cmd dpkg-query <<<$'#!/bin/sh\nexit 1'
	fake_cmd uname <<<$'#!/bin/sh\necho 6.99.0-fake'
	call "$SCRIPTS/setup.sh" missing host
	[ "$status" -eq 0 ]
	for package in gcc make libgsl-dev kmod linux-headers-6.99.0-fake; do
		grep -Fqx "$package" <<<"$output"
	done
	run ! grep -E 'qemu|busybox|cpio' <<<"$output"
}

@test "setup.sh install: only what is missing" {
	fake_cmd apt-get <<-EOF
		#!/bin/sh
		echo "\$*" >>"$BATS_TEST_TMPDIR/calls"
	EOF
	fake_cmd sudo <<<$'#!/bin/sh\nexec "$@"'
	lacks cpio
	call "$SCRIPTS/setup.sh" install run
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	[ "$(wc -l <"$BATS_TEST_TMPDIR/calls")" -eq 2 ]
	has "$(tail -n1 "$BATS_TEST_TMPDIR/calls")" "*install cpio"
}

@test "setup.sh: not Debian, 4, and what to install by hand" {
	path_without dpkg-query apt-get
	for verb in missing install; do
		call env PATH="$path" "$SCRIPTS/setup.sh" "$verb" run
		[ "$status" -eq 4 ]
		[ -z "$output" ]
		one_error setup.sh "not Debian*libgsl-dev"
	done
	call env PATH="$path" "$SCRIPTS/setup.sh" missing frob
	[ "$status" -eq 2 ]
}

@test "setup.sh install: neither root nor sudo, 4" {
	no_install
	lacks cpio
	fake_cmd id <<<$'#!/bin/sh\necho 1000'
	path_without sudo
	rm "$BATS_TEST_TMPDIR/bin/sudo"
	call env PATH="$BATS_TEST_TMPDIR/bin:$path" "$SCRIPTS/setup.sh" install run
	[ "$status" -eq 4 ]
	has "${stderr_lines[-1]}" "setup.sh: *root or sudo*apt-get install cpio"
	[ ! -e "$calls" ]
}

# --- vm.sh

vm() {
	call "$SCRIPTS/vm.sh" "$@"
}

@test "vm.sh --help names its commands; without one, usage, 2" {
	for help in --help -h; do
		vm "$help"
		[ "$status" -eq 0 ]
		[ -z "$stderr" ]
		has "$output" "*vm.sh initrd*vm.sh boot*vm.sh probe-kvm*--module*--iommu*--mode*--accel*"
	done
	for cmd in "" frob --frob; do
		vm "$cmd"
		[ "$status" -eq 2 ]
		[ -z "$output" ]
		has "$stderr" "*vm.sh boot*"
	done
	nothing_written
}

@test "vm.sh boot: a bad option, or one without its value" {
	vm boot --frob x
	usage_error vm.sh option "'--frob'"
	for option in --kernel --initrd --iommu --mode --accel --gdb --qmp; do
		vm boot "$option"
		usage_error vm.sh "$option" value
	done
	fake_kernel
	vm boot
	usage_error vm.sh kernel "''"
	vm boot --kernel /no/such
	usage_error vm.sh kernel "'/no/such'"
	vm boot --kernel "$kernel" --initrd /no/such
	usage_error vm.sh initrd "'/no/such'"
}

@test "vm.sh boot: a value that is none of the choices" {
	fake_kernel
	export DMABENCH_CHANNEL=/dev/null DMABENCH_CONSOLE=/dev/null
	fake_cmd qemu-system-x86_64 <<<$'#!/bin/sh\nexit 9'
	for option in --iommu --mode --accel; do
		vm boot --kernel "$kernel" --initrd "$kernel/initrd" "$option" frob
		usage_error vm.sh "$option" "'frob'"
	done
}

@test "vm.sh boot: by hand, without a channel" {
	fake_kernel
	fake_cmd qemu-system-x86_64 <<<$'#!/bin/sh\nexit 9'
	vm boot --kernel "$kernel" --initrd "$kernel/initrd"
	usage_error vm.sh "DMABENCH_CHANNEL"
}

@test "vm.sh boot: says what the machine is, and becomes QEMU" {
	fake_kernel
	echo 6.99-1 >"$kernel/version"
	export DMABENCH_CHANNEL=/the/channel DMABENCH_CONSOLE=/the/console
	fake_cmd qemu-system-x86_64 <<-'EOF'
		#!/bin/sh
		[ "$1" != --version ] || { echo "QEMU emulator version 9.9.9 (x)"; exit; }
		echo "$$ $*" >called
		exit 9
	EOF
	# shellcheck disable=SC2016 # for the inner shell
	call sh -c 'echo $$ >me; exec "$@"' sh "$SCRIPTS/vm.sh" boot --kernel "$kernel" \
		--initrd "$kernel/initrd" --iommu virtio --mode strict
	[ "$status" -eq 9 ]
	has "$(<called)" "$(<me) *"
	[ -z "$stderr" ]
	[ "$output" = "vm.qemu=9.9.9
vm.machine=q35
vm.accel=tcg
vm.cpu=max
vm.iommu=virtio
vm.mode=strict
vm.smp=1
vm.unit=insn/op
vm.package=6.99-1" ]
	for word in "-icount shift=0,sleep=off" "-accel tcg,thread=single" "-smp 1" \
		"mem-path=/the/channel" "path=/the/console" "-nic none" \
		"-device virtio-iommu-pci" "iommu.strict=1"; do
		has "$(<called)" "*$word*"
	done
	vm boot --kernel "$kernel" --initrd "$kernel/initrd" --iommu none --mode pt --accel kvm
	has "$output" "*vm.accel=kvm*vm.unit=cycles/op*"
	[[ $(<called) != *icount* ]]
	[[ $(<called) != *iommu-pci* ]]
	[[ $(<called) != *-gdb* ]]
	has "$(<called)" "*iommu.passthrough=1*"
	vm boot --kernel "$kernel" --initrd "$kernel/initrd" --gdb /the/socket
	has "$(<called)" "* -S -gdb unix:/the/socket *"
	vm boot --kernel "$kernel" --initrd "$kernel/initrd" --qmp /the/socket
	has "$(<called)" "* -qmp unix:/the/socket,server=on,wait=off *"
}

@test "vm.sh: without QEMU, 4" {
	fake_kernel
	path_without qemu-system-x86_64
	call env PATH="$path" DMABENCH_CHANNEL=/dev/null DMABENCH_CONSOLE=/dev/null \
		"$SCRIPTS/vm.sh" boot --kernel "$kernel" --initrd "$kernel/initrd"
	[ "$status" -eq 4 ]
	[ -z "$output" ]
	one_error vm.sh "no qemu-system-x86_64; *qemu-system-x86"
}

@test "vm.sh probe-kvm: usage" {
	for args in "" "--kernel" "--frob x" "--kernel /no/such"; do
		# shellcheck disable=SC2086 # several arguments
		vm probe-kvm $args
		usage_error vm.sh "probe-kvm"
	done
}

@test "vm.sh probe-kvm: without /dev/kvm, 4" {
	fake_kernel
	if [ -e /dev/kvm ]; then
		need_root "to hide /dev/kvm"
		# shellcheck disable=SC2016 # for the inner shell
		call unshare -m sh -c 'mount -t tmpfs none /dev && mknod /dev/null c 1 3
			exec "$@"' sh "$SCRIPTS/vm.sh" probe-kvm --kernel "$kernel"
	else
		vm probe-kvm --kernel "$kernel"
	fi
	[ "$status" -eq 4 ]
	[ -z "$output" ]
	one_error vm.sh "no /dev/kvm"
}

@test "vm.sh probe-kvm: what the kernel says decides" {
	[ -w /dev/kvm ] || skip "no /dev/kvm"
	fake_kernel
	fake_cmd qemu-system-x86_64 <<<$'#!/bin/sh\nexit 1'
	vm probe-kvm --kernel "$kernel"
	[ "$status" -eq 4 ]
	one_error vm.sh kernel "came up"
	fake_cmd qemu-system-x86_64 <<-'EOF'
		#!/bin/bash
		log=$(grep -o 'file:[^ ]*' <<<"$*")
		echo "Kernel panic - not syncing: VFS: Unable to mount" >"${log#file:}"
	EOF
	vm probe-kvm --kernel "$kernel"
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
}

@test "vm.sh initrd: files that are not there, options without a value" {
	touch "$BATS_TEST_TMPDIR/file"
	file=$BATS_TEST_TMPDIR/file
	vm initrd
	usage_error vm.sh initrd agent "''"
	vm initrd --agent /no/such --module "$file" out
	usage_error vm.sh initrd agent "'/no/such'"
	vm initrd --agent "$file" --module /no/such out
	usage_error vm.sh initrd module "'/no/such'"
	vm initrd --agent "$file" --module "$file"
	usage_error vm.sh initrd where
}

@test "vm.sh initrd: an option without its value, an unknown one" {
	touch "$BATS_TEST_TMPDIR/file"
	for option in --agent --module; do
		vm initrd "$option"
		usage_error vm.sh "$option"
	done
	vm initrd --frob --agent "$BATS_TEST_TMPDIR/file" --module "$BATS_TEST_TMPDIR/file" out
	usage_error vm.sh "--frob"
}

@test "vm.sh initrd: its files, root's, in the same order every time" {
	command -v cpio >/dev/null || skip "no cpio"
	command -v busybox >/dev/null || skip "no busybox"
	echo agent >"$BATS_TEST_TMPDIR/agent"
	echo module >"$BATS_TEST_TMPDIR/module"
	for out in one two; do
		vm initrd --agent "$BATS_TEST_TMPDIR/agent" \
			--module "$BATS_TEST_TMPDIR/module" "$out"
		[ "$status" -eq 0 ]
		[ -z "$stderr" ]
	done
	cmp <(cpio -it --quiet <one) <(cpio -it --quiet <two)
	[ "$(cpio -itvn --quiet <one | awk '{ print $3, $4 }' | sort -u)" = "0 0" ]
	for name in agent dmabench.ko init bin/busybox proc sys dev; do
		cpio -it --quiet <one | grep -Fxq "$name"
	done
	[ "$(cpio -i --quiet --to-stdout dmabench.ko <one)" = module ]
	[ "$(ls)" = "one
two" ]
}

@test "vm.sh initrd: without busybox or cpio, 4" {
	touch "$BATS_TEST_TMPDIR/file"
	path_without busybox cpio
	call env PATH="$path" "$SCRIPTS/vm.sh" initrd \
		--agent "$BATS_TEST_TMPDIR/file" --module "$BATS_TEST_TMPDIR/file" out
	[ "$status" -eq 4 ]
	one_error vm.sh "no cpio"
	nothing_written
}

# --- kmod.sh

@test "kmod.sh: usage, no headers, no compiler" {
	for args in "" x "--kdir x" --source "--source . x"; do
		# shellcheck disable=SC2086 # several arguments
		call "$SCRIPTS/kmod.sh" $args
		usage_error kmod.sh "usage: kmod.sh"
	done
	mkdir -p "$BATS_TEST_TMPDIR/k/build"
	call "$SCRIPTS/kmod.sh" "$BATS_TEST_TMPDIR/k" out
	[ "$status" -eq 4 ]
	one_error kmod.sh headers "'$BATS_TEST_TMPDIR/k/build'"
	touch "$BATS_TEST_TMPDIR/k/build/Makefile"
	path_without gcc
	call env PATH="$path" "$SCRIPTS/kmod.sh" "$BATS_TEST_TMPDIR/k" out
	[ "$status" -eq 4 ]
	one_error kmod.sh gcc
	nothing_written
}

@test "kmod.sh: a build that fails, 5, and its last lines" {
	mkdir -p "$BATS_TEST_TMPDIR/k/build"
	touch "$BATS_TEST_TMPDIR/k/build/.config"
	printf 'modules:\n\t@echo this is wrong; false\n' >"$BATS_TEST_TMPDIR/k/build/Makefile"
	call "$SCRIPTS/kmod.sh" "$BATS_TEST_TMPDIR/k" out
	[ "$status" -eq 5 ]
	has "$stderr" "*this is wrong*kmod.sh: dmabench.ko does not build*out/build.log"
	grep -q 'this is wrong' out/build.log
	[ -e out/main.c ] || [ -e out/Kbuild ]
}

@test "kmod.sh --source: of another directory; none there, 2" {
	mkdir -p "$BATS_TEST_TMPDIR/k/build" other
	touch "$BATS_TEST_TMPDIR/k/build/.config" other/other.c
	# shellcheck disable=SC2016 # make's, not the shell's
	printf 'modules:\n\t@ls $(M)\n' >"$BATS_TEST_TMPDIR/k/build/Makefile"
	call "$SCRIPTS/kmod.sh" --source other "$BATS_TEST_TMPDIR/k" out
	[ "$status" -eq 0 ]
	[ out/other.c -ef other/other.c ]
	[ ! -e out/main.c ]
	call "$SCRIPTS/kmod.sh" --source nowhere "$BATS_TEST_TMPDIR/k" out2
	[ "$status" -eq 2 ]
	one_error kmod.sh directory "'nowhere'"
	[ ! -e out2 ]
}

@test "kmod.sh: by one path for every OUT, through ccache, where that is asked" {
	export DMABENCH_KMOD_AT=$BATS_TEST_TMPDIR/at
	mkdir -p "$BATS_TEST_TMPDIR/k/build"
	touch "$BATS_TEST_TMPDIR/k/build/.config"
	# shellcheck disable=SC2016 # make's, not the shell's
	printf 'modules:\n\t@echo "$(CC), $(M)/main.c"; readlink $(M)\n' \
		>"$BATS_TEST_TMPDIR/k/build/Makefile"
	fake_cmd ccache <<<'#!/bin/sh'
	call "$SCRIPTS/kmod.sh" "$BATS_TEST_TMPDIR/k" a
	call "$SCRIPTS/kmod.sh" "$BATS_TEST_TMPDIR/k" b
	# What the log says is where the file is, when another OUT is built.
	grep -qx "ccache gcc, $PWD/a/main.c" a/build.log
	grep -qx "ccache gcc, $PWD/b/main.c" b/build.log
	grep -qx "$PWD/b" b/build.log
	unset DMABENCH_KMOD_AT
	call "$SCRIPTS/kmod.sh" "$BATS_TEST_TMPDIR/k" c
	grep -qx "gcc, $PWD/c/main.c" c/build.log
}

# --- debian-root.sh, toolchain.sh

@test "debian-root.sh: usage, 2" {
	local args
	for args in "" "make" "make a b" "run" "run /tmp true" "other"; do
		# shellcheck disable=SC2086 # words
		call "$SCRIPTS/debian-root.sh" $args
		[ "$status" -eq 2 ]
		one_error debian-root.sh ""
	done
	nothing_written
}

@test "debian-root.sh run: another root, a directory in it, nothing mounted here" {
	need_root "a mount namespace"
	mkdir -p other/root/{proc,dev,bin} "it's:shared"
	gcc -static -o other/root/bin/cat -x c - <<-'END'
		#include <stdio.h>
		int main(int argc, char **argv)
		{
			FILE *f = fopen(argv[argc - 1], "r");
			int c;

			if (!f)
				return 7;
			while ((c = getc(f)) != EOF)
				putchar(c);
			return 0;
		}
	END
	echo there >"it's:shared/file"
	call "$SCRIPTS/debian-root.sh" run "$PWD/other" "$PWD/it's:shared" -- \
		/bin/cat "$PWD/it's:shared/file"
	[ "$status" -eq 0 ]
	[ "$output" = there ]
	call "$SCRIPTS/debian-root.sh" run "$PWD/other" -- /bin/cat /proc/version
	[ "$output" = "$(cat /proc/version)" ]
	call "$SCRIPTS/debian-root.sh" run "$PWD/other" -- /bin/cat /etc/passwd
	[ "$status" -eq 7 ]
	! grep -F "$PWD/other" /proc/self/mounts || false
}

# headers MODPOST OBJTOOL: what these two of a kernel's headers say
headers() {
	local tool dir
	for tool in scripts/mod/modpost tools/objtool/objtool; do
		dir=build/${tool%/*}
		mkdir -p "$dir"
		echo "$1" >"$dir/said"
		cat >"build/$tool" <<-'END'
			#!/bin/sh
			[ "$SRCARCH" = x86 ] && cat "${0%/*}/said" >&2
			exit 1
		END
		chmod +x "build/$tool"
		shift
	done
}

@test "toolchain.sh: usage, 2" {
	local args
	for args in "" "needed" "get now" "run" "run /tmp true" "other"; do
		# shellcheck disable=SC2086 # words
		call "$SCRIPTS/toolchain.sh" $args
		[ "$status" -eq 2 ]
		one_error toolchain.sh ""
	done
}

@test "toolchain.sh needed: where a tool of the headers wants a newer libc" {
	headers "invalid option" "usage"
	call "$SCRIPTS/toolchain.sh" needed "$PWD/build"
	[ "$status" -eq 1 ]
	headers "invalid option" \
		"libc.so.6: version 'GLIBC_2.38' not found (required by objtool)"
	call "$SCRIPTS/toolchain.sh" needed "$PWD/build"
	[ "$status" -eq 0 ]
	headers "libc.so.6: version 'GLIBC_2.38' not found" ""
	call "$SCRIPTS/toolchain.sh" needed "$PWD/build"
	[ "$status" -eq 0 ]
	# A tree without tools is kbuild's to complain of.
	rm -r build
	call "$SCRIPTS/toolchain.sh" needed "$PWD/build"
	[ "$status" -eq 1 ]
}

@test "toolchain.sh: without mmdebstrap it says what installs it, 4" {
	path_without mmdebstrap
	PATH=$path DMABENCH_CACHE=$PWD/cache call "$SCRIPTS/toolchain.sh" get
	[ "$status" -eq 4 ]
	has "$stderr" "*no mmdebstrap; run scripts/setup.sh install newer*"
	[ "$(echo cache/toolchain/*)" = cache/toolchain/lock ]
}
