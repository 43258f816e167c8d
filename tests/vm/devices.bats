#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# devices.bats - are the devices that the kernel's API is measured on what a
# driver's are, and do rows say what they end in?

bats_require_minimum_version 1.5.0

load helpers

setup_file() {
	vm_setup debian:6.12
}

@test "our device is to the DMA API what a driver's is" {
	# The module says what it knows of its own, of the edu that it has
	# claimed and of a driver's: virtio-pci sets its masks as drivers do.
	# The length of a segment is a driver's choice.
	edited_guest api_device.c 's/^static struct platform_device \*direct_pdev;$/static int show(struct device *dev, void *name)\n{\n\tif (!name \&\& (!dev->driver || strcmp(dev->driver->name, "virtio-pci")))\n\t\treturn 0;\n\tpr_warn("state of %s: mask %llx coherent %llx limit %llx boundary %lx align %x parms %d ops %d iommu %d sync %d\\n", name ? (char *)name : "driver", dma_get_mask(dev), dev->coherent_dma_mask, dev->bus_dma_limit, dma_get_seg_boundary(dev), dma_get_min_align_mask(dev), !!dev->dma_parms, !!get_dma_ops(dev), !!iommu_get_domain_for_dev(dev), dma_dev_need_sync(dev));\n\treturn 0;\n}\n\n&/
		s/^\t\tdev = db_claimed_get(bdf);/&\n\tif (!IS_ERR_OR_NULL(dev) \&\& *bdf)\n\t\tshow(dev, "claimed");/
		s/^\tret = db_claim_init();/\tshow(\&direct_pdev->dev, "ours");\n\tbus_for_each_dev(\&pci_bus_type, NULL, NULL, show);\n&/' \
		"$TMP/initrd"
	printf 'vm running/%s\n' 'kernel-direct/{map_single,sync_device,sync_cpu}' \
		kernel-iommu/map_single >"$TMP/direct.suite"
	boot "$TMP/state" "$TMP/initrd" "$TMP/direct.suite" --boots 1 -- \
		--iommu none --device virtio-rng-pci
	run -0 bash -c "grep -aoE 'state of (ours|driver|claimed): .*' \
		'$(run_in "$TMP/state")/dmesg.txt' | sed 's/^state of //' |
		sort -u"
	echo "$output"
	[ "${#lines[@]}" = 3 ]
	[ "${lines[1]#driver: }" = "${lines[0]#claimed: }" ]
	[ "${lines[1]#driver: }" = "${lines[2]#ours: }" ]
	[[ ${lines[2]} = *" sync 0" ]]
	# 6.12 skips what does nothing; it was 51 when it could not know.
	run -0 jq -e '[.rows[] | select(.op | startswith("sync")) | .median] |
		length == 2 and all(. < 10)' "$(run_in "$TMP/state")/run.json"
}

@test "swiotlb=force: kernel-direct bounces, and is not called dma-direct" {
	echo 'vm running/{null,kernel-direct,kernel-swiotlb}/map_single' \
		>"$TMP/force.suite"
	boot "$TMP/force" "$INITRD" "$TMP/force.suite" --boots 1 -- \
		--iommu none --append swiotlb=force
	run -0 jq -r '.rows[] | "\(.backend) \(.status) \(.median != null)"' \
		"$(run_in "$TMP/force")/run.json"
	[ "$output" = "null ok true
kernel-direct bounces false
kernel-swiotlb ok true" ]
	run -0 "$BUILD/dmabench" report "$(run_in "$TMP/force")"
	[[ $output = *"bounces for a device that reaches all memory"* ]]
}

# microcode CPU WORD: of a CPU without it the kernel warns, with that word, and
# the run is none the worse.
microcode() {
	boot "$TMP/$1" "$INITRD" "$TMP/one.suite" --boots 1 -- --cpu "$1" \
		--iommu none
	grep -q "$2: WARNING: " "$(run_in "$TMP/$1")/dmesg.txt"
	jq -e '.complete and .rows[0].median > 0' "$(run_in "$TMP/$1")/run.json"
}

@test "a CPU without new microcode: the kernel's warning voids no run" {
	echo 'vm running/kernel-direct/map_single' >"$TMP/one.suite"
	microcode EPYC-Rome 'Speculative Return Stack Overflow'
	microcode Skylake-Server RETBleed
}
