/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DMABENCH_BATCH_H
#define DMABENCH_BATCH_H

#include <linux/scatterlist.h>

#include "causes.h"
#include "dispatch/devices.h"

struct dma_iova_state;
struct db_barrier;

/**
 * struct batch_row - what the row asks for; row.c writes it, once
 * @memory:	there are pages behind the addresses: most backends of the
 *		designs never look
 * @cold:	evict before each window
 * @fail:	operations must fail
 * @sizes:	buffers have several sizes
 * @xcpu:	what is not timed runs on another CPU
 * @order:	DMABENCH_RUN_LIFO, DMABENCH_RUN_RANDOM or 0: in which mappings
 *		are unmapped
 * @attrs:	of the kernel's API
 * @offset:	where in its page a buffer begins
 * @stride:	1: a list's entries lie on adjacent pages; 2: on every other
 * @ring:	mappings that are held beside the windows
 * @threads:	batches that there are; they share DMABENCH_MAX_BYTES
 */
struct batch_row {
	bool memory;
	bool cold;
	bool fail;
	bool sizes;
	bool xcpu;
	u32 order;
	unsigned long attrs;
	unsigned int offset;
	unsigned int stride;
	unsigned int ring;
	unsigned int threads;
};

/**
 * struct batch_memory - what is behind the handles; batch.c makes it
 * @cpu:	the buffer of each op, as the kernel addresses it
 * @lens:	the length of each op's buffer, or NULL where all are equal
 * @table:	the kernel's scatterlists: op i has nents entries at i * nents
 * @at:		what alloc_coherent returned; the loops write it
 * @iova:	the address space of each op, where the kernel has such a thing
 * @n:		ops that there is memory for, and the ring's behind them
 * @order_pages: each op's buffer is one allocation of 2^order pages
 * @order_ring:	the same of a mapping that is held
 */
struct batch_memory {
	void **cpu;
	u32 *lens;
	struct scatterlist *table;
	void **at;
	struct dma_iova_state *iova;
	unsigned int n;
	unsigned int order_pages;
	unsigned int order_ring;
};

/**
 * struct batch_held - what is so while windows run; see pattern.h
 * @nr:		how many mappings of the ring are held; running.c's
 * @mask:	the device's own, while it has another, or 0; pattern.c's
 */
struct batch_held {
	unsigned int nr;
	u64 mask;
};

/**
 * struct batch_meet - whom a window waits for; threads.c writes it
 * @barrier:	where its threads meet, NULL for a row of one thread
 * @who:	which of them this is
 */
struct batch_meet {
	struct db_barrier *barrier;
	unsigned int who;
};

/**
 * struct batch_state - what a window leaves behind; window.c writes it
 * @clock:	of the core, in the first window that was long enough
 * @on:		the CPU that the last timed loop ran on
 * @mapped:	entries that the device sees of the last window's first list
 * @seed:	of the order in which devices are visited, and unmapping; row.c
 *		says where it begins
 */
struct batch_state {
	struct clock_ratio clock;
	int on;
	int mapped;
	unsigned int seed;
};

/**
 * struct batch - what a row's windows run on, in one thread
 * @b:		what the loops see: row.c says of which shape, its arrays are
 *		batch.c's, what is in them is the loops'
 * @kdev:	the device, for the running kernel's API; NULL for the designs
 * @devices:	those of a design, which all threads share; both are row.c's
 * @row:	what the row asks for
 * @mem:	the memory that is mapped
 * @held:	what is held beside the windows
 * @meet:	the other threads
 * @state:	what the last window left
 */
struct batch {
	struct db_batch b;
	struct device *kdev;
	struct db_devices devices;
	struct batch_row row;
	struct batch_memory mem;
	struct batch_held held;
	struct batch_meet meet;
	struct batch_state state;
};

/**
 * db_batch_alloc - allocate, and with @k->row.memory touch, the buffers
 * @k:		the batch: row, b.len and b.nents are set
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
	return k->mem.lens ? k->mem.lens[i] : k->b.len;
}

#endif /* DMABENCH_BATCH_H */
