# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the tests that boot a VM share.

# Lines of a kernel's log for which a test fails.
export ALARMS='WARNING:|BUG:|Oops|KASAN:|UBSAN:|DMA-API:|Call Trace|possible (circular|recursive) locking|inconsistent lock state|suspicious RCU|sleeping function|scheduling while atomic'

# To be called by setup_file: build, and say where things are.
vm_setup() {
	TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
	export TOP
	export BUILD=${DMABENCH_BUILD:-$TOP/build}
	export TMP=$BATS_FILE_TMPDIR
	make -s -C "$TOP" O="$BUILD" all
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
