# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the tests that boot a VM share.

# Lines of a kernel's log for which a test fails.
export ALARMS='WARNING:|BUG:|Oops|KASAN:|UBSAN:|DMA-API:|Call Trace|possible (circular|recursive) locking|inconsistent lock state|suspicious RCU|sleeping function|scheduling while atomic'

# vm_setup [SPEC]: to be called by setup_file: build, say where things are; and
# vm_kernel of this SPEC.
vm_setup() {
	TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
	export TOP
	export BUILD=${DMABENCH_BUILD:-$TOP/build}
	export TMP=$BATS_FILE_TMPDIR
	# queue.sh is called when all is built, and runs other files meanwhile.
	[ -n "${DMABENCH_SHARED:-}" ] || make -s -C "$TOP" O="$BUILD" all
	[ $# = 0 ] || vm_kernel "$1"
}

# vm_kernel SPEC: KERNEL is the directory of this one; and vm_module.
vm_kernel() {
	KERNEL=$("$TOP/scripts/kernels.sh" get "$1") || return
	vm_module
}

# KMOD has the module for KERNEL, built with all warnings and sparse, and INITRD
# is the guest that loads it: made once for all files that are run together.
vm_module() {
	KMOD=${DMABENCH_SHARED:-$BATS_RUN_TMPDIR}/vm/$(basename "$KERNEL")
	INITRD=$KMOD.initrd
	export KERNEL KMOD INITRD
	mkdir -p "$KMOD"
	(
		flock 9
		[ ! -e "$INITRD" ] || exit 0
		"$TOP/scripts/kmod.sh" "$KERNEL" "$KMOD" W=1 C=1 &&
			initrd "$KMOD" "$INITRD" --kernel "$KERNEL"
	) 9>"$KMOD.lock"
}

# no_warning: neither the compiler nor sparse has one of our sources in KMOD;
# what the kernel's own headers say is not ours.
no_warning() {
	# Sparse is no part of the newer Debian that newer kernels are built in.
	"$TOP/scripts/toolchain.sh" needed "$KERNEL/build" ||
		grep -q '^  CHECK ' "$KMOD/build.log"
	run ! grep -E "(^|$KMOD/)[a-z_/]*\.[ch]:.*(warning|error)" \
		"$KMOD/build.log"
}

# initrd KMODDIR OUT [OPTION..]
initrd() {
	local kmod=$1 out=$2
	shift 2
	"$TOP/scripts/vm.sh" initrd --agent "$BUILD/dmabench-agent" \
		--module "$kmod/dmabench.ko" "$@" "$out"
}

# boot OUTPUT INITRD SUITE [RUN-OPTION..] [-- VM-OPTION..]: RUN names the
# directory, the status is that of dmabench run.
boot() {
	local output=$1 initrd=$2 suite=$3 run=() vm=
	shift 3
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		run+=("$1")
		shift
	done
	[ $# = 0 ] || shift
	vm="$TOP/scripts/vm.sh boot --kernel $KERNEL --initrd $initrd $*"
	"$BUILD/dmabench" run --target vm --suite "$suite" --seed 1 \
		--output "$output" --boot "test=$vm" "${run[@]}"
}

# The one run directory below a directory.
run_in() {
	echo "$1"/*/
}

# median RUNDIR ROW
median() {
	jq -e --arg name "$2" '.rows[] | select(.name == $name) | .median' \
		"$1/run.json"
}

# exact RUNJSON: name and count of the vm rows that have no state.
exact() {
	jq -r '.rows[] | select(.target == "vm" and .min == .max) |
		"\(.name) \(.median)"' "$1"
}
