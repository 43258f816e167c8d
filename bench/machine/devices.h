/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_MACHINE_DEVICES_H
#define BENCH_MACHINE_DEVICES_H

#include <stdio.h>

#include "kmod/uapi/dmabench.h"

enum claim_verdict {
	CLAIM_FREE,	/* no driver has it */
	CLAIM_HELD,	/* a driver has it, and nothing that is seen uses it */
	CLAIM_NEVER,	/* the machine needs it, or may: @why */
};

/**
 * struct pci_device - a PCI device, and whether it may be claimed
 * @bdf:	its address
 * @id:		vendor:device, hexadecimal
 * @driver:	"" without one
 * @group:	its IOMMU group, -1 without an IOMMU in front of it
 * @nr_group:	devices in that group
 * @node:	NUMA node, -1 when the machine does not say
 * @verdict:	see above
 * @why:	why it may never be claimed, for people; "" otherwise
 */
struct pci_device {
	char bdf[DMABENCH_BDF_LEN];
	char id[16];
	char driver[32];
	int group;
	unsigned int nr_group;
	int node;
	enum claim_verdict verdict;
	char why[96];
};

/**
 * device_read - look at one device
 * @root:	prefix of /sys, /proc and /dev, "" but for tests
 * @bdf:	its address, "0000:01:00.0"
 * @d:		out
 *
 * In use is: a file system that is mounted from it, swap, whatever else holds
 * a block device of it, a network interface that is up, virtual functions, the
 * console, a guest (vfio), an IOMMU.  A disk or interface may stand behind
 * others (USB), it is found all the same.
 *
 * Returns 0, -ENODEV without such a device, -EOPNOTSUPP for a bridge.
 */
int device_read(const char *root, const char *bdf, struct pci_device *d);

/**
 * devices_print - a table of all devices but bridges, 72 columns
 * @f:		where to
 * @root:	as above
 *
 * Returns 0, or -errno when the kernel says nothing of PCI.
 */
int devices_print(FILE *f, const char *root);

#endif /* BENCH_MACHINE_DEVICES_H */
