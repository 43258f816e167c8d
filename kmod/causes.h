/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DMABENCH_CAUSES_H
#define DMABENCH_CAUSES_H

#include <linux/types.h>

#include "pmu.h"

/**
 * struct causes - counters of what can disturb a window
 * @irqs:	interrupts this CPU has handled
 * @nmis:	NMIs this CPU has handled
 * @smis:	SMIs, from MSR_SMI_COUNT; 0 where the CPU has none
 * @smi_event:	SMIs where the PMU counts them
 * @aperf:	cycles of the core's own clock, and
 * @mperf:	of a clock that stands, as the TSC; both 0 where there are none
 * @steal:	ns that a host took from this CPU; 0 where it does not say
 */
struct causes {
	u64 irqs;
	u64 nmis;
	u64 smis;
	struct pmu_reading smi_event;
	u64 aperf;
	u64 mperf;
	u64 steal;
};

/**
 * struct clock_ratio - how fast the core's clock was, against one that stands
 * @aperf:	what both counted in the first window of a row that was long
 * @mperf:	enough to tell; 0 before that
 */
struct clock_ratio {
	u64 aperf;
	u64 mperf;
};

/*
 * Find out what this CPU can count.  Once, when the module is loaded; @khz: of
 * the TSC.
 */
void db_causes_init(unsigned int khz);

/* What can be seen here, as DMABENCH_INFO_HAS_* bits. */
u32 db_causes_seen(void);

/* Read all counters of the current CPU, preemption off. */
void db_causes_read(struct causes *c);

/* What moved between two readings: DMABENCH_CAUSE_* bits. */
u32 db_causes_between(const struct causes *before, const struct causes *after);

/**
 * db_causes_clock - did the core's clock move since the row's first window?
 * @ratio:	the row's, zeroed before its first window
 * @before:	the window
 * @after:
 *
 * By half of 100 MHz or more: an Intel core's clock goes in steps of 100 MHz
 * (SDM vol. 4, MSR_PLATFORM_INFO), an AMD's in steps of 25, of which one is let
 * pass.  A window so short that the time between the two MSRs would show as
 * such a step says nothing.  Returns 0 or DMABENCH_CAUSE_FREQ.
 */
u32 db_causes_clock(struct clock_ratio *ratio, const struct causes *before,
		    const struct causes *after);

#endif /* DMABENCH_CAUSES_H */
