/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pmu_machine.h - kmod/pmu.c over a machine that a test sets: its CPU, and a
 * perf that has so many counters, and refuses what it is told to.
 */
#ifndef PMU_MACHINE_H
#define PMU_MACHINE_H

#include <string.h>

#include "kmod/pmu.c"

#include "unit.h"

#define COUNTERS	8	/* that a PMU has at most */
#define EVENTS		(DOUBLE_CPUS * PMU_EVENTS)
#define CYCLES		DMABENCH_COUNT_CYCLES
#define ALL		((1U << DMABENCH_COUNTS) - 1)

struct double_cpu boot_cpu_data;
static bool is_guest, is_xen_pv;
static int here;

/* How many it has; and why perf has no event of a type, or 0. */
static int nr_counters;
static int refusal, cache_refusal;

static struct perf_event event[EVENTS];
static bool used[EVENTS];
static unsigned int nr_created, nr_released;
static u64 counter[DOUBLE_CPUS][COUNTERS];

/* Which counters were read, one after the other. */
static int reads[64];
static unsigned int nr_reads;

/* What chance says next: it counts. */
static u32 chance;

/* As include/uapi/linux/perf_event.h numbers them, in the order of the ABI. */
static const struct {
	u32 type;
	u64 config;
} asked[] = {
	{ 0, 0 }, { 0, 1 }, { 0, 4 }, { 0, 5 }, { 4, 0xca }, { 3, 0x10000 },
	{ 3, 0x10004 }, { 4, 0x2b },
};

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

/* The lowest counter that no event of the CPU is on, or -1. */
static int free_counter(int cpu)
{
	bool taken[COUNTERS] = { false };
	int i;

	for (i = 0; i < EVENTS; i++)
		if (used[i] && event[i].cpu == cpu && event[i].hw.idx >= 0)
			taken[event[i].hw.idx] = true;
	for (i = 0; i < nr_counters; i++)
		if (!taken[i])
			return i;
	return -1;
}

static int number_of(const struct perf_event_attr *attr)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(asked); i++)
		if (asked[i].type == attr->type &&
		    asked[i].config == attr->config)
			return i;
	if (attr->type == PERF_TYPE_RAW && attr->config == 0x80c5)
		return DMABENCH_COUNT_INDIRECT_MISSES;
	fail_msg("perf is asked for %u:%llx", attr->type,
		 (unsigned long long)attr->config);
	return -1;
}

struct perf_event *
perf_event_create_kernel_counter(struct perf_event_attr *attr, int cpu,
				 void *task, void *callback, void *context)
{
	bool smis = number_of(attr) == PMU_SMIS;
	int i, idx = free_counter(cpu);

	assert_int_equal(attr->size, sizeof(*attr));
	assert_true(attr->pinned);
	assert_null(task);
	assert_int_equal(attr->exclude_user, !smis);
	assert_int_equal(attr->exclude_guest, !smis);
	if (refusal)
		return ERR_PTR(refusal);
	if (cache_refusal && attr->type == PERF_TYPE_HW_CACHE)
		return ERR_PTR(cache_refusal);
	for (i = 0; used[i]; i++)
		assert_int_not_equal(i, EVENTS - 1);
	used[i] = true;
	nr_created++;
	event[i] = (struct perf_event) {
		.state = idx < 0 ? PERF_EVENT_STATE_ERROR :
				   PERF_EVENT_STATE_ACTIVE,
		.oncpu = idx < 0 ? -1 : cpu,
		.hw = { idx, idx },
		.number = number_of(attr),
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

u32 get_random_u32(void)
{
	return chance++;
}

u64 native_read_pmc(int index)
{
	assert_in_range(index, 0, COUNTERS - 1);
	reads[nr_reads++ % ARRAY_SIZE(reads)] = index;
	return counter[here][index];
}

static void machine(int vendor, int family, int model, bool guest)
{
	boot_cpu_data = (struct double_cpu) { vendor, family, model };
	is_guest = guest;
	refusal = 0;
	cache_refusal = 0;
	nr_counters = COUNTERS;
	here = 0;
	memset(counter, 0, sizeof(counter));
	nr_created = 0;
	nr_released = 0;
	nr_reads = 0;
}

/* An Intel that has each event but the one that has no name. */
static void intel(void)
{
	machine(X86_VENDOR_INTEL, 6, 0x3f, false);
}

#define NAMED	(ALL & ~(1U << DMABENCH_COUNT_INDIRECT_MISSES))

static void end(void)
{
	int i;

	db_pmu_release();
	assert_int_equal(nr_released, nr_created);
	for (i = 0; i < EVENTS; i++)
		assert_false(used[i]);
}

/* Hold what there is; DMABENCH_COUNT_* of it. */
static u32 counts(void)
{
	u32 c = ~0U;

	assert_int_equal(db_pmu_hold(&c), 0);
	return c;
}

/* Of DMABENCH_COUNT_*, which are on a counter of this CPU now. */
static u32 counting(void)
{
	u32 bits = 0;
	int i;

	for (i = 0; i < EVENTS; i++)
		if (used[i] && event[i].cpu == here && event[i].hw.idx >= 0)
			bits |= 1U << event[i].number;
	return bits & ALL;
}

/* A window of all events, of which event e comes to 10 + e. */
static u32 window_of_all(u32 *count)
{
	struct pmu_counts c;
	int i;

	db_pmu_begin(&c);
	for (i = 0; i < EVENTS; i++)
		if (used[i] && event[i].cpu == here && event[i].hw.idx >= 0)
			counter[here][event[i].hw.event_base_rdpmc] +=
				10 + event[i].number;
	db_pmu_end(&c);
	return db_pmu_counted(&c, count);
}

#endif /* PMU_MACHINE_H */
