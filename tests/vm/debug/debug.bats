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
	vm_module
	gcc -O2 -static -I"$TOP" -o "$TMP/abi" "$TOP/tests/vm/abi.c"
	initrd "$KMOD" "$TMP/initrd" --test "$TMP/abi"
	local status=0
	boot "$TMP/run" "$TMP/initrd" quick --boots 1 || status=$?
	echo "$status" >"$TMP/status"
	# And every word that the kernel's API is told, in one size; not four
	# thousand times what searches all of swiotlb and fails, but what
	# fails sooner.
	sed -E 's/\{512,1024\}/512/
		s/512K@\{fail,fail\+each\}/512K@fail/' \
		"$TOP/tests/vm/api.suite" >"$TMP/api.suite"
	echo 'vm running/kernel-iommu/map_single@fail+each' >>"$TMP/api.suite"
	if boot "$TMP/api" "$INITRD" "$TMP/api.suite" --boots 1; then
		touch "$TMP/api-done"
	fi
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

@test "the report's head says that it is such a kernel" {
	"$BUILD/dmabench" report "$(run_in "$TMP/run")" >"$TMP/report"
	grep -qF 'DEBUG kernel, not what it costs elsewhere:' "$TMP/report"
	grep -qF '  KASAN, lockdep, DMA_API_DEBUG, DEBUG_PREEMPT' "$TMP/report"
}

@test "the module builds without a warning for this kernel (W=1)" {
	run -1 grep -i warning "$KMOD_LOG"
}

@test "every row runs, and the run is not void" {
	[ "$(cat "$TMP/status")" = 0 ]
	run -0 jq '[.rows[] | select(.median == null)] | length' \
		"$(run_in "$TMP/run")/run.json"
	[ "$output" = 0 ]
}

@test "a caller that lies is refused" {
	grep -qE '^abi: 1[0-9]{2} passed, 0 failed' "$(log)"
}

@test "no checker said a word, unloading included" {
	run -1 grep -E "${ALARMS/|DMA-API:/}" "$(log)"
	grep -q 'reboot: Power down' "$(log)"
}

@test "threads, and what one CPU maps and another unmaps: not a word" {
	local run
	gcc -O2 -static -I"$TOP" -o "$TMP/cpus" "$TOP/tests/vm/cpus.c"
	initrd "$KMOD" "$TMP/cpus-initrd" --test "$TMP/cpus"
	boot "$TMP/cpus-run" "$TMP/cpus-initrd" "$TOP/tests/vm/cpus.suite" \
		--boots 1 -- --smp 2
	run=$(run_in "$TMP/cpus-run")
	grep -q '^cpus: 29 passed, 0 failed' "$run/dmesg.txt"
	run -1 grep -E "${ALARMS/|DMA-API:/}" "$run/dmesg.txt"
	grep -q 'reboot: Power down' "$run/dmesg.txt"
	run -0 jq -r '.rows[] | select(.n == 0 or .status != "ok") | .name' \
		"$run/run.json"
	[ -z "$output" ]
}

@test "claiming a device and releasing it on every way out: not a word" {
	local log
	gcc -O2 -static -I"$TOP" -o "$TMP/claim" "$TOP/tests/vm/claim.c"
	initrd "$KMOD" "$TMP/claim-initrd" --test "$TMP/claim"
	echo 'vm running/kernel-iommu/map_single' >"$TMP/iommu.suite"
	boot "$TMP/claim-run" "$TMP/claim-initrd" "$TMP/iommu.suite" --boots 1 \
		-- --device pci-serial
	log=$(run_in "$TMP/claim-run")/dmesg.txt
	grep -q '^claim: [4-9][0-9] passed, 0 failed' "$log"
	run -1 grep -E "${ALARMS/|DMA-API:/}" "$log"
	grep -q 'reboot: Power down' "$log"
}

@test "every operation and state of the API: done, and not a word either" {
	[ -e "$TMP/api-done" ]
	# Coherent memory wants interrupts on, and all takes long here: too many
	# of its windows have a tick in them to be a number, but they were run.
	run -0 jq -r '.rows[] | select(.status != "ok" and (.status == "void" and
		(.op | endswith("_coherent")) and .n > 0 | not)) |
		"\(.name): \(.unavailable)"' "$(run_in "$TMP/api")/run.json"
	[ -z "$output" ]
	run -1 grep -E "${ALARMS/|DMA-API:/}" \
		"$(run_in "$TMP/api")/dmesg.txt"
	run -1 grep -E 'DMA-API: .*(dmabench|device driver)' \
		"$(run_in "$TMP/api")/dmesg.txt"
	grep -q 'reboot: Power down' "$(run_in "$TMP/api")/dmesg.txt"
}

@test "a mapping that is leaked would be seen: the checker works" {
	# The same module with the unmap of a loop left out.
	edited_guest window.c \
		's/^\tif (info->after != DB_NO_OP)$/\tif (0)/' \
		"$TMP/leaky-initrd"
	echo 'vm running/kernel-iommu/map_single' >"$TMP/one.suite"
	# No alarm ends a run; what there is too little room for may be void.
	boot "$TMP/leaky-run" "$TMP/leaky-initrd" "$TMP/one.suite" --boots 1 ||
		[ $? = 3 ]
	grep -q 'DMA-API: .*device driver has pending DMA allocations' \
		"$(run_in "$TMP/leaky-run")/dmesg.txt"
}

@test "by bench.sh, too: a built tree is a kernel by its directory" {
	local tree json
	# What 'kernels.sh get' printed has links to the tree's own.
	tree=$(readlink -f "$KERNEL/build")
	echo 'vm {known/none/adds8,running/kernel-direct/map_single}' \
		>"$TMP/tree.suite"
	run -0 --separate-stderr "$TOP/scripts/bench.sh" --no-install \
		--target vm --suite "$TMP/tree.suite" --boots 1 --seed 1 \
		--iommu none --kernel "$tree" --output "$TMP/tree"
	[[ $stderr == *"building dmabench.ko for 6.1."*"-dmabench-debug"* ]]
	json=$(run_in "$TMP/tree")/run.json
	run -0 jq -r '.environment[] | ."vm.package", ."kernel.debug"' "$json"
	[ "$output" = "tree
KASAN, lockdep, DMA_API_DEBUG, DEBUG_PREEMPT" ]
	run -0 jq -r '.rows[] | select(.op == "adds8").median' "$json"
	[ "$output" = 10 ]
	run -0 jq -e '[.rows[].median > 0] | all' "$json"
}
