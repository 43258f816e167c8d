/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_COUNT_H
#define BENCH_COUNT_H

#include "run.h"

/**
 * count_side - the PMU's counters for the rows of a side that have a number
 * @u:		its target, on whose thread this is called
 * @side:	its rows have been measured
 *
 * Windows of their own, of n and of 2n operations by turns, are counted and not
 * timed; the counters run from in front of a row's loop to behind it.  What that
 * costs is the same for both and is gone from the difference.  Rows of several
 * threads, cold ones and those @each are not counted.  What is counted and what
 * not is in the environment: "counter.cycles".  Returns 0 or a negative errno.
 */
int count_side(struct run *run, struct target_user *u, struct side *side);

#endif /* BENCH_COUNT_H */
