/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat_cpu.h - where kernels differ in what they say of a CPU; see compat.h.
 */
#ifndef DMABENCH_COMPAT_CPU_H
#define DMABENCH_COMPAT_CPU_H

#include <linux/hardirq.h>
#ifdef COMPAT_CC_PLATFORM
#include <linux/cc_platform.h>
#else
#include <linux/mem_encrypt.h>
#endif
#include <asm/msr.h>

/* Renamed by "x86/msr: Rename 'rdmsrl()' to 'rdmsrq()'", and its kin. */
#ifndef rdmsrq
#define rdmsrq		rdmsrl
#define rdmsrq_safe	rdmsrl_safe
#endif

/* NMIs that @cpu has had.  A member each, before counts were one array. */
static inline unsigned int compat_nmi_count(int cpu)
{
#ifdef COMPAT_NMI_COUNT
	return per_cpu(irq_stat.__nmi_count, cpu);
#else
	return per_cpu(irq_stat.counts[IRQ_COUNT_NMI], cpu);
#endif
}

/*
 * May there be memory that a host cannot read?  Before "arch/cc: Introduce a
 * function to check for confidential computing features" a guest's is not told
 * from that of a machine which encrypts its own.
 */
static inline bool compat_mem_encrypted(void)
{
#ifdef COMPAT_CC_PLATFORM
	return cc_platform_has(CC_ATTR_GUEST_MEM_ENCRYPT);
#else
	return mem_encrypt_active();
#endif
}

#endif /* DMABENCH_COMPAT_CPU_H */
