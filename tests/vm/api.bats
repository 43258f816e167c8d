#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# api.bats - the running kernel's API beyond map and unmap: sync, coherent
# memory, swiotlb's copy, directions and attributes, patterns, operations that
# fail, and every operation a sample.

bats_require_minimum_version 1.5.0

load helpers

setup_file() {
	vm_setup debian:6.1
	boot "$TMP/api" "$INITRD" "$TOP/tests/vm/api.suite" --boots 2
	# What needs another VM, or would move the rows of the suite.
	cat >"$TMP/strict.suite" <<-'END'
		vm running/kernel-iommu/{unmap_single@each,map_single@fail}
		vm running/kernel-direct/map_single@fail
		vm running/kernel-swiotlb/map_single:{256K,257K}@fail
	END
	boot "$TMP/strict" "$INITRD" "$TMP/strict.suite" --boots 1 -- \
		--mode strict
	RUN=$(run_in "$TMP/api")
	export RUN
}

# number KEY ROW [RUN]: what run.json says of a row; if there is no such row, a
# text that equals no other.
number() {
	jq -er --arg name "running/$2" "[.rows[] | select(.name == \$name)] |
		if . == [] then \"no row \(\$name)\" else .[] | $1 end" \
		"${3:-$RUN}/run.json"
}

# less KEY A B: of row A less that of row B.
less() {
	jq -r --arg a "running/$2" --arg b "running/$3" \
		"(.rows | map({(.name): .}) | add) as \$row |
		 \$row[\$a]$1 - \$row[\$b]$1" "$RUN/run.json"
}

@test "every row has a number, and its run is what it says" {
	run -0 jq -r '.rows[] | select(.median == null or .status != "ok") |
		"\(.name): \(.unavailable)"' "$RUN/run.json"
	[ -z "$output" ]
	python3 "$TOP/tests/cli/check_run.py" "$TOP/results/schema.json" \
		"$RUN/run.json"
}

@test "two boots read the same ticks in every window, in their order" {
	run -0 jq -r '.rows[] | select(.identical | not) | .name' \
		"$RUN/run.json"
	[ -z "$output" ]
	diff <(awk -F, '$3 == 0 { $3 = ""; print }' "$RUN/samples.csv") \
		<(awk -F, '$3 == 1 { $3 = ""; print }' "$RUN/samples.csv")
}

@test "swiotlb copies: one instruction a byte, in map and in sync" {
	local key
	# The search for slots is longer or shorter, by what was mapped before:
	# the median is not two times the same search, both ends are.
	for key in .min .p99 .max; do
		[ "$(less $key kernel-swiotlb/map_single:1024@each \
			kernel-swiotlb/map_single:512@each)" = 512 ]
	done
	[ "$(less .median kernel-swiotlb/sync_device:1024@bidi \
		kernel-swiotlb/sync_device:512@bidi)" = 512 ]
	[ "$(less .median kernel-swiotlb/sync_cpu:1024@bidi \
		kernel-swiotlb/sync_cpu:512@bidi)" = 512 ]
	# A page to the device: as the smaller, and the bytes between.
	[ "$(less .median kernel-swiotlb/sync_device \
		kernel-swiotlb/sync_device:1024@bidi)" = $((4096 - 1024)) ]
}

@test "swiotlb copies only where the data goes" {
	# Nothing came from the device: nothing is copied for the CPU.
	[ "$(number .median kernel-swiotlb/sync_cpu)" = \
		"$(number .median kernel-swiotlb/sync_device:1024@from)" ]
	[ "$(less .median kernel-swiotlb/sync_device:1024@from \
		kernel-swiotlb/sync_device:512@from)" = 0 ]
	[ "$(less .median kernel-swiotlb/sync_cpu:1024@from \
		kernel-swiotlb/sync_cpu:512@from)" = 512 ]
	# Unmapping copies what came from the device, and only that.
	[ "$(less .min kernel-swiotlb/unmap_single:1024@each \
		kernel-swiotlb/unmap_single:512@each)" = 0 ]
	[ "$(less .min kernel-swiotlb/unmap_single:1024@from+each \
		kernel-swiotlb/unmap_single:512@from+each)" = 512 ]
	[ "$(less .min kernel-swiotlb/unmap_single:1024@bidi+each \
		kernel-swiotlb/unmap_single:512@bidi+each)" = 512 ]
}

@test "DMA_ATTR_SKIP_CPU_SYNC leaves the copy out of unmap" {
	[ "$(less .min kernel-swiotlb/unmap_single:1024@from+skip+each \
		kernel-swiotlb/unmap_single:512@from+skip+each)" = 0 ]
	[ "$(less .min kernel-swiotlb/unmap_single:1024@from+each \
		kernel-swiotlb/unmap_single:1024@from+skip+each)" -gt 1024 ]
}

@test "direct and behind the IOMMU there is nothing to copy" {
	local over
	for over in kernel-direct kernel-iommu; do
		[ "$(number .median $over/sync_device)" = \
			"$(number .median $over/sync_cpu)" ]
		[ "$(number .max $over/sync_device)" -lt 60 ]
	done
	# Where the device reaches, bouncing is not asked for.
	[ "$(less .median kernel-swiotlb/sync_device kernel-direct/sync_device)" \
		-gt 4096 ]
}

@test "coherent memory: a page is found, zeroed, and translated" {
	# rep stosq: 512 of them at the least.
	[ "$(number .min kernel-direct/alloc_coherent)" -gt 512 ]
	[ "$(number .min kernel-iommu/alloc_coherent@each)" -gt \
		"$(number .max kernel-direct/alloc_coherent@each)" ]
	[ "$(number .median kernel-iommu/free_coherent | cut -d. -f1)" -gt \
		"$(number .median kernel-direct/free_coherent)" ]
}

@test "a timer interrupt in a window is seen, and only it leaves a pair out" {
	local row=kernel-direct/alloc_coherent@each
	# These rows have interrupts on: the tick falls into some windows.
	run -0 number '.rejected_by | keys | join(" ")' "$row"
	[ "$output" = interrupt ]
	[ "$(number .rejected_by.interrupt "$row")" = "$(number .rejected "$row")" ]
	# The handler takes 2784 instructions: no window without the bit has one
	# in it. (One with the bit may be as short, where the tick came between
	# the count of interrupts and the clock.)
	awk -F, -v row="running/$row" '$2 == row && !$5 && $6 {
			if ($8 == 1) { hit++; next }
			if (!least || $7 < least) least = $7
			if ($7 > most) most = $7
		} END {
			print hit, least, most
			exit !(hit && most < least + 2000)
		}' "$RUN/samples.csv"
	# With interrupts off none does.
	run -0 jq '[.rows[] | select(.op | test("coherent") | not) | .rejected] |
		add' "$RUN/run.json"
	[ "$output" = 0 ]
}

@test "each cause: by what it is seen in this VM, or that it is not" {
	run -0 jq -r '.environment["vm/test"] | ."cause.interrupt",
		."cause.smi", ."cause.freq", ."cause.steal",
		."kernel.debug"' "$RUN/run.json"
	[ "$output" = "the CPU's count of interrupts
unknown
unknown
unknown
null" ]
	"$BUILD/dmabench" report "$RUN" >"$TMP/report"
	tr -s '\n ' ' ' <"$TMP/report" |
		grep -qF 'vm does not see: SMI, shared core, core clock moved'
}

@test "lazy unmapping: every 255th or 256th operation flushes the queue" {
	run -0 number '.slow | "\(.period) \(.n)"' kernel-iommu/unmap_single@each
	[[ $output =~ ^25[56]\ [1-9] ]]
	[ "$(number '.slow.median | floor' kernel-iommu/unmap_single@each)" \
		-gt 20000 ]
	# What has no state has no slow operation.
	[ "$(number .slow.n kernel-direct/unmap_single@each)" = 0 ]
	# Every operation is a sample: sixteen times as many.
	[ "$(number '.n + .rejected' kernel-iommu/unmap_single@each)" = \
		$((16 * $(number '.n + .rejected' kernel-iommu/unmap_single))) ]
}

@test "strict unmapping has no slow operation; passthrough cannot fail" {
	run -0 number .slow.n kernel-iommu/unmap_single@each \
		"$(run_in "$TMP/strict")"
	[ "$output" = 0 ]
	run -0 number .median kernel-iommu/map_single@fail \
		"$(run_in "$TMP/strict")"
	grep kernel-iommu "$TMP/strict.suite" >"$TMP/pt.suite"
	boot "$TMP/pt" "$INITRD" "$TMP/pt.suite" --boots 1 -- --mode pt
	run -0 number .unavailable kernel-iommu/map_single@fail \
		"$(run_in "$TMP/pt")"
	[ "$output" = "this kernel or target has no such row" ]
}

@test "adjacent pages cost less to map behind the IOMMU, and are merged" {
	[ "$(number '.median | floor' kernel-iommu/map_sg:16@contiguous)" -lt \
		"$(number '.median | floor' kernel-iommu/map_sg:16)" ]
	# IOVAs are adjacent either way; a device without sees the pages.
	[ "$(number .mapped kernel-iommu/map_sg:16@contiguous)" = 1 ]
	[ "$(number .mapped kernel-iommu/map_sg:16)" = 1 ]
	[ "$(number .mapped kernel-direct/map_sg:16)" = 16 ]
	[ "$(number .mapped kernel-swiotlb/unmap_sg:2)" = 2 ]
	# jq -e: false is a status, too.
	run -1 number 'has("mapped")' kernel-direct/alloc_coherent
	[ "$output" = false ]
}

@test "the order of unmapping is what was asked for" {
	# swiotlb looks for free slots in front of one that is released: there
	# are none where the last one goes first, and most where it goes last.
	local fifo lifo random
	fifo=$(number '.median | floor' kernel-swiotlb/unmap_single:64@ring8)
	lifo=$(number '.median | floor' kernel-swiotlb/unmap_single:64@ring8+lifo)
	random=$(number '.median | floor' \
		kernel-swiotlb/unmap_single:64@ring8+random)
	[ "$lifo" -lt "$random" ]
	[ "$random" -lt "$fifo" ]
}

@test "rows that must fail come last, and change no other row" {
	run -0 jq -r '[.rows[].name | endswith("@fail") or
		endswith("@fail+each")] | . == sort' "$RUN/run.json"
	[ "$output" = true ]
	run -0 jq -r '[.rows[] | select(.name | contains("fail")) |
		select(.n > 0 and .status == "ok")] | length' "$RUN/run.json"
	[ "$output" = 5 ]
	# By rows that have no state: one more in a suite shifts the others.
	exact "$RUN/run.json" | grep -v @fail >"$TMP/exact"
	sed 's/ .*//; s/^/vm /' "$TMP/exact" >"$TMP/without.suite"
	boot "$TMP/without" "$INITRD" "$TMP/without.suite" --boots 1
	diff "$TMP/exact" <(exact "$(run_in "$TMP/without")/run.json")
	[ "$(exact "$TMP/without"/*/run.json | wc -l)" -gt 20 ]
}

@test "an operation that must fail and would not is no row" {
	run -0 jq -r '.rows[] | select(.backend != "kernel-iommu") |
		.unavailable // "a number"' "$(run_in "$TMP/strict")/run.json"
	[ "$output" = "this kernel or target has no such row
this kernel or target has no such row
a number" ]
}

@test "where all memory is in reach, kernel-swiotlb says why it has no number" {
	mkdir -p "$TMP/bin"
	{
		echo '#!/bin/bash'
		# shellcheck disable=SC2016  # for the script
		echo "exec $(command -v qemu-system-x86_64) \"\${@/,max-ram-below-4g=256M/}\""
	} >"$TMP/bin/qemu-system-x86_64"
	chmod +x "$TMP/bin/qemu-system-x86_64"
	echo 'vm running/kernel-swiotlb/map_single' >"$TMP/one.suite"
	PATH=$TMP/bin:$PATH boot "$TMP/low" "$INITRD" "$TMP/one.suite" \
		--boots 1
	run -0 number .unavailable kernel-swiotlb/map_single \
		"$(run_in "$TMP/low")"
	[ "$output" = "the kernel does not bounce: no memory above 4 GiB" ]
}

@test "the guest's log is clean" {
	run -1 grep -E "$ALARMS" "$RUN/dmesg.txt"
	grep -q 'reboot: Power down' "$RUN/dmesg.txt"
}
