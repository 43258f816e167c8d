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
#include "compat_cpu.h"
#include "steal.h"
#include "uapi/dmabench.h"

/*
 * APERF and MPERF are read one after the other, 50 to 150 cycles apart: so many
 * of them may be in one count and not in the other.  In a guest, where RDMSR is
 * an exit, they are thousands, and nothing is judged.
 */
#define SKEW	512

/* Half of an Intel's step of the clock. */
#define STEP_KHZ	50000

static bool have_smi_count;
static bool have_aperf;
static unsigned int tsc_rate_khz;

void db_causes_init(unsigned int khz)
{
	u64 count;

	tsc_rate_khz = khz;
	/* SDM vol. 2, CPUID.06H:ECX[0]; a hypervisor that lies is found out. */
	have_aperf = boot_cpu_has(X86_FEATURE_APERFMPERF) &&
		     !boot_cpu_has(X86_FEATURE_HYPERVISOR) &&
		     !rdmsrq_safe(MSR_IA32_APERF, &count) &&
		     !rdmsrq_safe(MSR_IA32_MPERF, &count);

	/*
	 * SDM vol. 4: MSR_SMI_COUNT, family 6 since Nehalem, and those since,
	 * 18 and 19.  15 is NetBurst, which has something else there.  A guest
	 * reads SMIs of its own, and not those that stopped its host.
	 */
	have_smi_count = boot_cpu_data.x86_vendor == X86_VENDOR_INTEL &&
			 (boot_cpu_data.x86 == 6 || boot_cpu_data.x86 > 15) &&
			 !boot_cpu_has(X86_FEATURE_HYPERVISOR) &&
			 !rdmsrq_safe(MSR_SMI_COUNT, &count);
	db_steal_init();
}

u32 db_causes_seen(void)
{
	return (have_smi_count ? DMABENCH_INFO_HAS_SMI : 0) |
	       (have_aperf ? DMABENCH_INFO_HAS_APERF : 0) |
	       (db_steal_seen() ? DMABENCH_INFO_HAS_STEAL : 0);
}

void db_causes_read(struct causes *c)
{
	int cpu = smp_processor_id();

	c->steal = db_steal_read();
	c->irqs = kstat_cpu_irqs_sum(cpu);
	c->nmis = compat_nmi_count(cpu);
	c->smis = 0;
	if (have_smi_count)
		rdmsrq(MSR_SMI_COUNT, c->smis);
	db_pmu_read(PMU_SMIS, &c->smi_event);
	c->aperf = 0;
	c->mperf = 0;
	if (have_aperf) {
		rdmsrq(MSR_IA32_APERF, c->aperf);
		rdmsrq(MSR_IA32_MPERF, c->mperf);
	}
}

/* Of an SMI that nobody counts nothing is known: the counter is the cause. */
static u32 smi_between(const struct pmu_reading *before,
		       const struct pmu_reading *after)
{
	u32 smis;

	if (db_pmu_between(before, after, &smis) || after->idx == PMU_LOST)
		return DMABENCH_CAUSE_COUNTER;
	return smis && smis != DMABENCH_NOT_COUNTED ? DMABENCH_CAUSE_SMI : 0;
}

u32 db_causes_between(const struct causes *before, const struct causes *after)
{
	u32 bits = smi_between(&before->smi_event, &after->smi_event);

	if (before->irqs != after->irqs)
		bits |= DMABENCH_CAUSE_IRQ;
	if (before->nmis != after->nmis)
		bits |= DMABENCH_CAUSE_NMI;
	if (before->smis != after->smis)
		bits |= DMABENCH_CAUSE_SMI;
	if (before->steal != after->steal)
		bits |= DMABENCH_CAUSE_STEAL;
	return bits;
}

u32 db_causes_clock(struct clock_ratio *ratio, const struct causes *before,
		    const struct causes *after)
{
	u64 aperf = after->aperf - before->aperf;
	u64 mperf = after->mperf - before->mperf;
	u64 a, b, step;

	/*
	 * Products of two windows' counts stay below 2^64: windows are short.
	 */
	if (!have_aperf || mperf * STEP_KHZ / tsc_rate_khz <= SKEW ||
	    (mperf | aperf) >> 32)
		return 0;
	if (!ratio->mperf) {
		ratio->aperf = aperf;
		ratio->mperf = mperf;
		return 0;
	}
	/* aperf / mperf against the first, both times mperf * ratio->mperf */
	a = aperf * ratio->mperf;
	b = ratio->aperf * mperf;
	step = mperf * ratio->mperf / tsc_rate_khz * STEP_KHZ;
	return (a > b ? a - b : b - a) > step ? DMABENCH_CAUSE_FREQ : 0;
}
