// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_causes.c - each cause that the module knows is provoked, and is seen:
 * over a CPU whose counts and MSRs the test moves, Intel and AMD, with MSRs and
 * without; one that is not there is never read.  How far the core's clock may
 * move, to the cycle.
 */
#include <errno.h>
#include <string.h>

#include "kmod/causes.c"

#include "unit.h"

#define KHZ	2000000

/* What a core of 2 GHz is moved by, with half of 100 MHz: 1 of 40. */
#define HALF	40

struct double_cpu boot_cpu_data;
struct double_irqs irq_stat;
static unsigned int nmis[2];
static u64 irqs[2];

static bool has_feature, has_smi, has_aperf, has_steal, is_guest;
static u64 smis, aperf, mperf, stolen;

int smp_processor_id(void)
{
	return 1;
}

unsigned long kstat_cpu_irqs_sum(int cpu)
{
	return irqs[cpu];
}

unsigned int *double_per_cpu(const unsigned int *var, int cpu)
{
	assert_ptr_equal(var, &irq_stat.__nmi_count);
	return &nmis[cpu];
}

/* steal.c has a test of its own. */
void db_steal_init(void)
{
}

bool db_steal_seen(void)
{
	return has_steal;
}

u64 db_steal_read(void)
{
	return stolen;
}

/* As pmu.c, where the test has put the one counter. */
static struct pmu_reading smi_event = { .idx = PMU_NONE };

void db_pmu_read(int e, struct pmu_reading *r)
{
	assert_int_equal(e, PMU_SMIS);
	*r = smi_event;
}

u32 db_pmu_between(const struct pmu_reading *before,
		   const struct pmu_reading *after, u32 *count)
{
	*count = after->idx < 0 ? DMABENCH_NOT_COUNTED :
		 after->count - before->count;
	return before->idx == after->idx ? 0 : DMABENCH_CAUSE_COUNTER;
}

bool boot_cpu_has(unsigned int feature)
{
	return feature == X86_FEATURE_HYPERVISOR ? is_guest :
	       feature == X86_FEATURE_APERFMPERF && has_feature;
}

int double_msr(u32 msr, u64 *value)
{
	switch (msr) {
	case MSR_SMI_COUNT:
		*value = smis;
		return has_smi ? 0 : -EIO;
	case MSR_IA32_APERF:
		*value = aperf;
		return has_aperf ? 0 : -EIO;
	case MSR_IA32_MPERF:
		*value = mperf;
		return has_aperf ? 0 : -EIO;
	default:
		fail_msg("MSR %#x is not known", msr);
		return -EIO;
	}
}

void double_rdmsr(u32 msr, u64 *value)
{
	if (double_msr(msr, value))
		fail_msg("MSR %#x is not there: #GP", msr);
}

static void cpu(int vendor, bool smi, bool feature, bool msrs, bool guest)
{
	boot_cpu_data = (struct double_cpu) { vendor, 6, 0 };
	has_smi = smi;
	has_feature = feature;
	has_aperf = msrs;
	is_guest = guest;
	db_causes_init(KHZ);
}

static void test_seen(void **state)
{
	const u32 both = DMABENCH_INFO_HAS_SMI | DMABENCH_INFO_HAS_APERF;

	cpu(X86_VENDOR_INTEL, true, true, true, false);
	assert_int_equal(db_causes_seen(), both);
	/* On AMD another MSR may stand there: it is not asked. */
	cpu(X86_VENDOR_AMD, true, true, true, false);
	assert_int_equal(db_causes_seen(), DMABENCH_INFO_HAS_APERF);
	cpu(X86_VENDOR_INTEL, false, true, true, false);
	assert_int_equal(db_causes_seen(), DMABENCH_INFO_HAS_APERF);
	/* The feature without its MSRs, MSRs without it, and in a guest. */
	cpu(X86_VENDOR_INTEL, true, true, false, false);
	assert_int_equal(db_causes_seen(), DMABENCH_INFO_HAS_SMI);
	cpu(X86_VENDOR_INTEL, true, false, true, false);
	assert_int_equal(db_causes_seen(), DMABENCH_INFO_HAS_SMI);
	cpu(X86_VENDOR_INTEL, false, true, true, true);
	assert_int_equal(db_causes_seen(), 0);
	has_steal = true;
	assert_int_equal(db_causes_seen(), DMABENCH_INFO_HAS_STEAL);
	has_steal = false;
	/* What a hypervisor gives for it counts SMIs of its guest. */
	cpu(X86_VENDOR_INTEL, true, true, true, true);
	assert_int_equal(db_causes_seen(), 0);
	cpu(X86_VENDOR_INTEL, true, false, true, false);
	boot_cpu_data.x86 = 15;
	db_causes_init(KHZ);
	assert_int_equal(db_causes_seen(), 0);
	/* Nova Lake and Diamond Rapids have it still. */
	boot_cpu_data.x86 = 18;
	db_causes_init(KHZ);
	assert_int_equal(db_causes_seen(), DMABENCH_INFO_HAS_SMI);
	boot_cpu_data.x86 = 19;
	db_causes_init(KHZ);
	assert_int_equal(db_causes_seen(), DMABENCH_INFO_HAS_SMI);
}

/* Of CPU 1, on which it runs; what happens on CPU 0 is none of a window's. */
static void test_counts(void **state)
{
	struct causes before, after;

	cpu(X86_VENDOR_INTEL, true, true, true, false);
	db_causes_read(&before);
	irqs[0]++;
	nmis[0]++;
	db_causes_read(&after);
	assert_int_equal(db_causes_between(&before, &after), 0);
	irqs[1]++;
	db_causes_read(&after);
	assert_int_equal(db_causes_between(&before, &after),
			 DMABENCH_CAUSE_IRQ);
	before = after;
	nmis[1]++;
	db_causes_read(&after);
	assert_int_equal(db_causes_between(&before, &after),
			 DMABENCH_CAUSE_NMI);
	before = after;
	smis++;
	db_causes_read(&after);
	assert_int_equal(db_causes_between(&before, &after),
			 DMABENCH_CAUSE_SMI);
	before = after;
	stolen++;
	db_causes_read(&after);
	assert_int_equal(db_causes_between(&before, &after),
			 DMABENCH_CAUSE_STEAL);
	smis++;
	irqs[1]++;
	nmis[1]++;
	db_causes_read(&after);
	assert_int_equal(db_causes_between(&before, &after),
			 DMABENCH_CAUSE_IRQ |
			 DMABENCH_CAUSE_NMI | DMABENCH_CAUSE_SMI |
			 DMABENCH_CAUSE_STEAL);
	/* Without the MSR nothing is read, and nothing is seen. */
	cpu(X86_VENDOR_AMD, false, false, false, false);
	db_causes_read(&before);
	smis++;
	aperf += 1000000;
	db_causes_read(&after);
	assert_int_equal(db_causes_between(&before, &after), 0);
	assert_int_equal(after.aperf, 0);
}

/* An AMD's SMIs, by an event; without its counter nobody would see them. */
static void test_smi_event(void **state)
{
	struct causes before, after;

	cpu(X86_VENDOR_AMD, false, true, true, false);
	smi_event = (struct pmu_reading) { .idx = 3, .count = 7 };
	db_causes_read(&before);
	db_causes_read(&after);
	assert_int_equal(db_causes_between(&before, &after), 0);
	smi_event.count++;
	db_causes_read(&after);
	assert_int_equal(db_causes_between(&before, &after),
			 DMABENCH_CAUSE_SMI);
	smi_event.idx = 4;
	db_causes_read(&after);
	assert_int_equal(db_causes_between(&before, &after),
			 DMABENCH_CAUSE_COUNTER);
	smi_event.idx = PMU_LOST;
	db_causes_read(&before);
	db_causes_read(&after);
	assert_int_equal(db_causes_between(&before, &after),
			 DMABENCH_CAUSE_COUNTER);
	smi_event.idx = PMU_NONE;
	db_causes_read(&before);
	db_causes_read(&after);
	assert_int_equal(db_causes_between(&before, &after), 0);
}

/* A window in which both clocks count so much. */
static u32 window(struct clock_ratio *ratio, u64 a, u64 m)
{
	struct causes before, after;

	db_causes_read(&before);
	aperf += a;
	mperf += m;
	db_causes_read(&after);
	return db_causes_clock(ratio, &before, &after);
}

static void test_clock(void **state)
{
	static const u64 turbo[] = { 100000, 60000, 160000 };
	const u64 m = 100000, half = m / HALF;
	size_t i;

	cpu(X86_VENDOR_INTEL, true, true, true, false);
	/* Counters wrap. */
	aperf = ~0ULL - 150000;
	mperf = ~0ULL - 50000;
	for (i = 0; i < ARRAY_SIZE(turbo); i++) {
		struct clock_ratio ratio = { 0 };
		const u64 a = turbo[i];

		/* Too short to tell, and no reference either. */
		assert_int_equal(window(&ratio, 5 * a / 100, m / 100), 0);
		assert_int_equal(ratio.mperf, 0);
		assert_int_equal(window(&ratio, a, m), 0);
		assert_int_equal(ratio.mperf, m);
		assert_int_equal(window(&ratio, a + half, m), 0);
		assert_int_equal(window(&ratio, a - half, m), 0);
		assert_int_equal(window(&ratio, a + half + 1, m),
				 DMABENCH_CAUSE_FREQ);
		assert_int_equal(window(&ratio, a - half - 1, m),
				 DMABENCH_CAUSE_FREQ);
		/* A window of half the length, at the same speed and not. */
		assert_int_equal(window(&ratio, a / 2, m / 2), 0);
		assert_int_equal(window(&ratio, a / 2 + m / 2 / HALF + 1,
					m / 2), DMABENCH_CAUSE_FREQ);
		/* The short one again: where it is off, too. */
		assert_int_equal(window(&ratio, 5 * a / 100, m / 100), 0);
		/* So long that products would not fit is not judged. */
		assert_int_equal(window(&ratio, a << 20, m << 20), 0);
	}
	/* In a guest each RDMSR is an exit: never. */
	cpu(X86_VENDOR_INTEL, true, true, true, true);
	{
		struct clock_ratio ratio = { 0 };

		assert_int_equal(window(&ratio, m, m), 0);
		assert_int_equal(window(&ratio, 2 * m, m), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seen),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_smi_event),
		cmocka_unit_test(test_clock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
