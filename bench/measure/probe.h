/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_MEASURE_PROBE_H
#define BENCH_MEASURE_PROBE_H

#include <linux/types.h>

/**
 * struct probe - two loops of known shape, in TSC ticks
 * @chain:	dependent adds: one a core cycle, whoever shares the core
 * @width:	a counting loop: takes issue slots, which a sibling thread or
 *		another guest on it takes away
 *
 * Where there is no counter for what disturbs a window (a hypervisor's other
 * guests, the host's sibling thread, the clock), these two run right before
 * and behind it and stand as witnesses: the cause is measured, not guessed
 * from the window's own result.
 */
struct probe {
	__u32 chain;
	__u32 width;
};

/* Run both loops, about a quarter of a microsecond. */
void probe_read(struct probe *p);

/**
 * probe_learn - what the probe takes when nothing disturbs it
 * @quiet:	out
 * @tsc_khz:	to know when 200 ms are over
 */
void probe_learn(struct probe *quiet, __u32 tsc_khz);

/* DMABENCH_CAUSE_SHARED and _FREQ, as @p differs from @quiet. */
__u32 probe_causes(const struct probe *quiet, const struct probe *p);

#endif /* BENCH_MEASURE_PROBE_H */
