// SPDX-License-Identifier: GPL-2.0-only
/*
 * row.c - a row that has been checked, from its memory to its windows: in the
 * caller's thread, or in several that are given a batch each.
 */
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "api_device.h"
#include "dispatch/designs.h"
#include "pattern.h"
#include "pmu.h"
#include "row.h"
#include "running.h"
#include "threads.h"
#include "window.h"

/* Run windows until one fails or a signal comes; *done counts. */
static int row_run_windows(struct row *r, struct batch *k, u32 *done)
{
	int ret;

	if (k->row.threads > 1)
		return db_threads_run(r->design, r->op, k, k->row.threads,
				      r->windows, r->run.nr_windows, done);
	db_pmu_hold(NULL);
	for (*done = 0; *done < r->run.nr_windows; ++*done) {
		cond_resched();
		if (signal_pending(current))
			return -EINTR;
		ret = db_window_run(r->design, r->op, k, &r->windows[*done]);
		if (ret) {
			/* The failed window goes back too: it says why. */
			++*done;
			return ret;
		}
	}
	return 0;
}

/* Where the data goes, and what else the kernel's API is told. */
static void row_direction(const struct row *r, struct batch *k)
{
	u32 flags = r->run.flags;

	k->b.dir = flags & DMABENCH_RUN_FROM ? DB_FROM_DEVICE :
		   flags & DMABENCH_RUN_BIDI ? DB_BIDIRECTIONAL : DB_TO_DEVICE;
	k->row.order = flags & (DMABENCH_RUN_LIFO | DMABENCH_RUN_RANDOM);
	k->row.fail = flags & DMABENCH_RUN_FAIL;
	k->row.sizes = flags & DMABENCH_RUN_SIZES;
	k->row.xcpu = flags & DMABENCH_RUN_XCPU;
	if (flags & DMABENCH_RUN_SKIP_SYNC)
		k->row.attrs |= DMA_ATTR_SKIP_CPU_SYNC;
	if (k->row.fail)
		k->row.attrs |= DMA_ATTR_NO_WARN;
}

/* One of the row's batches, as the request has it. */
static void row_batch(const struct row *r, struct batch *k)
{
	bool running = r->design == &db_design_running;

	*k = (struct batch) {
		.b = {
			.ops = r->backend->ops,
			.depth = r->run.depth,
			.len = r->run.len,
			.nents = r->run.nents,
		},
		.row = {
			.memory = running || r->backend->copies,
			.cold = r->run.flags & DMABENCH_RUN_COLD,
			.offset = r->run.offset,
			.stride = r->run.flags & DMABENCH_RUN_CONTIGUOUS ?
				  1 : 2,
			.ring = db_pattern_ring(&r->run, r->backend),
			.threads = max(r->run.threads, 1U),
		},
		.state.seed = r->run.seed,
	};
	row_direction(r, k);
}

/* The devices of a design, which all batches share. */
static int row_run_design(struct row *r, struct batch *k, u32 *done)
{
	unsigned int i, threads = k->row.threads;
	struct db_devices devices;
	int ret;

	ret = db_devices_init(&devices, r->design, r->backend, r->run.depth,
			      r->run.devices, r->run.flags & DMABENCH_RUN_MIXED,
			      db_op_info[r->op].attach ? r->max_n : 0);
	if (ret)
		return ret;
	for (i = 0; i < threads; i++)
		k[i].devices = devices;
	ret = row_run_windows(r, k, done);
	db_devices_exit(&devices);
	return ret;
}

/* What is to be so while windows run, for each batch. */
static int row_run_api(struct row *r, struct batch *k, u32 *done)
{
	unsigned int begun, threads = k->row.threads;
	int ret = 0;

	if (db_op_info[r->op].iova && !db_running_has_iova(k))
		return -EADDRNOTAVAIL;
	for (begun = 0; begun < threads; begun++) {
		ret = db_pattern_begin(&k[begun], r->backend);
		if (ret)
			break;
	}
	if (!ret)
		ret = row_run_windows(r, k, done);
	while (begun--)
		db_pattern_end(&k[begun]);
	return ret;
}

int db_row_run(struct row *r, u32 *done)
{
	bool running = r->design == &db_design_running;
	unsigned int i, ready = 0, threads = max(r->run.threads, 1U);
	struct device *kdev = NULL;
	struct batch *k;
	int ret = 0;

	k = kvcalloc(threads, sizeof(*k), GFP_KERNEL);
	if (!k)
		return -ENOMEM;
	if (running) {
		kdev = db_api_device_get(r->backend, r->run.device);
		ret = PTR_ERR_OR_ZERO(kdev);
		if (ret)
			goto out_free;
	}
	for (i = 0; i < threads; i++) {
		row_batch(r, &k[i]);
		k[i].kdev = kdev;
		k[i].state.seed += i;
	}
	for (; db_op_info[r->op].maps && ready < threads; ready++) {
		ret = db_batch_alloc(&k[ready], r->max_n);
		if (ret)
			goto out_batches;
	}
	ret = running ? row_run_api(r, k, done) : row_run_design(r, k, done);
	r->run.mapped = max(k->state.mapped, 0);
out_batches:
	while (ready--)
		db_batch_free(&k[ready]);
	if (running)
		db_api_device_put(kdev);
out_free:
	kvfree(k);
	return ret;
}
