#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# iommu.bats - the matrix of kernels, IOMMUs and modes, by bench.sh as a user
# would: what the kernel's API costs over each, and whether the device sees
# through its mappings what it should and nothing else.

bats_require_minimum_version 1.5.0

load helpers

setup_file() {
	vm_setup debian:6.1 debian:6.12
	cat >"$TMP/suite" <<-'END'
		vm running/{kernel-direct,kernel-iommu}/{map_single,unmap_single,map_sg:16,unmap_sg:16}
		vm running/{kernel-direct,kernel-iommu}/{map_single,unmap_single}@each
	END
	DMABENCH_BUILD=$BUILD "$TOP/scripts/bench.sh" --no-install --target vm \
		--suite "$TMP/suite" --boots 1 --output "$TMP/run" --seed 1 \
		--iommu none --iommu intel --iommu amd \
		--mode lazy --mode strict --mode pt >"$TMP/out"
	RUN=$(run_in "$TMP/run")
	export RUN
}

# of VM ROW: its median. VM is the end of its name: intel+lazy, none.
of() {
	jq -r --arg vm "$1" --arg row "$2" '[.rows[] | select(.name == $row) |
		select(.env | endswith("+" + $vm)) | .median // empty] |
		if . == [] then "no \($row) of \($vm)" else .[] end' \
		"$RUN/run.json"
}

# env_of VM KEY
env_of() {
	jq -er --arg vm "$1" --arg key "$2" '.environment | to_entries[] |
		select(.key | endswith("+" + $vm)) | .value[$key]' \
		"$RUN/run.json"
}

@test "one VM an IOMMU and mode, and without an IOMMU there is one" {
	run -0 jq -r '.environment | keys[] | sub("^vm/[^+]*[+]"; "")' \
		"$RUN/run.json"
	[ "$output" = "amd+lazy
amd+pt
amd+strict
intel+lazy
intel+pt
intel+strict
none" ]
}

@test "the domain is what the mode asks for, where the kernel lets it" {
	[ "$(env_of intel+lazy iommu.domain)" = DMA-FQ ]
	[ "$(env_of intel+strict iommu.domain)" = DMA ]
	[ "$(env_of intel+pt iommu.domain)" = identity ]
	# "AMD-Vi: Using strict mode due to virtualization"
	[ "$(env_of amd+lazy iommu.domain)" = DMA ]
	[ "$(env_of amd+strict iommu.domain)" = DMA ]
	[ "$(env_of amd+pt iommu.domain)" = identity ]
	[ "$(env_of none iommu.domain)" = none ]
}

@test "the device copies through its mappings, over every IOMMU and mode" {
	local vm
	for vm in none {intel,amd}+{lazy,strict,pt}; do
		[[ $(checks_of "$RUN/run.json" "$vm") = "9 equal, "*", 3 not made" ]]
	done
}

@test "what is unmapped is refused, unless nothing translates" {
	local vm
	# In lazy mode, too: the queue is flushed before the device writes.
	for vm in {intel,amd}+{lazy,strict}; do
		[[ $(checks_of "$RUN/run.json" "$vm") = *", 4 refused, "* ]]
	done
	for vm in none {intel,amd}+pt; do
		[[ $(checks_of "$RUN/run.json" "$vm") = *", 4 reached, "* ]]
	done
	# VT-d says so, once for each of its two VMs that translate.
	[ "$(grep -c 'DMAR: \[DMA Write NO_PASID\] Request device.*fault addr' \
		"$RUN/dmesg.txt")" -ge 2 ]
}

@test "passthrough costs what dma-direct does, the modes what they are" {
	local op lazy strict
	for op in map_single unmap_single map_sg:16 unmap_sg:16; do
		for iommu in intel amd; do
			[ "$(of "$iommu+pt" "running/kernel-iommu/$op")" = \
				"$(of none "running/kernel-direct/$op")" ]
		done
	done
	lazy=$(of intel+lazy running/kernel-iommu/unmap_single)
	strict=$(of intel+strict running/kernel-iommu/unmap_single)
	[ "${strict%.*}" -gt "${lazy%.*}" ]
}

@test "the flush of the queue is seen, and only where there is one" {
	run -0 jq -r '.rows[] | select(.op == "unmap_single" and .slow.n > 0) |
		"\(.env | sub("^vm/[^+]*[+]"; "")) \(.slow.period)"' \
		"$RUN/run.json"
	[[ $output =~ ^intel\+lazy\ 25[56]$ ]]
}

@test "the report is one table, 72 columns, with every VM in it" {
	run -1 grep -E '.{73}' "$RUN/report.txt"
	grep -q '^2. What the kernel.s own DMA API costs, by kernel, IOMMU, mode' \
		"$TMP/out"
	for op in map_single unmap_single; do
		# shellcheck disable=SC2016  # for awk
		run -0 awk -v op="$op" '$1 == op && $2 == "median" { on = 1; next }
			on && NF == 0 { exit } on && /^  / { n++ }
			END { print n }' "$TMP/out"
		[ "$output" = 7 ]
	done
	grep -Eq '^  intel   strict DMA +[0-9.]+ +[0-9]+ +[0-9]+ +[0-9]+$' \
		"$TMP/out"
}

@test "virtio-iommu, where the kernel has a driver" {
	run -0 --separate-stderr "$TOP/scripts/bench.sh" --no-install \
		--target vm --suite "$TMP/suite" --boots 1 --seed 1 \
		--output "$TMP/virtio" --kernel debian:6.1 --kernel debian:6.12 \
		--iommu virtio --mode strict
	[[ $stderr == *"6.1."*"has no driver for virtio-iommu: left out"* ]]
	RUN=$(run_in "$TMP/virtio")
	run -0 jq -r '.environment[] | ."iommu.domain"' "$RUN/run.json"
	[ "$output" = DMA ]
	[ "$(checks_of "$RUN/run.json")" = "9 equal, 4 refused, 3 not made" ]
	run -0 jq '[.rows[] | select(.backend == "kernel-iommu" and
		(.median == null))] | length' "$RUN/run.json"
	[ "$output" = 0 ]
}
