// SPDX-License-Identifier: GPL-2.0-only
/*
 * window.c - one timed stretch, interrupts off.
 *
 * The call into the loop is an indirect one, but it stands outside the two
 * clock readings, which are the loop's own.
 */
#include <linux/irqflags.h>
#include <linux/nospec.h>
#include <linux/preempt.h>

#include "causes.h"
#include "dispatch/designs.h"
#include "running.h"
#include "window.h"

static db_loop_fn loop_of(const struct db_design *design, enum db_op op,
			  u32 placement)
{
	/* The placement is the caller's; it has been checked. */
	placement = array_index_nospec(placement, DB_PLACEMENTS);
	return design->loop[op][placement];
}

/* How many attached not; if any, those that did are detached. */
static unsigned int attach_check(const struct db_design *design,
				 struct batch *k, unsigned int n)
{
	unsigned int i, failed = 0;

	for (i = 0; i < n; i++)
		failed += !!k->b.mapped[i];
	for (i = 0; failed && i < n; i++)
		if (!k->b.mapped[i])
			design->detach(k->b.devs[i]);
	return failed;
}

/* Did operation @i of a design map? */
static bool is_mapped(const struct batch *k, bool sg, unsigned int i)
{
	return sg ? k->b.mapped[i] > 0 : k->b.dma[i] != DB_MAPPING_ERROR;
}

static unsigned int map_check(const struct db_design *design, bool sg,
			      struct batch *k, unsigned int n)
{
	unsigned int i, failed = 0;

	for (i = 0; i < n; i++)
		failed += !is_mapped(k, sg, i);
	for (i = 0; failed && i < n; i++) {
		if (!is_mapped(k, sg, i))
			continue;
		if (sg)
			design->ops.unmap_sg(k->b.devs[i],
					     k->b.sg + i * k->b.nents,
					     k->b.nents, k->b.dir);
		else
			design->ops.unmap_single(k->b.devs[i], k->b.dma[i],
						 k->b.len, k->b.dir);
	}
	return failed;
}

/* How many of @op failed; if any, those that did not are undone. */
static unsigned int failed_ops(const struct db_design *design, enum db_op op,
			       struct batch *k, unsigned int n)
{
	bool sg = db_op_info[op].sg;

	if (design == &db_design_running)
		return running_check(k, sg, n);
	if (db_op_info[op].attach)
		return attach_check(design, k, n);
	return map_check(design, sg, k, n);
}

static void timed(db_loop_fn loop, struct batch *k, struct dmabench_window *w)
{
	struct causes before, after;
	unsigned long flags;

	preempt_disable();
	local_irq_save(flags);
	if (k->cold && w->n)
		db_world_evict(&k->world, k->world.devs, loop);
	causes_read(&before);
	loop(&k->b, w->n);
	causes_read(&after);
	local_irq_restore(flags);
	preempt_enable();

	w->begin = k->b.begin;
	w->end = k->b.end;
	w->causes = causes_between(&before, &after);
	if (w->end < w->begin)
		w->causes |= DMABENCH_CAUSE_CLOCK;
}

int window_run(const struct db_design *design, enum db_op op, struct batch *k,
	       struct dmabench_window *w)
{
	const struct db_op_info *info = &db_op_info[op];
	db_loop_fn loop = loop_of(design, op, w->placement);
	db_loop_fn undo = loop_of(design, info->undo, w->placement);

	w->errors = 0;
	if (info->maps && design != &db_design_running)
		db_world_order(&k->world, k->b.devs, w->n, &k->seed,
			       info->attach);
	if (!info->maps) {
		timed(loop, k, w);
		return 0;
	}
	if (info->ends)
		undo(&k->b, w->n);
	else
		timed(loop, k, w);
	w->errors = failed_ops(design, op, k, w->n);
	if (w->errors) {
		w->causes |= DMABENCH_CAUSE_ERROR;
		return -EIO;
	}
	if (info->ends)
		timed(loop, k, w);
	else
		undo(&k->b, w->n);
	return 0;
}
