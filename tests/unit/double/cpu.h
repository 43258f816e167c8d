/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpu.h - a CPU that a test sets: what causes.c asks the kernel and the
 * MSRs for.  The test has the functions and the counts.
 */
#ifndef DOUBLE_CPU_H
#define DOUBLE_CPU_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>

typedef uint32_t u32;
typedef uint64_t u64;

#define X86_VENDOR_INTEL		0
#define X86_VENDOR_AMD			2
#define X86_FEATURE_APERFMPERF		0x1c
#define X86_FEATURE_HYPERVISOR		0x9f
#define MSR_SMI_COUNT			0x34
#define MSR_IA32_MPERF			0xe7
#define MSR_IA32_APERF			0xe8

struct double_cpu {
	int x86_vendor;
	int x86;
};

extern struct double_cpu boot_cpu_data;

/* An older kernel's: a member for each count. */
#define COMPAT_NMI_COUNT

struct double_irqs {
	unsigned int __nmi_count;
};

extern struct double_irqs irq_stat;

/* That of a CPU, of which the test has two. */
unsigned int *double_per_cpu(const unsigned int *var, int cpu);
#define per_cpu(var, cpu)	(*double_per_cpu(&(var), cpu))

int smp_processor_id(void);
unsigned long kstat_cpu_irqs_sum(int cpu);
bool boot_cpu_has(unsigned int feature);

/* 0, or an error where this CPU has no such MSR. */
int double_msr(u32 msr, u64 *value);

/* As in the kernel, the value is no pointer; one that is not there is fatal. */
void double_rdmsr(u32 msr, u64 *value);
#define rdmsrl(msr, value)		double_rdmsr(msr, &(value))
#define rdmsrl_safe(msr, value)		double_msr(msr, value)

#endif /* DOUBLE_CPU_H */
