/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_STATS_SAMPLES_H
#define BENCH_STATS_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>

#include "kmod/uapi/dmabench.h"

/**
 * struct samples - a row's windows in the order they ran
 * @w:		the windows, malloc'ed
 * @nr:		how many; where @threads ran at once, of all: window i of
 *		thread t is w[i * threads + t]
 * @nr_warm:	how many of them, from the first, only warmed up, or have no
 *		operation and say what a window costs without; the others come
 *		in pairs of n and 2n operations, in either order, of each thread
 * @steady:	groups of warm-up windows until the row was steady, 0 if it was
 *		not when they ended; rows without a state are not asked
 * @mapped:	entries of the last list that the device sees, 0 for no list
 * @threads:	0 and 1 are the same
 * @repeated:	pairs of attempts that were made again, because fewer than
 *		MEASURE_CLEAN % of them were clean; they are among @nr_warm
 */
struct samples {
	struct dmabench_window *w;
	__u32 nr;
	__u32 nr_warm;
	__u32 steady;
	__u32 mapped;
	__u32 threads;
	__u32 repeated;
};

/* Percent of a row's pairs that have to be clean; with fewer it is void. */
#define MEASURE_CLEAN	80

/* Are @rejected pairs beside @clean ones few enough?  None of either is. */
static inline bool samples_enough(size_t clean, size_t rejected)
{
	return 100 * clean >= MEASURE_CLEAN * (clean + rejected);
}

void samples_free(struct samples *s);

#endif /* BENCH_STATS_SAMPLES_H */
