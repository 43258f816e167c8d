/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_STATS_MEAN_H
#define BENCH_STATS_MEAN_H

#include "kmod/dispatch/dispatch.h"
#include "stats/samples.h"

/**
 * stats_mean - what an operation costs on the average, rare slow ones too
 * @s:		@nr_s samples of one row
 *
 * All ticks of the clean pairs over all their operations, less what a window
 * costs beside them.  What it can be off by is one slow operation more or less
 * at the ends of a boot, over all operations of it, and what is said below.
 * Returns NAN without a clean pair, or without memory.
 */
double stats_mean(const struct samples *s, size_t nr_s);

/**
 * stats_window_costs - what a window costs beside its operations
 * @cost:	out: in ticks, a placement, each of which is a loop of its own;
 *		NAN where it has no window
 *
 * The fences, the loop's way in and out.  A window of no operation says it but
 * for the few instructions that a loop has if it goes round at all; a pair of n
 * and 2n says these (2 t(n) - t(2n)), if both have their share of slow
 * operations: the median is taken if it is more than its own error, and no more
 * than an empty window.  Else it is off by those instructions, over n.  Returns
 * false without memory.
 */
bool stats_window_costs(const struct samples *s, size_t nr_s,
			double cost[DB_PLACEMENTS]);

#endif /* BENCH_STATS_MEAN_H */
