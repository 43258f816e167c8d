// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_evidence.c - a row's values for who compares: each boot by itself, by
 * the row's own estimator, and of a run that has none what it has.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "result/result.h"
#include "unit.h"

#define PAIRS	10

static struct dmabench_window w[3][2 * PAIRS];
static struct samples boot[3];

/* Pairs of 10 and 20 operations in two placements: @slope, and @more in one. */
static void fill(int k, unsigned int slope, unsigned int more)
{
	int i;

	memset(w[k], 0, sizeof(w[k]));
	for (i = 0; i < 2 * PAIRS; i++) {
		w[k][i].n = i & 1 ? 20 : 10;
		w[k][i].placement = i / 2 % 2;
		w[k][i].end = 100 + w[k][i].n *
			      (slope + (w[k][i].placement ? more : 0));
	}
	boot[k] = (struct samples) { .w = w[k], .nr = 2 * PAIRS };
}

static void test_boots(void **state)
{
	struct evidence e = { 0 };
	struct summary one;
	int k;

	fill(0, 50, 2);
	fill(1, 60, 0);
	fill(2, 70, 4);
	/*
	 * A slow window makes the least slope another, and neither the median
	 * nor what the quickest windows say.
	 */
	w[0][0].end += 100;
	assert_int_equal(evidence_of_boots(boot, 3, &e), 0);
	assert_int_equal(e.n, 3);
	assert_near(e.median[0], 51);
	assert_near(e.least[0], 51);
	assert_near(e.median[1], 60);
	assert_near(e.least[1], 60);
	assert_near(e.median[2], 72);
	assert_near(e.least[2], 72);
	for (k = 0; k < 3; k++) {
		assert_int_equal(stats_summary(&boot[k], 1, &one), 0);
		assert_near(e.median[k], one.median);
		assert_true(k || one.min == 40);
	}
	evidence_free(&e);
}

/* Eight of ten pairs are enough, seven are not. */
static void test_void_boot(void **state)
{
	struct evidence e = { 0 };

	fill(0, 50, 0);
	fill(1, 60, 0);
	w[0][0].causes = 1;
	w[0][3].causes = 1;
	assert_int_equal(evidence_of_boots(boot, 2, &e), 0);
	assert_near(e.median[0], 50);
	w[0][4].causes = 1;
	assert_int_equal(evidence_of_boots(boot, 2, &e), 0);
	assert_int_equal(e.n, 2);
	assert_true(isnan(e.median[0]) && isnan(e.least[0]));
	assert_near(e.median[1], 60);
	evidence_free(&e);
}

/* The quickest of each length, which need not be of one pair; in each place. */
static void test_least(void **state)
{
	struct evidence e = { 0 };
	int i;

	fill(0, 50, 4);
	for (i = 0; i < 2 * PAIRS; i++)
		w[0][i].end += 7 * (i % 3 != 0);
	assert_int_equal(evidence_of_boots(boot, 1, &e), 0);
	assert_near(e.least[0], 52);
	/* What is left out is not the quickest. */
	w[0][0].end = 1;
	w[0][0].causes = 1;
	assert_int_equal(evidence_of_boots(boot, 1, &e), 0);
	assert_near(e.least[0], 52);
	evidence_free(&e);
}

/* Threads: window i of thread t is w[i * threads + t]. */
static void test_threads(void **state)
{
	struct evidence e = { 0 };
	int i;

	memset(w[0], 0, sizeof(w[0]));
	for (i = 0; i < 2 * PAIRS; i++) {
		w[0][i].n = i / 2 & 1 ? 20 : 10;
		w[0][i].end = 30 + w[0][i].n * (i & 1 ? 9 : 5);
	}
	boot[0] = (struct samples) { .w = w[0], .nr = 2 * PAIRS, .threads = 2 };
	assert_int_equal(evidence_of_boots(boot, 1, &e), 0);
	assert_near(e.median[0], 7);
	assert_near(e.least[0], 5);
	evidence_free(&e);
}

/* Passes of a run are one value; the length that most have is asked. */
static void test_run(void **state)
{
	struct evidence e = { 0 };
	struct summary s;
	int i;

	fill(0, 50, 0);
	fill(1, 48, 0);
	fill(2, 20, 0);
	for (i = 0; i < 2 * PAIRS; i++)
		w[2][i].n *= 2;
	assert_int_equal(stats_summary(boot, 3, &s), 0);
	assert_int_equal(evidence_of_run(boot, 3, &s, &e), 0);
	assert_int_equal(e.n, 1);
	assert_near(e.median[0], s.median);
	assert_near(e.least[0], 48);
	s.rejected = s.n;
	assert_int_equal(evidence_of_run(boot, 3, &s, &e), 0);
	assert_true(e.n == 1 && isnan(e.median[0]) && isnan(e.least[0]));
	s.n = 0;
	assert_int_equal(evidence_of_run(boot, 3, &s, &e), 0);
	assert_int_equal(e.n, 0);
	evidence_free(&e);
}

/* run.json of one row, with what is given in it. */
static int read_with(struct result *r, const char *fields)
{
	char text[1024], err[160];

	snprintf(text, sizeof(text), "{\"schema\": 1, \"complete\": true, \"environment\": {}, \"rows\": [{\"name\": \"a/null/map_single\", \"env\": \"vm/6.1\", \"target\": \"vm\", \"unit\": \"insn/op\", \"boots\": 2, \"status\": \"ok\", \"n\": 10, \"rejected\": 0, \"median\": 23, \"min\": 21%s}]}",
		 fields);
	free(unit_file(unit_dir, "run.json", text));
	return result_read(r, unit_dir, err, sizeof(err));
}

static void test_read(void **state)
{
	struct result r;
	struct evidence *e;

	/* An early version's is one value. */
	assert_int_equal(read_with(&r, ""), 0);
	e = &r.row[0].evidence;
	assert_int_equal(e->n, 1);
	assert_near(e->median[0], 23);
	assert_true(isnan(e->least[0]));
	result_free(&r);
	assert_int_equal(read_with(&r, ", \"boot_median\": [22, null, 24], \"boot_least\": [20, null, 19]"),
			 0);
	e = &r.row[0].evidence;
	assert_int_equal(e->n, 3);
	assert_near(e->median[2], 24);
	assert_near(e->least[2], 19);
	assert_true(isnan(e->median[1]) && isnan(e->least[1]));
	result_free(&r);
	/* Not of one length: which least is whose? */
	assert_int_equal(read_with(&r, ", \"boot_median\": [22, 24], \"boot_least\": [20]"),
			 -EINVAL);
	assert_int_equal(read_with(&r, ", \"boot_median\": [22]"), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_boots),
		cmocka_unit_test(test_void_boot),
		cmocka_unit_test(test_least),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_run),
		cmocka_unit_test(test_read),
	};

	return unit_run("evidence", tests, unit_make_dir, unit_remove_dir);
}
