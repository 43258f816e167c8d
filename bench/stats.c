// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stats.c - from windows to a row's numbers.
 */
#include <errno.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats.h"

size_t stats_add_slopes(const struct samples *s, double *slope[DB_PLACEMENTS],
			size_t nr[DB_PLACEMENTS])
{
	size_t rejected = 0;
	__u32 i;

	for (i = s->nr_warm; i + 1 < s->nr; i += 2) {
		const struct dmabench_window *a = &s->w[i], *b = a + 1;
		double ticks, n;

		if (a->causes || b->causes) {
			rejected++;
			continue;
		}
		ticks = (double)(b->end - b->begin) -
			(double)(a->end - a->begin);
		n = (double)b->n - (double)a->n;
		slope[a->placement][nr[a->placement]++] = ticks / n;
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

static double median_of(double *v, size_t n)
{
	gsl_sort(v, 1, n);
	return gsl_stats_median_from_sorted_data(v, 1, n);
}

static void summarise(double *slope[DB_PLACEMENTS],
		      const size_t nr[DB_PLACEMENTS], double *all,
		      struct summary *out)
{
	double place[DB_PLACEMENTS];
	size_t k, nr_place = 0;

	for (k = 0; k < DB_PLACEMENTS; k++) {
		out->place[k] = nr[k] ? median_of(slope[k], nr[k]) : NAN;
		if (!nr[k])
			continue;
		memcpy(all + out->n, slope[k], nr[k] * sizeof(*all));
		out->n += nr[k];
		place[nr_place++] = out->place[k];
	}
	if (!out->n)
		return;
	out->median = median_of(place, nr_place);
	out->place_min = place[0];
	out->place_max = place[nr_place - 1];
	stats_median_ci(place, nr_place, &out->ci_low, &out->ci_high);
	gsl_sort(all, 1, out->n);
	out->mean = gsl_stats_mean(all, 1, out->n);
	out->min = all[0];
	out->max = all[out->n - 1];
	out->p1 = gsl_stats_quantile_from_sorted_data(all, 1, out->n, 0.01);
	out->p50 = gsl_stats_quantile_from_sorted_data(all, 1, out->n, 0.5);
	out->p90 = gsl_stats_quantile_from_sorted_data(all, 1, out->n, 0.9);
	out->p99 = gsl_stats_quantile_from_sorted_data(all, 1, out->n, 0.99);
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
	for (i = 0; i < nr_s; i++)
		out->rejected += stats_add_slopes(&s[i], slope, nr);
	summarise(slope, nr, room + DB_PLACEMENTS * most, out);
	free(room);
	return 0;
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
