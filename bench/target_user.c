// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * target_user.c - the designs in this process: real cycles for dispatch alone.
 *
 * The dispatch code is in the program twice, without and with retpolines; the
 * tables of both builds have the same order.  Interrupts cannot be turned off
 * here: a window is marked when the thread was switched or moved meanwhile, or
 * when a probe beside it says that the core was shared, and it is short enough
 * that most see none of these.
 */
#include <cpuid.h>
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>

#include "../kmod/dispatch/world.h"
#include "target.h"

/* The second build of kmod/dispatch; see the Makefile. */
extern const struct db_design *const db_retpoline_designs[];
extern const struct db_backend *const db_retpoline_backends[];

static const struct db_design *design_of(const struct target_user *u,
					 const struct row *row)
{
	int i;

	for (i = 0; db_designs[i] != row->design; i++)
		;
	return u->retpoline ? db_retpoline_designs[i] : row->design;
}

static const struct db_backend *backend_of(const struct target_user *u,
					   const struct row *row)
{
	int i;

	for (i = 0; db_backends[i] != row->backend; i++)
		;
	return u->retpoline ? db_retpoline_backends[i] : row->backend;
}

/**
 * struct memory - what a batch points into, one allocation
 */
struct memory {
	void *at;
	size_t size;
};

/* Handles and lists for @n ops; buffers are addresses that nobody touches. */
static int batch_alloc(struct db_batch *b, struct memory *mem, __u32 n)
{
	size_t lists = (size_t)n * b->nents;
	size_t i;

	mem->size = n * (sizeof(*b->phys) + sizeof(*b->dma) +
			 sizeof(*b->devs)) + lists * sizeof(*b->sg) + n * sizeof(*b->mapped);
	mem->at = mmap(NULL, mem->size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (mem->at == MAP_FAILED)
		return -errno;
	b->phys = mem->at;
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

/* What a row's windows have in common. */
struct session {
	const struct target_user *u;
	const struct row *row;
	struct db_world world;
	struct db_batch b;
	unsigned int seed;
};

static void window_run(struct session *s, struct dmabench_window *w)
{
	const struct db_design *design = s->world.design;
	const struct db_op_info *info = &db_op_info[s->row->op];
	enum db_op op = s->row->op;
	struct db_batch *b = &s->b;
	db_loop_fn loop = design->loop[op][w->placement];
	db_loop_fn undo = design->loop[info->undo][w->placement];
	struct rusage before, after;
	struct probe probe[2];
	int cpu;

	if (info->maps)
		db_world_order(&s->world, b->devs, w->n, &s->seed,
			       info->attach);
	if (info->ends)
		undo(b, w->n);
	cpu = sched_getcpu();
	getrusage(RUSAGE_THREAD, &before);
	probe_read(&probe[0]);
	if (s->row->cold && w->n)
		db_world_evict(&s->world, s->world.devs, loop);
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
	if (info->maps && !info->ends)
		undo(b, w->n);
}

static int user_run(struct target *t, const struct row *row,
		    struct dmabench_window *w, __u32 nr)
{
	const struct target_user *u = (struct target_user *)t;
	const struct db_design *design = design_of(u, row);
	const struct db_backend *backend = backend_of(u, row);
	struct session s = {
		.u = u,
		.row = row,
		.seed = t->seed,
		.b = {
			.ops = backend->ops,
			.depth = row->depth,
			.len = row->len,
			.nents = row->nents,
			.dir = DB_TO_DEVICE,
		},
	};
	struct memory mem;
	__u32 i, max_n = 1;
	int ret;

	if (!design->loop[row->op][0])
		return -EOPNOTSUPP;
	for (i = 0; i < nr; i++)
		if (w[i].n > max_n)
			max_n = w[i].n;
	ret = batch_alloc(&s.b, &mem, max_n);
	if (ret)
		return ret;
	ret = db_world_init(&s.world, design, backend, row->depth,
			    row->devices, row->mixed,
			    db_op_info[row->op].attach ? max_n : 0);
	if (ret)
		goto out_unmap;
	for (i = 0; i < nr; i++)
		window_run(&s, &w[i]);
	ret = nr;
	db_world_exit(&s.world);
out_unmap:
	munmap(mem.at, mem.size);
	return ret;
}

/* TSC ticks in a millisecond, against CLOCK_MONOTONIC_RAW, over 100 ms. */
static __u32 tsc_khz(void)
{
	struct timespec ts, pause = { .tv_nsec = 100000000 };
	__u64 ns, ticks;

	clock_gettime(CLOCK_MONOTONIC_RAW, &ts);
	ticks = db_clock_end();
	ns = ts.tv_sec * 1000000000ULL + ts.tv_nsec;
	nanosleep(&pause, NULL);
	clock_gettime(CLOCK_MONOTONIC_RAW, &ts);
	ticks = db_clock_end() - ticks;
	ns = ts.tv_sec * 1000000000ULL + ts.tv_nsec - ns;
	return ticks * 1000000ULL / ns;
}

int target_user_open(struct target_user *u, bool retpoline)
{
	unsigned int a, b, c, d;

	/* SDM vol. 2, CPUID 80000001H: EDX bit 27 is RDTSCP. */
	if (!__get_cpuid(0x80000001, &a, &b, &c, &d) || !(d & (1U << 27)))
		return -ENODEV;
	u->t = (struct target) { .tsc_khz = tsc_khz(), .run = user_run };
	u->retpoline = retpoline;
	probe_learn(&u->quiet, u->t.tsc_khz);
	return 0;
}
