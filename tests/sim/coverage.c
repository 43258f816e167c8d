// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * coverage.c - how often do the 95 % intervals of a report hold the truth?
 *
 *	coverage [TRIES [SEED]]
 *
 * Noise of four shapes is put into windows and into what differs from boot to
 * boot (visit to visit, placement to placement); it is reduced as the program
 * reduces it, by the program's own functions, and what should be in the
 * interval is known.  A line an interval, a column a shape; the exit status is
 * 1 if one of them is not in 93 to 97 %.
 */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "stats/shift.h"
#include "stats/summary.h"

#define WINDOWS		32
#define BOOTS		10
#define PASSES		24
#define TRUTH		0.3	/* by how much B is more than A, cycles */

static gsl_rng *rng;

static double normal(void)
{
	return gsl_ran_gaussian(rng, 1);
}

/* One-sided, as what disturbs a window is; its median is 0. */
static double skewed(void)
{
	return gsl_ran_lognormal(rng, 0, 0.8) - 1;
}

/* Two of five are elsewhere; the median of the whole is 0. */
static double bimodal(void)
{
	static double median;

	/* 0.6 P(z < m) = 0.5, but for a hair of the upper mode. */
	if (median == 0)
		median = 0.2 * 0.9674;
	return (gsl_rng_uniform(rng) < 0.4 ? 4 : 0) +
	       gsl_ran_gaussian(rng, 0.2) - median;
}

/* Quiet, and now and then far off, to one side. */
static double spiked(void)
{
	return gsl_ran_gaussian(rng, 0.3) +
	       (gsl_rng_uniform(rng) < 0.03 ? gsl_ran_exponential(rng, 30) : 0);
}

static const struct {
	const char *name;
	double (*draw)(void);
} shapes[] = {
	{ "normal", normal },
	{ "skewed", skewed },
	{ "bimodal", bimodal },
	{ "spiked", spiked },
};

#define SHAPES	(sizeof(shapes) / sizeof(*shapes))

/* The median of a boot's windows, which lie around what the boot is. */
static double one_boot(double (*draw)(void), double at)
{
	double v[WINDOWS], boot = at + draw();
	int i;

	for (i = 0; i < WINDOWS; i++)
		v[i] = boot + draw();
	gsl_sort(v, 1, WINDOWS);
	return gsl_stats_median_from_sorted_data(v, 1, WINDOWS);
}

static bool holds(double low, double high, double truth)
{
	return low <= truth && truth <= high;
}

/* Two sides of boots: a comparison. */
static bool between_boots(double (*draw)(void))
{
	double a[BOOTS], b[BOOTS];
	struct shift s;
	int i;

	for (i = 0; i < BOOTS; i++) {
		a[i] = one_boot(draw, 40);
		b[i] = one_boot(draw, 40 + TRUTH);
	}
	return !shift_between(a, BOOTS, b, BOOTS, &s) &&
	       holds(s.low, s.high, TRUTH);
}

/* Passes that have both sides next to each other: A/A. */
static bool within_passes(double (*draw)(void))
{
	double d[PASSES];
	struct shift s;
	int i;

	for (i = 0; i < PASSES; i++)
		d[i] = one_boot(draw, 40) - one_boot(draw, 40);
	return !shift_paired(d, PASSES, &s) && holds(s.low, s.high, 0);
}

/* A row's interval: where loops lie that were not built. */
static bool over_placements(double (*draw)(void))
{
	double place[DB_PLACEMENTS], low, high;
	int i;

	for (i = 0; i < DB_PLACEMENTS; i++)
		place[i] = 40 + draw();
	gsl_sort(place, 1, DB_PLACEMENTS);
	stats_median_ci(place, DB_PLACEMENTS, &low, &high);
	return holds(low, high, 40);
}

static const struct {
	const char *name;
	bool (*once)(double (*draw)(void));
} intervals[] = {
	{ "shift, 10 boots a side", between_boots },
	{ "A/A, 24 passes", within_passes },
	{ "a row, 8 placements", over_placements },
};

int main(int argc, char **argv)
{
	long tries = argc > 1 ? atol(argv[1]) : 20000, i;
	size_t s, k;
	int status = 0;

	rng = gsl_rng_alloc(gsl_rng_mt19937);
	gsl_rng_set(rng, argc > 2 ? atol(argv[2]) : 1);
	printf("%ld tries; %% of the 95 %% intervals that hold the truth\n%-24s",
	       tries, "");
	for (s = 0; s < SHAPES; s++)
		printf(" %8s", shapes[s].name);
	putchar('\n');
	for (k = 0; k < sizeof(intervals) / sizeof(*intervals); k++) {
		printf("%-24s", intervals[k].name);
		for (s = 0; s < SHAPES; s++) {
			long held = 0;
			double percent;

			for (i = 0; i < tries; i++)
				held += intervals[k].once(shapes[s].draw);
			percent = 100.0 * held / tries;
			printf(" %8.1f", percent);
			if (percent < 93 || percent > 97)
				status = 1;
		}
		putchar('\n');
	}
	gsl_rng_free(rng);
	return status;
}
