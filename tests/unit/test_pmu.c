// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_pmu.c - what the module has from perf, over a perf of four counters that
 * others want too: an event that is moved to another counter, or loses it, or
 * was in error from the start is never a number; each is given back, however
 * the session ends; and of CPUs that have none nothing is said.
 */
#include <string.h>

#include "../../kmod/pmu.c"

#include "unit.h"

#define COUNTERS	4
#define EVENTS		8

struct double_cpu boot_cpu_data;
static bool is_guest, is_xen_pv;
static int here;

/* Why perf has no event, or 0; and whether there is no counter for it. */
static int refusal;
static bool is_full;

static struct perf_event event[EVENTS];
static bool used[EVENTS];
static unsigned int nr_created, nr_released;
static u64 counter[DOUBLE_CPUS][COUNTERS];

int smp_processor_id(void)
{
	return here;
}

bool boot_cpu_has(unsigned int feature)
{
	if (feature == X86_FEATURE_XENPV)
		return is_xen_pv;
	assert_int_equal(feature, X86_FEATURE_HYPERVISOR);
	return is_guest;
}

struct perf_event *
perf_event_create_kernel_counter(struct perf_event_attr *attr, int cpu,
				 void *task, void *callback, void *context)
{
	int i;

	assert_int_equal(attr->size, sizeof(*attr));
	assert_true(attr->pinned);
	assert_null(task);
	if (refusal)
		return ERR_PTR(refusal);
	if (attr->type == PERF_TYPE_RAW) {
		assert_int_equal(attr->config, 0x2b);
	} else {
		assert_int_equal(attr->type, PERF_TYPE_HARDWARE);
		assert_int_equal(attr->config, PERF_COUNT_HW_CPU_CYCLES);
		assert_true(attr->exclude_user);
		assert_true(attr->exclude_guest);
	}
	for (i = 0; used[i]; i++)
		assert_int_not_equal(i, EVENTS - 1);
	used[i] = true;
	nr_created++;
	event[i] = (struct perf_event) {
		.state = is_full ? PERF_EVENT_STATE_ERROR :
				   PERF_EVENT_STATE_ACTIVE,
		.oncpu = is_full ? -1 : cpu,
		.hw = { is_full ? -1 : i % COUNTERS, i % COUNTERS },
		.type = attr->type,
		.cpu = cpu,
	};
	return &event[i];
}

void perf_event_release_kernel(struct perf_event *e)
{
	assert_true(used[e - event]);
	used[e - event] = false;
	memset(e, 0, sizeof(*e));
	nr_released++;
}

u64 native_read_pmc(int index)
{
	assert_in_range(index, 0, COUNTERS - 1);
	return counter[here][index];
}

static void machine(int vendor, int family, bool guest)
{
	boot_cpu_data = (struct double_cpu) { vendor, family };
	is_guest = guest;
	refusal = 0;
	is_full = false;
	here = 0;
	memset(counter, 0, sizeof(counter));
	nr_created = 0;
	nr_released = 0;
}

static void end(void)
{
	int i;

	pmu_release();
	assert_int_equal(nr_released, nr_created);
	for (i = 0; i < EVENTS; i++)
		assert_false(used[i]);
}

/* The one event of an Intel's CPU 0. */
static struct perf_event *one(void)
{
	machine(X86_VENDOR_INTEL, 6, false);
	assert_int_equal(pmu_hold(), DMABENCH_INFO_HAS_CYCLES);
	assert_int_equal(nr_created, 1);
	return &event[0];
}

/* A window of @cycles: its causes, and into @count what was counted. */
static u32 window(struct perf_event *e, u64 cycles, int moves_to, u64 *count)
{
	struct pmu_reading before, after;
	int idx = e->hw.event_base_rdpmc;

	pmu_read(PMU_CYCLES, &before);
	counter[here][idx] += cycles;
	if (moves_to >= 0) {
		e->hw.idx = moves_to;
		e->hw.event_base_rdpmc = moves_to;
	}
	pmu_read(PMU_CYCLES, &after);
	return pmu_between(&before, &after, count);
}

static void test_counts(void **state)
{
	struct perf_event *e = one();
	u64 n;

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

		pmu_read(PMU_CYCLES, &before);
		counter[0][0] = 90;
		pmu_read(PMU_CYCLES, &after);
		assert_int_equal(pmu_between(&before, &after, &n), 0);
		assert_int_equal(n, 100);
	}
	end();
}

/* RDPMC is Xen's affair there: perf is not even asked. */
static void test_xen_pv(void **state)
{
	struct pmu_reading r;

	machine(X86_VENDOR_AMD, 0x17, true);
	is_xen_pv = true;
	assert_int_equal(pmu_hold(), 0);
	assert_int_equal(nr_created, 0);
	pmu_read(PMU_CYCLES, &r);
	assert_int_equal(r.idx, PMU_NONE);
	is_xen_pv = false;
	end();
}

/* perf puts it on another counter: in a window, and between two. */
static void test_moved(void **state)
{
	struct perf_event *e = one();
	u64 n;

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
	u64 n;

	for (i = 0; i < ARRAY_SIZE(states); i++) {
		struct perf_event *e = one();

		pmu_read(PMU_CYCLES, &before);
		e->state = states[i];
		e->oncpu = -1;
		pmu_read(PMU_CYCLES, &after);
		assert_int_equal(after.idx, PMU_LOST);
		assert_int_equal(pmu_between(&before, &after, &n),
				 DMABENCH_CAUSE_COUNTER);
		assert_int_equal(n, DMABENCH_NOT_COUNTED);
		/* From now on: no number, and the window is none the worse. */
		assert_int_equal(window(e, 100, -1, &n), 0);
		assert_int_equal(n, DMABENCH_NOT_COUNTED);
		/* And it has one again. */
		pmu_read(PMU_CYCLES, &before);
		e->state = PERF_EVENT_STATE_ACTIVE;
		e->oncpu = 0;
		pmu_read(PMU_CYCLES, &after);
		assert_int_equal(pmu_between(&before, &after, &n),
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

static void nothing(void)
{
	struct pmu_reading before, after;
	u64 n;

	assert_int_equal(pmu_hold(), 0);
	pmu_read(PMU_CYCLES, &before);
	counter[0][0] += 100;
	pmu_read(PMU_CYCLES, &after);
	assert_int_equal(before.idx, PMU_NONE);
	assert_int_equal(pmu_between(&before, &after, &n), 0);
	assert_int_equal(n, DMABENCH_NOT_COUNTED);
	end();
}

static void test_none(void **state)
{
	/* No PMU; one whose counters are all taken: the event is in error. */
	machine(X86_VENDOR_INTEL, 6, false);
	refusal = -ENOENT;
	nothing();
	machine(X86_VENDOR_INTEL, 6, false);
	is_full = true;
	nothing();
	assert_int_equal(nr_created, 1);
	/* A session that asks for nothing has nothing to give back. */
	machine(X86_VENDOR_INTEL, 6, false);
	end();
	assert_int_equal(nr_created, 0);
}

/* perf is asked once a session, on each CPU that comes to it. */
static void test_cpus(void **state)
{
	struct pmu_reading r;
	int i;

	one();
	for (i = 0; i < 3; i++)
		assert_int_equal(pmu_hold(), DMABENCH_INFO_HAS_CYCLES);
	assert_int_equal(nr_created, 1);
	here = 1;
	pmu_read(PMU_CYCLES, &r);
	assert_int_equal(r.idx, PMU_NONE);
	assert_int_equal(pmu_hold(), DMABENCH_INFO_HAS_CYCLES);
	assert_int_equal(nr_created, 2);
	assert_int_equal(event[1].cpu, 1);
	counter[1][1] = 77;
	pmu_read(PMU_CYCLES, &r);
	assert_int_equal(r.count, 77);
	end();
	/* Refused once, and not again and again; the next session asks anew. */
	machine(X86_VENDOR_INTEL, 6, false);
	refusal = -ENOENT;
	assert_int_equal(pmu_hold(), 0);
	refusal = 0;
	assert_int_equal(pmu_hold(), 0);
	end();
	assert_int_equal(pmu_hold(), DMABENCH_INFO_HAS_CYCLES);
	end();
}

static void test_smis(void **state)
{
	const u32 both = DMABENCH_INFO_HAS_CYCLES |
			 DMABENCH_INFO_HAS_SMI_EVENT;
	struct pmu_reading before, after;
	u64 n;

	machine(X86_VENDOR_AMD, 0x19, false);
	assert_int_equal(pmu_hold(), both);
	pmu_read(PMU_SMIS, &before);
	counter[0][1]++;
	pmu_read(PMU_SMIS, &after);
	assert_int_equal(pmu_between(&before, &after, &n), 0);
	assert_int_equal(n, 1);
	end();
	machine(X86_VENDOR_AMD, 0x17, false);
	assert_int_equal(pmu_hold(), both);
	end();
	/* Older, another's, and behind a hypervisor it is another event. */
	machine(X86_VENDOR_AMD, 0x15, false);
	assert_int_equal(pmu_hold(), DMABENCH_INFO_HAS_CYCLES);
	end();
	machine(X86_VENDOR_INTEL, 0x19, false);
	assert_int_equal(pmu_hold(), DMABENCH_INFO_HAS_CYCLES);
	end();
	machine(X86_VENDOR_AMD, 0x19, true);
	assert_int_equal(pmu_hold(), DMABENCH_INFO_HAS_CYCLES);
	end();
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_xen_pv),
		cmocka_unit_test(test_moved),
		cmocka_unit_test(test_lost),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_cpus),
		cmocka_unit_test(test_smis),
	};

	return unit_run("pmu", tests, NULL, NULL);
}
