// SPDX-License-Identifier: GPL-2.0-only
/*
 * row.c - a row that has been checked, from its memory to its windows.
 */
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "device.h"
#include "dispatch/designs.h"
#include "pattern.h"
#include "row.h"
#include "running.h"
#include "window.h"

/* Run windows until one fails or a signal comes; *done counts. */
static int row_run_windows(struct row *r, struct batch *k, u32 *done)
{
	int ret;

	for (*done = 0; *done < r->run.nr_windows; ++*done) {
		cond_resched();
		if (signal_pending(current))
			return -EINTR;
		ret = window_run(r->design, r->op, k, &r->windows[*done]);
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
	k->order = flags & (DMABENCH_RUN_LIFO | DMABENCH_RUN_RANDOM);
	k->fail = flags & DMABENCH_RUN_FAIL;
	k->sizes = flags & DMABENCH_RUN_SIZES;
	k->xcpu = flags & DMABENCH_RUN_XCPU;
	if (flags & DMABENCH_RUN_SKIP_SYNC)
		k->attrs |= DMA_ATTR_SKIP_CPU_SYNC;
	if (k->fail)
		k->attrs |= DMA_ATTR_NO_WARN;
}

/* The row's batch, as the request has it. */
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
		.ring = pattern_ring(&r->run, r->backend),
		.offset = r->run.offset,
		.memory = running || r->backend->copies,
		.cold = r->run.flags & DMABENCH_RUN_COLD,
		.seed = r->run.seed,
		.stride = r->run.flags & DMABENCH_RUN_CONTIGUOUS ? 1 : 2,
	};
	row_direction(r, k);
}

static int row_run_design(struct row *r, struct batch *k, u32 *done)
{
	int ret;

	ret = db_world_init(&k->world, r->design, r->backend, r->run.depth,
			    r->run.devices, r->run.flags & DMABENCH_RUN_MIXED,
			    db_op_info[r->op].attach ? r->max_n : 0);
	if (ret)
		return ret;
	ret = row_run_windows(r, k, done);
	db_world_exit(&k->world);
	return ret;
}

/* What is to be so while windows run. */
static int row_run_api(struct row *r, struct batch *k, u32 *done)
{
	int ret;

	if (db_op_info[r->op].iova && !running_has_iova(k))
		return -EADDRNOTAVAIL;
	ret = pattern_begin(k, r->backend);
	if (ret)
		return ret;
	ret = row_run_windows(r, k, done);
	pattern_end(k);
	return ret;
}

int row_run(struct row *r, u32 *done)
{
	bool running = r->design == &db_design_running;
	bool maps = db_op_info[r->op].maps;
	struct device *kdev = NULL;
	struct batch k;
	int ret = 0;

	if (running) {
		kdev = device_get_for(r->backend, r->run.device);
		if (IS_ERR(kdev))
			return PTR_ERR(kdev);
	}
	row_batch(r, &k);
	k.kdev = kdev;
	if (maps)
		ret = batch_alloc(&k, r->max_n);
	if (ret)
		goto out_put;
	ret = running ? row_run_api(r, &k, done) : row_run_design(r, &k, done);
	r->run.mapped = max(k.mapped, 0);
	if (maps)
		batch_free(&k);
out_put:
	if (running)
		device_put_back(kdev);
	return ret;
}
