// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_steal.c - the module reads what a KVM host took from a CPU out of the
 * host's own structure, whole although the host writes it meanwhile; time that
 * was taken in a window is seen as that, of this CPU; and wherever it cannot be
 * relied on nothing is read at all.
 */
#include <string.h>

#include "kmod/steal.c"

#include "kmod/uapi/dmabench.h"
#include "unit.h"

/* Where the guest's memory lies, by its own addresses. */
#define PHYS	0x12345000ULL

/* What a CPU has, and its MSR; @msr 0: it has none. */
static struct kvm_steal_time area[DOUBLE_CPUS] __attribute__((aligned(64)));
static u64 msr[DOUBLE_CPUS];
static bool is_kvm, is_encrypted, is_ram, is_valid;
static unsigned int nr_msr;
static int here;

/* The host, between two reads: so many more times it is in the middle of it. */
static unsigned int writing;

int smp_processor_id(void)
{
	return here;
}

void double_on_each_cpu(void (*fn)(void *arg), void *arg)
{
	for (here = 0; here < DOUBLE_CPUS; here++)
		fn(arg);
	here = 0;
}

int double_msr(u32 index, u64 *value)
{
	assert_int_equal(index, MSR_KVM_STEAL_TIME);
	nr_msr++;
	*value = msr[here];
	return msr[here] ? 0 : -EIO;
}

bool kvm_para_available(void)
{
	return is_kvm;
}

bool cc_platform_has(int attr)
{
	assert_int_equal(attr, CC_ATTR_GUEST_MEM_ENCRYPT);
	return is_encrypted;
}

bool page_is_ram(unsigned long pfn)
{
	assert_int_equal(pfn, PHYS >> PAGE_SHIFT);
	return is_ram;
}

bool pfn_valid(unsigned long pfn)
{
	assert_int_equal(pfn, PHYS >> PAGE_SHIFT);
	return is_valid;
}

void *phys_to_virt(u64 phys)
{
	return (char *)area + (phys - PHYS);
}

void double_beside(void)
{
	struct kvm_steal_time *st = &area[here];

	if (!writing)
		return;
	/* Odd while it writes, and half of what it writes is there. */
	if (st->version & 1) {
		st->steal += 1000;
		writing--;
	} else {
		st->steal += 1;
	}
	st->version++;
}

/* A guest where all is well, and loaded there. */
static void guest(void)
{
	int cpu;

	memset(area, 0, sizeof(area));
	memset(steal_at, 0, sizeof(steal_at));
	for (cpu = 0; cpu < DOUBLE_CPUS; cpu++)
		msr[cpu] = (PHYS + cpu * sizeof(*area)) | KVM_MSR_ENABLED;
	is_kvm = is_ram = is_valid = true;
	is_encrypted = false;
	nr_msr = 0;
	writing = 0;
	here = 0;
	db_steal_init();
}

static void test_read(void **state)
{
	guest();
	assert_true(db_steal_seen());
	assert_int_equal(db_steal_read(), 0);
	area[0].steal = 1234567890123ULL;
	assert_int_equal(db_steal_read(), 1234567890123ULL);
	/* Of this CPU: the other's is another. */
	here = 1;
	assert_int_equal(db_steal_read(), 0);
	area[1].steal = 5;
	assert_int_equal(db_steal_read(), 5);
	/* The MSR is an exit each time: once on each CPU. */
	assert_int_equal(nr_msr, DOUBLE_CPUS);
}

/* The host is at it when the reader comes, or begins while it reads. */
static void test_retried(void **state)
{
	unsigned int odd, times;

	for (odd = 0; odd < 2; odd++) {
		for (times = 1; times < 4; times++) {
			guest();
			area[0].version = 6 + odd;
			area[0].steal = 100;
			writing = times;
			/* All of it, or it would be 1 or 1000 off. */
			assert_int_equal(db_steal_read(), 100 + 1000 * times +
					 times - odd);
			assert_int_equal(writing, 0);
			assert_int_equal(area[0].version & 1, 0);
		}
	}
}

static void refused(void)
{
	memset(steal_at, 0, sizeof(steal_at));
	db_steal_init();
	assert_false(db_steal_seen());
	area[0].steal = 77;
	assert_int_equal(db_steal_read(), 0);
}

static void test_unknown(void **state)
{
	guest();
	/* Another hypervisor may have another thing there: it is not asked. */
	nr_msr = 0;
	is_kvm = false;
	refused();
	assert_int_equal(nr_msr, 0);
	guest();
	nr_msr = 0;
	is_encrypted = true;
	refused();
	assert_int_equal(nr_msr, 0);
	guest();
	is_ram = false;
	refused();
	guest();
	is_valid = false;
	refused();
	/* No such MSR; there, and not in use; in use, at nowhere. */
	guest();
	msr[0] = msr[1] = 0;
	refused();
	guest();
	msr[0] = msr[1] = PHYS;
	refused();
	guest();
	msr[0] = msr[1] = KVM_MSR_ENABLED;
	refused();
	/* One CPU without it, and a row may run there. */
	guest();
	msr[1] = 0;
	refused();
}

/* A CPU that was not online at first is asked when a window comes to it. */
static void test_later(void **state)
{
	guest();
	steal_at[1] = NULL;
	area[1].steal = 9;
	here = 1;
	assert_int_equal(db_steal_read(), 9);
	steal_at[1] = NULL;
	msr[1] = 0;
	assert_int_equal(db_steal_read(), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_retried),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_later),
	};

	return unit_run("steal", tests, NULL, NULL);
}
