// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mean.c - what an operation costs on the average.
 *
 * The mean of slopes is not it.  What is rare and comes at regular distances,
 * as the flush of a queue each 256 operations, falls into the same windows
 * again and again: of windows of n and 2n by turns always into the longer one,
 * which counts it at 1 / n, or into the shorter one, at - 1 / n.
 */
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "stats/mean.h"
#include "stats/median.h"

/* Two windows of a placement, the shorter and the longer. */
struct pair {
	const struct dmabench_window *one, *two;
};

static __u32 threads_of(const struct samples *s)
{
	return s->threads ? s->threads : 1;
}

static double ticks_of(const struct dmabench_window *w)
{
	return (double)(w->end - w->begin);
}

/* Pair number @at of the samples, of any thread; false behind the last. */
static bool get_pair(const struct samples *s, size_t at, struct pair *p)
{
	const __u32 threads = threads_of(s);
	const size_t i = s->nr_warm + at / threads * 2 * threads + at % threads;
	const struct dmabench_window *a = &s->w[i], *b = a + threads;

	if (i + threads >= s->nr)
		return false;
	p->one = a->n < b->n ? a : b;
	p->two = a->n < b->n ? b : a;
	return true;
}

static bool is_clean(const struct pair *p)
{
	return !p->one->causes && !p->two->causes && p->one->n != p->two->n;
}

/* Their median at a placement, those that only warmed up; NAN without one. */
static double empty_at(const struct samples *s, size_t nr_s, __u32 place,
		       double *room)
{
	size_t i, k, nr = 0;

	for (i = 0; i < nr_s; i++) {
		for (k = 0; k < s[i].nr_warm; k++) {
			const struct dmabench_window *w = &s[i].w[k];

			if (!w->n && !w->causes && w->placement == place)
				room[nr++] = ticks_of(w);
		}
	}
	return nr ? stats_median(room, nr) : NAN;
}

/* What is left of a pair's windows without their operations. */
static double left_of(const struct pair *p)
{
	return (p->two->n * ticks_of(p->one) - p->one->n * ticks_of(p->two)) /
	       ((double)p->two->n - p->one->n);
}

/*
 * How much more a window that goes round costs than the empty one: the median
 * of what pairs say, if it is more than its own error (of the quartiles, as if
 * they were normal), and no more than the empty window itself.  A pair says
 * something else if one of its windows had more slow operations, and operations
 * that go by turns make all pairs say so.
 */
static double round_of(const struct samples *s, size_t nr_s,
		       const double empty[DB_PLACEMENTS], double *room)
{
	double more, error, most = 0;
	size_t i, at, nr = 0;
	struct pair p;

	for (i = 0; i < nr_s; i++) {
		for (at = 0; get_pair(&s[i], at, &p); at++) {
			const double at_0 = empty[p.one->placement];

			if (!is_clean(&p) || isnan(at_0))
				continue;
			room[nr++] = left_of(&p) - at_0;
			most = fmax(most, at_0);
		}
	}
	if (!nr)
		return 0;
	gsl_sort(room, 1, nr);
	more = gsl_stats_median_from_sorted_data(room, 1, nr);
	error = 0.93 / sqrt(nr) *
		(gsl_stats_quantile_from_sorted_data(room, 1, nr, 0.75) -
		 gsl_stats_quantile_from_sorted_data(room, 1, nr, 0.25));
	return fabs(more) <= most && fabs(more) > 2 * error ? more : 0;
}

/* Without an empty window: the median of what its pairs say. */
static double left_at(const struct samples *s, size_t nr_s, __u32 place,
		      double *room)
{
	struct pair p;
	size_t i, at, nr = 0;

	for (i = 0; i < nr_s; i++)
		for (at = 0; get_pair(&s[i], at, &p); at++)
			if (is_clean(&p) && p.one->placement == place)
				room[nr++] = left_of(&p);
	return nr ? stats_median(room, nr) : NAN;
}

bool stats_window_costs(const struct samples *s, size_t nr_s,
			double cost[DB_PLACEMENTS])
{
	double *room, round;
	size_t i, all = 0;
	__u32 k;

	for (i = 0; i < nr_s; i++)
		all += s[i].nr;
	room = calloc(all + 1, sizeof(*room));
	if (!room)
		return false;
	for (k = 0; k < DB_PLACEMENTS; k++)
		cost[k] = empty_at(s, nr_s, k, room);
	round = round_of(s, nr_s, cost, room);
	for (k = 0; k < DB_PLACEMENTS; k++)
		cost[k] = isnan(cost[k]) ? left_at(s, nr_s, k, room) :
					   cost[k] + round;
	free(room);
	return true;
}

double stats_mean(const struct samples *s, size_t nr_s)
{
	double cost[DB_PLACEMENTS], ticks = 0, ops = 0;
	struct pair p;
	size_t i, at;

	if (!stats_window_costs(s, nr_s, cost))
		return NAN;
	for (i = 0; i < nr_s; i++) {
		for (at = 0; get_pair(&s[i], at, &p); at++) {
			if (!is_clean(&p))
				continue;
			ops += (double)p.one->n + p.two->n;
			ticks += ticks_of(p.two);
			/* One operation beside none: it has its own. */
			if (!p.one->n)
				ticks -= ticks_of(p.one);
			else
				ticks += ticks_of(p.one) -
					 2 * cost[p.one->placement];
		}
	}
	return ops > 0 ? ticks / ops : NAN;
}
