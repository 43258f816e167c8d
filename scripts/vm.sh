#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# vm.sh - the one script that knows QEMU.
#
# 'initrd' makes the guest's initramfs, OUT.  'boot' says what the machine is as
# key=value lines and becomes QEMU; it wants DMABENCH_CHANNEL and DMABENCH_CONSOLE
# in its environment, see bench/run/vm.c.
#
# Under TCG with -icount the guest's TSC counts executed instructions: one
# tick each.  shift=0 makes the clock 1 GHz of instructions, sleep=off keeps
# host time out of idle periods, seed and rtc do that for the rest: the same
# image boots to the same instruction every time.  CPUs are one, because two
# would be interleaved by the host.  With --smp N, more than 1, there is no
# -icount and nothing to measure: the unit is "functional".
#
# 'probe-kvm' finds out in seconds whether KVM boots that kernel here: a device
# node is no proof.  It exits with 4 and says why when it does not.
#
# Exit status: 0, 2 usage, 4 QEMU, busybox or KVM is not there, 5 internal.

set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/options.sh
. "$(dirname "$0")/options.sh"
here=$(cd "$(dirname "$0")" && pwd)

initrd_options() {
	options <<'TABLE'
--agent FILE
	dmabench-agent
--module FILE
	dmabench.ko
--kernel DIR
	as kernels.sh printed it: its virtio-iommu driver, where
	that is a module, is put in
--test FILE
	a program that is run before the agent; what it prints is
	in the console
TABLE
}

boot_options() {
	options <<'TABLE'
--kernel DIR
	as kernels.sh printed it
--initrd FILE
	what vm.sh initrd made
--iommu WHICH @vm
	@WORDS@
--mode MODE @vm
	@WORDS@
--accel ACCEL @vm
	@WORDS@
--smp N @vm
	CPUs
--cpu MODEL =max
	of QEMU's models one with TCG
--device SPEC..
	one more device, as QEMU's -device has it
--append WORDS..
	more words for the kernel's command line, behind all
	others
--plugin FILE
	a plugin for QEMU (bench/prog/qemu_plugin.c); it wants
	DMABENCH_SPLIT in the environment, too
--gdb SOCKET
	the guest waits before its first instruction for the
	debugger that listens there
--qmp SOCKET
	QEMU's monitor listens there
TABLE
}

usage() {
	cat <<'END'
usage: vm.sh initrd --agent FILE --module FILE [OPTION..] OUT
       vm.sh boot --kernel DIR --initrd FILE [OPTION..]
       vm.sh probe-kvm --kernel DIR
END
	printf '\ninitrd\n'
	(opt_names=() && initrd_options && options_help)
	printf '\nboot\n'
	(opt_names=() && boot_options && options_help)
}

need() {
	command -v "$1" >/dev/null ||
		die 4 "no $1; run scripts/setup.sh, or install $2"
}

make_initrd() {
	local kernel agent module out root busybox file

	initrd_options
	parse_options "$@"
	agent=${opt[agent]} module=${opt[module]} kernel=${opt[kernel]}
	out=${operands[0]:-}
	[ -f "$agent" ] || die 2 "initrd: no agent '$agent'; run make"
	[ -f "$module" ] || die 2 "initrd: no module '$module'"
	[ -n "$out" ] || die 2 "initrd: where to? name a file"
	need cpio cpio
	need busybox busybox-static
	busybox=$(command -v busybox)
	root=$(mktemp -d)
	# shellcheck disable=SC2064  # the directory of now
	trap "rm -rf '$root'" EXIT
	mkdir "$root"/{bin,proc,sys,dev}
	cp "$busybox" "$root/bin/busybox"
	cp "$agent" "$root/agent"
	cp "$module" "$root/dmabench.ko"
	cp "$here/vm-init" "$root/init"
	file=$kernel/modules/kernel/drivers/iommu/virtio-iommu.ko
	if [ -e "$file.xz" ]; then
		xz -dc "$file.xz" >"$root/virtio-iommu.ko"
	elif [ -e "$file" ]; then
		cp "$file" "$root/virtio-iommu.ko"
	fi
	[ -z "${opt[test]}" ] || cp "${opt[test]}" "$root/test"
	# The same files make the same image.
	find "$root" -exec touch -h -d @0 {} +
	# Not compressed: unpacking would be executed too, at boot.
	(cd "$root" && find . | LC_ALL=C sort |
		cpio --quiet -o -H newc -R 0:0 --reproducible) >"$out.tmp"
	mv "$out.tmp" "$out"
}

# The kernel as an ELF file, beside its vmlinuz: entered through its PVH note it
# need not decompress itself, which takes seconds under TCG.  Prints what to
# boot; vmlinuz where that does not work: without PVH, and with KASAN, whose
# checks in the PVH entry come before there is a shadow to look at.
boot_image() {
	local kernel=$1 tool magic at

	if ! grep -q '^CONFIG_PVH=y' "$kernel/config" ||
		grep -q '^CONFIG_KASAN=y' "$kernel/config"; then
		echo "$kernel/vmlinuz"
		return
	fi
	# A tree may have been built anew since.
	if [ ! "$kernel/vmlinux" -nt "$kernel/vmlinuz" ]; then
		rm -f "$kernel/vmlinux"
		for tool in 'xz \xfd7zXZ' 'zstd \x28\xb5\x2f\xfd' \
			    'gzip \x1f\x8b\x08' 'lz4 \x02\x21\x4c\x18'; do
			read -r tool magic <<<"$tool"
			command -v "$tool" >/dev/null || continue
			at=$(LC_ALL=C grep -aboP -m1 "$magic" "$kernel/vmlinuz" |
				head -n1 | cut -d: -f1)
			[ -n "$at" ] || continue
			# What lies behind the stream is not an error here.
			tail -c +$((at + 1)) "$kernel/vmlinuz" |
				"$tool" -dc >"$kernel/vmlinux.$$" 2>/dev/null ||
				true
			if [ "$(head -c4 "$kernel/vmlinux.$$")" = $'\x7fELF' ]
			then
				mv "$kernel/vmlinux.$$" "$kernel/vmlinux"
				break
			fi
			rm -f "$kernel/vmlinux.$$"
		done
	fi
	if [ -e "$kernel/vmlinux" ]; then
		echo "$kernel/vmlinux"
	else
		echo "$kernel/vmlinuz"
	fi
}

boot() {
	local kernel initrd iommu mode accel plugin cpu smp unit
	local machine=q35 append device qemu
	local -a args=()

	boot_options
	parse_options "$@"
	default_options
	kernel=${opt[kernel]} initrd=${opt[initrd]} iommu=${opt[iommu]}
	mode=${opt[mode]} accel=${opt[accel]} plugin=${opt[plugin]}
	cpu=${opt[cpu]} smp=${opt[smp]}
	[ ${#operands[@]} = 0 ] || die 2 "boot: what is '${operands[0]}'?"
	[ -z "${opt[gdb]}" ] || args+=(-S -gdb "unix:${opt[gdb]}")
	[ -z "${opt[qmp]}" ] ||
		args+=(-qmp "unix:${opt[qmp]},server=on,wait=off")
	[ -z "${opt[device]}" ] || while read -r device; do
		args+=(-device "$device")
	done <<<"${opt[device]}"
	[ -r "$kernel/vmlinuz" ] || die 2 "boot: no kernel in '$kernel'"
	[ -r "$initrd" ] || die 2 "boot: no initrd '$initrd'"
	need qemu-system-x86_64 qemu-system-x86
	[[ ${DMABENCH_CHANNEL:-} && ${DMABENCH_CONSOLE:-} ]] ||
		die 2 "boot: is called by 'dmabench run --boot', which sets DMABENCH_CHANNEL and DMABENCH_CONSOLE"

	if [ -n "$plugin" ]; then
		[ -r "$plugin" ] || die 2 "boot: no plugin '$plugin'; run make"
		[ "$accel" = tcg ] || die 2 "boot: --plugin needs --accel tcg"
		[ "$smp" = 1 ] || die 2 "boot: --plugin counts on one CPU"
		[ -n "${DMABENCH_SPLIT:-}" ] ||
			die 2 "boot: --plugin is for 'dmabench run --split', which sets DMABENCH_SPLIT"
		# QEMU wants a comma in a name doubled.
		args+=(-plugin "${plugin//,/,,},out=$DMABENCH_SPLIT")
	fi

	append="console=ttyS0 quiet nokaslr panic=-1 oops=panic"
	# Spare the boot what only costs time: self-tests of ciphers, and
	# calibrating clocks by polling others.  The TSC is what we say it is.
	append+=" cryptomgr.notests"
	# Of one CPU the kernel would take LOCK out of its text: it is counted.
	append+=" noreplace-smp"
	case $iommu in
	intel)
		args+=(-device intel-iommu)
		append+=" intel_iommu=on"
		;;
	amd) args+=(-device amd-iommu) ;;
	virtio) args+=(-device virtio-iommu-pci) ;;
	none) ;;
	esac
	case $mode in
	lazy) append+=" iommu.strict=0" ;;
	strict) append+=" iommu.strict=1" ;;
	pt) append+=" iommu.passthrough=1" ;;
	esac
	case $accel-$smp in
	tcg-1)
		args+=(-accel "tcg,thread=single" -cpu "$cpu"
		       -icount "shift=0,sleep=off"
		       -rtc "base=2020-01-01T00:00:00,clock=vm")
		append+=" tsc=reliable tsc_early_khz=1000000 nolapic_timer"
		# The same stack in each system call: --split counts its lines.
		append+=" randomize_kstack_offset=off"
		unit=insn/op
		;;
	tcg-*)
		# Interleaved by the host: nothing is counted here.
		args+=(-accel "tcg,thread=multi" -cpu "$cpu")
		unit=functional
		;;
	kvm-*)
		cpu=host
		args+=(-accel kvm -cpu host)
		machine+=,kernel-irqchip=split
		unit=cycles/op
		;;
	esac

	append+=${opt[append]:+ ${opt[append]//$'\n'/ }}

	qemu=$(qemu-system-x86_64 --version | sed -n '1s/.*version \([^ ]*\).*/\1/p')
	cat <<-END
		vm.qemu=$qemu
		vm.machine=q35
		vm.accel=$accel
		vm.cpu=$cpu
		vm.iommu=$iommu
		vm.mode=$mode
		vm.smp=$smp
		vm.unit=$unit
		vm.package=$(cat "$kernel/version")
	END
	# Of a tree: a hash of all that was built (tree.sh).
	[ ! -e "$kernel/code" ] || echo "vm.code=$(cat "$kernel/code")"
	# That VT-d refuses what edu must not reach is no news: the guest says so.
	exec qemu-system-x86_64 -machine "$machine,max-ram-below-4g=256M" "${args[@]}" \
		-seed 1 -smp "$smp" -m 512 -nodefaults -no-user-config \
		-display none -no-reboot -nic none \
		-chardev "file,id=console,path=$DMABENCH_CONSOLE" \
		-serial chardev:console \
		-object "memory-backend-file,id=channel,share=on,size=64M,mem-path=$DMABENCH_CHANNEL" \
		-device ivshmem-plain,memdev=channel \
		-device edu,dma_mask=0xffffffffffffffff \
		-kernel "$(boot_image "$kernel")" -initrd "$initrd" -append "$append" \
		>/dev/null \
		2> >(grep --line-buffered -v ': vtd_io\|New fault is not' >&2)
}

# The first lines of a kernel's log are proof enough.
probe_kvm() {
	local kernel=${2:-} log seconds=8

	[[ "${1:-}" = --kernel && -r "$kernel/vmlinuz" ]] ||
		die 2 "probe-kvm: wants --kernel DIR"
	[ -w /dev/kvm ] || die 4 "kvm: no /dev/kvm that can be opened"
	need qemu-system-x86_64 qemu-system-x86
	log=$(mktemp)
	# shellcheck disable=SC2064  # the file of now
	trap "rm -f '$log'" EXIT
	# In a subshell of its own, whose word on an abort is not heard.
	(timeout -k 1 "$seconds" qemu-system-x86_64 -accel kvm -cpu host \
		-machine q35 -smp 1 -m 256 -nodefaults -no-user-config \
		-display none -no-reboot -nic none -serial "file:$log" \
		-kernel "$kernel/vmlinuz" \
		-append "console=ttyS0 earlyprintk=ttyS0 panic=-1"
	true) >/dev/null 2>&1 </dev/null || true
	# It has no root to mount, so that it ends by a panic: far enough.
	grep -aq 'Kernel panic - not syncing: VFS' "$log" ||
		die 4 "kvm: /dev/kvm is there, but no kernel came up within $seconds s"
}

case ${1:-} in
probe-kvm) shift; probe_kvm "$@" ;;
initrd) shift; make_initrd "$@" ;;
boot) shift; boot "$@" ;;
-h | --help) usage ;;
*) usage >&2; exit 2 ;;
esac
