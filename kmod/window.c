// SPDX-License-Identifier: GPL-2.0-only
/*
 * window.c - one timed stretch, in which nothing else runs: see irqs_off.h.
 *
 * The call into the loop is an indirect one, but it stands outside the two
 * clock readings, which are the loop's own.
 */
#include <linux/nospec.h>
#include <linux/smp.h>
#include <linux/string.h>

#include "barrier.h"
#include "causes.h"
#include "dispatch/clock.h"
#include "dispatch/designs.h"
#include "dispatch/random.h"
#include "irqs_off.h"
#include "pmu.h"
#include "running.h"
#include "window.h"

static db_loop_fn loop_of(const struct db_design *design,
			  const struct batch *k, enum db_op op, u32 placement)
{
	if (k->mem.lens)
		design = &db_running_sizes;
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
	if (db_op_info[op].sg && n)
		k->state.mapped = k->b.mapped[0];
	if (design == &db_design_running)
		return db_running_check(k, op, n);
	if (db_op_info[op].attach)
		return attach_check(design, k, n);
	return map_check(design, db_op_info[op].sg, k, n);
}

/* Put the handles into the order in which they are to be unmapped. */
static void reorder_handles(struct batch *k, unsigned int n)
{
	unsigned int i, other;

	for (i = 0; k->row.order & DMABENCH_RUN_LIFO && i < n / 2; i++)
		swap(k->b.dma[i], k->b.dma[n - 1 - i]);
	for (i = n; k->row.order & DMABENCH_RUN_RANDOM && i > 1; i--) {
		other = db_random(&k->state.seed) % i;
		swap(k->b.dma[i - 1], k->b.dma[other]);
	}
}

static void run_timed(db_loop_fn loop, bool irqs, struct batch *k,
		      struct dmabench_window *w)
{
	struct pmu_counts counts;
	struct causes before, after;
	struct irqs_off off;
	u32 came;

	if (k->meet.barrier)
		db_barrier_meet(k->meet.barrier, k->meet.who);
	irqs_off_begin(&off, irqs);
	k->state.on = smp_processor_id();
	if (k->row.cold && w->n)
		db_devices_evict(&k->devices, k->devices.devs, loop);
	db_causes_read(&before);
	/* Next to the loop: what stands between is the same in each window. */
	db_pmu_begin(&counts);
	loop(&k->b, w->n);
	db_pmu_end(&counts);
	db_causes_read(&after);
	came = irqs_off_end(&off, irqs);
	/* Nobody undoes anything while another is still at it. */
	if (k->meet.barrier)
		db_barrier_meet(k->meet.barrier, k->meet.who);

	w->begin = k->b.begin;
	w->end = k->b.end;
	w->causes = came | db_causes_between(&before, &after) |
		    db_causes_clock(&k->state.clock, &before, &after) |
		    db_pmu_counted(&counts, w->count);
	if (w->end < w->begin)
		w->causes |= DMABENCH_CAUSE_CLOCK;
}

/* A loop beside the timed one; @on: out, the CPU that it ran on. */
struct untimed {
	db_loop_fn loop;
	struct batch *k;
	unsigned int n;
	int on;
};

static int untimed_here(void *arg)
{
	struct untimed *u = arg;

	u->on = raw_smp_processor_id();
	db_clock_untimed();
	u->loop(&u->k->b, u->n);
	return 0;
}

/*
 * Run a loop without a clock, with xcpu on another CPU than @on.  It is run in
 * any case, because what is mapped must be unmapped; returns where.
 */
static int run_untimed(db_loop_fn loop, struct batch *k, unsigned int n, int on)
{
	struct untimed u = { .loop = loop, .k = k, .n = n };
	unsigned int other = nr_cpu_ids;

	if (k->row.xcpu)
		other = cpumask_any_but(cpu_online_mask, on);
	/* A CPU that goes offline meanwhile is refused. */
	if (other >= nr_cpu_ids ||
	    smp_call_on_cpu(other, untimed_here, &u, false))
		untimed_here(&u);
	return u.on;
}

/* Did what the loop of @op has just done fail, or not where it must? */
static int check_ops(const struct db_design *design, enum db_op op,
		     struct batch *k, struct dmabench_window *w)
{
	if (!db_op_info[op].fails)
		return 0;
	w->errors = failed_ops(design, op, k, w->n);
	if (k->row.fail ? w->errors != w->n : w->errors) {
		w->causes |= DMABENCH_CAUSE_ERROR;
		return -EIO;
	}
	return 0;
}

/* All that comes before @op, the first thing first; @on: out, on which CPU. */
static int run_before(const struct db_design *design, enum db_op op,
		      struct batch *k, struct dmabench_window *w, int *on)
{
	enum db_op before[DB_MAX_BEFORE];
	unsigned int nr = 0;
	int ret = 0;

	for (op = db_op_info[op].before; op != DB_NO_OP;
	     op = db_op_info[op].before)
		before[nr++] = op;
	while (!ret && nr--) {
		*on = run_untimed(loop_of(design, k, before[nr], w->placement),
				  k, w->n, raw_smp_processor_id());
		ret = check_ops(design, before[nr], k, w);
	}
	return ret;
}

int db_window_run(const struct db_design *design, enum db_op op,
		  struct batch *k, struct dmabench_window *w)
{
	const struct db_op_info *info = &db_op_info[op];
	bool begun = info->before != DB_NO_OP;
	int before = -1, after = -1;
	int ret;

	w->errors = 0;
	memset32(w->count, DMABENCH_NOT_COUNTED, DMABENCH_COUNTS);
	if (info->maps && design != &db_design_running)
		db_devices_order(&k->devices, k->b.devs, w->n, &k->state.seed,
				 info->attach);
	ret = run_before(design, op, k, w, &before);
	if (ret)
		return ret;
	if (begun)
		reorder_handles(k, w->n);
	run_timed(loop_of(design, k, op, w->placement), info->irqs, k, w);
	ret = check_ops(design, op, k, w);
	if (ret || k->row.fail)
		return ret;
	if (!begun)
		reorder_handles(k, w->n);
	if (info->after != DB_NO_OP)
		after = run_untimed(loop_of(design, k, info->after,
					    w->placement),
				    k, w->n, k->state.on);
	if (k->row.xcpu && (before == k->state.on || after == k->state.on))
		w->causes |= DMABENCH_CAUSE_CPU;
	return 0;
}
