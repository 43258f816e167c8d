// SPDX-License-Identifier: GPL-2.0-only
/*
 * causes.c - what disturbed a window, and only that for which there is a count.
 */
#include <linux/hardirq.h>
#include <linux/kernel_stat.h>
#include <linux/smp.h>
#include <asm/msr.h>
#include <asm/processor.h>

#include "causes.h"
#include "uapi/dmabench.h"

static bool have_smi_count;

void causes_init(void)
{
	u64 count;

	/* SDM vol. 4: MSR_SMI_COUNT, family 6 since Nehalem. */
	have_smi_count = boot_cpu_data.x86_vendor == X86_VENDOR_INTEL &&
			 boot_cpu_data.x86 == 6 &&
			 !rdmsrl_safe(MSR_SMI_COUNT, &count);
}

void causes_read(struct causes *c)
{
	int cpu = smp_processor_id();

	c->irqs = kstat_cpu_irqs_sum(cpu);
	c->nmis = per_cpu(irq_stat.__nmi_count, cpu);
	c->smis = 0;
	if (have_smi_count)
		rdmsrl(MSR_SMI_COUNT, c->smis);
}

u32 causes_between(const struct causes *before, const struct causes *after)
{
	u32 bits = 0;

	if (before->irqs != after->irqs)
		bits |= DMABENCH_CAUSE_IRQ;
	if (before->nmis != after->nmis)
		bits |= DMABENCH_CAUSE_NMI;
	if (before->smis != after->smis)
		bits |= DMABENCH_CAUSE_SMI;
	return bits;
}
