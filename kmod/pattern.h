/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DMABENCH_PATTERN_H
#define DMABENCH_PATTERN_H

#include "batch.h"

/* How many mappings a row has memory for, beside those of its windows. */
unsigned int db_pattern_ring(const struct dmabench_run *run,
			     const struct db_backend *backend);

/**
 * db_pattern_begin - what is to be so while a row's windows run
 * @k:		the batch, with its memory
 * @backend:	of the running kernel's API
 *
 * Holds the row's ring of mappings.  Where they must fail and there is an IOMMU
 * it makes the device's mask narrow and holds all addresses below it.
 *
 * Returns 0, -ENOSPC when the kernel does not bounce for the device of
 * kernel-swiotlb, -EOPNOTSUPP when there is no way to make the operation fail,
 * -EIO when a mapping failed.
 */
int db_pattern_begin(struct batch *k, const struct db_backend *backend);

/* Unmap what is held, and restore the device's mask. */
void db_pattern_end(struct batch *k);

#endif /* DMABENCH_PATTERN_H */
