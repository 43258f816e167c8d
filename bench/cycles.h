/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_CYCLES_H
#define BENCH_CYCLES_H

#include <stdbool.h>

#include "counters.h"
#include "measure.h"
#include "run.h"

/**
 * cycles_row - core cycles of one operation, from what the module counted
 * @s:		a row's samples, @nr_s of them
 * @c:		out: named "cycles", with a number or why there is none
 *
 * The slopes of the windows' cycles, reduced as those of their ticks are.  Only
 * pairs count that are clean and counted on both sides; there is no number where
 * they are less than COUNTER_SHARE_MIN of the clean ones.  Returns 0 or -ENOMEM.
 */
int cycles_row(const struct samples *s, size_t nr_s, struct counter *c);

/**
 * cycles_side - the same for all rows of a side of the module's
 * @counted:	does the module count on this CPU?
 *
 * Where the run's counters have "cycles"; "counter.cycles" in the environment
 * says whether it does.  Rows @each have none: a pair is one operation, and what
 * stands around it would be in the count.  Returns 0 or a negative errno.
 */
int cycles_side(struct run *run, const struct side *side, bool counted);

#endif /* BENCH_CYCLES_H */
