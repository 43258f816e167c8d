/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_MEASURE_MEASURE_H
#define BENCH_MEASURE_MEASURE_H

#include <gsl/gsl_rng.h>

#include "measure/target.h"
#include "stats/samples.h"

/**
 * struct plan - which windows a row gets
 * @pairs:	pairs of windows (n and 2n operations) in each placement
 * @placements:	how many copies of the loop are run
 * @window_us:	how long a window of 2n operations may be, microseconds
 */
struct plan {
	__u32 pairs;
	__u32 placements;
	__u32 window_us;
};

#define PLAN_DEFAULT \
	{ .pairs = 4, .placements = DB_PLACEMENTS, .window_us = 50 }

/* Attempts at most, for a row: what disturbs often comes in bursts. */
#define MEASURE_TRIES	8

/**
 * measure_row - run one row as the plan says
 * @t:		where
 * @row:	what
 * @p:		how
 * @rng:	for the order of placements
 * @s:		out: the windows, to be freed with samples_free() also on error
 *
 * The number of operations is found first, so that 2n of them fit into
 * window_us.  A row of the kernel's API is then warmed up until two groups of
 * windows in a row take the same time as the one before, to 2 %: its IOVA
 * caches, page tables and flush queue are those of a device in use.
 *
 * Where fewer than MEASURE_CLEAN % of the pairs are clean all of them are made
 * again, up to MEASURE_TRIES times: the last stand, however they are.  It is
 * the whole attempt that goes, by its causes and never by its values.
 *
 * Returns 0 or a negative errno as struct target's run does; the windows that
 * were run are in @s all the same.
 */
int measure_row(struct target *t, const struct row *row, const struct plan *p,
		gsl_rng *rng, struct samples *s);

#endif /* BENCH_MEASURE_MEASURE_H */
