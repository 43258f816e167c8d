// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_threads.c - rows of several threads, and where the threads meet.
 *
 * All run each window between the same two meetings, in slots of their own.  A
 * thread that does not come, be it asleep or going round for ever, costs the
 * row and nothing else: the others go, nothing is written, and the next row
 * runs.
 *
 * Wraps: barrier_meet session_time
 */
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fake.h"
#include "measure/barrier.h"
#include "measure/session.h"
#include "rows.h"
#include "stats/summary.h"
#include "unit.h"

#define WINDOWS		40
#define PATIENCE_MS	200

bool __real_barrier_meet(struct barrier *b, unsigned int who);
void __real_session_time(struct session *s, struct dmabench_window *w);

bool __wrap_barrier_meet(struct barrier *b, unsigned int who);
void __wrap_session_time(struct session *s, struct dmabench_window *w);

/*
 * Thread 1 is stuck in its meeting number asleep, or in a window of spin ops.
 */
static unsigned int asleep, spin, met;

bool __wrap_barrier_meet(struct barrier *b, unsigned int who)
{
	while (asleep && who == 1 && met == asleep)
		pause();
	/* Of the others not even a 0 is added: it could take one back. */
	if (who == 1)
		met++;
	return __real_barrier_meet(b, who);
}

void __wrap_session_time(struct session *s, struct dmabench_window *w)
{
	volatile bool for_ever = spin && w->n == spin && s->seed == 2;

	while (for_ever)
		;
	__real_session_time(s, w);
}

static struct target_user target;

static int open_target(void **state)
{
	cpu_set_t set;
	int cpu;

	if (sched_getaffinity(0, sizeof(set), &set) ||
	    target_user_open(&target, false))
		return -1;
	for (cpu = 0; cpu < CPU_SETSIZE && target.nr_cpus < 4; cpu++)
		if (CPU_ISSET(cpu, &set))
			target.cpu[target.nr_cpus++] = cpu;
	target.t.seed = 1;
	return 0;
}

static void plan(struct dmabench_window *w, unsigned int threads)
{
	unsigned int i;

	memset(w, 0, WINDOWS * threads * sizeof(*w));
	for (i = 0; i < WINDOWS * threads; i++) {
		w[i].n = 1 + i / threads;
		w[i].placement = i / threads % DB_PLACEMENTS;
	}
}

static int run(const char *name, struct dmabench_window *w)
{
	struct row row = unit_row(name);

	met = 0;
	return target.t.run(&target.t, &row, w, WINDOWS * row.threads);
}

/* All of a window ended before any begins the next one. */
static void expect_together(const char *name, unsigned int threads)
{
	struct dmabench_window w[WINDOWS * 4];
	unsigned int i, t, other;

	plan(w, threads);
	assert_int_equal(run(name, w), WINDOWS * threads);
	for (i = 0; i < WINDOWS; i++) {
		for (t = 0; t < threads; t++) {
			const struct dmabench_window *mine = &w[i * threads];
			const struct dmabench_window *last = mine - threads;

			assert_int_equal(mine[t].n, 1 + i);
			assert_int_equal(mine[t].placement,
					 i % DB_PLACEMENTS);
			assert_true(mine[t].begin);
			assert_true(mine[t].begin <= mine[t].end);
			for (other = 0; i && other < threads; other++)
				assert_true(last[other].end <= mine[t].begin);
		}
	}
	/* In front of each window and behind it. */
	assert_int_equal(met, 2 * WINDOWS);
}

static void test_together(void **state)
{
	if (target.nr_cpus < 2)
		skip_because("one CPU");
	expect_together("direct/null/map_single@threads2", 2);
	expect_together("stack-per-device.3/linear/unmap_sg:4@threads2", 2);
	expect_together("per-device/null/map_single@mixed4+threads2", 2);
	if (target.nr_cpus >= 4)
		expect_together("global/null/map_single@threads4", 4);
}

static void test_too_many(void **state)
{
	struct dmabench_window w[WINDOWS * 4], before[WINDOWS * 4];
	unsigned int cpus = target.nr_cpus;

	plan(before, 4);
	plan(w, 4);
	target.nr_cpus = 3;
	assert_int_equal(run("direct/null/map_single@threads4", w), -EUSERS);
	target.nr_cpus = 0;
	assert_int_equal(run("direct/null/map_single@threads2", w), -EUSERS);
	target.nr_cpus = cpus;
	assert_memory_equal(w, before, sizeof(w));
}

static void expect_stuck(void)
{
	static const char name[] = "global/null/map_single@threads2";
	struct dmabench_window w[WINDOWS * 2], before[WINDOWS * 2];
	struct timespec from, to;

	plan(before, 2);
	plan(w, 2);
	target.patience_ms = PATIENCE_MS;
	clock_gettime(CLOCK_MONOTONIC, &from);
	assert_int_equal(run(name, w), -ETIMEDOUT);
	clock_gettime(CLOCK_MONOTONIC, &to);
	assert_memory_equal(w, before, sizeof(w));
	/* Seconds, not for ever. */
	assert_true(to.tv_sec - from.tv_sec < 60);
	asleep = 0;
	spin = 0;
	target.patience_ms = 5000;
	assert_int_equal(run(name, w), WINDOWS * 2);
}

static void test_stuck(void **state)
{
	if (target.nr_cpus < 2)
		skip_because("one CPU");
	/* Never there, between two windows, in the last meeting. */
	asleep = 1;
	expect_stuck();
	asleep = WINDOWS / 2;
	expect_stuck();
	asleep = 2 * WINDOWS - 1;
	expect_stuck();
	spin = WINDOWS / 2;
	expect_stuck();
}

#define MEETINGS	2000
#define MEMBERS		4

/**
 * struct member - a thread of the test
 * @count:	how often it has come
 * @stopped:	out: it was let go
 */
struct member {
	struct barrier *b;
	struct member *all;
	unsigned int who;
	unsigned int times;
	unsigned int count;
	unsigned int ahead;
	bool stopped;
};

static void *meet(void *arg)
{
	struct member *m = arg;
	unsigned int i, k;

	for (i = 1; i <= m->times && !m->stopped; i++) {
		__atomic_store_n(&m->count, i, __ATOMIC_RELEASE);
		m->stopped = !__real_barrier_meet(m->b, m->who);
		/* Behind it nobody has still to come. */
		for (k = 0; !m->stopped && k < MEMBERS; k++)
			m->ahead += __atomic_load_n(&m->all[k].count,
						    __ATOMIC_ACQUIRE) < i;
	}
	return NULL;
}

static void all_meet(unsigned int late, bool stop)
{
	struct barrier *b = barrier_new(MEMBERS);
	struct member m[MEMBERS] = { 0 };
	pthread_t id[MEMBERS];
	unsigned int i;

	assert_non_null(b);
	for (i = 0; i < MEMBERS; i++) {
		m[i] = (struct member) {
			.b = b, .all = m, .who = i, .times = MEETINGS,
		};
		if (i == late && stop)
			m[i].times = MEETINGS / 2;
		assert_int_equal(pthread_create(&id[i], NULL, meet, &m[i]), 0);
	}
	if (stop) {
		/* One does not come any more: nobody else gets further. */
		pthread_join(id[late], NULL);
		while (barrier_arrivals(b) < MEETINGS / 2 * MEMBERS +
		       MEMBERS - 1)
			sched_yield();
		usleep(10000);
		assert_int_equal(barrier_arrivals(b),
				 MEETINGS / 2 * MEMBERS + MEMBERS - 1);
		barrier_stop(b);
	}
	for (i = 0; i < MEMBERS; i++) {
		if (!stop || i != late)
			pthread_join(id[i], NULL);
		assert_int_equal(m[i].stopped, stop && i != late);
		assert_int_equal(m[i].ahead, 0);
	}
	if (!stop)
		assert_int_equal(barrier_arrivals(b), MEETINGS * MEMBERS);
	barrier_free(b);
}

static void test_barrier(void **state)
{
	all_meet(0, false);
	/* Who tells the others to go, and one of the others. */
	all_meet(0, true);
	all_meet(2, true);
}

#define FOUR	4

/* Windows of a number are alike, and each thread has pairs of its own. */
static void test_samples(void **state)
{
	const struct plan p = {
		.pairs = 3, .placements = DB_PLACEMENTS, .window_us = 50,
	};
	struct fake f = fake(100, 7);
	struct summary sum;
	struct samples s;
	__u32 i, t;

	assert_int_equal(measure(&f, "direct/null/map_single@threads4", &p,
				 &s), 0);
	assert_int_equal(s.threads, FOUR);
	assert_int_equal(s.nr % (2 * FOUR), 0);
	assert_int_equal(s.nr_warm % (2 * FOUR), 0);
	assert_int_equal(s.nr - s.nr_warm, 2 * FOUR * 3 * DB_PLACEMENTS);
	for (i = 0; i < s.nr; i++) {
		const struct dmabench_window *first = &s.w[i - i % FOUR];

		t = i % FOUR;
		assert_int_equal(s.w[i].n, first->n);
		assert_int_equal(s.w[i].placement, first->placement);
		/* Now thread t takes t ticks more an operation. */
		s.w[i].end = s.w[i].begin + 100 + (7 + t) * s.w[i].n;
	}
	for (i = s.nr_warm; i < s.nr; i += 2 * FOUR) {
		assert_int_equal(s.w[i].placement, s.w[i + FOUR].placement);
		assert_int_not_equal(s.w[i].n, s.w[i + FOUR].n);
	}
	/* Of the third thread one window, of the fourth both of a pair. */
	s.w[s.nr_warm + 2].causes = DMABENCH_CAUSE_SCHED;
	s.w[s.nr_warm + 3].causes = DMABENCH_CAUSE_SCHED;
	s.w[s.nr_warm + FOUR + 3].causes = DMABENCH_CAUSE_SCHED;
	assert_int_equal(stats_summary(&s, 1, &sum), 0);
	assert_int_equal(sum.rejected, 2);
	assert_int_equal(sum.n, FOUR * 3 * DB_PLACEMENTS - 2);
	assert_near(sum.min, 7);
	assert_near(sum.max, 10);
	assert_near(sum.thread_min, 7);
	assert_near(sum.thread_max, 10);
	s.threads = 1;
	assert_int_equal(stats_summary(&s, 1, &sum), 0);
	assert_near(sum.thread_min, NAN);
	samples_free(&s);
}

/* Together they have the memory that one alone would have. */
static void test_room(void **state)
{
	const struct plan p = PLAN_DEFAULT;
	struct fake f = fake(0, 1);
	struct samples s;

	assert_int_equal(measure(&f,
				 "running/kernel-direct/map_single:1M@threads16",
				 &p, &s), 0);
	/* 64 MiB of them are 4 each: pairs of 2 and 4. */
	assert_int_equal(s.w[s.nr - 1].n + s.w[s.nr - 17].n, 2 + 4);
	samples_free(&s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_samples, make_rng,
						free_rng),
		cmocka_unit_test_setup_teardown(test_room, make_rng, free_rng),
		cmocka_unit_test(test_barrier),
		cmocka_unit_test(test_together),
		cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_stuck),
	};

	return unit_run("threads", tests, open_target, NULL);
}
