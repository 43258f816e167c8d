// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_cycles.c - a row's core cycles from windows whose count is known: the
 * slope and nothing of what stands around the loop; windows that were not
 * counted are left out, and too many of them leave no number; what is said of
 * a side, and of which rows.
 */
#include <string.h>

#include "../../bench/cycles.h"
#include "rows.h"
#include "unit.h"

#define N	16
#define PAIRS	4
#define NR	(2 * PAIRS * DB_PLACEMENTS)

/* Ticks and core cycles of an operation, and of a window beside them. */
#define TICKS	10
#define CYCLES	13
#define FIXED	97

/* A boot's windows: each pair @uncounted and following has no count. */
static struct samples boot(unsigned int uncounted)
{
	struct samples s = { .nr = NR, .threads = 1 };
	unsigned int i;

	s.w = calloc(NR, sizeof(*s.w));
	assert_non_null(s.w);
	for (i = 0; i < NR; i++) {
		struct dmabench_window *w = &s.w[i];

		w->n = (i & 1) ^ (i >> 1 & 1) ? 2 * N : N;
		w->placement = i / 2 % DB_PLACEMENTS;
		w->begin = 1000000 * i;
		w->end = w->begin + 50 + TICKS * w->n;
		w->cycles = i / 2 < uncounted ? FIXED + CYCLES * w->n :
						DMABENCH_NOT_COUNTED;
	}
	return s;
}

static void test_slope(void **state)
{
	struct samples s[2] = { boot(NR), boot(NR) };
	struct counter c;

	assert_int_equal(cycles_row(s, 2, &c), 0);
	assert_string_equal(c.name, "cycles");
	assert_string_equal(c.why, "");
	assert_float_equal(c.per_op, CYCLES, 0);
	assert_float_equal(c.share, 1, 0);
	/* A disturbed pair is left out, whatever was counted in it. */
	s[0].w[0].causes = DMABENCH_CAUSE_IRQ;
	s[0].w[0].cycles += 1000000;
	assert_int_equal(cycles_row(s, 2, &c), 0);
	assert_float_equal(c.per_op, CYCLES, 0);
	/* What came in was only read. */
	assert_int_equal(s[0].w[2].begin, 2000000);
	samples_free(&s[0]);
	samples_free(&s[1]);
}

static void test_uncounted(void **state)
{
	const unsigned int all = NR / 2;
	struct samples s = boot(0);
	struct counter c;

	assert_int_equal(cycles_row(&s, 1, &c), 0);
	assert_string_equal(c.why, "not counted: perf had no counter for it");
	assert_float_equal(c.per_op, 0, 0);
	samples_free(&s);
	s = boot(all / 4 - 1);
	assert_int_equal(cycles_row(&s, 1, &c), 0);
	assert_string_equal(c.why, "refused: counted in 22 % of the pairs");
	samples_free(&s);
	s = boot(all / 4);
	assert_int_equal(cycles_row(&s, 1, &c), 0);
	assert_string_equal(c.why, "");
	assert_float_equal(c.per_op, CYCLES, 0);
	/* Half a pair is none: 2^64 less something would be the slope. */
	s.w[0].cycles = DMABENCH_NOT_COUNTED;
	assert_int_equal(cycles_row(&s, 1, &c), 0);
	assert_string_equal(c.why, "refused: counted in 22 % of the pairs");
	samples_free(&s);
	/* A row without a boot. */
	assert_int_equal(cycles_row(NULL, 0, &c), 0);
	assert_string_not_equal(c.why, "");
}

/* Three rows: one that was measured, one void, one @each. */
static void side_of(const char *counters, bool counted, struct run *run)
{
	static const char *const names[] = {
		"direct/null/map_single", "global/null/map_single",
		"running/kernel-direct/map_single@each",
	};
	struct row row[] = {
		unit_row(names[0]), unit_row(names[1]), unit_row(names[2]),
	};
	const struct row *items[] = { &row[0], &row[1], &row[2] };
	struct samples s[] = { boot(NR), boot(NR), boot(NR) };
	unsigned int done[] = { 1, 1, 1 };
	const struct run_config cfg = { .counters = counters };
	const struct side side = {
		.env = "host/x", .boots = 1, .nr = 3, .items = items,
		.samples = s, .nr_done = done,
	};
	size_t i;

	*run = (struct run) { .cfg = &cfg };
	run->result.row = calloc(3, sizeof(*run->result.row));
	run->result.nr_row = 3;
	run->result.row[1].status = RESULT_VOID;
	assert_int_equal(cycles_side(run, &side, counted), 0);
	for (i = 0; i < 3; i++)
		samples_free(&s[i]);
}

static const char *said(struct run *run)
{
	return env_get(&result_env(&run->result, "host/x")->env,
		       "counter.cycles");
}

static void test_side(void **state)
{
	struct run run;

	side_of("instructions,cycles", true, &run);
	assert_string_equal(said(&run), "counted");
	assert_int_equal(run.result.row[0].nr_counter, 1);
	assert_float_equal(run.result.row[0].counter[0].per_op, CYCLES, 0);
	assert_int_equal(run.result.row[1].nr_counter, 0);
	assert_int_equal(run.result.row[2].nr_counter, 0);
	result_free(&run.result);
	/* Without a PMU it is said, and no row has a number. */
	side_of(COUNTERS_DEFAULT, false, &run);
	assert_string_equal(said(&run),
			    "not supported here: no PMU, or none of its counters free");
	assert_int_equal(run.result.row[0].nr_counter, 0);
	result_free(&run.result);
	/* Nobody asked. */
	side_of("instructions", true, &run);
	assert_string_equal(said(&run), "");
	assert_int_equal(run.result.row[0].nr_counter, 0);
	result_free(&run.result);
	side_of("", true, &run);
	assert_string_equal(said(&run), "");
	result_free(&run.result);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slope),
		cmocka_unit_test(test_uncounted),
		cmocka_unit_test(test_side),
	};

	return unit_run("cycles", tests, NULL, NULL);
}
