// SPDX-License-Identifier: GPL-2.0-only
/*
 * steal.c - the time that a KVM host took from a CPU, from where the host
 * writes it and not from the kernel's sums, which move at ticks only.
 *
 * Documentation/virt/kvm/x86/msr.rst: MSR_KVM_STEAL_TIME holds the address of
 * a struct kvm_steal_time of this CPU's, in bit 0 that it is in use, and KVM
 * makes its version odd while it writes.  The kernel has set it up, or not
 * (no-steal-acc); here it is only read.
 */
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/io.h>
#include <linux/kvm_para.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <asm/barrier.h>

#include "compat_cpu.h"
#include "steal.h"

/* NULL is a CPU that was not asked, an error one that has none. */
static DEFINE_PER_CPU(const struct kvm_steal_time *, steal_at);
static bool have_steal;

static const struct kvm_steal_time *steal_find(void)
{
	const struct kvm_steal_time *none = ERR_PTR(-ENODEV);
	unsigned long pfn;
	u64 value;

	/* The host's part of an encrypted guest's memory is not the rest's. */
	if (!kvm_para_available() || compat_mem_encrypted() ||
	    rdmsrq_safe(MSR_KVM_STEAL_TIME, &value) ||
	    !(value & KVM_MSR_ENABLED))
		return none;
	value &= KVM_STEAL_VALID_BITS;
	pfn = value >> PAGE_SHIFT;
	if (!pfn || !page_is_ram(pfn) || !pfn_valid(pfn))
		return none;
	return phys_to_virt(value);
}

/* Preemption is off. */
static const struct kvm_steal_time *steal_here(void)
{
	const struct kvm_steal_time **at = this_cpu_ptr(&steal_at);

	if (!*at)
		*at = steal_find();
	return *at;
}

static void steal_ask(void *missing)
{
	if (IS_ERR(steal_here()))
		atomic_inc(missing);
}

void db_steal_init(void)
{
	atomic_t missing = ATOMIC_INIT(0);

	on_each_cpu(steal_ask, &missing, 1);
	have_steal = !atomic_read(&missing);
}

bool db_steal_seen(void)
{
	return have_steal;
}

u64 db_steal_read(void)
{
	const struct kvm_steal_time *st;
	u32 version;
	u64 steal;

	if (!have_steal)
		return 0;
	/* A CPU that has come online since is asked now. */
	st = steal_here();
	if (IS_ERR(st))
		return 0;
	do {
		version = READ_ONCE(st->version);
		/* The host writes between two increments of the version.. */
		virt_rmb();
		steal = READ_ONCE(st->steal);
		/* ..so that what was read between equal ones is whole. */
		virt_rmb();
	} while (version & 1 || version != READ_ONCE(st->version));
	return steal;
}
