// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_pmu_events.c - which events the module asks perf for on which CPU, and
 * what becomes of them where there are fewer counters than events.
 */
#include "pmu_machine.h"

static void test_smis(void **state)
{
	struct pmu_reading before, after;
	u32 n, c;

	machine(X86_VENDOR_AMD, 0x19, 0, false);
	assert_int_equal(db_pmu_hold(&c), DMABENCH_INFO_HAS_SMI_EVENT);
	assert_int_equal(c, ALL);
	db_pmu_read(PMU_SMIS, &before);
	counter[0][1]++;
	db_pmu_read(PMU_SMIS, &after);
	assert_int_equal(db_pmu_between(&before, &after, &n), 0);
	assert_int_equal(n, 1);
	end();
	machine(X86_VENDOR_AMD, 0x17, 0, false);
	assert_int_equal(db_pmu_hold(NULL), DMABENCH_INFO_HAS_SMI_EVENT);
	end();
	/* Older, another's, and behind a hypervisor it is another event. */
	machine(X86_VENDOR_AMD, 0x15, 0, false);
	assert_int_equal(counts(), NAMED);
	end();
	machine(X86_VENDOR_INTEL, 0x19, 0, false);
	assert_int_equal(counts(), NAMED);
	end();
	machine(X86_VENDOR_AMD, 0x19, 0, true);
	assert_int_equal(counts(), ALL);
	end();
}

/* A number of its own on each CPU, and none that is guessed. */
static void test_indirect(void **state)
{
	const u32 bit = 1U << DMABENCH_COUNT_INDIRECT_MISSES;
	static const struct {
		int vendor, family, model;
		bool known;
	} cpus[] = {
		{ X86_VENDOR_INTEL, 6, 0x6a, true },
		{ X86_VENDOR_INTEL, 6, 0x8f, true },
		{ X86_VENDOR_INTEL, 6, 0x55, false },
		{ X86_VENDOR_INTEL, 15, 0x6a, false },
		{ X86_VENDOR_AMD, 0x17, 0x31, true },
		{ X86_VENDOR_AMD, 0x1a, 0x6a, false },
		{ 9, 6, 0x6a, false },
	};
	size_t i;
	u32 c;

	for (i = 0; i < ARRAY_SIZE(cpus); i++) {
		machine(cpus[i].vendor, cpus[i].family, cpus[i].model, true);
		c = counts();
		assert_int_equal(c, cpus[i].known ? ALL : ALL & ~bit);
		end();
	}
}

static void test_all(void **state)
{
	u32 n[DMABENCH_COUNTS];
	int e;

	machine(X86_VENDOR_INTEL, 6, 0x6a, false);
	assert_int_equal(counts(), ALL);
	assert_int_equal(window_of_all(n), 0);
	for (e = 0; e < DMABENCH_COUNTS; e++)
		assert_int_equal(n[e], 10 + e);
	/* Cycles, which have counter 0, are next to the loop. */
	assert_int_equal(nr_reads, 2 * DMABENCH_COUNTS);
	assert_int_equal(reads[DMABENCH_COUNTS - 1], 0);
	assert_int_equal(reads[DMABENCH_COUNTS], 0);
	end();
}

/* The counter that an event is on here; -1 without one. */
static int idx_of(int number)
{
	int i;

	for (i = 0; i < EVENTS; i++)
		if (used[i] && event[i].cpu == here &&
		    event[i].number == number)
			return event[i].hw.idx;
	return -1;
}

/*
 * So many calls; after every @each'th one it is seen how often each has a turn.
 */
static void turns(int calls, int each, u32 flags, unsigned int *times)
{
	u32 n[DMABENCH_COUNTS];
	int i, e;

	memset(times, 0, DMABENCH_COUNTS * sizeof(*times));
	for (i = 0; i < calls; i++) {
		assert_int_equal(db_pmu_hold(NULL), flags);
		assert_int_equal(window_of_all(n), 0);
		for (e = 0; e < DMABENCH_COUNTS; e++) {
			bool on = counting() & 1U << e;

			assert_int_equal(n[e], on ? 10U + e :
					       DMABENCH_NOT_COUNTED);
			times[e] += on && i % each == 0;
		}
	}
}

/* Fewer counters than events: each has its turns, cycles and SMIs always. */
static void test_turns(void **state)
{
	unsigned int times[DMABENCH_COUNTS];
	int smis, e, k;

	/*
	 * Zen: six, of which cycles and SMIs have one each; others want some.
	 */
	for (k = 1; k <= 5; k++) {
		machine(X86_VENDOR_AMD, 0x19, 0, false);
		nr_counters = 2 + k;
		assert_int_equal(db_pmu_hold(NULL),
				 DMABENCH_INFO_HAS_SMI_EVENT);
		smis = idx_of(PMU_SMIS);
		assert_int_not_equal(smis, -1);
		turns(60, 1, DMABENCH_INFO_HAS_SMI_EVENT, times);
		assert_int_equal(times[CYCLES], 60);
		for (e = 1; e < DMABENCH_COUNTS; e++)
			assert_int_equal(times[e], 10 * k);
		assert_int_equal(idx_of(CYCLES), 0);
		assert_int_equal(idx_of(PMU_SMIS), smis);
		end();
	}
	/* An event that it has not takes nobody's turn away. */
	for (k = 1; k <= 4; k++) {
		intel();
		nr_counters = 1 + k;
		turns(61, 1, 0, times);
		for (e = 1; e < DMABENCH_COUNTS; e++)
			if (NAMED & 1U << e)
				assert_in_range(times[e], 8 * k, 21 * k);
		assert_int_equal(times[DMABENCH_COUNT_INDIRECT_MISSES], 0);
		end();
	}
	/*
	 * None but that of cycles, and it is not taken away for another's sake.
	 */
	intel();
	nr_counters = 1;
	for (k = 0; k < 3; k++) {
		assert_int_equal(counts(), NAMED);
		assert_int_equal(counting(), 1U << CYCLES);
	}
	end();
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_smis),
		cmocka_unit_test(test_indirect),
		cmocka_unit_test(test_all),
		cmocka_unit_test(test_turns),
	};

	return unit_run("pmu_events", tests, NULL, NULL);
}
