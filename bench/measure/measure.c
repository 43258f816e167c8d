// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * measure.c - the windows of a row: how many operations, which placement when.
 *
 * The same for every target and both sides of a VM, because this is the
 * protocol and a target only runs what it is given.
 */
#include <errno.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/measure.h"

#define CALIBRATE_N	4
#define CALIBRATE_NR	8
#define PAGE_LEN	4096UL

/* More than the module holds to leave no address: 1 MiB, or one mapping. */
#define FAIL_BYTES	(8UL << 20)

/*
 * A group of warm-up windows: more operations than a flush queue holds, unless
 * they are slow.
 */
#define GROUP_OPS	1024
#define GROUP_MS	10
#define GROUP_MIN	32
#define GROUPS_MAX	24
#define STEADY		0.02

/* Where each operation is a sample, so many more pairs: rare ones are seen. */
#define EACH_TIMES	16

/* Append @nr windows of zeroes for each thread. */
static struct dmabench_window *samples_add(struct samples *s, __u32 nr)
{
	struct dmabench_window *w;

	nr *= s->threads;
	w = realloc(s->w, (s->nr + nr) * sizeof(*w));
	if (!w)
		return NULL;
	s->w = w;
	w += s->nr;
	memset(w, 0, nr * sizeof(*w));
	s->nr += nr;
	return w;
}

/* What all threads run next, at @w; returns where the next ones are. */
static struct dmabench_window *plan_window(const struct samples *s,
					   struct dmabench_window *w, __u32 n,
					   __u32 placement)
{
	__u32 t;

	for (t = 0; t < s->threads; t++, w++) {
		w->n = n;
		w->placement = placement;
	}
	return w;
}

/*
 * Run windows that are already in @s, from @first on.  After an error those
 * stay that were run: they have an end, or a cause where what should have been
 * mapped for the window failed.
 */
static int run_from(struct target *t, const struct row *row,
		    struct samples *s, __u32 first)
{
	while (first < s->nr) {
		__u32 nr = s->nr - first;
		int ret;

		if (nr > DMABENCH_MAX_WINDOWS)
			nr = DMABENCH_MAX_WINDOWS -
			     DMABENCH_MAX_WINDOWS % s->threads;
		ret = t->run(t, row, s->w + first, nr);
		if (ret <= 0) {
			while (first < s->nr &&
			       (s->w[first].end || s->w[first].causes))
				first++;
			s->nr = first;
			return ret ? ret : -EIO;
		}
		first += ret;
	}
	return 0;
}

/* The memory behind one operation, as the module allocates it. */
static unsigned long op_bytes(const struct row *row)
{
	unsigned long need, got = PAGE_LEN;

	need = (row->offset + row->len + PAGE_LEN - 1) / PAGE_LEN * PAGE_LEN;
	if (row->nents > 1)
		need *= 2UL * row->nents;
	while (got < need)
		got <<= 1;
	return got;
}

/* How many operations of a window the module has memory for, per thread. */
static __u32 room_for(const struct row *row)
{
	unsigned long all = DMABENCH_MAX_BYTES / row->threads;
	unsigned long beside = row->ring * op_bytes(row);

	if (row->flags & DMABENCH_RUN_FAIL)
		beside = FAIL_BYTES;
	return beside < all ? (all - beside) / op_bytes(row) : 1;
}

/* Ticks an operation takes, and no less, by the windows that calibrate. */
static __u64 ticks_per_op(const struct samples *s)
{
	__u64 best = ~0ULL;
	__u32 i;

	for (i = 0; i < CALIBRATE_NR; i++)
		if (s->w[i].end - s->w[i].begin < best)
			best = s->w[i].end - s->w[i].begin;
	return best / CALIBRATE_N + 1;
}

/* The n of the row's windows: 2n operations fit into the plan's window. */
static __u32 choose_n(const struct target *t, const struct row *row,
		      const struct plan *p, const struct samples *s)
{
	__u64 room = (__u64)t->tsc_khz * p->window_us / 1000 /
		     ticks_per_op(s) / 2;
	__u32 n = DMABENCH_MAX_N / 2;

	if (n > room)
		n = room;
	if (n > room_for(row) / 2)
		n = room_for(row) / 2;
	/* Each size as often as the others. */
	if (row->flags & DMABENCH_RUN_SIZES)
		n = n < DMABENCH_NR_SIZES ? DMABENCH_NR_SIZES :
		    n - n % DMABENCH_NR_SIZES;
	return n ? n : 1;
}

static double ticks_from(const struct samples *s, __u32 first)
{
	double sum = 0;

	for (; first < s->nr; first++)
		sum += s->w[first].end - s->w[first].begin;
	return sum;
}

/* Windows of @n operations in a group: enough of both, but not for ever. */
static __u32 group_windows(const struct target *t, const struct samples *s,
			   __u32 n)
{
	__u64 room = (__u64)t->tsc_khz * GROUP_MS / ticks_per_op(s) / n;
	__u32 nr = GROUP_OPS / n;

	if (nr > room)
		nr = room;
	return nr > GROUP_MIN ? nr : GROUP_MIN;
}

/*
 * A window of no operation in each placement.  Loops of a known count have
 * none: they are in assembler, and count down to 0.
 */
static int run_empty(struct target *t, const struct row *row,
		     __u32 placements, struct samples *s)
{
	struct dmabench_window *w = samples_add(s, placements);
	__u32 k;
	int ret;

	if (!w)
		return -ENOMEM;
	for (k = 0; k < placements; k++)
		w = plan_window(s, w, 0, k);
	ret = run_from(t, row, s, s->nr - placements * s->threads);
	s->nr_warm = s->nr;
	return ret;
}

/* Groups of windows of @n operations, until three take the same time. */
static int warm_up(struct target *t, const struct row *row, __u32 n,
		   __u32 placements, struct samples *s)
{
	__u32 nr = group_windows(t, s, n);
	unsigned int group, same = 0;
	double last = 0;

	for (group = 1; same < 2 && group <= GROUPS_MAX; group++) {
		struct dmabench_window *w = samples_add(s, nr);
		double sum;
		__u32 i;
		int ret;

		if (!w)
			return -ENOMEM;
		for (i = 0; i < nr; i++)
			w = plan_window(s, w, n, i % placements);
		ret = run_from(t, row, s, s->nr - nr * s->threads);
		s->nr_warm = s->nr;
		if (ret)
			return ret;
		sum = ticks_from(s, s->nr - nr * s->threads);
		same = fabs(sum - last) <= STEADY * sum ? same + 1 : 0;
		last = sum;
		s->steady = same < 2 ? 0 : group;
	}
	return 0;
}

/*
 * Pairs of windows of @little and @many operations in every placement, round by
 * round, and one more round than asked in front: it warms up every placement.
 */
static int attempt(struct target *t, const struct row *row,
		   const struct plan *p, gsl_rng *rng, __u32 little, __u32 many,
		   struct samples *s)
{
	const __u32 pairs = row->each ? EACH_TIMES * p->pairs : p->pairs;
	const __u32 first = s->nr;
	__u32 order[DB_PLACEMENTS];
	struct dmabench_window *w;
	__u32 i, k;
	int ret;

	w = samples_add(s, 2 * p->placements * (pairs + 1));
	if (!w)
		return -ENOMEM;
	for (k = 0; k < p->placements; k++)
		order[k] = k;
	for (i = 0; i <= pairs; i++) {
		gsl_ran_shuffle(rng, order, p->placements, sizeof(*order));
		for (k = 0; k < p->placements; k++) {
			w = plan_window(s, w, i & 1 ? many : little, order[k]);
			w = plan_window(s, w, i & 1 ? little : many, order[k]);
		}
	}
	s->nr_warm = first + 2 * p->placements * s->threads;
	ret = run_from(t, row, s, first);
	if (s->nr_warm > s->nr)
		s->nr_warm = s->nr;
	return ret;
}

/* Pairs that are not warm, and how many of them have a cause. */
static __u32 count_pairs(const struct samples *s, __u32 *disturbed)
{
	__u32 i, t, nr = 0;

	*disturbed = 0;
	for (i = s->nr_warm; i + 2 * s->threads <= s->nr; i += 2 * s->threads) {
		for (t = i; t < i + s->threads; t++, nr++)
			*disturbed += s->w[t].causes ||
				      s->w[t + s->threads].causes;
	}
	return nr;
}

int measure_row(struct target *t, const struct row *row, const struct plan *p,
		gsl_rng *rng, struct samples *s)
{
	bool one = row->each || row->flags & DMABENCH_RUN_COLD;
	struct dmabench_window *w;
	__u32 i, n, nr, disturbed;
	int ret, tries = 1;
	gsl_rng *before;

	memset(s, 0, sizeof(*s));
	s->threads = row->threads;
	w = samples_add(s, CALIBRATE_NR);
	if (!w)
		return -ENOMEM;
	for (i = 0; i < CALIBRATE_NR; i++)
		w = plan_window(s, w, CALIBRATE_N, 0);
	ret = run_from(t, row, s, 0);
	s->nr_warm = s->nr;
	if (ret)
		return ret;
	n = one ? 1 : choose_n(t, row, p, s);
	if (!one && db_op_info[row->op].maps) {
		ret = run_empty(t, row, p->placements, s);
		if (ret)
			return ret;
	}
	t->seed = gsl_rng_uniform_int(rng, 1UL << 31) + 1;
	if (row->backend->kernel) {
		ret = warm_up(t, row, one ? 1 : 2 * n, p->placements, s);
		if (ret)
			return ret;
	}
	/*
	 * An attempt that is repeated has the same order; so has what follows.
	 */
	before = gsl_rng_clone(rng);
	if (!before)
		return -ENOMEM;
	for (;;) {
		/* Cold is the one op behind an eviction. */
		ret = attempt(t, row, p, rng, one ? 0 : n, one ? 1 : 2 * n, s);
		nr = count_pairs(s, &disturbed);
		if (ret || samples_enough(nr - disturbed, disturbed) ||
		    tries++ == MEASURE_TRIES)
			break;
		s->repeated += nr;
		gsl_rng_memcpy(rng, before);
	}
	gsl_rng_free(before);
	s->mapped = t->mapped;
	return ret;
}
