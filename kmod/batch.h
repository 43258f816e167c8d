/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DMABENCH_BATCH_H
#define DMABENCH_BATCH_H

#include <linux/scatterlist.h>

#include "dispatch/world.h"

/**
 * struct batch - memory for a row's windows: a buffer and a handle for each op
 * @b:		what the loops see
 * @kdev:	the device, for the running kernel's API; NULL for the designs
 * @memory:	there are pages behind the addresses: most backends of the
 *		designs never look
 * @world:	the designs' devices
 * @cold:	evict before each window
 * @seed:	of the order in which devices are visited
 * @cpu:	the buffer of each op, as the kernel addresses it
 * @table:	the kernel's scatterlists: op i has nents entries at i * nents
 * @n:		ops that there is memory for
 * @stride:	1: a list's entries lie on adjacent pages; 2: on every other
 * @order:	each op's buffer is one allocation of 2^order pages
 */
struct batch {
	struct db_batch b;
	struct device *kdev;
	bool memory;
	struct db_world world;
	bool cold;
	unsigned int seed;
	void **cpu;
	struct scatterlist *table;
	unsigned int n;
	unsigned int stride;
	unsigned int order;
};

/**
 * batch_alloc - allocate, and with @k->memory touch, the buffers
 * @k:		the batch: b.len, b.nents, memory and stride are set
 * @n:		ops of the largest window
 *
 * Each op has memory of its own, as a driver's have, and one allocation a
 * list, so that its layout is the same in every boot.
 *
 * Returns 0, -E2BIG over DMABENCH_MAX_BYTES or what one allocation can be,
 * -ENOMEM.
 */
int batch_alloc(struct batch *k, unsigned int n);
void batch_free(struct batch *k);

#endif /* DMABENCH_BATCH_H */
