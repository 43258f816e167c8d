#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# debug.bats - the module in a kernel that watches: KASAN, lockdep, UBSAN,
# DMA_API_DEBUG, DEBUG_SG.  Nothing is timed here; the log must stay clean.

bats_require_minimum_version 1.5.0

load ../helpers

setup_file() {
	vm_setup
	if ! KERNEL=$("$TOP/tests/vm/debug-kernel.sh" 2>"$TMP/why"); then
		# Without the source there is no such kernel; a failed build
		# is a failed test.
		[ $? = 4 ] || { cat "$TMP/why" >&2; return 1; }
		export NO_KERNEL=1
		return
	fi
	export KERNEL
	"$TOP/scripts/kmod.sh" "$KERNEL" "$TMP/kmod" W=1
	gcc -O2 -static -o "$TMP/abi" "$TOP/tests/vm/abi.c"
	initrd "$TMP/kmod" "$TMP/initrd" --test "$TMP/abi"
	local status=0
	boot "$TMP/run" "$TMP/initrd" quick --boots 1 || status=$?
	echo "$status" >"$TMP/status"
}

setup() {
	[ -z "$NO_KERNEL" ] || skip "no debug kernel: $(tail -n1 "$TMP/why")"
}

log() {
	echo "$(run_in "$TMP/run")/dmesg.txt"
}

@test "the checkers are on" {
	grep -q 'KernelAddressSanitizer initialized' "$(log)"
	grep -q 'Lock dependency validator' "$(log)"
	grep -q 'DMA-API: debugging enabled' "$(log)"
}

@test "the module builds without a warning for this kernel (W=1)" {
	run ! grep -i warning "$TMP/kmod/build.log"
}

@test "every row runs, and the run is not void" {
	[ "$(cat "$TMP/status")" = 0 ]
	run -0 jq '[.rows[] | select(.median == null)] | length' \
		"$(run_in "$TMP/run")/run.json"
	[ "$output" = 0 ]
}

@test "a caller that lies is refused" {
	grep -q '^abi: [5-9][0-9] passed, 0 failed' "$(log)"
}

@test "no checker said a word, unloading included" {
	run ! grep -E "${ALARMS/|DMA-API:/}" "$(log)"
	grep -q 'reboot: Power down' "$(log)"
}

@test "a mapping that is leaked would be seen: the checker works" {
	# The same module with the unmap of a loop left out.
	cp -r "$TOP/kmod" "$TMP/leaky"
	sed -i 's/^\t\tundo(&k->b, w->n);$/\t\t;/' "$TMP/leaky/window.c"
	run ! diff -q "$TOP/kmod/window.c" "$TMP/leaky/window.c"
	make -s -C "$KERNEL/build" M="$TMP/leaky" modules
	initrd "$TMP/leaky" "$TMP/leaky-initrd"
	echo 'vm running/kernel-iommu/map_single' >"$TMP/one.suite"
	boot "$TMP/leaky-run" "$TMP/leaky-initrd" "$TMP/one.suite" --boots 1 ||
		true
	grep -q 'DMA-API: .*device driver has pending DMA allocations' \
		"$(run_in "$TMP/leaky-run")/dmesg.txt"
}
