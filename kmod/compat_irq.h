/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat_irq.h - where kernels differ in how they count interrupts; see
 * compat.h.
 */
#ifndef DMABENCH_COMPAT_IRQ_H
#define DMABENCH_COMPAT_IRQ_H

#include <linux/hardirq.h>

/*
 * Interrupts that @cpu had of its own: by its timer, by other CPUs, by itself.
 */
static inline unsigned int compat_local_irqs(int cpu)
{
	const irq_cpustat_t *stat = &per_cpu(irq_stat, cpu);
	unsigned int nr = 0;

#ifdef COMPAT_NMI_COUNT
	nr += stat->apic_timer_irqs + stat->apic_irq_work_irqs;
#ifdef CONFIG_SMP
	nr += stat->irq_resched_count + stat->irq_call_count;
#endif
#else
	nr += stat->counts[IRQ_COUNT_APIC_TIMER];
	nr += stat->counts[IRQ_COUNT_IRQ_WORK];
#ifdef CONFIG_SMP
	nr += stat->counts[IRQ_COUNT_RESCHEDULE];
	nr += stat->counts[IRQ_COUNT_CALL_FUNCTION];
#endif
#endif
	return nr;
}

#endif /* DMABENCH_COMPAT_IRQ_H */
