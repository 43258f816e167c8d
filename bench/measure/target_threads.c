// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * target_threads.c - the designs in several threads of this process at once.
 *
 * Each thread has a CPU, handles, lists and result slots of its own, on pages
 * and cache lines of its own; what they share in a window is what the design
 * shares.  The thread that asked sleeps meanwhile: it wakes when all have
 * ended, or to see that one of them makes no headway.
 */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "measure/barrier.h"
#include "measure/target_threads.h"

/* How long a thread that is told to go may take for it. */
#define GRACE_S	1

/**
 * struct thread - one of them
 * @w:		its windows, @nr
 * @status:	0 or a negative errno
 */
struct thread {
	struct threads *all;
	unsigned int who;
	pthread_t id;
	struct session s;
	struct dmabench_window *w;
	int status;
} __attribute__((__aligned__(128)));

/**
 * struct threads - all of them
 * @windows:	of each
 * @ended:	posted by each when it has
 */
struct threads {
	struct barrier *barrier;
	__u32 max_n;
	__u32 windows;
	unsigned int nr;
	sem_t ended;
	struct thread thread[];
};

static int run_windows(struct thread *t)
{
	struct threads *all = t->all;
	int ret = session_begin(&t->s, all->max_n);
	__u32 i;

	if (ret)
		return ret;
	for (i = 0; i < all->windows; i++) {
		session_prepare(&t->s, &t->w[i]);
		if (!barrier_meet(all->barrier, t->who))
			break;
		session_time(&t->s, &t->w[i]);
		/* Nobody unmaps while another still maps. */
		if (!barrier_meet(all->barrier, t->who))
			break;
		session_undo(&t->s, &t->w[i]);
	}
	session_end(&t->s);
	return i < all->windows ? -ECANCELED : 0;
}

static void *thread_main(void *arg)
{
	struct thread *t = arg;
	int type;

	/* One that is stuck has no cancellation point, and holds nothing. */
	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &type);
	t->status = run_windows(t);
	if (t->status)
		barrier_stop(t->all->barrier);
	sem_post(&t->all->ended);
	return NULL;
}

static int start(struct thread *t, unsigned int cpu)
{
	pthread_attr_t attr;
	cpu_set_t set;
	int ret;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	ret = pthread_attr_init(&attr);
	if (ret)
		return -ret;
	ret = pthread_attr_setaffinity_np(&attr, sizeof(set), &set);
	if (!ret)
		ret = pthread_create(&t->id, &attr, thread_main, t);
	pthread_attr_destroy(&attr);
	return -ret;
}

static struct timespec in_ms(unsigned int ms)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	ts.tv_sec += ms / 1000;
	ts.tv_nsec += ms % 1000 * 1000000L;
	if (ts.tv_nsec >= 1000000000L) {
		ts.tv_nsec -= 1000000000L;
		ts.tv_sec++;
	}
	return ts;
}

/* Wait until @nr threads have ended; -ETIMEDOUT when they stand still. */
static int supervise(struct threads *all, unsigned int nr,
		     unsigned int patience_ms)
{
	unsigned long before = 0, now;
	unsigned int ended = 0;

	while (ended < nr) {
		struct timespec until = in_ms(patience_ms);

		if (!sem_clockwait(&all->ended, CLOCK_MONOTONIC, &until)) {
			ended++;
			continue;
		}
		now = barrier_arrivals(all->barrier);
		if (errno == ETIMEDOUT && now == before)
			return -ETIMEDOUT;
		before = now;
	}
	return 0;
}

/* Is this thread gone, with or without force? */
static bool collect(struct thread *t)
{
	struct timespec until = in_ms(1000 * GRACE_S);

	if (!pthread_clockjoin_np(t->id, NULL, CLOCK_MONOTONIC, &until))
		return true;
	pthread_cancel(t->id);
	until = in_ms(1000 * GRACE_S);
	if (!pthread_clockjoin_np(t->id, NULL, CLOCK_MONOTONIC, &until))
		return true;
	pthread_detach(t->id);
	return false;
}

static void threads_free(struct threads *all)
{
	unsigned int i;

	for (i = 0; i < all->nr; i++) {
		session_end(&all->thread[i].s);
		free(all->thread[i].w);
	}
	barrier_free(all->barrier);
	sem_destroy(&all->ended);
	free(all);
}

static struct threads *threads_new(const struct session *s, __u32 max_n,
				   const struct dmabench_window *w, __u32 nr)
{
	unsigned int threads = s->row->threads, i;
	struct threads *all;
	size_t size;
	__u32 k;

	size = sizeof(*all) + threads * sizeof(*all->thread);
	all = aligned_alloc(128, size);
	if (!all)
		return NULL;
	memset(all, 0, size);
	sem_init(&all->ended, 0, 0);
	all->max_n = max_n;
	all->windows = nr / threads;
	all->nr = threads;
	all->barrier = barrier_new(threads);
	for (i = 0; i < threads; i++) {
		struct thread *t = &all->thread[i];

		t->all = all;
		t->who = i;
		t->s = *s;
		t->s.seed += i;
		/* Whole lines, so that no slot is on another's. */
		t->w = aligned_alloc(128, (all->windows * sizeof(*t->w) +
					   127) & ~127UL);
		for (k = 0; t->w && k < all->windows; k++)
			t->w[k] = w[k * threads + i];
		if (!all->barrier || !t->w) {
			threads_free(all);
			return NULL;
		}
	}
	return all;
}

int threads_run(const struct session *s, __u32 max_n,
		struct dmabench_window *w, __u32 nr)
{
	struct threads *all = threads_new(s, max_n, w, nr);
	unsigned int started, i;
	bool all_gone = true;
	int ret = 0;
	__u32 k;

	if (!all)
		return -ENOMEM;
	for (started = 0; started < all->nr; started++) {
		ret = start(&all->thread[started], s->u->cpu[started]);
		if (ret)
			break;
	}
	if (!ret)
		ret = supervise(all, started, s->u->patience_ms);
	if (ret)
		barrier_stop(all->barrier);
	for (i = 0; i < started; i++)
		if (!collect(&all->thread[i]))
			all_gone = false;
	/* Those that only went because another had failed say nothing new. */
	for (i = 0; i < started; i++)
		if (!ret || ret == -ECANCELED)
			ret = all->thread[i].status ?: ret;
	for (i = 0; !ret && i < all->nr; i++)
		for (k = 0; k < all->windows; k++)
			w[k * all->nr + i] = all->thread[i].w[k];
	/* What a thread may still write to is nobody's any more. */
	if (all_gone)
		threads_free(all);
	return ret ? ret : (int)nr;
}
