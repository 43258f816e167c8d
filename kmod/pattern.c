// SPDX-License-Identifier: GPL-2.0-only
/*
 * pattern.c - the surroundings of a row of the kernel's API: mappings that are
 * held while others come and go, and what makes a mapping fail.
 */
#include <linux/delay.h>
#include <linux/dma-mapping.h>

#include "pattern.h"
#include "running.h"

/* An IOVA space that is soon full: 256 pages. */
#define NARROW	DMA_BIT_MASK(20)

unsigned int db_pattern_ring(const struct dmabench_run *run,
			     const struct db_backend *backend)
{
	if (!(run->flags & DMABENCH_RUN_FAIL))
		return run->ring;
	if (backend->kernel != DB_KERNEL_IOMMU)
		return 0;
	/* Page 0 is never given: the last one of these finds none. */
	return (NARROW + 1) / PAGE_ALIGN(run->offset + run->len) + 1;
}

/* All addresses below a narrow mask are in use, so that the next one fails. */
static int exhaust(struct batch *k)
{
	int ret;

	/* What was unmapped lately is in the flush queue, 10 ms at most. */
	msleep(20);
	k->held.mask = dma_get_mask(k->kdev);
	/* Where all passes the IOMMU untranslated, memory is out of reach. */
	if (dma_set_mask(k->kdev, NARROW))
		return -EOPNOTSUPP;
	ret = db_running_hold(k);
	/* It is as it should be if one failed; else there is more space. */
	if (ret == -EIO)
		return 0;
	db_pattern_end(k);
	return -EOPNOTSUPP;
}

int db_pattern_begin(struct batch *k, const struct db_backend *backend)
{
	int ret;

	if (backend->kernel == DB_KERNEL_SWIOTLB && !db_running_bounces(k))
		return -ENOSPC;
	/* Xen's dom0 and GART have some; swiotlb=force and SEV copy. */
	if (backend->kernel == DB_KERNEL_DIRECT && db_running_has_ops(k->kdev))
		return -EXDEV;
	if (backend->kernel == DB_KERNEL_DIRECT && db_running_bounces(k))
		return -EREMOTE;
	if (k->row.fail && backend->kernel == DB_KERNEL_IOMMU)
		return exhaust(k);
	/* Elsewhere a mapping fails for its length, or not at all. */
	if (k->row.fail)
		return k->b.len > dma_max_mapping_size(k->kdev) ? 0 :
								  -EOPNOTSUPP;
	ret = db_running_hold(k);
	if (ret)
		db_pattern_end(k);
	return ret;
}

void db_pattern_end(struct batch *k)
{
	db_running_release(k);
	if (k->held.mask)
		dma_set_mask(k->kdev, k->held.mask);
	k->held.mask = 0;
}
