/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_MEASURE_COUNTERS_H
#define BENCH_MEASURE_COUNTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "machine/env.h"
#include "stats/counter.h"

/*
 * Counters of the PMU on this thread, by libperf.  libperf is GPL-2.0 only and
 * the program links GSL, GPL-3 or later: it is therefore in a program of its
 * own, dmabench-counters, which is talked to by lines.
 *
 *	dmabench-counters TID user|kernel EVENT..
 *
 * opens the events on a thread and answers with a line for each: "ok", or why
 * not.  Then, for each line that it reads,
 *
 *	+	enables them all, and answers with an empty line
 *	-	disables them, and answers with "VALUE ENABLED RUNNING" for each, in
 *		one line: what was counted since the last "+", and for how many
 *		ns it was enabled and really counted; "- - -" for one that is not
 *		open
 *
 * It ends with its input.
 */

#define COUNTERS_DEFAULT \
	"cycles,instructions,branches,branch-miss,indirect-miss," \
	"l1d-miss,itlb-miss"

/**
 * struct counters - events that are open on a thread
 * @nr:		how many
 * @c:		name and why of each
 * @nr_open:	how many of them count
 */
struct counters {
	size_t nr;
	struct counter c[COUNTERS_MAX];
	size_t nr_open;
	pid_t pid;
	int in, out;
	double value[COUNTERS_MAX];
	double enabled[COUNTERS_MAX], running[COUNTERS_MAX];
};

/* Is it a list of names of events, separated by commas? */
bool counters_valid(const char *list);

/* The names of such a list into @c, no more; 0 or -EINVAL. */
int counters_names(const char *list, struct counters *c);

/* "counter.NAME" for each: COUNTER_COUNTED, or why not.  0 or -ENOMEM. */
int counters_env(const struct counters *c, struct env *e);

/**
 * counters_open - start to count on this thread
 * @list:	names of events, separated by commas
 * @kernel:	what the kernel does, else what user space does
 * @c:		out; why is set for each event that does not count
 *
 * Returns 0, also when none can be counted here, or a negative errno: -EINVAL
 * for a list that is too long or has an empty name.
 */
int counters_open(struct counters *c, const char *list, bool kernel);

/* Around what is counted; 0 or -EPIPE when the helper is gone. */
int counters_begin(struct counters *c);

/* ..with what it counted times @sign added to what row has so far. */
int counters_end(struct counters *c, int sign);

/* The sums as events in one of @ops operations, into @row; sums begin anew. */
void counters_take(struct counters *c, double ops, struct counter *row);

void counters_close(struct counters *c);

#endif /* BENCH_MEASURE_COUNTERS_H */
