/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DMABENCH_PMU_H
#define DMABENCH_PMU_H

#include <linux/types.h>

/**
 * enum pmu_event - what is counted
 * @PMU_CYCLES:	core cycles, in the kernel
 * @PMU_SMIS:	SMIs, of AMD since family 17h
 */
enum pmu_event {
	PMU_CYCLES,
	PMU_SMIS,
	PMU_EVENTS,
};

/* No counter is in use, but one of these. */
#define PMU_NONE	(-1)	/* never had */
#define PMU_LOST	(-2)	/* had, and perf took it away */

/**
 * struct pmu_reading - a counter at one end of a window
 * @count:	what it stood at
 * @idx:	which one it was, or PMU_NONE or PMU_LOST
 */
struct pmu_reading {
	u64 count;
	int idx;
};

/**
 * pmu_hold - have the events counted on the CPU that this runs on
 *
 * Sleeps.  perf is asked once for each CPU until pmu_release(); the events keep
 * their counters, unless there is none to be had.  Returns DMABENCH_INFO_HAS_*
 * of what is counted there.
 */
u32 pmu_hold(void);

/* All events of all CPUs are given back; nothing is read meanwhile. */
void pmu_release(void);

/**
 * pmu_read - read an event of the current CPU, preemption off
 * @r:		out
 *
 * By RDPMC, and what was before is done by then, what follows is not begun.
 */
void pmu_read(enum pmu_event e, struct pmu_reading *r);

/**
 * pmu_between - what an event came to between two readings
 * @count:	out; DMABENCH_NOT_COUNTED where that is not known
 *
 * Less than 2^32.  Returns 0, or DMABENCH_CAUSE_COUNTER when perf moved the
 * event to another counter, gave it one or took it away meanwhile.
 */
u32 pmu_between(const struct pmu_reading *before,
		const struct pmu_reading *after, u64 *count);

#endif /* DMABENCH_PMU_H */
