#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# kernels.bats - the module in every kernel that Debian has, from 5.10 on, in
# its cloud and its rt flavour, and in one built from source: it builds without
# a warning, a few rows read what they are known to, and the log is clean.

bats_require_minimum_version 1.5.0

load helpers

setup_file() {
	vm_setup
	cat >"$TMP/suite" <<-'END'
		vm known/none/{empty,adds8,adds64,loop}
		vm {direct,global,per-device,stack-global.3,stack-per-device.3}/null/{map_single,unmap_single}
		vm running/{null,kernel-direct}/{map_single,unmap_single,map_sg:16,unmap_sg:16}
		vm running/kernel-iommu/{map_single,unmap_single}
		vm running/kernel-direct/{alloc_coherent,free_coherent}
	END
	# Of each kernel's running rows, in the order of the suite.
	cat >"$TMP/known" <<-'END'
		5.10.262-1	null 78 44 35 27 kernel-direct 92 58 855 635
		6.1.192-2	null 78 40 38 27 kernel-direct 99 55 958 666
		6.12.117-1~deb12u1	null 98 50 64 56 kernel-direct 108 66 980 805
		7.3.4-1~bpo13+1	null 107 62 76 62 kernel-direct 216 75 2827 777
	END
}

# The module's own code, by gcc 12 and 14: a row, its count, and how many
# functions are called in it that have an ENDBR where the kernel is for IBT.
make_designs() {
	local endbr=0
	! grep -q '^CONFIG_X86_KERNEL_IBT=y' "$KERNEL/config" || endbr=1
	awk -v endbr="$endbr" '{ print $1, $2 + endbr * $3 }' <<-'END'
		known/none/empty 2 0
		known/none/adds8 10 0
		known/none/adds64 66 0
		known/none/loop 2003 0
		direct/null/map_single 14 1
		direct/null/unmap_single 11 1
		global/null/map_single 19 1
		global/null/unmap_single 16 1
		per-device/null/map_single 23 1
		per-device/null/unmap_single 20 1
		stack-global.3/null/map_single 85 4
		stack-global.3/null/unmap_single 81 4
		stack-per-device.3/null/map_single 35 3
		stack-per-device.3/null/unmap_single 32 3
	END
}

# get SPEC: KERNEL with its module and guest, or why not
get() {
	export NAME=$TMP/${1#debian:}
	"$TOP/scripts/kernels.sh" get "$1" >/dev/null 2>"$TMP/why" ||
		skip "no $1: $(tail -n1 "$TMP/why")"
	vm_kernel "$1"
	run -1 grep -E "(^|$KMOD/)[a-z_/]*\.[ch]:.*(warning|error)" \
		"$KMOD_LOG"
	# Sparse is no part of the newer Debian that newer kernels are built in.
	"$TOP/scripts/toolchain.sh" needed "$KERNEL/build" ||
		grep -q '^  CHECK ' "$KMOD_LOG"
}

# counts RUNJSON: what has no state reads what it is known to
counts() {
	local version known
	diff <(make_designs) <(exact "$1" | grep -v ^running/)
	version=$(cat "$KERNEL/version")
	known=$(sed -n "s/^$version\t//p" "$TMP/known")
	[ -n "$known" ] || skip "what $version reads is not known here"
	[ "$known" = "$(jq -r '[.rows[] | select(.design == "running" and
			.min == .max and .backend != "kernel-iommu" and
			(.op | test("map_")))] |
		group_by(.backend == "kernel-direct")[] |
		.[0].backend, .[].median' "$1" | paste -sd' ')" ]
}

# kernel SPEC [CHECKS]: build and boot it, behind VT-d
kernel() {
	local json
	get "$1"
	boot "$NAME.run" "$INITRD" "$TMP/suite" --boots 1 -- --iommu intel
	json=$(run_in "$NAME.run")/run.json
	run -1 grep -E "$ALARMS" "$(run_in "$NAME.run")/dmesg.txt"
	run -0 jq -r '.rows[] | select(.median == null) | .name' "$json"
	[ -z "$output" ]
	jq -e '.complete' "$json"
	[ "$(checks_of "$json")" = "${2:-9 equal, 4 refused, 3 not made}" ]
	counts "$json"
}

@test "5.10" {
	kernel debian:5.10
}

@test "6.1, cloud" {
	kernel debian:6.1-cloud
}

@test "6.1, rt: interrupts are on, and a window into which one came is left out" {
	kernel debian:6.1-rt
	run -0 jq -r '.environment[] | ."cause.cpu", ."cause.switch"' \
		"$(run_in "$NAME.run")/run.json"
	[ "$output" = "migration is off
the thread's count of switches" ]
	run -0 jq -e '[.rows[].rejected_by.interrupt // 0] | add > 0' \
		"$(run_in "$NAME.run")/run.json"
	run -0 jq -e '[.rows[].rejected_by.switch // 0] | add > 0' \
		"$(run_in "$NAME.run")/run.json"
}

@test "6.12" {
	kernel debian:6.12
}

@test "7" {
	kernel debian:7 "10 equal, 6 refused"
}

@test "link time optimisation, which would see that null does nothing, is left out" {
	local dir=$TMP/lto
	KERNEL=$("$TOP/scripts/kernels.sh" get debian:6.1)
	cp -r "$TOP/kmod" "$dir"
	# As a kernel with LTO has it: in its flags, and by name.
	make -s -C "$KERNEL/build" M="$dir" CC_FLAGS_LTO=-DWITH_LTO \
		KCFLAGS="-DWITH_LTO -DWITH_ANOTHER" backend/null.o
	grep -q -e -DWITH_ANOTHER "$dir/backend/.null.o.cmd"
	run ! grep -q -e -DWITH_LTO "$dir/backend/.null.o.cmd"
}

@test "by bench.sh: an IOMMU without a driver is left out, and said" {
	echo 'vm running/kernel-iommu/map_single' >"$TMP/one.suite"
	run -0 --separate-stderr "$TOP/scripts/bench.sh" --no-install \
		--target vm --suite "$TMP/one.suite" --boots 1 --seed 1 \
		--output "$TMP/bench" --kernel debian:5.10 \
		--kernel debian:6.1-cloud --iommu intel --iommu amd \
		--iommu virtio
	[[ $stderr == *"5.10."*"-amd64 has no driver for virtio-iommu: left out"* ]]
	[[ $stderr == *"-cloud-amd64 has no driver for amd-iommu: left out"* ]]
	run -0 jq -r '.rows[] | select(.median != null) | .env |
		sub("^vm/[0-9.]*-[0-9]*-"; "")' "$(run_in "$TMP/bench")/run.json"
	[ "$output" = "amd64+intel
amd64+amd
cloud-amd64+intel" ]
}

@test "by bench.sh: with no VM left there is no run, 4" {
	run -4 --separate-stderr "$TOP/scripts/bench.sh" --no-install \
		--target vm --boots 1 --output "$TMP/none" \
		--kernel debian:6.1-cloud --iommu amd
	[[ $stderr == *"bench.sh: no VM is left; --iommu none boots one"* ]]
	[ ! -e "$TMP/none" ]
}

@test "a kernel without ops: the module builds, and has none of its own" {
	local spec out dir
	# No Debian kernel for x86 is without, as XEN selects them.
	for spec in 6.1 6.12 7; do
		dir=$("$TOP/scripts/kernels.sh" get "debian:$spec") ||
			skip "no debian:$spec"
		out=$TMP/$spec.bare
		cp -r "$TOP/kmod" "$out.source"
		printf '#undef CONFIG_%s\n' DMA_OPS ARCH_HAS_DMA_OPS \
			>"$out.source/without.h"
		# shellcheck disable=SC2016 # make's, not the shell's
		echo 'ccflags-y += -include $(src)/without.h' \
			>>"$out.source/Kbuild"
		"$TOP/scripts/kmod.sh" --source "$out.source" "$dir" "$out" \
			W=1 C=0
		run -1 grep -E '\.(c|h):.*(warning|error)' "$out/build.log"
		nm "$out/running.o" >"$out/symbols"
		run -1 grep -q null_dma_ops "$out/symbols"
	done
}
