// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * session.c - one window in a process: prepared, timed or counted, undone.
 *
 * Interrupts cannot be turned off here: a window is marked when the thread was
 * switched or moved meanwhile, or when a probe beside it says that the core was
 * shared, and it is short enough that most see none of these.
 */
#include <errno.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "measure/session.h"

/* Handles and lists for @n ops; buffers are addresses that nobody touches. */
int session_begin(struct session *s, __u32 n)
{
	struct db_batch *b = &s->b;
	size_t lists = (size_t)n * b->nents;
	size_t i;

	s->size = n * (sizeof(*b->phys) + sizeof(*b->dma) + sizeof(*b->devs)) +
		  lists * sizeof(*b->sg) + n * sizeof(*b->mapped);
	s->mem = mmap(NULL, s->size, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (s->mem == MAP_FAILED) {
		s->mem = NULL;
		return -errno;
	}
	b->phys = s->mem;
	b->dma = b->phys + n;
	b->devs = (struct db_device **)(b->dma + n);
	b->sg = (struct db_sg *)(b->devs + n);
	b->mapped = (int *)(b->sg + lists);
	for (i = 0; i < n; i++)
		b->phys[i] = (i + 1) << 21;
	for (i = 0; i < lists; i++) {
		b->sg[i].phys = (i + 1) << 13;
		b->sg[i].len = b->len;
	}
	return 0;
}

void session_end(struct session *s)
{
	if (s->mem)
		munmap(s->mem, s->size);
	s->mem = NULL;
}

/* Run the loop of another operation that belongs to the row's. */
static void run_other(struct session *s, enum db_op op,
		      const struct dmabench_window *w)
{
	if (op != DB_NO_OP)
		s->devices->design->loop[op][w->placement](&s->b, w->n);
}

void session_prepare(struct session *s, const struct dmabench_window *w)
{
	const struct db_op_info *info = &db_op_info[s->row->op];

	if (info->maps)
		db_devices_order(s->devices, s->b.devs, w->n, &s->seed,
				 info->attach);
	run_other(s, info->before, w);
}

/* The counters run around the loop, and no clock or probe is looked at. */
static void session_count(struct session *s, db_loop_fn loop,
			  struct dmabench_window *w)
{
	struct counters *c = s->u->counters;

	if (counters_begin(c)) {
		w->causes = DMABENCH_CAUSE_COUNTER;
		return;
	}
	loop(&s->b, w->n);
	if (counters_end(c, w->n > s->u->count_n ? 1 : -1))
		w->causes = DMABENCH_CAUSE_COUNTER;
}

void session_time(struct session *s, struct dmabench_window *w)
{
	db_loop_fn loop = s->devices->design->loop[s->row->op][w->placement];
	struct db_batch *b = &s->b;
	struct rusage before, after;
	struct probe probe[2];
	int cpu;

	if (s->u->counters) {
		session_count(s, loop, w);
		return;
	}
	cpu = sched_getcpu();
	getrusage(RUSAGE_THREAD, &before);
	probe_read(&probe[0]);
	if (s->row->flags & DMABENCH_RUN_COLD && w->n)
		db_devices_evict(s->devices, s->devices->devs, loop);
	loop(b, w->n);
	probe_read(&probe[1]);
	w->begin = b->begin;
	w->end = b->end;
	w->causes = probe_causes(&s->u->quiet, &probe[0]) |
		    probe_causes(&s->u->quiet, &probe[1]);
	getrusage(RUSAGE_THREAD, &after);
	if (before.ru_nvcsw != after.ru_nvcsw ||
	    before.ru_nivcsw != after.ru_nivcsw)
		w->causes |= DMABENCH_CAUSE_SCHED;
	if (cpu != sched_getcpu())
		w->causes |= DMABENCH_CAUSE_CPU;
	if (w->end < w->begin)
		w->causes |= DMABENCH_CAUSE_CLOCK;
}

void session_undo(struct session *s, const struct dmabench_window *w)
{
	run_other(s, db_op_info[s->row->op].after, w);
}
