// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_pmu.c - what the module has from perf, over a perf whose counters others
 * want too: an event that is moved to another counter, or loses it, or
 * was in error from the start is never a number; each is given back, however
 * the session ends; and of CPUs that have none nothing is said.
 */
#include "pmu_machine.h"

/* The event of cycles of an Intel's CPU 0. */
static struct perf_event *one(void)
{
	intel();
	assert_int_equal(counts(), NAMED);
	assert_int_equal(event[0].number, CYCLES);
	return &event[0];
}

/* A window of @cycles: its causes, and into @count what was counted. */
static u32 window(struct perf_event *e, u64 cycles, int moves_to, u32 *count)
{
	struct pmu_reading before, after;
	int idx = e->hw.event_base_rdpmc;

	db_pmu_read(CYCLES, &before);
	counter[here][idx] += cycles;
	if (moves_to >= 0) {
		e->hw.idx = moves_to;
		e->hw.event_base_rdpmc = moves_to;
	}
	db_pmu_read(CYCLES, &after);
	return db_pmu_between(&before, &after, count);
}

static void test_counts(void **state)
{
	struct perf_event *e = one();
	u32 n;

	assert_int_equal(window(e, 12345, -1, &n), 0);
	assert_int_equal(n, 12345);
	assert_int_equal(window(e, 0, -1, &n), 0);
	assert_int_equal(n, 0);
	/* Counters wrap at 2^32, 2^40 or 2^48: the test's at 2^64. */
	counter[0][0] = ~0ULL - 10;
	assert_int_equal(window(e, 100, -1, &n), 0);
	assert_int_equal(n, 100);
	counter[0][0] = (1ULL << 40) - 10;
	{
		struct pmu_reading before, after;

		db_pmu_read(CYCLES, &before);
		counter[0][0] = 90;
		db_pmu_read(CYCLES, &after);
		assert_int_equal(db_pmu_between(&before, &after, &n), 0);
		assert_int_equal(n, 100);
	}
	end();
}

/* RDPMC is Xen's affair there: perf is not even asked. */
static void test_xen_pv(void **state)
{
	struct pmu_reading r;

	machine(X86_VENDOR_AMD, 0x17, 0, true);
	is_xen_pv = true;
	assert_int_equal(counts(), 0);
	assert_int_equal(nr_created, 0);
	db_pmu_read(CYCLES, &r);
	assert_int_equal(r.idx, PMU_NONE);
	is_xen_pv = false;
	end();
}

/* perf puts it on another counter: in a window, and between two. */
static void test_moved(void **state)
{
	struct perf_event *e = one();
	u32 n;

	counter[0][2] = 999999;
	assert_int_equal(window(e, 100, 2, &n), DMABENCH_CAUSE_COUNTER);
	assert_int_equal(n, DMABENCH_NOT_COUNTED);
	assert_int_equal(window(e, 100, -1, &n), 0);
	assert_int_equal(n, 100);
	end();
}

/* Somebody else's pinned event has its counter, or it takes turns with one. */
static void test_lost(void **state)
{
	static const int states[] = {
		PERF_EVENT_STATE_ERROR, PERF_EVENT_STATE_INACTIVE,
	};
	struct pmu_reading before, after;
	size_t i;
	u32 n;

	for (i = 0; i < ARRAY_SIZE(states); i++) {
		struct perf_event *e = one();

		db_pmu_read(CYCLES, &before);
		e->state = states[i];
		e->oncpu = -1;
		db_pmu_read(CYCLES, &after);
		assert_int_equal(after.idx, PMU_LOST);
		assert_int_equal(db_pmu_between(&before, &after, &n),
				 DMABENCH_CAUSE_COUNTER);
		assert_int_equal(n, DMABENCH_NOT_COUNTED);
		/* From now on: no number, and the window is none the worse. */
		assert_int_equal(window(e, 100, -1, &n), 0);
		assert_int_equal(n, DMABENCH_NOT_COUNTED);
		/* And it has one again. */
		db_pmu_read(CYCLES, &before);
		e->state = PERF_EVENT_STATE_ACTIVE;
		e->oncpu = 0;
		db_pmu_read(CYCLES, &after);
		assert_int_equal(db_pmu_between(&before, &after, &n),
				 DMABENCH_CAUSE_COUNTER);
		/* Active, and on no counter: perf is about to give it one. */
		e->hw.idx = -1;
		assert_int_equal(window(e, 100, -1, &n), 0);
		assert_int_equal(n, DMABENCH_NOT_COUNTED);
		/* Active on another CPU is not on this one. */
		e->hw.idx = 0;
		e->oncpu = 1;
		assert_int_equal(window(e, 100, -1, &n), 0);
		assert_int_equal(n, DMABENCH_NOT_COUNTED);
		end();
	}
}

/* What was lost is asked for again by the next call, and may be had again. */
static void test_regained(void **state)
{
	struct perf_event *e = one();
	u32 n[DMABENCH_COUNTS];
	int i;

	for (i = 0; i < 2; i++) {
		e[i].state = PERF_EVENT_STATE_ERROR;
		e[i].oncpu = -1;
		e[i].hw.idx = -1;
	}
	/* Somebody else has the two counters now. */
	nr_counters = 0;
	assert_int_equal(counts(), NAMED);
	assert_int_equal(counting() & 1U << CYCLES, 0);
	assert_int_equal(window_of_all(n), 0);
	assert_int_equal(n[CYCLES], DMABENCH_NOT_COUNTED);
	nr_counters = COUNTERS;
	assert_int_equal(counts(), NAMED);
	assert_int_equal(counting(), NAMED);
	assert_int_equal(window_of_all(n), 0);
	assert_int_equal(n[CYCLES], 10);
	end();
}

/* SMIs that nobody sees any more are no secret, until they are seen again. */
static void test_smis_lost(void **state)
{
	struct pmu_reading r;

	machine(X86_VENDOR_AMD, 0x19, 0, false);
	assert_int_equal(db_pmu_hold(NULL), DMABENCH_INFO_HAS_SMI_EVENT);
	assert_int_equal(event[1].number, PMU_SMIS);
	event[1].state = PERF_EVENT_STATE_ERROR;
	event[1].hw.idx = -1;
	nr_counters = 0;
	assert_int_equal(db_pmu_hold(NULL), DMABENCH_INFO_HAS_SMI_EVENT);
	db_pmu_read(PMU_SMIS, &r);
	assert_int_equal(r.idx, PMU_LOST);
	/* One is free again: it is theirs, before anybody has a turn. */
	nr_counters = 2;
	assert_int_equal(db_pmu_hold(NULL), DMABENCH_INFO_HAS_SMI_EVENT);
	db_pmu_read(PMU_SMIS, &r);
	assert_in_range(r.idx, 0, 1);
	assert_int_equal(counting(), 1U << CYCLES);
	end();
}

static void nothing(void)
{
	struct pmu_reading before, after;
	u32 n;

	db_pmu_read(CYCLES, &before);
	counter[0][0] += 100;
	db_pmu_read(CYCLES, &after);
	assert_int_equal(before.idx, PMU_NONE);
	assert_int_equal(db_pmu_between(&before, &after, &n), 0);
	assert_int_equal(n, DMABENCH_NOT_COUNTED);
	end();
}

static void test_none(void **state)
{
	/* No PMU; one whose counters are all taken: the events are in error. */
	intel();
	refusal = -ENOENT;
	assert_int_equal(counts(), 0);
	nothing();
	assert_int_equal(nr_created, 0);
	intel();
	nr_counters = 0;
	assert_int_equal(counts(), NAMED);
	nothing();
	/* A session that asks for nothing has nothing to give back. */
	intel();
	end();
	assert_int_equal(nr_created, 0);
	/* An event that this PMU has not. */
	intel();
	cache_refusal = -EINVAL;
	assert_int_equal(counts(), NAMED & 0x1f);
	assert_int_equal(nr_created, 4);
	end();
}

/* perf is asked once a session, on each CPU that comes to it. */
static void test_cpus(void **state)
{
	struct pmu_reading r;
	int i;

	one();
	for (i = 0; i < 3; i++)
		assert_int_equal(counts(), NAMED);
	assert_int_equal(db_pmu_hold(NULL), 0);
	assert_int_equal(nr_created, 6);
	here = 1;
	db_pmu_read(CYCLES, &r);
	assert_int_equal(r.idx, PMU_NONE);
	assert_int_equal(counts(), NAMED);
	assert_int_equal(nr_created, 12);
	assert_int_equal(event[6].cpu, 1);
	counter[1][0] = 77;
	db_pmu_read(CYCLES, &r);
	assert_int_equal(r.count, 77);
	end();
	/* Refused once, and not again and again; the next session asks anew. */
	intel();
	refusal = -ENOENT;
	assert_int_equal(counts(), 0);
	refusal = 0;
	assert_int_equal(counts(), 0);
	end();
	assert_int_equal(counts(), NAMED);
	end();
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_xen_pv),
		cmocka_unit_test(test_moved),
		cmocka_unit_test(test_lost),
		cmocka_unit_test(test_regained),
		cmocka_unit_test(test_smis_lost),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_cpus),
	};

	return unit_run("pmu", tests, NULL, NULL);
}
