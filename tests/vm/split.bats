#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# split.bats - where the instructions go: QEMU's plugin against the guest's
# clock, and against the code itself.  Counts are exact, and asserted as such.

bats_require_minimum_version 1.5.0

load helpers

setup_file() {
	vm_setup debian:6.1
	cat >"$TMP/rows.suite" <<-'END'
		vm known/none/{empty,adds8,loop:10}
		vm {direct,global,per-device,stack-global.3}/null/map_single
		vm {direct,per-device}/null/{unmap_single,map_sg:16}
		vm per-device/null/map_single@cold
		vm per-device/null/attach
		vm running/{null,kernel-direct,kernel-iommu}/{map_single,unmap_single,map_sg:16,unmap_sg:16}
		vm per-device/null/detach
		vm per-device/pvdma/map_single
		vm {per-device,stack-per-device}/swiotlb+pvdma/map_single:512
		vm running/kernel-swiotlb/{map_single:2048,unmap_single:2048,sync_device}
		vm running/{kernel-direct,kernel-iommu}/{alloc_coherent,free_coherent}
		vm running/kernel-iommu/{map_single@each,unmap_single@each,unmap_single@random,unmap_single@sizes}
		vm running/kernel-iommu/{sync_cpu,map_sg:16@contiguous,map_single@fail}
	END
	boot "$TMP/plain" "$INITRD" "$TMP/rows.suite" --boots 1
	split_boot "$TMP/split" "$INITRD" "$TMP/rows.suite"
}

# split_boot OUTPUT INITRD SUITE [VM-OPTION..]
split_boot() {
	local output=$1 guest=$2 suite=$3
	shift 3
	boot "$output" "$guest" "$suite" --boots 1 --split -- \
		--plugin "${PLUGIN:-$BUILD/dmabench-plugin.so}" "$@"
}

# functions RUN ROW: NAME PART INSN INDIRECT LOADS STORES per op, a line each
functions() {
	jq -r --arg row "$2" --arg run "$1" '[.rows[] | select(.name == $row) |
		.split | .ops as $n | .functions[] | [.name, .part, .insn / $n,
		.indirect / $n, .loads / $n, .stores / $n] | join(" ")] |
		if . == [] then "no \($row) in \($run)" else .[] end' \
		"$(run_in "$1")/run.json"
}

# of RUN ROW FILTER: of a row's split
of() {
	jq -r --arg row "$2" ".rows[] | select(.name == \$row) | .split | $3" \
		"$(run_in "$1")/run.json"
}

# sums RUN: the parts of every row are the whole, and few of them unknown
sums() {
	local run
	run=$(run_in "$1")/run.json
	jq -e '.complete and (.rows | length > 0)' "$run"
	jq -e '[.rows[] | select(.median != null) | .split |
		.ops > 0 and ([.functions[].insn] | add) == .insn] |
		length > 0 and all' "$run"
	# By another way: the mean, from the guest's clock alone.  Where operations
	# differ it may not know the four instructions that a window's loop has
	# beside them: two windows a pair.
	jq -e '[.rows[] | select(.median != null) |
		((.split.insn / .split.ops - .mean) | fabs) < 1e-6 +
			(if .min == .max then 0 else 8 * .n / .split.ops end)] |
		all' "$run"
	jq -e '[.rows[] | select(.median != null) | .split |
		([.functions[] | select(.part == "other") | .insn] | add // 0) * 100
			<= .insn] | all' "$run"
}

@test "every window reads the same with the plugin and without" {
	cmp "$(run_in "$TMP/plain")/samples.csv" \
		"$(run_in "$TMP/split")/samples.csv"
	run -0 jq -e '[.rows[] | .median == null] | any | not' \
		"$(run_in "$TMP/split")/run.json"
}

@test "the parts of every row sum to the whole, to the instruction" {
	sums "$TMP/split"
}

@test "operations are told apart: every row has its lines" {
	run -0 jq -r '.rows[] | select(.split.data_lines == null) | .name' \
		"$(run_in "$TMP/split")/run.json"
	[ -z "$output" ]
	[ "$(of "$TMP/split" known/none/empty .data_lines)" = 0 ]
	[ "$(of "$TMP/split" known/none/loop:10 .data_lines)" = 0 ]
}

@test "loops of known count: their instructions, and no memory" {
	run -0 functions "$TMP/split" known/none/adds8
	[ "$output" = "known_adds8 loop 10 0 0 0" ]
	run -0 functions "$TMP/split" known/none/loop:10
	[ "$output" = "known_loop loop 23 0 0 0" ]
}

@test "direct/null/map_single is what the disassembly says" {
	objdump -d --no-show-raw-insn --no-addresses "$KMOD/dmabench.ko" |
		sed -n '/^<db_null_map_single>:/,/^$/p' >"$TMP/backend.s"
	# Up to the return, which is a jump to the return thunk before patching.
	backend=$(sed -n '2,$p' "$TMP/backend.s" | sed -E '/(jmp|ret)/q' | grep -c .)
	objdump -d --no-show-raw-insn "$KMOD/dmabench.ko" |
		sed -n '/<direct_null_loop_map_single_0>:/,/^$/p' >"$TMP/loop.s"
	# From where the last jump back goes to that jump.
	loop=$(awk '{ sub(":", "", $1); at[$1] = NR }
		$2 ~ /^j/ && $3 in at { n = NR - at[$3] + 1 }
		END { print n }' "$TMP/loop.s")
	[ "$backend" -gt 1 ]
	[ "$loop" -gt 5 ]
	run -0 functions "$TMP/split" direct/null/map_single
	[[ ${lines[0]} = "direct_null_loop_map_single loop $loop 0 "* ]]
	[[ ${lines[1]} = "db_null_map_single design $backend 0 1 0" ]]
	[ "${#lines[@]}" = 2 ]
}

@test "indirect branches: none, one, one for each that is asked" {
	local row want
	grep -q 'spectre_v2: Retpolines' <("$BUILD/dmabench" report \
		"$(run_in "$TMP/split")") || skip "this kernel has no retpolines"
	while read -r row want; do
		[ "$(of "$TMP/split" "$row" \
			'([.functions[].indirect] | add) / .ops')" = "$want" ]
	done <<-END
		direct/null/map_single 0
		per-device/null/map_single 1
		stack-global.3/null/map_single 4
		running/null/map_single 1
		running/kernel-direct/map_single 0
	END
	# The thunk that a loop calls through is how it finds the code.
	run -0 functions "$TMP/split" per-device/null/map_single
	[[ $output = *"__x86_indirect_thunk_"*" entry 3 1 1 2"* ]]
}

@test "behind VT-d every part is there, and what belongs to it" {
	local part
	for part in loop entry dma-iommu iova page-table invalidate; do
		[[ $(functions "$TMP/split" running/kernel-iommu/map_single) = \
			*" $part "* ]]
	done
	run -0 functions "$TMP/split" running/kernel-iommu/map_single
	[[ $output = *"alloc_iova_fast iova "* ]]
	[[ $output = *"__domain_mapping page-table "* ]]
	# One lock, that of the IOVA cache.
	[[ $output = *"_raw_spin_lock_irqsave iova "* ]]
	run -0 functions "$TMP/split" running/kernel-iommu/unmap_single
	[[ $output = *"fq_ring_free invalidate "* ]]
}

# part RUN ROW PART: instructions per op, rounded down
part() {
	of "$1" "$2" "([.functions[] | select(.part == \"$3\") | .insn] |
		add // 0) / .ops | floor"
}

@test "a bounce is its copy; a sync copies, and belongs to it" {
	local row=running/kernel-swiotlb

	[ "$(part "$TMP/split" $row/map_single:2048 bounce)" -gt 2000 ]
	[ "$(part "$TMP/split" $row/map_single:2048 other)" = 0 ]
	# Where memcpy() is jumped to, it is not the entry's that called.
	[ "$(part "$TMP/split" $row/sync_device bounce)" -gt 4096 ]
	[ "$(part "$TMP/split" $row/sync_device entry)" -lt 100 ]
	run -0 functions "$TMP/split" running/kernel-iommu/map_single
	[[ $output != *" bounce "* ]]
}

@test "the module's own functions are the design's, an exit too" {
	local row=swiotlb+pvdma/map_single:512

	run -0 functions "$TMP/split" per-device/pvdma/map_single
	[ "$(awk '{ print $2 }' <<<"$output" | sort -u | paste -sd' ')" = \
		"design entry loop" ]
	[[ $output = *"thunk_"*" entry 3 1 1 2"* ]]
	# A layer more: the functions of one, called by a pointer.
	[ "$(part "$TMP/split" "stack-per-device/$row" design)" -gt \
		"$(part "$TMP/split" "per-device/$row" design)" ]
	[ "$(part "$TMP/split" "per-device/$row" design)" -gt 512 ]
	[ "$(part "$TMP/split" "per-device/$row" bounce)" = 0 ]
}

@test "each operation's loops: of which is the timed one" {
	local row=running/kernel-iommu

	[[ $(functions "$TMP/split" $row/unmap_single@random) = \
		"running_unmap_single loop "* ]]
	[[ $(functions "$TMP/split" $row/unmap_single@sizes) = \
		"running_unmap_sizes loop "* ]]
	[[ $(functions "$TMP/split" $row/sync_cpu) = "running_sync_cpu loop "* ]]
	[[ $(functions "$TMP/split" $row/alloc_coherent) = "running_alloc loop "* ]]
	[[ $(functions "$TMP/split" $row/free_coherent) = "running_free loop "* ]]
	# What fails looks for an address, and maps nothing.
	[ "$(part "$TMP/split" $row/map_single@fail iova)" -gt 1000 ]
	[ "$(part "$TMP/split" $row/map_single@fail page-table)" = 0 ]
	# Entries that lie side by side are mapped at once.
	[ "$(part "$TMP/split" $row/map_sg:16@contiguous page-table)" -lt \
		$(($(part "$TMP/split" $row/map_sg:16 page-table) / 2)) ]
}

@test "rows whose mapping fails leave the others their windows" {
	cat >"$TMP/fail.suite" <<-'END'
		vm running/kernel-swiotlb/{map_single,unmap_single,sync_cpu}:1M
		vm running/kernel-direct/map_single
	END
	split_boot "$TMP/fail" "$INITRD" "$TMP/fail.suite"
	sums "$TMP/fail"
	[ "$(jq '[.rows[] | select(.status == "op failed")] | length' \
		"$(run_in "$TMP/fail")/run.json")" = 3 ]
	diff <(functions "$TMP/fail" running/kernel-direct/map_single) \
		<(functions "$TMP/split" running/kernel-direct/map_single)
}

@test "behind virtio-iommu: requests are the page table, few are unknown" {
	vm_kernel debian:6.12
	grep -E 'kernel-(iommu|swiotlb)' "$TMP/rows.suite" >"$TMP/virtio.suite"
	split_boot "$TMP/virtio" "$INITRD" "$TMP/virtio.suite" \
		--iommu virtio
	sums "$TMP/virtio"
	run -0 functions "$TMP/virtio" running/kernel-iommu/map_single
	[[ $output = *"viommu_map_pages page-table "* ]]
	[[ $output = *"virtqueue_add_split page-table "* ]]
	# Those behind the IOMMU: the others know nothing of strict.
	sed -E 's/\{[a-z,-]*kernel-iommu\}/kernel-iommu/; /kernel-iommu/!d' \
		"$TMP/virtio.suite" >"$TMP/strict.suite"
	split_boot "$TMP/virtio-strict" "$INITRD" "$TMP/strict.suite" \
		--iommu virtio --mode strict
	sums "$TMP/virtio-strict"
	run -0 functions "$TMP/virtio-strict" running/kernel-iommu/unmap_single
	[[ $output = *"__viommu_sync_req invalidate "* ]]
}

@test "behind AMD-Vi, and strict: the parts sum, few are unknown" {
	grep -E 'null/map_single$|kernel-iommu' "$TMP/rows.suite" >"$TMP/few.suite"
	split_boot "$TMP/amd" "$INITRD" "$TMP/few.suite" --iommu amd
	sums "$TMP/amd"
	[[ $(functions "$TMP/amd" running/kernel-iommu/map_single) = \
		*"iommu_v1_map_pages page-table "* ]]
	split_boot "$TMP/strict" "$INITRD" "$TMP/few.suite" --mode strict
	sums "$TMP/strict"
	[[ $(functions "$TMP/strict" running/kernel-iommu/unmap_single) = \
		*"qi_submit_sync invalidate "* ]]
}

@test "two boots: twice the operations, and still the whole" {
	echo 'vm running/kernel-iommu/map_single' >"$TMP/one.suite"
	boot "$TMP/two" "$INITRD" "$TMP/one.suite" --boots 2 --split -- \
		--plugin "$BUILD/dmabench-plugin.so"
	sums "$TMP/two"
	jq -e '.rows[0].identical' "$(run_in "$TMP/two")/run.json"
	[ "$(of "$TMP/two" running/kernel-iommu/map_single '.insn % 2')" = 0 ]
}

# plant NAME OFFSET: a run whose per-device calls a function of three loads
plant() {
	edited_guest dispatch/per_device.c 's/^DB_WRAPPERS(per_device, get_ops(dev))$/static char planted_mem[128] __attribute__((aligned(64)));\nstatic noinline void planted(void)\n{\n\tvolatile char *p = planted_mem;\n\n\t(void)p[0];\n\t(void)p[1];\n\t(void)p['"$2"'];\n}\nDB_WRAPPERS(per_device, ({ planted(); get_ops(dev); }))/' \
		"$TMP/$1-initrd"
	echo 'vm {per-device,global}/null/map_single' >"$TMP/planted.suite"
	split_boot "$TMP/$1" "$TMP/$1-initrd" "$TMP/planted.suite"
}

@test "a function that is planted is seen, with its memory" {
	local row=per-device/null/map_single

	plant near 2
	plant far 64
	sums "$TMP/near"
	run -0 functions "$TMP/near" "$row"
	# The way in (ftrace's nop), the loads, the return, which loads too.
	[[ $output = *"planted design 5 0 4 0"* ]]
	diff <(functions "$TMP/near" global/null/map_single) \
		<(functions "$TMP/split" global/null/map_single)
	# The same code, a line more.
	diff <(functions "$TMP/near" "$row") <(functions "$TMP/far" "$row")
	[ $(($(of "$TMP/far" "$row" '.data_lines / .ops') - $(of "$TMP/near" \
		"$row" '.data_lines / .ops'))) = 1 ]
}

@test "no address of the guest's kernel is in a run" {
	run -1 grep -rqE '[fF]{8}[0-9a-fA-F]{8}|1844674407[0-9]{10}' "$TMP/split" \
		--include=run.json --include=samples.csv --include=report.txt
}

@test "a plugin that miscounts is found out, and the run is void" {
	sed 's/last->insn++;/last->insn += 2;/; s/win\.insn++;/win.insn += 2;/' \
		"$TOP/bench/prog/qemu_plugin.c" >"$TMP/wrong.c"
	run ! cmp -s "$TOP/bench/prog/qemu_plugin.c" "$TMP/wrong.c"
	gcc -std=gnu11 -D_GNU_SOURCE -O2 -shared -fPIC -I"$TOP/bench" \
		-o "$TMP/wrong.so" "$TMP/wrong.c"
	PLUGIN=$TMP/wrong.so run -3 --separate-stderr split_boot "$TMP/wrong" \
		"$INITRD" "$TMP/rows.suite"
	[[ $stderr = *"void, known/none/empty: window 0: the plugin counted "* ]]
}

@test "a VM without the plugin is found out, and the run is void" {
	run -3 --separate-stderr boot "$TMP/without" "$INITRD" \
		"$TMP/rows.suite" --boots 1 --split
	[[ $stderr = *"void, known/none/empty: the plugin's stream ends "* ]]
}
