// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * coverage.c - how often do the 95 % intervals of a report hold the truth?
 *
 *	coverage [TRIES [SEED]]
 *
 * Noise of four shapes is put into windows and into what differs from boot to
 * boot (visit to visit, placement to placement); it is reduced as the program
 * reduces it, by the program's own functions, and what should be in the
 * interval is known.  A line an interval, a column a shape.  Ranks of few
 * values come in steps, so that an interval of them holds the truth more often
 * than asked; ties make a test reject less often.  The exit status is 1 if one
 * is outside of its bounds.
 */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "compare/values.h"
#include "stats/mean.h"
#include "stats/shift.h"
#include "stats/summary.h"
#include "stats/utest.h"

#define WINDOWS		32
#define BOOTS		10
#define PASSES		24
#define TRUTH		0.3	/* by how much B is more than A, cycles */
#define TIMES		1.02	/* how many times A B is */
#define DESIGNS		20	/* compared with one of them */
#define FEW		4	/* values a side that have an interval at all */

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

/* Sides of which one is a multiple of the other: a ratio. */
static bool ratio_of(double (*draw)(void), int n)
{
	double a[BOOTS], b[BOOTS];
	struct shift s;
	int i;

	for (i = 0; i < n; i++) {
		a[i] = one_boot(draw, 40);
		b[i] = TIMES * one_boot(draw, 40);
	}
	return !shift_ratio(a, n, b, n, &s) && holds(s.low, s.high, TIMES);
}

static bool ratio_few(double (*draw)(void))
{
	return ratio_of(draw, FEW);
}

static bool ratio_five(double (*draw)(void))
{
	return ratio_of(draw, FEW + 1);
}

static bool ratio_boots(double (*draw)(void))
{
	return ratio_of(draw, BOOTS);
}

/* One thing on both sides, in steps of a clock: is it called no difference? */
static bool same_of(double (*draw)(void), int n, double step)
{
	double a[BOOTS], b[BOOTS];
	struct utest test;
	int i;

	for (i = 0; i < n; i++) {
		a[i] = step * rint(one_boot(draw, 40) / step);
		b[i] = step * rint(one_boot(draw, 40) / step);
	}
	return !utest(a, n, b, n, &test) && test.p > 0.05;
}

static bool ties_few(double (*draw)(void))
{
	return same_of(draw, FEW, 0.5);
}

static bool ties_boots(double (*draw)(void))
{
	return same_of(draw, BOOTS, 0.5);
}

/* A row of a design: where a loop lies, and over it what its passes do. */
static void one_design(double (*draw)(void), struct result_row *row)
{
	int i;

	*row = (struct result_row) { .unit = UNIT_CYCLES };
	for (i = 0; i < DB_PLACEMENTS; i++)
		row->s.place[i] = one_boot(draw, 5);
}

/*
 * The designs of a run, all of them the same, against one of them, as compare
 * --against judges them: is none called?
 */
static bool same_designs(double (*draw)(void))
{
	const struct verdict_rule rule = VERDICT_RULE_DEFAULT;
	static struct result_row base, row;
	struct comparison c[DESIGNS];
	int i;

	one_design(draw, &base);
	for (i = 0; i < DESIGNS; i++) {
		one_design(draw, &row);
		if (values_of_placements(&base, &row, &rule, &c[i]))
			return false;
	}
	if (verdict_call(c, DESIGNS, &rule))
		return false;
	for (i = 0; i < DESIGNS; i++)
		if (c[i].verdict == VERDICT_LESS ||
		    c[i].verdict == VERDICT_MORE)
			return false;
	return true;
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

/*
 * A row of which every Kth operation costs more: windows by turns of n and 2n,
 * of which one goes on where the other ended, as the module makes them.
 * Counts, without noise.
 */
#define PAIRS		32
#define MOST_K		1000
#define OP		100	/* instructions */
#define SLOW		401	/* more, every Kth; so has tests/vm/mean.bats */
#define EMPTY		9	/* of a window without an operation */
#define ROUND		4	/* of a window that goes round, beside them */

static void one_window(struct samples *s, __u32 n, __u32 k, __u64 *op)
{
	struct dmabench_window *w = &s->w[s->nr++];
	__u32 i;

	*w = (struct dmabench_window) { .n = n };
	w->end = EMPTY + (n ? ROUND : 0);
	for (i = 0; i < n; i++)
		w->end += OP + (++*op % k ? 0 : SLOW);
}

/* How far from the truth are the mean, and the mean of slopes? */
static void off_by(__u32 n, __u32 k, double *mean, double *slopes)
{
	static struct dmabench_window w[2 * PAIRS + 1];
	struct samples s = { .w = w, .nr_warm = 1 };
	const double truth = OP + (double)SLOW / k;
	__u64 op = gsl_rng_uniform_int(rng, k);
	__u32 i;

	one_window(&s, 0, k, &op);
	*slopes = 0;
	for (i = 0; i < PAIRS; i++) {
		const struct dmabench_window *a = &w[s.nr], *b = a + 1;

		one_window(&s, i & 1 ? 2 * n : n, k, &op);
		one_window(&s, i & 1 ? n : 2 * n, k, &op);
		*slopes += ((double)b->end - (double)a->end) /
			   ((double)b->n - (double)a->n) / PAIRS;
	}
	*slopes = fabs(*slopes - truth);
	*mean = fabs(stats_mean(&s, 1) - truth);
}

static int print_means(void)
{
	static const __u32 lengths[] = { 25, 64, 400 };
	double mean, slopes, most;
	int status = 0, what;
	size_t i;
	__u32 k;

	printf("\nevery Kth operation costs %d more than %d, K = 2 to %d; at most so far from\nthe truth, per operation\n%-24s",
	       SLOW, OP, MOST_K, "");
	for (i = 0; i < sizeof(lengths) / sizeof(*lengths); i++)
		printf("   n = %2u", lengths[i]);
	for (what = 0; what < 2; what++) {
		printf("\n%-24s", what ? "the mean of slopes" : "the mean");
		for (i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
			for (most = 0, k = 2; k <= MOST_K; k++) {
				off_by(lengths[i], k, &mean, &slopes);
				most = fmax(most, what ? slopes : mean);
			}
			printf(" %8.2f", most);
			/* To the instruction. */
			status |= !what && most >= 0.5;
		}
	}
	putchar('\n');
	return status;
}

/* @low and @high: how often it may be right, %. */
static const struct {
	const char *name;
	bool (*once)(double (*draw)(void));
	double low, high;
} intervals[] = {
	{ "shift, 10 boots a side", between_boots, 93, 97 },
	{ "A/A, 24 passes", within_passes, 93, 97 },
	{ "a row, 8 placements", over_placements, 93, 97 },
	{ "ratio, 4 a side", ratio_few, 95, 99 },
	{ "ratio, 5 a side", ratio_five, 95, 99 },
	{ "ratio, 10 a side", ratio_boots, 93, 97 },
	{ "p with ties, 4 a side", ties_few, 94, 100 },
	{ "p with ties, 10 a side", ties_boots, 94, 100 },
	{ "20 designs, none called", same_designs, 95, 100 },
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
			if (percent < intervals[k].low ||
			    percent > intervals[k].high)
				status = 1;
		}
		putchar('\n');
	}
	status |= print_means();
	gsl_rng_free(rng);
	return status;
}
