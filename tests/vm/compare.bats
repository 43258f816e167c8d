#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# compare.bats - dmabench compare of one kernel with itself, behind virtio-iommu,
# whose rows depend most on what ran before: no false call, by whatever seed.

bats_require_minimum_version 1.5.0

load helpers

setup_file() {
	local seed
	vm_setup debian:6.12
	printf 'vm %s\n' known/none/adds8 per-device/null/map_single \
		running/kernel-direct/map_single \
		running/kernel-iommu/{map_single,unmap_sg:16} >"$TMP/suite"
	for seed in 1 1 2 3; do
		boot "$TMP/seed$seed" "$INITRD" "$TMP/suite" --seed "$seed" \
			--boots 1 -- --iommu virtio
	done
}

# compare ARG..: its rows as "row verdict exact", in $output
compare() {
	"$BUILD/dmabench" compare --format json "$@" |
		jq -r '.rows[] | "\(.name) \(.verdict) \(.exact)"' | sort
}

@test "one kernel, one seed: every row is the same, to the last instruction" {
	local runs=("$TMP"/seed1/*)
	[ "${#runs[@]}" -eq 2 ]
	run -0 compare "${runs[@]}"
	[ "$output" = "known/none/adds8 same true
per-device/null/map_single same true
running/kernel-direct/map_single same true
running/kernel-iommu/map_single same true
running/kernel-iommu/unmap_sg:16 same true" ]
}

@test "of another seed rows with a state are not exact, and none is called" {
	local seed
	for seed in 2 3; do
		run -0 compare "$TMP/seed$seed" "$TMP/seed1"
		[ "$output" = "known/none/adds8 same true
per-device/null/map_single same true
running/kernel-direct/map_single same true
running/kernel-iommu/map_single unclear false
running/kernel-iommu/unmap_sg:16 unclear false" ]
	done
	# Which is what it is for: seeds do differ.
	run -0 jq -s '[.[].rows[] | select(.name | test("unmap_sg")) | .median] |
		max > min' "$TMP"/seed*/*/run.json
	[ "$output" = true ]
}
