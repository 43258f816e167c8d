// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_count_host.c - a row's events from windows whose counts are known: the
 * slope and nothing of what stands around the loop; windows that were not
 * counted are left out, and too many of them leave no number; what is said of
 * a ledger, and of which rows.
 */
#include <string.h>

#include "rows.h"
#include "run/count.h"
#include "unit.h"

#define N	16
#define PAIRS	4
#define NR	(2 * PAIRS * DB_PLACEMENTS)

/* Ticks and core cycles of an operation, and of a window beside them. */
#define TICKS	10
#define CYCLES	13
#define FIXED	97

/* ..of instructions, branches and so on it has one more each. */
#define EVENTS(what)	(CYCLES + (what))

#define NO_COUNTER	"not counted: counter"
#define NO_PMU		"not supported PMU"
#define NO_ROW		"not counted: row"

/* A boot's windows: each pair @uncounted and following has no count. */
static struct samples boot(unsigned int uncounted)
{
	struct samples s = { .nr = NR, .threads = 1 };
	unsigned int i, e;

	s.w = calloc(NR, sizeof(*s.w));
	assert_non_null(s.w);
	for (i = 0; i < NR; i++) {
		struct dmabench_window *w = &s.w[i];

		w->n = (i & 1) ^ (i >> 1 & 1) ? 2 * N : N;
		w->placement = i / 2 % DB_PLACEMENTS;
		w->begin = 1000000 * i;
		w->end = w->begin + 50 + TICKS * w->n;
		for (e = 0; e < DMABENCH_COUNTS; e++)
			w->count[e] = i / 2 < uncounted ?
				      FIXED + EVENTS(e) * w->n :
				      DMABENCH_NOT_COUNTED;
	}
	return s;
}

static void test_slope(void **state)
{
	struct samples s[2] = { boot(NR), boot(NR) };
	struct counter c;

	assert_int_equal(count_host_row(s, 2, 0, &c), 0);
	assert_string_equal(c.name, "cycles");
	assert_string_equal(c.why, "");
	assert_float_equal(c.per_op, CYCLES, 0);
	assert_float_equal(c.share, 1, 0);
	/* A disturbed pair is left out, whatever was counted in it. */
	s[0].w[0].causes = DMABENCH_CAUSE_IRQ;
	s[0].w[0].count[0] += 1000000;
	assert_int_equal(count_host_row(s, 2, 0, &c), 0);
	assert_float_equal(c.per_op, CYCLES, 0);
	assert_int_equal(count_host_row(s, 2, DMABENCH_COUNT_ITLB_MISSES, &c),
			 0);
	assert_string_equal(c.name, "itlb-miss");
	assert_float_equal(c.per_op, EVENTS(DMABENCH_COUNT_ITLB_MISSES), 0);
	/* What came in was only read. */
	assert_int_equal(s[0].w[2].begin, 2000000);
	samples_free(&s[0]);
	samples_free(&s[1]);
}

static void test_uncounted(void **state)
{
	struct samples s = boot(0);
	struct counter c;

	assert_int_equal(count_host_row(&s, 1, 0, &c), 0);
	assert_words(c.why, NO_COUNTER);
	assert_float_equal(c.per_op, 0, 0);
	samples_free(&s);
	s = boot(2 * DB_PLACEMENTS - 1);
	assert_int_equal(count_host_row(&s, 1, 0, &c), 0);
	assert_words(c.why, "refused: 15 pairs");
	samples_free(&s);
	s = boot(2 * DB_PLACEMENTS);
	assert_int_equal(count_host_row(&s, 1, 0, &c), 0);
	assert_string_equal(c.why, "");
	assert_float_equal(c.per_op, CYCLES, 0);
	/* Half a pair is none: 2^32 less something would be the slope. */
	s.w[0].count[0] = DMABENCH_NOT_COUNTED;
	assert_int_equal(count_host_row(&s, 1, 0, &c), 0);
	assert_words(c.why, "refused: 15 pairs");
	samples_free(&s);
	/* A row without a boot. */
	assert_int_equal(count_host_row(NULL, 0, 0, &c), 0);
	assert_string_not_equal(c.why, "");
}

/* What became of the first of them. */
static enum row_status first;

/* Four rows: one that was measured, one void, one @each, one cold. */
static void side_of(const char *counters, unsigned int pairs, __u32 counts,
		    struct run *run)
{
	static const char *const names[] = {
		"direct/null/map_single", "global/null/map_single",
		"running/kernel-direct/map_single@each",
		"direct/null/map_single@cold",
	};
	struct row row[] = {
		unit_row(names[0]), unit_row(names[1]), unit_row(names[2]),
		unit_row(names[3]),
	};
	const struct row *items[] = { &row[0], &row[1], &row[2], &row[3] };
	struct samples s[] = { boot(pairs), boot(NR), boot(NR), boot(NR) };
	unsigned int done[] = { 1, 1, 1, 1 };
	const struct run_config cfg = { .counters = counters };
	const struct ledger ledger = {
		.env = "host/x", .boots = 1, .nr = 4, .items = items,
		.samples = s, .nr_done = done,
	};
	size_t i;

	*run = (struct run) { .cfg = &cfg };
	run->result.row = calloc(4, sizeof(*run->result.row));
	run->result.nr_row = 4;
	run->result.row[1].status = ROW_VOID;
	run->result.row[0].status = first;
	assert_int_equal(count_host_ledger(run, &ledger, counts), 0);
	for (i = 0; i < 4; i++)
		samples_free(&s[i]);
}

static const char *said(struct run *run, const char *key)
{
	return env_get(&result_env(&run->result, "host/x")->env, key);
}

static void test_side(void **state)
{
	const __u32 all = (1U << DMABENCH_COUNTS) - 1;
	struct result_row *row;
	struct run run;
	int i;

	side_of("instructions,cycles", NR, all, &run);
	row = run.result.row;
	assert_string_equal(said(&run, "counter.cycles"), "counted");
	assert_string_equal(said(&run, "counter.instructions"), "counted");
	assert_string_equal(said(&run, "counter.branches"), "");
	assert_int_equal(row[0].nr_counter, 2);
	assert_string_equal(row[0].counter[0].name, "instructions");
	assert_float_equal(row[0].counter[0].per_op, EVENTS(1), 0);
	assert_float_equal(row[0].counter[1].per_op, CYCLES, 0);
	assert_int_equal(row[1].nr_counter, 0);
	assert_int_equal(row[2].nr_counter, 0);
	assert_int_equal(row[3].nr_counter, 0);
	result_free(&run.result);
	/* What is asked for without a word has a place in each window. */
	side_of(COUNTERS_DEFAULT, NR, all, &run);
	assert_int_equal(run.result.row[0].nr_counter, DMABENCH_COUNTS);
	for (i = 0; i < DMABENCH_COUNTS; i++)
		assert_float_equal(run.result.row[0].counter[i].per_op,
				   EVENTS(i), 0);
	result_free(&run.result);
}

static void test_side_without(void **state)
{
	struct run run;

	/* Without a PMU it is said, and no row has a number. */
	side_of(COUNTERS_DEFAULT, 0, 0, &run);
	assert_words(said(&run, "counter.cycles"), NO_PMU);
	assert_words(said(&run, "counter.itlb-miss"), NO_PMU);
	assert_int_equal(run.result.row[0].nr_counter, 0);
	result_free(&run.result);
	/* One with an event less. */
	side_of("l1d-miss,cycles", NR, 1U << DMABENCH_COUNT_CYCLES, &run);
	assert_string_equal(said(&run, "counter.cycles"), "counted");
	assert_words(said(&run, "counter.l1d-miss"), NO_PMU);
	assert_int_equal(run.result.row[0].nr_counter, 1);
	assert_float_equal(run.result.row[0].counter[0].per_op, CYCLES, 0);
	result_free(&run.result);
	/* A PMU whose counters somebody else has. */
	side_of("cycles", 0, 1U << DMABENCH_COUNT_CYCLES, &run);
	assert_words(said(&run, "counter.cycles"), NO_COUNTER);
	assert_words(run.result.row[0].counter[0].why, NO_COUNTER);
	result_free(&run.result);
	/* Counted in a part of the windows: a number, and which part. */
	side_of("cycles", NR / 4, 1U << DMABENCH_COUNT_CYCLES, &run);
	assert_float_equal(run.result.row[0].counter[0].per_op, CYCLES, 0);
	assert_float_equal(run.result.row[0].counter[0].share, 0.5, 0);
	result_free(&run.result);
	/* Counted too seldom, in all rows that there are; and no such row. */
	side_of("cycles", 3, 1U << DMABENCH_COUNT_CYCLES, &run);
	assert_words(said(&run, "counter.cycles"), "refused: 3 pairs");
	result_free(&run.result);
	first = ROW_VOID;
	side_of("cycles", NR, 1U << DMABENCH_COUNT_CYCLES, &run);
	first = ROW_OK;
	assert_words(said(&run, "counter.cycles"), NO_ROW);
	result_free(&run.result);
	/* What the module does not count at all. */
	side_of("page-faults", NR, ~0U, &run);
	assert_words(said(&run, "counter.page-faults"), "not event module");
	assert_int_equal(run.result.row[0].nr_counter, 0);
	result_free(&run.result);
	/* Nobody asked. */
	side_of("", NR, ~0U, &run);
	assert_string_equal(said(&run, "counter.cycles"), "");
	result_free(&run.result);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slope),
		cmocka_unit_test(test_uncounted),
		cmocka_unit_test(test_side),
		cmocka_unit_test(test_side_without),
	};

	return unit_run("count_host", tests, NULL, NULL);
}
