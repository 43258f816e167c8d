/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * irqs_off.h - the section with interrupts off, in which a window runs.
 *
 * Interrupts and preemption are off, but on PREEMPT_RT interrupts stay on: a
 * spinlock_t is a mutex there, and the IOVA allocator, the page tables and the
 * slab allocator have some.  Who has to wait for one with interrupts off is
 * "scheduling while atomic".  A window there stays on its CPU and no more.
 * What came into it, or into one of an operation that wants interrupts on
 * anywhere, is found in counts that other windows need not be asked for: of
 * interrupts, what the kernel sums up for all (kstat_cpu_irqs_sum) lacks those
 * of the CPU's own timer.
 */
#ifndef DMABENCH_IRQS_OFF_H
#define DMABENCH_IRQS_OFF_H

#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/smp.h>

#include "compat_irq.h"
#include "uapi/dmabench.h"

/**
 * struct irqs_off - what it was at the section's begin
 * @flags:	whether interrupts were on
 * @switches:	context switches of this thread
 * @irqs:	interrupts of this CPU that no driver has: its timer, other CPUs
 */
struct irqs_off {
	unsigned long flags;
	unsigned long switches;
	unsigned int irqs;
};

static inline unsigned long switches_so_far(void)
{
	return current->nvcsw + current->nivcsw;
}

/* Until irqs_off_end() on this CPU; with @irqs interrupts stay on anywhere. */
static inline void irqs_off_begin(struct irqs_off *s, bool irqs)
{
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		migrate_disable();
	else
		preempt_disable();
	s->irqs = compat_local_irqs(smp_processor_id());
	s->switches = switches_so_far();
	if (!IS_ENABLED(CONFIG_PREEMPT_RT) && !irqs)
		local_irq_save(s->flags);
}

/* What came between, as DMABENCH_CAUSE_* bits: none where nothing could. */
static inline u32 irqs_off_end(struct irqs_off *s, bool irqs)
{
	const bool came = IS_ENABLED(CONFIG_PREEMPT_RT) || irqs;
	u32 bits = 0;

	/* With interrupts off until here, what waited for this comes now. */
	if (came && s->switches != switches_so_far())
		bits |= DMABENCH_CAUSE_SCHED;
	if (came && s->irqs != compat_local_irqs(smp_processor_id()))
		bits |= DMABENCH_CAUSE_IRQ;
	if (IS_ENABLED(CONFIG_PREEMPT_RT)) {
		migrate_enable();
		return bits;
	}
	if (!irqs)
		local_irq_restore(s->flags);
	preempt_enable();
	return bits;
}

#endif /* DMABENCH_IRQS_OFF_H */
