/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DMABENCH_BATCH_H
#define DMABENCH_BATCH_H

#include <linux/scatterlist.h>

#include "causes.h"
#include "dispatch/devices.h"

struct dma_iova_state;
struct db_barrier;

/**
 * struct batch - memory for a row's windows: a buffer and a handle for each op
 * @b:		what the loops see
 * @kdev:	the device, for the running kernel's API; NULL for the designs
 * @memory:	there are pages behind the addresses: most backends of the
 *		designs never look
 * @devices:	the designs' devices
 * @cold:	evict before each window
 * @fail:	operations must fail
 * @order:	DMABENCH_RUN_LIFO, DMABENCH_RUN_RANDOM or 0: in which mappings
 *		are unmapped
 * @sizes:	buffers have several sizes
 * @xcpu:	what is not timed runs on another CPU
 * @clock:	of the core, in the first window that was long enough
 * @on:		the CPU that the last timed loop ran on
 * @barrier:	where a window's threads meet, NULL for a row of one thread
 * @who:	which of them this is
 * @threads:	batches that there are; they share DMABENCH_MAX_BYTES
 * @attrs:	of the kernel's API
 * @seed:	of the order in which devices are visited, and unmapping
 * @cpu:	the buffer of each op, as the kernel addresses it
 * @lens:	the length of each op's buffer with @sizes, or NULL
 * @table:	the kernel's scatterlists: op i has nents entries at i * nents
 * @at:		what alloc_coherent returned
 * @iova:	the address space of each op, where the kernel has such a thing
 * @n:		ops that there is memory for, and @ring more
 * @ring:	mappings that are held beside the windows
 * @held:	how many of them are
 * @mask:	the device's own, while it has another; or 0
 * @mapped:	entries that the device sees of the last window's first list
 * @offset:	where in its page a buffer begins
 * @stride:	1: a list's entries lie on adjacent pages; 2: on every other
 * @order_pages: each op's buffer is one allocation of 2^order pages
 * @order_ring:	the same of a mapping that is held
 */
struct batch {
	struct db_batch b;
	struct device *kdev;
	bool memory;
	struct db_devices devices;
	bool cold;
	bool fail;
	bool sizes;
	bool xcpu;
	struct clock_ratio clock;
	int on;
	struct db_barrier *barrier;
	unsigned int who;
	unsigned int threads;
	u32 order;
	unsigned long attrs;
	unsigned int seed;
	void **cpu;
	u32 *lens;
	struct scatterlist *table;
	void **at;
	struct dma_iova_state *iova;
	unsigned int n;
	unsigned int ring;
	unsigned int held;
	u64 mask;
	int mapped;
	unsigned int offset;
	unsigned int stride;
	unsigned int order_pages;
	unsigned int order_ring;
};

/**
 * db_batch_alloc - allocate, and with @k->memory touch, the buffers
 * @k:		the batch: b.len, b.nents, memory, sizes, stride, ring and
 *		offset are set
 * @n:		ops of the largest window
 *
 * Each op has memory of its own, as a driver's have, and one allocation a
 * list, so that its layout is the same in every boot.
 *
 * Returns 0, -E2BIG over DMABENCH_MAX_BYTES or what one allocation can be,
 * -ENOMEM.
 */
int db_batch_alloc(struct batch *k, unsigned int n);
void db_batch_free(struct batch *k);

/* The length of operation @i's buffer. */
static inline size_t batch_len(const struct batch *k, unsigned int i)
{
	return k->lens ? k->lens[i] : k->b.len;
}

#endif /* DMABENCH_BATCH_H */
