// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * target_user.c - the designs in this process: real cycles for dispatch alone.
 *
 * The dispatch code is in the program twice, without and with retpolines; the
 * tables of both builds have the same order.
 */
#include <cpuid.h>
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <time.h>

#include "measure/session.h"
#include "measure/steal.h"
#include "measure/target_threads.h"
#include "stats/cause.h"

/* The second build of kmod/dispatch; see the Makefile. */
extern const struct db_design *const db_retpoline_designs[];
extern const struct db_backend *const db_retpoline_backends[];

/* A busy machine may keep a thread waiting, but not for so long. */
#define PATIENCE_MS	5000

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

/* All windows, in this thread. */
static int run_here(struct session *s, __u32 max_n, struct dmabench_window *w,
		    __u32 nr)
{
	int ret = session_begin(s, max_n);
	__u32 i;

	if (ret)
		return ret;
	for (i = 0; i < nr; i++) {
		session_prepare(s, &w[i]);
		session_time(s, &w[i]);
		session_undo(s, &w[i]);
	}
	session_end(s);
	return nr;
}

/* What a host took so far from the CPUs of a row; -1 where nobody knows. */
static long long stolen(const struct target_user *u, const struct row *row)
{
	unsigned int here;

	if (!u->steal || u->counters)
		return -1;
	if (row->threads > 1)
		return steal_ticks(u->steal, u->cpu, row->threads);
	here = sched_getcpu();
	return steal_ticks(u->steal, &here, 1);
}

static int user_run(struct target *t, const struct row *row,
		    struct dmabench_window *w, __u32 nr)
{
	const struct target_user *u = (struct target_user *)t;
	const struct db_design *design = design_of(u, row);
	const struct db_backend *backend = backend_of(u, row);
	struct db_devices devices;
	struct session s = {
		.u = u,
		.row = row,
		.devices = &devices,
		.seed = t->seed,
		.b = {
			.ops = backend->ops,
			.depth = row->depth,
			.len = row->len,
			.nents = row->nents,
			.dir = DB_TO_DEVICE,
		},
	};
	long long before;
	__u32 i, max_n = 1;
	int ret;

	if (!design->loop[row->op][0])
		return -EOPNOTSUPP;
	if (row->threads > 1 && row->threads > u->nr_cpus)
		return -EUSERS;
	for (i = 0; i < nr; i++)
		if (w[i].n > max_n)
			max_n = w[i].n;
	ret = db_devices_init(&devices, design, backend, row->depth,
			      row->devices, row->flags & DMABENCH_RUN_MIXED,
			      db_op_info[row->op].attach ? max_n : 0);
	if (ret)
		return ret;
	before = stolen(u, row);
	ret = row->threads > 1 ? threads_run(&s, max_n, w, nr) :
	      run_here(&s, max_n, w, nr);
	/* A tick is longer than a window: it may have been in any of them. */
	if (ret > 0 && stolen(u, row) != before)
		for (i = 0; i < nr; i++)
			w[i].causes |= DMABENCH_CAUSE_STEAL;
	db_devices_exit(&devices);
	return ret;
}

int target_user_env(const struct target_user *u, struct env *e)
{
	/* What runs in the kernel meanwhile a process does not see. */
	const char *const sees[DMABENCH_CAUSES] = {
		[3] = "getcpu", [4] = "TSC", [5] = "getrusage",
		[7] = "a probe beside", [8] = "a probe beside",
		[9] = u->steal,
	};

	return cause_env(e, sees);
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

/* SDM vol. 2, CPUID 1: ECX bit 31 is 0 on a CPU; hypervisors set it. */
static bool is_guest(void)
{
	unsigned int a, b, c, d;

	return __get_cpuid(1, &a, &b, &c, &d) && c & 1U << 31;
}

int target_user_open(struct target_user *u, bool retpoline)
{
	unsigned int a, b, c, d;

	/* SDM vol. 2, CPUID 80000001H: EDX bit 27 is RDTSCP. */
	if (!__get_cpuid(0x80000001, &a, &b, &c, &d) || !(d & (1U << 27)))
		return -ENODEV;
	u->t = (struct target) { .tsc_khz = tsc_khz(), .run = user_run };
	u->retpoline = retpoline;
	u->nr_cpus = 0;
	u->patience_ms = PATIENCE_MS;
	u->counters = NULL;
	u->steal = steal_known(STEAL_PATH, is_guest()) ? STEAL_PATH : NULL;
	probe_learn(&u->quiet, u->t.tsc_khz);
	return 0;
}
