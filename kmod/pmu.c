// SPDX-License-Identifier: GPL-2.0-only
/*
 * pmu.c - what the PMU counts in a window, through perf, which owns it.
 *
 * perf_event_read_local() is not exported, and the other ways to read an event
 * sleep.  So perf is asked for pinned events, which stay on their counter while
 * there is one, and the counter is read by RDPMC.  Which one it is, perf says
 * in the event; with interrupts off it does not change.
 *
 * A PMU may have fewer counters than there are events.  Then chance says at
 * each call of the program which of them are counted: of a window an event is
 * counted whole or not at all, and nothing is scaled.
 */
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/perf_event.h>
#include <linux/random.h>
#include <linux/smp.h>
#include <asm/barrier.h>
#include <asm/msr.h>
#include <asm/processor.h>

#include "pmu.h"
#include "uapi/indirect_miss.h"

/* PPR for AMD family 17h, PMCx02B: ls_smi_rx, SMIs received. */
#define AMD_LS_SMI_RX	0x2b

#define READ_MISS(cache)						\
	(PERF_COUNT_HW_CACHE_##cache | PERF_COUNT_HW_CACHE_OP_READ << 8 | \
	 PERF_COUNT_HW_CACHE_RESULT_MISS << 16)

/**
 * struct pmu_held - the events of a CPU
 * @asked:	perf was asked for them
 * @have:	bit by bit, those that this PMU has
 * @event:	NULL for one that is not counted now
 */
struct pmu_held {
	bool asked;
	u32 have;
	struct perf_event *event[PMU_EVENTS];
};

static DEFINE_PER_CPU(struct pmu_held, held);
static DEFINE_MUTEX(held_lock);

static const struct {
	u32 type;
	u64 config;
} events[PMU_EVENTS] = {
	[DMABENCH_COUNT_CYCLES] = {
		PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES
	},
	[DMABENCH_COUNT_INSN] = {
		PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS
	},
	[DMABENCH_COUNT_BRANCHES] = {
		PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_INSTRUCTIONS
	},
	[DMABENCH_COUNT_BRANCH_MISSES] = {
		PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_MISSES
	},
	[DMABENCH_COUNT_INDIRECT_MISSES] = { PERF_TYPE_RAW },
	[DMABENCH_COUNT_L1D_MISSES] = { PERF_TYPE_HW_CACHE, READ_MISS(L1D) },
	[DMABENCH_COUNT_ITLB_MISSES] = { PERF_TYPE_HW_CACHE, READ_MISS(ITLB) },
	[PMU_SMIS] = { PERF_TYPE_RAW },
};

/* A raw event means something on one CPU, and another thing on the next. */
static u64 raw_config(int e)
{
	const struct cpuinfo_x86 *c = &boot_cpu_data;
	bool amd = c->x86_vendor == X86_VENDOR_AMD;

	if (e != PMU_SMIS)
		return indirect_miss_event(amd,
					   c->x86_vendor == X86_VENDOR_INTEL,
					   c->x86, c->x86_model);
	/* In a guest the number of a counted event is the host's affair. */
	if (boot_cpu_has(X86_FEATURE_HYPERVISOR))
		return 0;
	return amd && c->x86 >= 0x17 ? AMD_LS_SMI_RX : 0;
}

static bool is_counting(const struct perf_event *event, int cpu)
{
	return READ_ONCE(event->state) == PERF_EVENT_STATE_ACTIVE &&
	       READ_ONCE(event->oncpu) == cpu && event->hw.idx >= 0;
}

/* Have an event counted, unless this PMU has none, or has no counter left. */
static void pmu_get(struct pmu_held *h, int e, int cpu)
{
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.type = events[e].type,
		.config = events[e].config,
		.pinned = 1,
		/* An SMI is nobody's. */
		.exclude_user = e != PMU_SMIS,
		.exclude_guest = e != PMU_SMIS,
	};
	struct perf_event *event;

	if (attr.type == PERF_TYPE_RAW)
		attr.config = raw_config(e);
	if (attr.type == PERF_TYPE_RAW && !attr.config)
		return;
	event = perf_event_create_kernel_counter(&attr, cpu, NULL, NULL, NULL);
	if (IS_ERR(event))
		return;
	h->have |= BIT(e);
	if (is_counting(event, cpu))
		h->event[e] = event;
	else
		perf_event_release_kernel(event);
}

static void pmu_put(struct pmu_held *h, int e)
{
	struct perf_event *event = h->event[e];

	WRITE_ONCE(h->event[e], NULL);
	if (event)
		perf_event_release_kernel(event);
}

static bool is_lost(const struct pmu_held *h, int e, int cpu)
{
	return h->event[e] && !is_counting(h->event[e], cpu);
}

/* An event that is in error stays there; it is kept to say so, or replaced. */
static void pmu_renew(struct pmu_held *h, int e, int cpu)
{
	struct perf_event *lost = h->event[e];

	if (!is_lost(h, e, cpu))
		return;
	WRITE_ONCE(h->event[e], NULL);
	pmu_get(h, e, cpu);
	if (h->event[e])
		perf_event_release_kernel(lost);
	else
		WRITE_ONCE(h->event[e], lost);
}

/* Is all counted that this PMU has? */
static bool is_complete(const struct pmu_held *h, int cpu)
{
	int e;

	for (e = 0; e < DMABENCH_COUNTS; e++)
		if (h->have & BIT(e) &&
		    (!h->event[e] || is_lost(h, e, cpu)))
			return false;
	return !is_lost(h, PMU_SMIS, cpu);
}

/*
 * Begin anew with those that take turns, from a random one on.  Cycles and SMIs
 * take none: they keep their counters, or are the first to have one again.
 */
static void pmu_turn(struct pmu_held *h, int cpu)
{
	const int turns = DMABENCH_COUNTS - 1;
	u32 first = get_random_u32();
	int e, i;

	if (is_complete(h, cpu))
		return;
	for (e = 1; e < DMABENCH_COUNTS; e++)
		pmu_put(h, e);
	if (h->have & BIT(DMABENCH_COUNT_CYCLES) &&
	    !h->event[DMABENCH_COUNT_CYCLES])
		pmu_get(h, DMABENCH_COUNT_CYCLES, cpu);
	pmu_renew(h, DMABENCH_COUNT_CYCLES, cpu);
	pmu_renew(h, PMU_SMIS, cpu);
	for (i = 0; i < turns; i++) {
		e = 1 + (first % turns + i) % turns;
		if (h->have & BIT(e))
			pmu_get(h, e, cpu);
	}
}

u32 db_pmu_hold(u32 *counts)
{
	int cpu = raw_smp_processor_id();
	struct pmu_held *h = per_cpu_ptr(&held, cpu);
	u32 flags;
	int e;

	mutex_lock(&held_lock);
	/* Of Xen's guest RDPMC is not the CPU's: xen_read_pmc(). */
	if (!h->asked && !boot_cpu_has(X86_FEATURE_XENPV)) {
		pmu_get(h, DMABENCH_COUNT_CYCLES, cpu);
		pmu_get(h, PMU_SMIS, cpu);
		for (e = 1; e < DMABENCH_COUNTS; e++)
			pmu_get(h, e, cpu);
	} else {
		pmu_turn(h, cpu);
	}
	h->asked = true;
	if (counts)
		*counts = h->have & (BIT(DMABENCH_COUNTS) - 1);
	flags = h->event[PMU_SMIS] ? DMABENCH_INFO_HAS_SMI_EVENT : 0;
	mutex_unlock(&held_lock);
	return flags;
}

void db_pmu_release(void)
{
	int cpu, e;

	mutex_lock(&held_lock);
	for_each_possible_cpu(cpu) {
		struct pmu_held *h = per_cpu_ptr(&held, cpu);

		for (e = 0; e < PMU_EVENTS; e++)
			pmu_put(h, e);
		*h = (struct pmu_held) {};
	}
	mutex_unlock(&held_lock);
}

void db_pmu_read(int e, struct pmu_reading *r)
{
	const struct pmu_held *h = this_cpu_ptr(&held);
	const struct perf_event *event = READ_ONCE(h->event[e]);

	r->count = 0;
	r->idx = event ? PMU_LOST : PMU_NONE;
	if (!event || !is_counting(event, smp_processor_id()))
		return;
	r->idx = event->hw.idx;
	/* LFENCE: RDPMC waits for nothing that is before it (SDM vol. 2).. */
	rmb();
	r->count = native_read_pmc(event->hw.event_base_rdpmc);
	/* ..and what is behind it does not wait either. */
	rmb();
}

u32 db_pmu_between(const struct pmu_reading *before,
		   const struct pmu_reading *after, u32 *count)
{
	*count = DMABENCH_NOT_COUNTED;
	if (before->idx != after->idx)
		return DMABENCH_CAUSE_COUNTER;
	/* How wide a counter is perf keeps to itself: 32 bits at the least. */
	if (before->idx >= 0)
		*count = after->count - before->count;
	return 0;
}

void db_pmu_begin(struct pmu_counts *c)
{
	int e;

	/* Cycles are next to the loop: least stands between. */
	for (e = DMABENCH_COUNTS - 1; e >= 0; e--)
		db_pmu_read(e, &c->before[e]);
}

void db_pmu_end(struct pmu_counts *c)
{
	int e;

	for (e = 0; e < DMABENCH_COUNTS; e++)
		db_pmu_read(e, &c->after[e]);
}

u32 db_pmu_counted(const struct pmu_counts *c, u32 *count)
{
	u32 causes = 0;
	int e;

	for (e = 0; e < DMABENCH_COUNTS; e++)
		causes |= db_pmu_between(&c->before[e], &c->after[e],
					 &count[e]);
	return causes;
}
