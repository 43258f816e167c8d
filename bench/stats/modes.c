// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * modes.c - is a row of two kinds?  Then its median is neither.
 */
#include <math.h>
#include <string.h>

#include "stats/median.h"
#include "stats/modes.h"

#define VALUES_MIN	40
#define TRIM		0.02
#define PART_MIN	0.1
#define APART_MIN	0.05
#define D_MIN		5.0
#define PARTS_MAX	64

/* Sums of a stretch of values, less one that lies among them. */
struct sums {
	double n, sum, squares;
};

static void add(struct sums *s, double v, double sign)
{
	s->n += sign;
	s->sum += sign * v;
	s->squares += sign * v * v;
}

static double mean(const struct sums *s)
{
	return s->sum / s->n;
}

/*
 * The sum of squared distances from the mean; rounding leaves no less than 0.
 */
static double within(const struct sums *s)
{
	return fmax(s->squares - s->sum * s->sum / s->n, 0);
}

void modes_find(const double *sorted, size_t n, struct modes *out)
{
	size_t trim = n * TRIM, i;
	const double *v = sorted + trim;
	struct sums low = { 0 }, high = { 0 };
	struct sums best_low = { 0 }, best_high = { 0 };
	double least = INFINITY, d, mid;

	memset(out, 0, sizeof(*out));
	if (n < VALUES_MIN)
		return;
	n -= 2 * trim;
	mid = v[n / 2];
	for (i = 0; i < n; i++)
		add(&high, v[i] - mid, 1);
	for (i = 0; i + 1 < n; i++) {
		add(&low, v[i] - mid, 1);
		add(&high, v[i] - mid, -1);
		if (v[i] == v[i + 1] || within(&low) + within(&high) >= least)
			continue;
		least = within(&low) + within(&high);
		best_low = low;
		best_high = high;
	}
	if (isinf(least) || fmin(best_low.n, best_high.n) < PART_MIN * n)
		return;
	d = mean(&best_high) - mean(&best_low);
	if (d < APART_MIN * fabs(mid) ||
	    d < D_MIN * sqrt((within(&best_low) / best_low.n +
			      within(&best_high) / best_high.n) / 2))
		return;
	out->low = mid + mean(&best_low);
	out->high = mid + mean(&best_high);
	out->share = best_high.n / n;
}

void modes_of_parts(double *const *sorted, const size_t *n, size_t parts,
		    struct modes *out)
{
	double low[PARTS_MAX], high[PARTS_MAX], share[PARTS_MAX];
	size_t i, asked = 0, two = 0;

	for (i = 0; i < parts && i < PARTS_MAX; i++) {
		struct modes m;

		asked += n[i] >= VALUES_MIN;
		modes_find(sorted[i], n[i], &m);
		low[two] = m.low;
		high[two] = m.high;
		share[two] = m.share;
		two += m.share > 0;
	}
	memset(out, 0, sizeof(*out));
	if (!two || 2 * two < asked)
		return;
	out->low = stats_median(low, two);
	out->high = stats_median(high, two);
	out->share = stats_median(share, two);
}
