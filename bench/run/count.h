/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_RUN_COUNT_H
#define BENCH_RUN_COUNT_H

#include "measure/counters.h"
#include "measure/measure.h"
#include "run/ledger.h"

/**
 * count_ledger - the PMU's counters for the rows of a ledger that have a number
 * @u:		its target, on whose thread this is called
 * @ledger:	its rows have been measured
 *
 * Windows of their own, of n and of 2n operations by turns, are counted and not
 * timed; the counters run from in front of a row's loop to behind it.  What
 * that costs is the same for both and is gone from the difference.  Rows of
 * several threads, cold ones and those @each are not counted.  What is counted
 * and what not is in the environment: "counter.cycles".  Returns 0 or a
 * negative errno.
 */
int count_ledger(struct run *run, struct target_user *u, struct ledger *ledger);

/**
 * count_host_row - an event in one operation, from what the module counted
 * @s:		a row's samples, @nr_s of them
 * @what:	DMABENCH_COUNT_*
 * @c:		out: its name, with a number or why there is none
 *
 * The slopes of the windows' counts, reduced as those of their ticks are.  Only
 * pairs count that are clean and counted in both windows; there is no number of
 * less than 2 * DB_PLACEMENTS of them.  Returns 0 or -ENOMEM.
 */
int count_host_row(const struct samples *s, size_t nr_s, int what,
		   struct counter *c);

/**
 * count_host_ledger - the same for all rows of a ledger of the module's
 * @counts:	of struct dmabench_info, what the CPU has
 *
 * Of the events that the run asks for; "counter.NAME" in the environment says of
 * each whether it has a number.  Cold rows and those @each have none: a pair is
 * one operation, and what stands around it would be in the count.  Returns 0 or
 * a negative errno.
 */
int count_host_ledger(struct run *run, const struct ledger *ledger,
		      __u32 counts);

#endif /* BENCH_RUN_COUNT_H */
