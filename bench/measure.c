// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * measure.c - the windows of a row: how many operations, which placement when.
 *
 * The same for every target and both sides of a VM, because this is the
 * protocol and a target only runs what it is given.
 */
#include <errno.h>
#include <gsl/gsl_randist.h>
#include <stdlib.h>
#include <string.h>

#include "measure.h"

#define CALIBRATE_N	4
#define CALIBRATE_NR	8
#define PAGE_LEN	4096UL

void samples_free(struct samples *s)
{
	free(s->w);
	memset(s, 0, sizeof(*s));
}

/* Append @nr windows of zeroes. */
static struct dmabench_window *samples_add(struct samples *s, __u32 nr)
{
	struct dmabench_window *w;

	w = realloc(s->w, (s->nr + nr) * sizeof(*w));
	if (!w)
		return NULL;
	s->w = w;
	w += s->nr;
	memset(w, 0, nr * sizeof(*w));
	s->nr += nr;
	return w;
}

/*
 * Run windows that are already in @s, from @first on.  After an error those
 * stay that were run: they have an end.
 */
static int run_from(struct target *t, const struct row *row,
		    struct samples *s, __u32 first)
{
	while (first < s->nr) {
		__u32 nr = s->nr - first;
		int ret;

		if (nr > DMABENCH_MAX_WINDOWS)
			nr = DMABENCH_MAX_WINDOWS;
		ret = t->run(t, row, s->w + first, nr);
		if (ret <= 0) {
			while (first < s->nr && s->w[first].end)
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

	need = (row->len + PAGE_LEN - 1) / PAGE_LEN * PAGE_LEN;
	if (row->nents > 1)
		need *= 2UL * row->nents;
	while (got < need)
		got <<= 1;
	return got;
}

/* The n of the row's windows: 2n operations fit into the plan's window. */
static __u32 choose_n(const struct target *t, const struct row *row,
		      const struct plan *p, const struct samples *s)
{
	__u64 best = ~0ULL, room, per_op;
	__u32 i, n = DMABENCH_MAX_N / 2;

	for (i = 0; i < s->nr; i++)
		if (s->w[i].end - s->w[i].begin < best)
			best = s->w[i].end - s->w[i].begin;
	per_op = best / s->w[0].n + 1;
	room = (__u64)t->tsc_khz * p->window_us / 1000 / per_op / 2;
	if (n > room)
		n = room;
	if (n > DMABENCH_MAX_BYTES / op_bytes(row) / 2)
		n = DMABENCH_MAX_BYTES / op_bytes(row) / 2;
	return n ? n : 1;
}

int measure_row(struct target *t, const struct row *row, const struct plan *p,
		gsl_rng *rng, struct samples *s)
{
	__u32 order[DB_PLACEMENTS];
	struct dmabench_window *w;
	__u32 i, k, n, first;
	int ret;

	memset(s, 0, sizeof(*s));
	w = samples_add(s, CALIBRATE_NR);
	if (!w)
		return -ENOMEM;
	for (i = 0; i < CALIBRATE_NR; i++)
		w[i].n = CALIBRATE_N;
	ret = run_from(t, row, s, 0);
	s->nr_warm = s->nr;
	if (ret)
		return ret;
	n = choose_n(t, row, p, s);
	t->seed = gsl_rng_uniform_int(rng, 1UL << 31) + 1;

	/* One more round than asked, in front: it warms up every placement. */
	first = s->nr;
	w = samples_add(s, 2 * p->placements * (p->pairs + 1));
	if (!w)
		return -ENOMEM;
	for (k = 0; k < p->placements; k++)
		order[k] = k;
	for (i = 0; i <= p->pairs; i++) {
		gsl_ran_shuffle(rng, order, p->placements, sizeof(*order));
		for (k = 0; k < p->placements; k++, w += 2) {
			w[0].placement = order[k];
			w[1].placement = order[k];
			/* Cold is the one op behind an eviction. */
			w[i & 1].n = row->cold ? 0 : n;
			w[!(i & 1)].n = row->cold ? 1 : 2 * n;
		}
	}
	s->nr_warm = first + 2 * p->placements;
	ret = run_from(t, row, s, first);
	if (s->nr_warm > s->nr)
		s->nr_warm = s->nr;
	return ret;
}
