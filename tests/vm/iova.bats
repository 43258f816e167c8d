#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# iova.bats - the newest kernel: the module is built for it by a newer Debian's
# compiler, and has there what older ones have not, the steps of dma_iova_*().

bats_require_minimum_version 1.5.0

load helpers

setup_file() {
	vm_setup debian:7
	cat >"$TMP/suite" <<-'END'
		vm known/none/{empty,adds64,loop}
		vm {direct,per-device}/null/map_single
		vm running/null/{map_single,unmap_single,map_sg:16,unmap_sg:16}
		vm running/{kernel-direct,kernel-iommu}/{map_single,unmap_single,map_sg:16,unmap_sg:16}
		vm running/kernel-iommu/{iova_alloc,iova_free,iova_link,iova_sync,iova_unlink,iova_destroy}
		vm running/kernel-iommu/{iova_alloc,iova_free,iova_link,iova_sync,iova_unlink,iova_destroy}@each
		vm running/kernel-iommu/{iova_link,iova_destroy}:{64K,2M}
		vm running/kernel-iommu/iova_link@bidi+skip+ring64
		vm running/kernel-iommu/iova_alloc@fail
	END
	boot "$TMP/strict" "$INITRD" "$TMP/suite" --boots 2 --split -- \
		--plugin "$BUILD/dmabench-plugin.so" --mode strict
	RUN=$(run_in "$TMP/strict")
	export RUN
}

# insn ROW: of running/kernel-iommu, whole instructions
insn() {
	jq -e --arg row "running/kernel-iommu/$1" '.rows[] |
		select(.name == $row) | .median | floor' "$RUN/run.json"
}

# parts ROW: those of its split, in a line
parts() {
	jq -r --arg row "running/kernel-iommu/$1" '[.rows[] |
		select(.name == $row) | .split.functions[].part] | unique |
		join(" ")' "$RUN/run.json"
}

@test "every row has a number, and two boots read the same" {
	run -0 jq -r '.rows[] | select(.median == null or (.identical | not)) |
		.name' "$RUN/run.json"
	[ -z "$output" ]
}

@test "loops of known count read it, and a device copies" {
	run -0 jq -r '.rows[] | select(.design == "known") |
		"\(.op) \(.min) \(.max)"' "$RUN/run.json"
	[ "$output" = "empty 2 2
adds64 66 66
loop 2003 2003" ]
	[ "$(checks_of "$RUN/run.json")" = "10 equal, 6 refused" ]
}

@test "what the steps do is what they are for, and nothing is unknown" {
	[ "$(parts iova_alloc)" = "dma-iommu iova loop" ]
	[ "$(parts iova_free)" = "dma-iommu iova loop" ]
	[ "$(parts iova_link)" = "dma-iommu loop page-table" ]
	[[ " $(parts iova_sync) " = *" loop "* ]]
	[[ " $(parts iova_sync) " != *" page-table "* ]]
	[[ " $(parts iova_unlink) " = *" invalidate "*" page-table "* ]]
	[[ " $(parts iova_unlink) " != *" iova "* ]]
	[[ " $(parts iova_destroy) " = *" invalidate iova "*" page-table "* ]]
	run -0 jq '[.rows[].split.functions[]? | select(.part == "other")] |
		length' "$RUN/run.json"
	[ "$output" = 0 ]
}

@test "a step costs a part of what dma_map_single() does" {
	local steps
	steps=$(($(insn iova_alloc) + $(insn iova_link) + $(insn iova_sync)))
	[ "$steps" -gt $(($(insn map_single) / 2)) ]
	[ "$steps" -lt $(($(insn map_single) * 2)) ]
	[ "$(insn iova_link)" -gt "$(insn iova_sync)" ]
	# 16 entries of a page table, and one of a large page.
	[ "$(insn iova_link:65536)" -gt "$(insn iova_link:2097152)" ]
}

@test "where nothing translates there is no IOVA, and the row says so" {
	echo 'vm running/kernel-iommu/{map_single,iova_alloc,iova_destroy}' \
		>"$TMP/pt.suite"
	boot "$TMP/pt" "$INITRD" "$TMP/pt.suite" --boots 1 -- --mode pt
	run -0 jq -r '.rows[] | "\(.op) \(.unavailable // "has a number")"' \
		"$(run_in "$TMP/pt")/run.json"
	[ "$output" = "map_single has a number
iova_alloc nothing translates for this device: it has no IOVA
iova_destroy nothing translates for this device: it has no IOVA" ]
}

@test "over AMD-Vi and virtio-iommu too" {
	local iommu
	echo 'vm running/kernel-iommu/{map_single,iova_alloc,iova_free,iova_link,iova_sync,iova_unlink,iova_destroy}' \
		>"$TMP/others.suite"
	for iommu in amd virtio; do
		boot "$TMP/$iommu" "$INITRD" "$TMP/others.suite" \
			--boots 1 -- --iommu "$iommu"
		run -0 jq '[.rows[] | select(.median > 0)] | length' \
			"$(run_in "$TMP/$iommu")/run.json"
		[ "$output" = 7 ]
	done
}

@test "the guest's log is clean" {
	run -1 grep -hE "$ALARMS" "$TMP"/*/*/dmesg.txt
}
