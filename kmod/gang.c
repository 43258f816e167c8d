// SPDX-License-Identifier: GPL-2.0-only
/*
 * gang.c - several kernel threads that run the same windows at once.
 *
 * Each is bound to a CPU and has a batch and result slots of its own.  They
 * meet in front of a window and behind it (barrier.h); in a window they share
 * what the design or the kernel's API shares.  The caller sleeps, and sees by
 * the count of meetings whether one is stuck.
 */
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/topology.h>

#include "barrier.h"
#include "gang.h"
#include "pmu.h"
#include "window.h"

/* No headway from one look to the next, so far apart: somebody is stuck. */
#define PATIENCE	(5 * HZ)

/*
 * struct member - a thread
 * @done:	windows that it has run
 * @cpu:	where it is bound to
 */
struct member {
	struct gang *gang;
	unsigned int who;
	struct batch *k;
	struct dmabench_window *w;
	u32 done;
	int status;
	unsigned int cpu;
	struct task_struct *task;
} ____cacheline_aligned_in_smp;

/*
 * struct gang - all of them
 * @barrier:	where they meet; when it is stopped nobody begins a window
 * @nr:		windows of each
 * @ended:	completed by each of them
 */
struct gang {
	struct db_barrier *barrier;
	const struct db_design *design;
	enum db_op op;
	unsigned int threads;
	u32 nr;
	struct completion ended;
	struct member member[];
};

unsigned int gang_max(void)
{
	return num_online_cpus();
}

/* The CPU of thread @who: the first ones of all cores, then the others. */
static unsigned int cpu_of(unsigned int who)
{
	unsigned int cpu, second;

	for (second = 0; second < 2; second++) {
		for_each_online_cpu(cpu) {
			const struct cpumask *core =
				topology_sibling_cpumask(cpu);
			bool first = cpumask_first(core) == cpu;

			if (first != second && !who--)
				return cpu;
		}
	}
	return nr_cpu_ids;
}

static int member_run(void *arg)
{
	struct member *m = arg;
	struct gang *g = m->gang;

	pmu_hold(NULL);
	while (m->done < g->nr && !db_barrier_stopped(g->barrier) && !m->status) {
		m->status = window_run(g->design, g->op, m->k, &m->w[m->done]);
		/* Its CPU went offline, and it was moved. */
		if (m->k->on != m->cpu)
			m->w[m->done].causes |= DMABENCH_CAUSE_CPU;
		/* With the others gone it was not what it should be. */
		if (!db_barrier_stopped(g->barrier))
			m->done++;
	}
	if (m->status)
		db_barrier_stop(g->barrier);
	complete(&g->ended);
	return 0;
}

static int member_start(struct member *m)
{
	unsigned int cpu = cpu_of(m->who);
	struct task_struct *task;

	if (cpu >= nr_cpu_ids)
		return -EUSERS;
	task = kthread_create_on_node(member_run, m, cpu_to_node(cpu),
				      "dmabench/%u", m->who);
	if (IS_ERR(task))
		return PTR_ERR(task);
	kthread_bind(task, cpu);
	/* It may end before it is waited for. */
	get_task_struct(task);
	m->task = task;
	m->cpu = cpu;
	return 0;
}

static int supervise(struct gang *g)
{
	unsigned long before = ~0UL, now;
	unsigned int ended = 0;
	long left;

	while (ended < g->threads) {
		left = wait_for_completion_interruptible_timeout(&g->ended,
								 PATIENCE);
		if (left < 0)
			return -EINTR;
		if (left) {
			ended++;
			continue;
		}
		now = db_barrier_arrivals(g->barrier);
		if (now == before)
			return -ETIMEDOUT;
		before = now;
	}
	return 0;
}

/* Wait for the end of all: what they work on is about to be freed. */
static void collect(struct gang *g)
{
	unsigned int i;

	db_barrier_stop(g->barrier);
	for (i = 0; i < g->threads; i++) {
		if (!g->member[i].task)
			continue;
		kthread_stop(g->member[i].task);
		put_task_struct(g->member[i].task);
	}
}

static void gang_free(struct gang *g)
{
	unsigned int i;

	for (i = 0; i < g->threads; i++)
		kvfree(g->member[i].w);
	db_barrier_free(g->barrier);
	kvfree(g);
}

static struct gang *gang_alloc(const struct dmabench_window *w,
			       struct batch *k, unsigned int threads, u32 nr)
{
	struct gang *g = kvzalloc(struct_size(g, member, threads), GFP_KERNEL);
	unsigned int t;
	u32 i;

	if (!g)
		return NULL;
	g->threads = threads;
	g->nr = nr / threads;
	g->barrier = db_barrier_new(threads);
	if (!g->barrier)
		goto out_free;
	init_completion(&g->ended);
	for (t = 0; t < threads; t++) {
		struct member *m = &g->member[t];

		m->gang = g;
		m->who = t;
		m->k = &k[t];
		k[t].barrier = g->barrier;
		k[t].who = t;
		m->w = kvcalloc(g->nr, sizeof(*w), GFP_KERNEL);
		if (!m->w)
			goto out_free;
		for (i = 0; i < g->nr; i++)
			m->w[i] = w[i * threads + t];
	}
	return g;

out_free:
	gang_free(g);
	return NULL;
}

/* What all have run; a window that failed goes back too, it says why. */
static u32 gather(const struct gang *g, struct dmabench_window *w)
{
	u32 i, all = g->nr;
	unsigned int t;

	for (t = 0; t < g->threads; t++)
		all = min(all, g->member[t].done);
	for (i = 0; i < all * g->threads; i++)
		w[i] = g->member[i % g->threads].w[i / g->threads];
	return all * g->threads;
}

int gang_run(const struct db_design *design, enum db_op op, struct batch *k,
	     unsigned int threads, struct dmabench_window *w, u32 nr,
	     u32 *done)
{
	struct gang *g = gang_alloc(w, k, threads, nr);
	unsigned int t;
	int ret = 0;

	if (!g)
		return -ENOMEM;
	g->design = design;
	g->op = op;
	for (t = 0; !ret && t < threads; t++)
		ret = member_start(&g->member[t]);
	for (t = 0; !ret && t < threads; t++)
		wake_up_process(g->member[t].task);
	if (!ret)
		ret = supervise(g);
	collect(g);
	for (t = 0; !ret && t < threads; t++)
		ret = g->member[t].status;
	*done = gather(g, w);
	gang_free(g);
	return ret;
}
