// SPDX-License-Identifier: GPL-2.0-only
/*
 * request.c - what the caller asks for, checked: sizes, flags, limits, and
 * which of them go together.  Nothing it says is used before.
 */
#include <linux/bitops.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "dispatch/designs.h"
#include "request.h"
#include "running.h"
#include "threads.h"

/* Rounds of a known row's inner loop in one window. */
#define MAX_ROUNDS	(1U << 20)

static bool is_name(const char *name, size_t size)
{
	return strnlen(name, size) < size;
}

int db_request_info(const struct dmabench_info *info)
{
	if (info->size != sizeof(*info) ||
	    memchr_inv(info->reserved, 0, sizeof(info->reserved)))
		return -EINVAL;
	return 0;
}

int db_request_claim(const struct dmabench_claim *claim, u32 flags)
{
	if (claim->size != sizeof(*claim) || claim->flags & ~flags ||
	    memchr_inv(claim->reserved, 0, sizeof(claim->reserved)) ||
	    !is_name(claim->device, sizeof(claim->device)))
		return -EINVAL;
	return 0;
}

int db_request_check(const struct dmabench_check *check)
{
	if (check->size != sizeof(*check) || check->right ||
	    check->wrong || check->failed || check->reserved32 ||
	    memchr_inv(check->reserved, 0, sizeof(check->reserved)) ||
	    !check->nents || check->nents > DMABENCH_CHECK_MAX_NENTS ||
	    !is_name(check->device, sizeof(check->device)))
		return -EINVAL;
	return 0;
}

/* What only the running kernel's API knows, and of which operations. */
static int check_api(const struct row *r)
{
	const struct db_op_info *info = &db_op_info[r->op];
	const struct dmabench_run *run = &r->run;
	u32 dir = run->flags & (DMABENCH_RUN_FROM | DMABENCH_RUN_BIDI);
	u32 order = run->flags & (DMABENCH_RUN_LIFO | DMABENCH_RUN_RANDOM);
	bool fail = run->flags & DMABENCH_RUN_FAIL;
	bool sizes = run->flags & DMABENCH_RUN_SIZES;
	bool xcpu = run->flags & DMABENCH_RUN_XCPU;

	if (hweight32(dir) > 1 || hweight32(order) > 1)
		return -EINVAL;
	if (!dir && !order && !fail && !sizes && !xcpu && !run->offset &&
	    !run->ring && !(run->flags & DMABENCH_RUN_SKIP_SYNC))
		return 0;
	if (r->design != &db_design_running || info->irqs ||
	    (info->sg && (order || run->ring || run->offset)) ||
	    (info->iova && order) ||
	    (fail && (info->before != DB_NO_OP || order || run->ring || sizes ||
		      xcpu)) ||
	    (sizes && (order || !db_running_sizes.loop[r->op][0])))
		return -EOPNOTSUPP;
	if (sizes && run->len != DMABENCH_SIZES_MAX)
		return -EINVAL;
	return xcpu && num_online_cpus() < 2 ? -EUSERS : 0;
}

/* Windows that threads can run at once: mappings, and nothing but those. */
static int check_threads(const struct row *r)
{
	const struct db_op_info *info = &db_op_info[r->op];
	const struct dmabench_run *run = &r->run;

	if (!run->threads)
		return 0;
	if (run->threads < 2 || run->threads > DMABENCH_MAX_THREADS ||
	    run->nr_windows % run->threads)
		return -EINVAL;
	/* What a backend copies to is one pool, without a lock. */
	if (!info->maps || info->attach || info->irqs || r->backend->copies ||
	    run->flags & (DMABENCH_RUN_COLD | DMABENCH_RUN_XCPU |
			  DMABENCH_RUN_FAIL))
		return -EOPNOTSUPP;
	return run->threads > db_threads_max() ? -EUSERS : 0;
}

int db_request_row(struct row *r)
{
	const struct dmabench_run *run = &r->run;
	int op, ret;

	if (run->size != sizeof(*run) || run->flags & ~DMABENCH_RUN_FLAGS ||
	    run->mapped ||
	    memchr_inv(run->reserved, 0, sizeof(run->reserved)) ||
	    !is_name(run->design, sizeof(run->design)) ||
	    !is_name(run->backend, sizeof(run->backend)) ||
	    !is_name(run->op, sizeof(run->op)) ||
	    !is_name(run->device, sizeof(run->device)))
		return -EINVAL;
	r->backend = db_find_backend(run->backend);
	op = db_find_op(run->op);
	if (!db_find_design(run->design) || !r->backend || op < 0)
		return -ENOENT;
	r->op = op;
	r->design = db_find_bound(run->design, r->backend, r->op);
	if (!r->design || !r->design->loop[op][0])
		return -EOPNOTSUPP;
	if (!run->len || run->len > DMABENCH_MAX_LEN ||
	    !run->nents || run->nents > DMABENCH_MAX_NENTS ||
	    (!db_op_info[op].sg && run->nents != 1) ||
	    run->depth > r->design->max_depth ||
	    (r->design->max_depth && !run->depth) ||
	    run->offset > DMABENCH_MAX_OFFSET ||
	    run->ring > DMABENCH_MAX_RING ||
	    !run->devices || run->devices > DMABENCH_MAX_DEVICES ||
	    !run->nr_windows || run->nr_windows > DMABENCH_MAX_WINDOWS)
		return -EINVAL;
	/* Cold is one device, of which mappings are made. */
	if (run->flags & DMABENCH_RUN_COLD &&
	    (run->devices > 1 || db_op_info[op].attach))
		return -EOPNOTSUPP;
	if (run->flags & DMABENCH_RUN_MIXED && run->devices > DB_VARIANTS)
		return -EINVAL;
	/* States are the designs': a kernel's API has the device it has. */
	if ((r->design == &db_design_running || !db_op_info[op].maps) &&
	    (run->devices > 1 ||
	     run->flags & (DMABENCH_RUN_MIXED | DMABENCH_RUN_COLD)))
		return -EOPNOTSUPP;
	ret = check_api(r);
	return ret ? ret : check_threads(r);
}

int db_request_windows(struct row *r)
{
	u32 i;

	/* Memory for one op at the least, where all windows have none. */
	r->max_n = 1;
	for (i = 0; i < r->run.nr_windows; i++) {
		const struct dmabench_window *w = &r->windows[i];

		if (w->n > DMABENCH_MAX_N ||
		    w->placement >= DMABENCH_PLACEMENTS ||
		    /*
		     * interrupts are off: no longer than a window may be, and
		     * these loops go round at least once
		     */
		    (!db_op_info[r->op].maps &&
		     (!w->n || (u64)w->n * r->run.len > MAX_ROUNDS)) ||
		    w->begin || w->end || w->causes || w->errors ||
		    memchr_inv(w->count, 0, sizeof(w->count)) ||
		    w->reserved)
			return -EINVAL;
		r->max_n = max(r->max_n, w->n);
	}
	return 0;
}
