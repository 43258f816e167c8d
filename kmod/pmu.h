/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DMABENCH_PMU_H
#define DMABENCH_PMU_H

#include <linux/types.h>

#include "uapi/dmabench.h"

/* Behind DMABENCH_COUNT_*: SMIs, of AMD since family 17h. */
#define PMU_SMIS	DMABENCH_COUNTS
#define PMU_EVENTS	(DMABENCH_COUNTS + 1)

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
 * struct pmu_counts - all of DMABENCH_COUNT_* at both ends of a window
 */
struct pmu_counts {
	struct pmu_reading before[DMABENCH_COUNTS];
	struct pmu_reading after[DMABENCH_COUNTS];
};

/**
 * db_pmu_hold - have the events counted on the CPU that this runs on
 * @counts:	out, may be NULL: those that its PMU has, for struct
 *		dmabench_info
 *
 * Sleeps, and must not be called while a window runs on that CPU.  What the PMU
 * has is asked of perf once for each CPU until db_pmu_release().  Events keep
 * their counters while there are enough of them; else each call gives them out
 * anew, at random.  Returns DMABENCH_INFO_HAS_SMI_EVENT if SMIs are counted
 * there, or were.
 */
u32 db_pmu_hold(u32 *counts);

/* All events of all CPUs are released; nothing is read meanwhile. */
void db_pmu_release(void);

/**
 * db_pmu_read - read an event of the current CPU, preemption off
 * @e:		DMABENCH_COUNT_* or PMU_SMIS
 * @r:		out
 *
 * By RDPMC, and what was before is done by then, what follows is not begun.
 */
void db_pmu_read(int e, struct pmu_reading *r);

/**
 * db_pmu_between - what an event came to between two readings
 * @count:	out; DMABENCH_NOT_COUNTED where that is not known
 *
 * Modulo 2^32.  Returns 0, or DMABENCH_CAUSE_COUNTER when perf moved the
 * event to another counter, gave it one or took it away meanwhile.
 */
u32 db_pmu_between(const struct pmu_reading *before,
		   const struct pmu_reading *after, u32 *count);

/* db_pmu_read() of all but SMIs, around the loop. */
void db_pmu_begin(struct pmu_counts *c);
void db_pmu_end(struct pmu_counts *c);

/* ..and db_pmu_between() of them; the causes together. */
u32 db_pmu_counted(const struct pmu_counts *c, u32 *count);

#endif /* DMABENCH_PMU_H */
