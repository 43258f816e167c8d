// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_user_causes.c - each cause that the user target knows is provoked in a
 * window, and is seen there, and nothing else: by a loop that sleeps, one that
 * moves to another CPU, one whose clock goes back, by a quiet core that this
 * one cannot be as quick as, and by a host that takes time, in all windows of a
 * row.
 *
 * Wraps: steal_ticks
 */
#include <sched.h>
#include <unistd.h>

#include "kmod/dispatch/designs.h"
#include "measure/session.h"
#include "rows.h"
#include "stats/cause.h"
#include "unit.h"

static cpu_set_t allowed;

static void loop_calm(struct db_batch *b, unsigned int n)
{
	b->begin = 100;
	b->end = 200;
}

static void loop_backward(struct db_batch *b, unsigned int n)
{
	b->begin = 200;
	b->end = 100;
}

static void loop_sleeps(struct db_batch *b, unsigned int n)
{
	loop_calm(b, n);
	usleep(1000);
}

static void loop_moves(struct db_batch *b, unsigned int n)
{
	int cpu, here = sched_getcpu();
	cpu_set_t other;

	loop_calm(b, n);
	for (cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (cpu == here || !CPU_ISSET(cpu, &allowed))
			continue;
		CPU_ZERO(&other);
		CPU_SET(cpu, &other);
		assert_int_equal(sched_setaffinity(0, sizeof(other), &other),
				 0);
		return;
	}
}

/* The causes of a window with this loop, where a quiet core is as @quiet. */
static __u32 causes_of(db_loop_fn loop, struct probe quiet)
{
	struct row row = unit_row("direct/null/map_single");
	struct db_design design = {
		.loop = { [DB_MAP_SINGLE] = { loop } },
	};
	const struct db_devices devices = { .design = &design };
	const struct target_user u = { .quiet = quiet };
	struct session s = { .u = &u, .row = &row, .devices = &devices };
	struct dmabench_window w = { .n = 1 };

	session_time(&s, &w);
	return w.causes;
}

/* No window is ever slower than these; the other is always, by far. */
static const struct probe any = { .chain = ~0U / 2, .width = ~0U / 2 };

static void test_clock(void **state)
{
	assert_int_equal(causes_of(loop_backward, any) &
			 DMABENCH_CAUSE_CLOCK, DMABENCH_CAUSE_CLOCK);
	assert_int_equal(causes_of(loop_calm, any) & DMABENCH_CAUSE_CLOCK, 0);
}

static void test_switch(void **state)
{
	assert_int_equal(causes_of(loop_sleeps, any) & DMABENCH_CAUSE_SCHED,
			 DMABENCH_CAUSE_SCHED);
}

static void test_moved(void **state)
{
	assert_int_equal(sched_getaffinity(0, sizeof(allowed), &allowed), 0);
	if (CPU_COUNT(&allowed) < 2)
		skip_because("there is no other CPU to move to");
	assert_int_equal(causes_of(loop_moves, any) & DMABENCH_CAUSE_CPU,
			 DMABENCH_CAUSE_CPU);
	sched_setaffinity(0, sizeof(allowed), &allowed);
}

static void test_probes(void **state)
{
	const struct probe width = { .chain = ~0U / 2, .width = 1 };
	const struct probe chain = { .chain = 1, .width = ~0U / 2 };
	const __u32 both = DMABENCH_CAUSE_SHARED | DMABENCH_CAUSE_FREQ;

	assert_int_equal(causes_of(loop_calm, any) & both, 0);
	assert_int_equal(causes_of(loop_calm, width) & both,
			 DMABENCH_CAUSE_SHARED);
	assert_int_equal(causes_of(loop_calm, chain) & both,
			 DMABENCH_CAUSE_FREQ);
}

/* A quiet process has windows without any; how many is the machine's affair. */
static void test_clean(void **state)
{
	unsigned int i, clean = 0;

	for (i = 0; i < 10000 && !clean; i++)
		clean += !causes_of(loop_calm, any);
	assert_int_equal(clean, 1);
}

/* /proc/stat as the test has it: so many more ticks each time it is read. */
static long long stat_ticks, stat_step;
static unsigned int stat_reads, stat_cpus;

long long __wrap_steal_ticks(const char *path, const unsigned int *cpu,
			     unsigned int nr);

long long __wrap_steal_ticks(const char *path, const unsigned int *cpu,
			     unsigned int nr)
{
	assert_string_equal(path, "a file");
	stat_reads++;
	stat_cpus = nr;
	if (nr == 1)
		assert_int_equal(*cpu, sched_getcpu());
	stat_ticks += stat_step;
	return stat_ticks;
}

/* How many windows of a row have the cause. */
static unsigned int stolen_windows(struct target_user *u, const char *name)
{
	struct dmabench_window w[16] = { 0 };
	struct row row = unit_row(name);
	unsigned int i, nr = 0;

	for (i = 0; i < ARRAY_SIZE(w); i++)
		w[i].n = 1;
	assert_int_equal(u->t.run(&u->t, &row, w, ARRAY_SIZE(w)),
			 ARRAY_SIZE(w));
	for (i = 0; i < ARRAY_SIZE(w); i++)
		nr += !!(w[i].causes & DMABENCH_CAUSE_STEAL);
	return nr;
}

static void test_steal(void **state)
{
	struct target_user u;

	unit_pin();
	assert_int_equal(target_user_open(&u, false), 0);
	u.steal = "a file";
	stat_step = 0;
	assert_int_equal(stolen_windows(&u, "direct/null/map_single"), 0);
	assert_int_equal(stat_reads, 2);
	/* In which of them it was nobody knows. */
	stat_step = 1;
	assert_int_equal(stolen_windows(&u, "direct/null/map_single"), 16);
	assert_int_equal(stat_cpus, 1);
	/* A row of several threads: of the CPUs of all. */
	u.nr_cpus = 2;
	u.cpu[0] = 0;
	u.cpu[1] = 1;
	if (sysconf(_SC_NPROCESSORS_ONLN) > 1) {
		assert_int_equal(stolen_windows(&u, "direct/null/map_single@threads2"),
				 16);
		assert_int_equal(stat_cpus, 2);
	}
	/* Where nobody says it, it is not asked for. */
	u.steal = NULL;
	stat_reads = 0;
	assert_int_equal(stolen_windows(&u, "direct/null/map_single"), 0);
	assert_int_equal(stat_reads, 0);
}

static void test_env(void **state)
{
	struct target_user u = { 0 };
	struct env e = { 0 };

	assert_int_equal(target_user_env(&u, &e), 0);
	assert_int_equal(e.nr, DMABENCH_CAUSES);
	assert_string_equal(env_get(&e, "cause.switch"), "getrusage");
	assert_string_equal(env_get(&e, "cause.smi"), "unknown");
	assert_string_equal(env_get(&e, "cause.steal"), "unknown");
	u.steal = "a file";
	assert_int_equal(target_user_env(&u, &e), 0);
	assert_string_equal(env_get(&e, "cause.steal"), "a file");
	env_free(&e);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clock),
		cmocka_unit_test(test_switch),
		cmocka_unit_test(test_moved),
		cmocka_unit_test(test_probes),
		cmocka_unit_test(test_clean),
		cmocka_unit_test(test_steal),
		cmocka_unit_test(test_env),
	};

	return unit_run("user_causes", tests, NULL, NULL);
}
