// SPDX-License-Identifier: GPL-2.0-only
/*
 * pmu.c - what the PMU counts in a window, through perf, which owns it.
 *
 * perf_event_read_local() is not exported, and the other ways to read an event
 * sleep.  So perf is asked for pinned events, which stay on their counter while
 * there is one, and the counter is read by RDPMC.  Which one it is, perf says in
 * the event; with interrupts off it does not change.
 */
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/perf_event.h>
#include <linux/smp.h>
#include <asm/barrier.h>
#include <asm/msr.h>
#include <asm/processor.h>

#include "pmu.h"
#include "uapi/dmabench.h"

/* PPR for AMD family 17h, PMCx02B: ls_smi_rx, SMIs received. */
#define AMD_LS_SMI_RX	0x2b

/**
 * struct pmu_held - the events of a CPU
 * @asked:	perf was asked for them
 * @event:	NULL for one that is not to be had
 */
struct pmu_held {
	bool asked;
	struct perf_event *event[PMU_EVENTS];
};

static DEFINE_PER_CPU(struct pmu_held, held);
static DEFINE_MUTEX(held_lock);

static const struct {
	u32 type;
	u64 config;
	bool kernel_only;
	u32 flag;
} events[PMU_EVENTS] = {
	[PMU_CYCLES] = {
		PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES, true,
		DMABENCH_INFO_HAS_CYCLES,
	},
	[PMU_SMIS] = {
		PERF_TYPE_RAW, AMD_LS_SMI_RX, false,
		DMABENCH_INFO_HAS_SMI_EVENT,
	},
};

/* A raw event means something on one CPU, and another thing on the next. */
static bool pmu_knows(enum pmu_event e)
{
	/* Its RDPMC is not the CPU's: xen_read_pmc(). */
	if (boot_cpu_has(X86_FEATURE_XENPV))
		return false;
	/* In a guest the number of a counted event is the host's affair. */
	return e != PMU_SMIS ||
	       (boot_cpu_data.x86_vendor == X86_VENDOR_AMD &&
		boot_cpu_data.x86 >= 0x17 &&
		!boot_cpu_has(X86_FEATURE_HYPERVISOR));
}

static bool is_counting(const struct perf_event *event, int cpu)
{
	return READ_ONCE(event->state) == PERF_EVENT_STATE_ACTIVE &&
	       READ_ONCE(event->oncpu) == cpu && event->hw.idx >= 0;
}

/* The event, or NULL where this PMU has none, or has no counter left. */
static struct perf_event *pmu_get(enum pmu_event e, int cpu)
{
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.type = events[e].type,
		.config = events[e].config,
		.pinned = 1,
		.exclude_user = events[e].kernel_only,
		.exclude_guest = events[e].kernel_only,
	};
	struct perf_event *event;

	if (!pmu_knows(e))
		return NULL;
	event = perf_event_create_kernel_counter(&attr, cpu, NULL, NULL, NULL);
	if (IS_ERR(event))
		return NULL;
	if (is_counting(event, cpu))
		return event;
	perf_event_release_kernel(event);
	return NULL;
}

u32 pmu_hold(void)
{
	int cpu = raw_smp_processor_id();
	struct pmu_held *h = per_cpu_ptr(&held, cpu);
	u32 flags = 0;
	int e;

	mutex_lock(&held_lock);
	for (e = 0; e < PMU_EVENTS; e++) {
		if (!h->asked)
			h->event[e] = pmu_get(e, cpu);
		if (h->event[e])
			flags |= events[e].flag;
	}
	h->asked = true;
	mutex_unlock(&held_lock);
	return flags;
}

void pmu_release(void)
{
	int cpu, e;

	mutex_lock(&held_lock);
	for_each_possible_cpu(cpu) {
		struct pmu_held *h = per_cpu_ptr(&held, cpu);

		for (e = 0; e < PMU_EVENTS; e++)
			if (h->event[e])
				perf_event_release_kernel(h->event[e]);
		*h = (struct pmu_held) {};
	}
	mutex_unlock(&held_lock);
}

void pmu_read(enum pmu_event e, struct pmu_reading *r)
{
	const struct perf_event *event = this_cpu_ptr(&held)->event[e];

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

u32 pmu_between(const struct pmu_reading *before,
		const struct pmu_reading *after, u64 *count)
{
	*count = DMABENCH_NOT_COUNTED;
	if (before->idx != after->idx)
		return DMABENCH_CAUSE_COUNTER;
	/* How wide a counter is perf keeps to itself: 32 bits at the least. */
	if (before->idx >= 0)
		*count = (u32)(after->count - before->count);
	return 0;
}
