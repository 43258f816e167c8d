/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DMABENCH_CAUSES_H
#define DMABENCH_CAUSES_H

#include <linux/types.h>

/**
 * struct causes - counters of what can disturb a window
 * @irqs:	interrupts this CPU has handled
 * @nmis:	NMIs this CPU has handled
 * @smis:	SMIs, from MSR_SMI_COUNT; 0 where the CPU has none
 */
struct causes {
	u64 irqs;
	u64 nmis;
	u64 smis;
};

/* Find out what this CPU can count.  Once, when the module is loaded. */
void causes_init(void);

/* Read all counters of the current CPU, preemption off. */
void causes_read(struct causes *c);

/* What moved between two readings: DMABENCH_CAUSE_* bits. */
u32 causes_between(const struct causes *before, const struct causes *after);

#endif /* DMABENCH_CAUSES_H */
