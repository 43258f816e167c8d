// SPDX-License-Identifier: GPL-2.0-only
/*
 * threads.c - several kernel threads that run the same windows at once.
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
#include "pmu.h"
#include "threads.h"
#include "window.h"

/* No headway from one look to the next, so far apart: somebody is stuck. */
#define PATIENCE	(5 * HZ)

/**
 * struct thread - one of them
 * @all:	all of them
 * @who:	its number, from 0
 * @k:		its batch
 * @w:		its windows
 * @done:	windows that it has run
 * @status:	0 or a negative errno
 * @cpu:	where it is bound to
 * @task:	NULL before it was made
 */
struct thread {
	struct threads *all;
	unsigned int who;
	struct batch *k;
	struct dmabench_window *w;
	u32 done;
	int status;
	unsigned int cpu;
	struct task_struct *task;
} ____cacheline_aligned_in_smp;

/**
 * struct threads - all of them
 * @barrier:	where they meet; when it is stopped nobody begins a window
 * @design:	whose loops they run
 * @op:		what is timed
 * @threads:	how many they are
 * @nr:		windows of each
 * @ended:	completed by each of them
 * @thread:	each of them
 */
struct threads {
	struct db_barrier *barrier;
	const struct db_design *design;
	enum db_op op;
	unsigned int threads;
	u32 nr;
	struct completion ended;
	struct thread thread[];
};

unsigned int db_threads_max(void)
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

static int thread_run(void *arg)
{
	struct thread *t = arg;
	struct threads *ts = t->all;

	db_pmu_hold(NULL);
	while (t->done < ts->nr && !t->status &&
	       !db_barrier_stopped(ts->barrier)) {
		struct dmabench_window *w = &t->w[t->done];

		t->status = db_window_run(ts->design, ts->op, t->k, w);
		/* Its CPU went offline, and it was moved. */
		if (t->k->state.on != t->cpu)
			w->causes |= DMABENCH_CAUSE_CPU;
		/*
		 * With the others gone it was not what it should be; one that
		 * failed says why all the same.
		 */
		if (t->status || !db_barrier_stopped(ts->barrier))
			t->done++;
	}
	if (t->status)
		db_barrier_stop(ts->barrier);
	complete(&ts->ended);
	return 0;
}

static int thread_start(struct thread *t)
{
	unsigned int cpu = cpu_of(t->who);
	struct task_struct *task;

	if (cpu >= nr_cpu_ids)
		return -EUSERS;
	task = kthread_create_on_node(thread_run, t, cpu_to_node(cpu),
				      "dmabench/%u", t->who);
	if (IS_ERR(task))
		return PTR_ERR(task);
	kthread_bind(task, cpu);
	/* It may end before it is waited for. */
	get_task_struct(task);
	t->task = task;
	t->cpu = cpu;
	return 0;
}

static int supervise(struct threads *ts)
{
	unsigned long before = ~0UL, now;
	unsigned int ended = 0;
	long left;

	while (ended < ts->threads) {
		left = wait_for_completion_interruptible_timeout(&ts->ended,
								 PATIENCE);
		if (left < 0)
			return -EINTR;
		if (left) {
			ended++;
			continue;
		}
		now = db_barrier_arrivals(ts->barrier);
		if (now == before)
			return -ETIMEDOUT;
		before = now;
	}
	return 0;
}

/* Wait for the end of all: what they work on is about to be freed. */
static void collect(struct threads *ts)
{
	unsigned int i;

	db_barrier_stop(ts->barrier);
	for (i = 0; i < ts->threads; i++) {
		if (!ts->thread[i].task)
			continue;
		kthread_stop(ts->thread[i].task);
		put_task_struct(ts->thread[i].task);
	}
}

static void threads_free(struct threads *ts)
{
	unsigned int i;

	for (i = 0; i < ts->threads; i++)
		kvfree(ts->thread[i].w);
	db_barrier_free(ts->barrier);
	kvfree(ts);
}

static struct threads *threads_new(const struct dmabench_window *w,
				   struct batch *k, unsigned int threads,
				   u32 nr)
{
	struct threads *ts = kvzalloc(struct_size(ts, thread, threads),
				      GFP_KERNEL);
	unsigned int i;
	u32 n;

	if (!ts)
		return NULL;
	ts->threads = threads;
	ts->nr = nr / threads;
	ts->barrier = db_barrier_new(threads);
	if (!ts->barrier)
		goto out_free;
	init_completion(&ts->ended);
	for (i = 0; i < threads; i++) {
		struct thread *t = &ts->thread[i];

		t->all = ts;
		t->who = i;
		t->k = &k[i];
		k[i].meet.barrier = ts->barrier;
		k[i].meet.who = i;
		t->w = kvcalloc(ts->nr, sizeof(*w), GFP_KERNEL);
		if (!t->w)
			goto out_free;
		for (n = 0; n < ts->nr; n++)
			t->w[n] = w[n * threads + i];
	}
	return ts;

out_free:
	threads_free(ts);
	return NULL;
}

/* How many windows go back: those that all ran, and the first that failed. */
static u32 nr_to_gather(const struct threads *ts)
{
	u32 all = ts->nr, failed = U32_MAX;
	unsigned int i;

	for (i = 0; i < ts->threads; i++) {
		all = min(all, ts->thread[i].done);
		if (ts->thread[i].status)
			failed = min(failed, ts->thread[i].done);
	}
	return failed == U32_MAX ? all : failed;
}

/*
 * What failed says why; what others made of that window is not to be used, for
 * they were stopped in it.
 */
static u32 gather(const struct threads *ts, struct dmabench_window *w)
{
	const u32 all = nr_to_gather(ts);
	u32 n, at;

	for (n = 0; n < all * ts->threads; n++) {
		const struct thread *t = &ts->thread[n % ts->threads];

		at = n / ts->threads;
		w[n] = t->w[at];
		if (at >= t->done)
			w[n].causes |= DMABENCH_CAUSE_ERROR;
	}
	return all * ts->threads;
}

int db_threads_run(const struct db_design *design, enum db_op op,
		   struct batch *k, unsigned int threads,
		   struct dmabench_window *w, u32 nr, u32 *done)
{
	struct threads *ts = threads_new(w, k, threads, nr);
	unsigned int i;
	int ret = 0;

	if (!ts)
		return -ENOMEM;
	ts->design = design;
	ts->op = op;
	for (i = 0; !ret && i < threads; i++)
		ret = thread_start(&ts->thread[i]);
	for (i = 0; !ret && i < threads; i++)
		wake_up_process(ts->thread[i].task);
	if (!ret)
		ret = supervise(ts);
	collect(ts);
	for (i = 0; !ret && i < threads; i++)
		ret = ts->thread[i].status;
	*done = gather(ts, w);
	threads_free(ts);
	return ret;
}
