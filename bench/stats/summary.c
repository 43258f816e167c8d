// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * summary.c - from windows to a row's numbers.
 */
#include <errno.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/mean.h"
#include "stats/median.h"
#include "stats/summary.h"

static __u32 threads_of(const struct samples *s)
{
	return s->threads ? s->threads : 1;
}

/* The slope of the pair that begins with window @i; NAN if it is not clean. */
static double slope_at(const struct samples *s, __u32 i)
{
	const struct dmabench_window *a = &s->w[i], *b = a + threads_of(s);
	double ticks;

	if (a->causes || b->causes)
		return NAN;
	ticks = (double)(b->end - b->begin) - (double)(a->end - a->begin);
	return ticks / ((double)b->n - (double)a->n);
}

size_t stats_add_slopes(const struct samples *s, double *slope[DB_PLACEMENTS],
			size_t nr[DB_PLACEMENTS])
{
	size_t rejected = 0;
	const __u32 threads = threads_of(s);
	__u32 i, t;

	for (i = s->nr_warm; i + 2 * threads <= s->nr; i += 2 * threads) {
		for (t = 0; t < threads; t++) {
			__u32 place = s->w[i + t].placement;
			double v = slope_at(s, i + t);

			if (isnan(v))
				rejected++;
			else
				slope[place][nr[place]++] = v;
		}
	}
	return rejected;
}

/* How likely [x(j), x(n + 1 - j)] covers the median, j from 1. */
static double covers(size_t j, size_t n)
{
	return 1 - 2 * gsl_cdf_binomial_P(j - 1, 0.5, n);
}

void stats_median_ci(const double *sorted, size_t n, double *low, double *high)
{
	double share, part;
	size_t j = 1;

	*low = NAN;
	*high = NAN;
	if (covers(1, n) < 0.95)
		return;
	while (covers(j + 1, n) >= 0.95)
		j++;
	/* x(j) covers too often, x(j + 1) too seldom: a point in between. */
	share = (covers(j, n) - 0.95) / (covers(j, n) - covers(j + 1, n));
	part = (n - j) * share / (j + (n - 2.0 * j) * share);
	*low = sorted[j - 1] + part * (sorted[j] - sorted[j - 1]);
	*high = sorted[n - j] - part * (sorted[n - j] - sorted[n - j - 1]);
}

bool stats_void(const struct summary *s)
{
	return !samples_enough(s->n, s->rejected);
}

/* Of the pairs that are rejected, how many had which cause. */
static void add_causes(const struct samples *s, size_t by[DMABENCH_CAUSES])
{
	const __u32 threads = threads_of(s);
	__u32 i, t;
	int k;

	for (i = s->nr_warm; i + 2 * threads <= s->nr; i += 2 * threads) {
		for (t = i; t < i + threads; t++) {
			__u32 causes = s->w[t].causes |
				       s->w[t + threads].causes;

			for (k = 0; k < DMABENCH_CAUSES; k++)
				by[k] += causes >> k & 1;
		}
	}
}

static void summarise(double *slope[DB_PLACEMENTS],
		      const size_t nr[DB_PLACEMENTS], double *all,
		      struct summary *out)
{
	double place[DB_PLACEMENTS];
	size_t k, nr_place = 0;

	for (k = 0; k < DB_PLACEMENTS; k++) {
		out->place[k] = nr[k] ? stats_median(slope[k], nr[k]) : NAN;
		if (!nr[k])
			continue;
		memcpy(all + out->n, slope[k], nr[k] * sizeof(*all));
		out->n += nr[k];
		place[nr_place++] = out->place[k];
	}
	if (!out->n)
		return;
	out->median = stats_median(place, nr_place);
	out->place_min = place[0];
	out->place_max = place[nr_place - 1];
	stats_median_ci(place, nr_place, &out->ci_low, &out->ci_high);
	modes_of_parts(slope, nr, DB_PLACEMENTS, &out->modes);
	gsl_sort(all, 1, out->n);
	out->min = all[0];
	out->max = all[out->n - 1];
	out->p1 = gsl_stats_quantile_from_sorted_data(all, 1, out->n, 0.01);
	out->p50 = gsl_stats_quantile_from_sorted_data(all, 1, out->n, 0.5);
	out->p90 = gsl_stats_quantile_from_sorted_data(all, 1, out->n, 0.9);
	out->p99 = gsl_stats_quantile_from_sorted_data(all, 1, out->n, 0.99);
}

/* The medians of single threads over all their slopes: least and greatest. */
static void compare_threads(const struct samples *s, size_t nr_s, double *room,
			    struct summary *out)
{
	const __u32 threads = nr_s ? threads_of(s) : 1;
	__u32 t, i;
	size_t k;

	out->thread_min = NAN;
	out->thread_max = NAN;
	for (t = 0; threads > 1 && t < threads; t++) {
		size_t nr = 0;
		double median;

		for (k = 0; k < nr_s; k++) {
			for (i = s[k].nr_warm; i + 2 * threads <= s[k].nr;
			     i += 2 * threads) {
				room[nr] = slope_at(&s[k], i + t);
				nr += !isnan(room[nr]);
			}
		}
		if (!nr)
			continue;
		/* Either is a number where the other is not. */
		median = stats_median(room, nr);
		out->thread_min = fmin(out->thread_min, median);
		out->thread_max = fmax(out->thread_max, median);
	}
}

int stats_summary(const struct samples *s, size_t nr_s, struct summary *out)
{
	double *slope[DB_PLACEMENTS], *room;
	size_t nr[DB_PLACEMENTS] = { 0 };
	size_t i, k, most = 1;

	memset(out, 0, sizeof(*out));
	for (i = 0; i < nr_s; i++)
		most += s[i].nr / 2;
	room = malloc((DB_PLACEMENTS + 1) * most * sizeof(*room));
	if (!room)
		return -ENOMEM;
	for (k = 0; k < DB_PLACEMENTS; k++)
		slope[k] = room + k * most;
	for (i = 0; i < nr_s; i++) {
		out->rejected += stats_add_slopes(&s[i], slope, nr);
		add_causes(&s[i], out->by);
		out->repeated += s[i].repeated;
	}
	summarise(slope, nr, room + DB_PLACEMENTS * most, out);
	if (out->n)
		out->mean = stats_mean(s, nr_s);
	compare_threads(s, nr_s, room, out);
	free(room);
	return 0;
}

/*
 * The distance that most neighbours of @nr ascending places have: two and half
 * of all at the least, because a timer may do in between what is waited for.
 */
static size_t period_of(const size_t *at, size_t nr)
{
	size_t i, k, best = 0, most = 0;

	for (i = 1; i < nr; i++) {
		size_t same = 0, gap = at[i] - at[i - 1];

		for (k = 1; k < nr; k++)
			same += at[k] - at[k - 1] == gap;
		if (same > most) {
			most = same;
			best = gap;
		}
	}
	return most > 1 && 2 * most >= nr - 1 ? best : 0;
}

int stats_slow(const struct samples *s, struct slow *out)
{
	size_t i, nr = (s->nr - s->nr_warm) / 2, clean = 0;
	double *ticks = calloc(nr + 1, 2 * sizeof(*ticks));
	size_t *at = calloc(nr + 1, sizeof(*at));
	double *sorted = ticks + nr;
	int ret = ticks && at ? 0 : -ENOMEM;

	memset(out, 0, sizeof(*out));
	for (i = 0; !ret && i < nr; i++) {
		const struct dmabench_window *a = &s->w[s->nr_warm + 2 * i];
		const struct dmabench_window *one = a->n ? a : a + 1;
		const struct dmabench_window *none = a->n ? a + 1 : a;

		/* An interrupt is no slow operation; it keeps its place. */
		ticks[i] = -INFINITY;
		if (a->causes || a[1].causes)
			continue;
		ticks[i] = (double)(one->end - one->begin) -
			   (double)(none->end - none->begin);
		sorted[clean++] = ticks[i];
	}
	if (clean) {
		out->over = 2 * stats_median(sorted, clean);
		for (i = 0; i < nr; i++) {
			if (ticks[i] <= out->over)
				continue;
			at[out->nr] = i;
			sorted[out->nr++] = ticks[i];
		}
		out->period = period_of(at, out->nr);
		if (out->nr)
			out->median = stats_median(sorted, out->nr);
	}
	free(ticks);
	free(at);
	return ret;
}

bool stats_identical(const struct samples *s, size_t nr_s)
{
	size_t i;
	__u32 k;

	for (i = 1; i < nr_s; i++) {
		if (s[i].nr != s->nr || s[i].nr_warm != s->nr_warm)
			return false;
		for (k = 0; k < s->nr; k++)
			if (s[i].w[k].n != s->w[k].n ||
			    s[i].w[k].placement != s->w[k].placement ||
			    s[i].w[k].end - s[i].w[k].begin !=
			    s->w[k].end - s->w[k].begin)
				return false;
	}
	return true;
}
