/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cpu.h - a CPU that a test sets: what causes.c, steal.c and pmu.c ask the
 * kernel, the MSRs and perf for.  The test has the functions and the counts.
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
#define X86_FEATURE_XENPV		0x110
#define MSR_SMI_COUNT			0x34
#define MSR_IA32_MPERF			0xe7
#define MSR_IA32_APERF			0xe8

struct double_cpu {
	int x86_vendor;
	int x86;
	int x86_model;
};

#define cpuinfo_x86			double_cpu
#define BIT(nr)				(1UL << (nr))

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

/* What a CPU has of its own, of DOUBLE_CPUS. */
#define DOUBLE_CPUS			2
#define DEFINE_PER_CPU(type, name)	__typeof__(type) name[DOUBLE_CPUS]
#define per_cpu_ptr(var, cpu)		(&(*(var))[cpu])
#define this_cpu_ptr(var)		per_cpu_ptr(var, smp_processor_id())
#define for_each_possible_cpu(cpu)	\
	for ((cpu) = 0; (cpu) < DOUBLE_CPUS; (cpu)++)
#define raw_smp_processor_id()		smp_processor_id()

/* On each of the CPUs, one after the other. */
void double_on_each_cpu(void (*fn)(void *arg), void *arg);
#define on_each_cpu(fn, arg, wait)	double_on_each_cpu(fn, arg)

struct double_atomic {
	int counter;
};

#define atomic_t			struct double_atomic
#define ATOMIC_INIT(value)		{ (value) }
#define atomic_inc(v)			(++((atomic_t *)(v))->counter)
#define atomic_read(v)			((v)->counter)
#define READ_ONCE(x)			(*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v)		(*(volatile __typeof__(x) *)&(x) = (v))

u32 get_random_u32(void);

#define ERR_PTR(err)			((void *)(intptr_t)(err))
#define PTR_ERR(ptr)			((int)(intptr_t)(ptr))
#define IS_ERR(ptr)			((uintptr_t)(ptr) >= (uintptr_t)-4095)

/* arch/x86/include/uapi/asm/kvm_para.h */
#define MSR_KVM_STEAL_TIME		0x4b564d03
#define KVM_MSR_ENABLED			1
#define KVM_STEAL_VALID_BITS		(-1ULL << 6)

struct kvm_steal_time {
	u64 steal;
	u32 version;
	u32 flags;
	uint8_t preempted;
	uint8_t u8_pad[3];
	u32 pad[11];
};

#define COMPAT_CC_PLATFORM
#define CC_ATTR_GUEST_MEM_ENCRYPT	1
bool cc_platform_has(int attr);
bool kvm_para_available(void);

#define PAGE_SHIFT			12
bool page_is_ram(unsigned long pfn);
bool pfn_valid(unsigned long pfn);
void *phys_to_virt(u64 phys);

void double_beside(void);
/* Where what runs beside may do its next step. */
#define virt_rmb()			double_beside()

/* There is no other CPU. */
#define rmb()				__atomic_thread_fence(__ATOMIC_SEQ_CST)

/* Nobody else is there. */
#define DEFINE_MUTEX(name)		__attribute__((unused)) int name
#define mutex_lock(m)			((void)(m))
#define mutex_unlock(m)			((void)(m))

/* include/uapi/linux/perf_event.h and include/linux/perf_event.h */
#define PERF_TYPE_HARDWARE		0
#define PERF_TYPE_HW_CACHE		3
#define PERF_TYPE_RAW			4
#define PERF_COUNT_HW_CPU_CYCLES	0
#define PERF_COUNT_HW_INSTRUCTIONS	1
#define PERF_COUNT_HW_BRANCH_INSTRUCTIONS 4
#define PERF_COUNT_HW_BRANCH_MISSES	5
#define PERF_COUNT_HW_CACHE_L1D		0
#define PERF_COUNT_HW_CACHE_ITLB	4
#define PERF_COUNT_HW_CACHE_OP_READ	0
#define PERF_COUNT_HW_CACHE_RESULT_MISS	1
#define PERF_EVENT_STATE_ERROR		(-2)
#define PERF_EVENT_STATE_INACTIVE	0
#define PERF_EVENT_STATE_ACTIVE		1

struct perf_event_attr {
	u32 size;
	u32 type;
	u64 config;
	bool pinned;
	bool exclude_user;
	bool exclude_guest;
};

struct perf_event {
	int state;
	int oncpu;
	struct {
		int idx;
		int event_base_rdpmc;
	} hw;
	/* The test's own. */
	int number;
	int cpu;
};

struct perf_event *
perf_event_create_kernel_counter(struct perf_event_attr *attr, int cpu,
				 void *task, void *callback, void *context);
void perf_event_release_kernel(struct perf_event *event);
u64 native_read_pmc(int counter);

#endif /* DOUBLE_CPU_H */
