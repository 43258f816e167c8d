/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_STATS_SUMMARY_H
#define BENCH_STATS_SUMMARY_H

#include <stddef.h>

#include "kmod/dispatch/dispatch.h"
#include "stats/cause.h"
#include "stats/modes.h"
#include "stats/samples.h"

/**
 * struct summary - a row in numbers; the unit is the target's, per operation
 * @n:		clean slopes behind it
 * @rejected:	pairs of windows left out for a recorded cause
 * @by:		how many of them each cause was seen in; a pair may have several
 * @repeated:	pairs before, in attempts that were made again
 * @median:	of the placements' medians
 * @mean:	of all operations, with what a rare slow one adds: mean.h
 * @p1:		percentiles, least and greatest of the slopes
 * @ci_low:	95 % confidence interval of @median, to @ci_high: the placements
 *		as a sample of all places where the loop could lie.  NAN where
 *		there are too few.  It is no interval of what a second run, or
 *		another row, differs by: see shift.h
 * @place_min:	least and greatest of the placements' medians
 * @place:	each placement's median; NAN where none of its slopes is clean
 * @modes:	two kinds of slopes, where most placements have them
 * @thread_min:	least and greatest of the threads' medians, of a row of
 *		several: do they agree?  NAN for one thread
 */
struct summary {
	size_t n;
	size_t rejected;
	size_t by[DMABENCH_CAUSES];
	size_t repeated;
	double median;
	double mean;
	double p1, p50, p90, p99;
	double min, max;
	double ci_low, ci_high;
	double place_min, place_max;
	double place[DB_PLACEMENTS];
	struct modes modes;
	double thread_min, thread_max;
};

/**
 * stats_add_slopes - the slopes of a row's clean pairs
 * @s:		its samples
 * @slope:	room for @s->nr / 2 values per placement
 * @nr:		in and out: how many each placement has
 *
 * A slope is (t(2n) - t(n)) / n.  Returns how many pairs were rejected.
 */
size_t stats_add_slopes(const struct samples *s, double *slope[DB_PLACEMENTS],
			size_t nr[DB_PLACEMENTS]);

/**
 * stats_summary - a row from the samples of its boots or passes
 * @s:		@nr_s of them
 * @out:	zero in n where no slope is clean
 *
 * Returns 0 or -ENOMEM.
 */
int stats_summary(const struct samples *s, size_t nr_s, struct summary *out);

/* Is the row void: were fewer of its pairs clean than samples_enough()? */
bool stats_void(const struct summary *s);

/**
 * stats_median_ci - 95 % interval of a median by order statistics
 * @sorted:	@n values, ascending
 *
 * Two neighbouring pairs of order statistics cover at least and less than 95 %
 * by the binomial distribution; the bounds are interpolated between them, as
 * Hettmansperger and Sheather do (Statistics & Probability Letters 4, 1986).
 * Both NAN below six values.
 */
void stats_median_ci(const double *sorted, size_t n, double *low,
		     double *high);

/**
 * struct slow - the rare operations that cost much more than the others
 * @over:	slow is what took more than this, twice the median
 * @nr:		how many there were
 * @median:	of theirs
 * @period:	operations from one to the next, where that is the same at least
 *		twice, and for half of them; else 0
 */
struct slow {
	double over;
	size_t nr;
	double median;
	size_t period;
};

/**
 * stats_slow - find them in one boot's samples of a row @each
 * @s:		every pair is an operation, in the order they were made
 * @out:	zero in nr where there is none
 *
 * Returns 0 or -ENOMEM.
 */
int stats_slow(const struct samples *s, struct slow *out);

/* Did all of @nr_s boots read the same ticks in the same windows? */
bool stats_identical(const struct samples *s, size_t nr_s);

#endif /* BENCH_STATS_SUMMARY_H */
