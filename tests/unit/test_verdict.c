// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_verdict.c - each of the four words, and every reason for the fourth.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare/verdict.h"
#include "unit.h"

#define BOOTS	10

static const struct verdict_rule rule = VERDICT_RULE_DEFAULT;

/* Ten boots around 100, none like another, their median 100. */
static const double around[BOOTS] = {
	99.93, 100.03, 99.98, 100.05, 99.95, 100.07, 100.01, 99.97, 100.02,
	99.99
};

/* Side B is @around, moved; the floor as given. */
static struct comparison moved(double by, double floor)
{
	double b[BOOTS];
	struct verdict_side side_a = { .median = around, .n = BOOTS };
	struct verdict_side side_b = { .median = b, .n = BOOTS };
	struct comparison c;
	int i;

	/* In another order, and not by the same for each. */
	for (i = 0; i < BOOTS; i++)
		b[i] = around[BOOTS - 1 - i] + by + 0.003 * (i & 1);
	assert_int_equal(verdict_compare(&side_a, &side_b, false, floor, &rule,
					 &c), 0);
	return c;
}

static struct comparison of(const double *a, size_t na, const double *b,
			    size_t nb, bool counted)
{
	struct verdict_side side_a = { .median = a, .n = na };
	struct verdict_side side_b = { .median = b, .n = nb };
	struct comparison c;

	assert_int_equal(verdict_compare(&side_a, &side_b, counted, NAN, &rule,
					 &c), 0);
	return c;
}

static void expect(struct comparison c, enum verdict want, enum verdict_why why)
{
	assert_int_equal(verdict_call(&c, 1, &rule), 0);
	assert_int_equal(c.verdict, want);
	assert_int_equal(c.why, why);
}

static void test_words(void **state)
{
	struct comparison c = moved(2, NAN);

	assert_near(c.a, 100);
	assert_true(fabs(c.shift.mid - 2) < 0.01);
	assert_true(c.shift.low < 2 && c.shift.high > 2);
	assert_true(c.ratio.low < 1.02001 && c.ratio.high > 1.01999);
	assert_near(c.margin, 1);
	assert_true(isnan(c.floor) && isnan(c.minima));
	expect(c, VERDICT_MORE, WHY_NOT_ASKED);
	expect(moved(-2, NAN), VERDICT_LESS, WHY_NOT_ASKED);
	expect(moved(0, NAN), VERDICT_SAME, WHY_NOT_ASKED);
	expect(moved(0.9, NAN), VERDICT_SAME, WHY_NOT_ASKED);
	/* The interval lies over the margin's edge, and without 0. */
	expect(moved(1, NAN), VERDICT_MORE, WHY_NOT_ASKED);
	expect(moved(-1, NAN), VERDICT_LESS, WHY_NOT_ASKED);
}

static void test_names(void **state)
{
	assert_string_equal(verdict_name(VERDICT_MORE, UNIT_CYCLES), "slower");
	assert_string_equal(verdict_name(VERDICT_LESS, UNIT_CYCLES), "faster");
	assert_string_equal(verdict_name(VERDICT_MORE, UNIT_INSN), "more");
	assert_string_equal(verdict_name(VERDICT_LESS, UNIT_INSN), "fewer");
	assert_string_equal(verdict_name(VERDICT_SAME, UNIT_INSN), "same");
	assert_string_equal(verdict_name(VERDICT_UNCLEAR, UNIT_INSN),
			    "unclear");
}

/*
 * One per cent of 100 is 1, of 2.5 it is 0.025: there the least margin is more.
 * Half a cycle more, of which the interval is far from 0, is never the same.
 */
static void test_margin(void **state)
{
	static const double a[] = { 2.47, 2.48, 2.49, 2.46, 2.50, 2.48 };
	static const double more[] = { 2.89, 2.90, 2.91, 2.88, 2.92, 2.90 };
	static const double near[] = { 2.48, 2.47, 2.50, 2.47, 2.49, 2.48 };
	/* By 0.04, 1.6 %: less than the least margin, and known to be there. */
	static const double above[] = {
		2.516, 2.52, 2.524, 2.512, 2.528, 2.52
	};
	static const double tight[] = {
		2.478, 2.48, 2.482, 2.477, 2.483, 2.48
	};
	struct comparison c = of(a, 6, more, 6, false);
	struct verdict_rule wide = rule;

	assert_near(c.margin, 0.05);
	expect(c, VERDICT_MORE, WHY_NOT_ASKED);
	expect(of(a, 6, near, 6, false), VERDICT_SAME, WHY_NOT_ASKED);
	c = of(tight, 6, above, 6, false);
	assert_true(c.shift.low > 0 && c.shift.high < c.margin);
	expect(c, VERDICT_MORE, WHY_NOT_ASKED);
	/* Who asks for a margin in cycles has said what is the same. */
	wide.margin = 0.5;
	wide.margin_rel = 0;
	c.margin = 0.5;
	assert_int_equal(verdict_call(&c, 1, &wide), 0);
	assert_int_equal(c.verdict, VERDICT_SAME);
	wide.margin = 0;
	c.margin = 0;
	assert_int_equal(verdict_call(&c, 1, &wide), 0);
	assert_int_equal(c.verdict, VERDICT_MORE);
}

static void test_floor(void **state)
{
	expect(moved(2, 1.5), VERDICT_MORE, WHY_NOT_ASKED);
	expect(moved(2, 2.5), VERDICT_UNCLEAR, WHY_FLOOR);
	expect(moved(-2, 2.5), VERDICT_UNCLEAR, WHY_FLOOR);
	expect(moved(0, 0.5), VERDICT_SAME, WHY_NOT_ASKED);
	/* What A/A moves by more than the margin can't be the same by it. */
	expect(moved(0, 1.5), VERDICT_UNCLEAR, WHY_FLOOR);
	expect(moved(0, 0), VERDICT_SAME, WHY_NOT_ASKED);
}

static void test_interval(void **state)
{
	const double a[] = { 10, 11, 12, 13, 14, 15 };
	const double b[] = { 10.5, 11.5, 12.5, 13.5, 14.5, 15.5 };

	expect(of(a, 6, b, 6, false), VERDICT_UNCLEAR, WHY_INTERVAL);
	expect(of(b, 6, a, 6, false), VERDICT_UNCLEAR, WHY_INTERVAL);
}

static void test_minima(void **state)
{
	double low_a[BOOTS], low_b[BOOTS], b[BOOTS];
	struct verdict_side side_a = { around, low_a, BOOTS };
	struct verdict_side side_b = { b, low_b, BOOTS };
	struct comparison c;
	int i;

	for (i = 0; i < BOOTS; i++) {
		b[i] = around[i] + 2;
		low_a[i] = around[i] - 10;
		low_b[i] = low_a[i] - 1;
	}
	assert_int_equal(verdict_compare(&side_a, &side_b, false, NAN, &rule,
					 &c), 0);
	assert_true(fabs(c.minima + 1) < 0.01);
	expect(c, VERDICT_UNCLEAR, WHY_MINIMA);
	/* The same least value is no word against. */
	assert_int_equal(verdict_compare(&side_a, &(struct verdict_side) {
		b, low_a, BOOTS }, false, NAN, &rule, &c), 0);
	assert_near(c.minima, 0);
	expect(c, VERDICT_MORE, WHY_NOT_ASKED);
	/* Of one side only they say nothing. */
	side_b.least = NULL;
	assert_int_equal(verdict_compare(&side_a, &side_b, false, NAN, &rule,
					 &c), 0);
	assert_true(isnan(c.minima));
	expect(c, VERDICT_MORE, WHY_NOT_ASKED);
}

/* n = 0, 1, 2, 3 a side: what is known is said, nothing is concluded. */
static void test_few(void **state)
{
	const double a[] = { 10, 10.1, 10.2, 10.3 }, b[] = { 20, 21, 22, 23 };
	struct comparison c;
	char why[96];
	size_t n;

	for (n = 1; n <= 3; n++) {
		c = of(a, n, b, n, false);
		assert_false(isnan(c.shift.mid));
		assert_true(isnan(c.shift.low) && isnan(c.ratio.high));
		expect(c, VERDICT_UNCLEAR, WHY_TOO_FEW);
		assert_int_equal(verdict_call(&c, 1, &rule), 0);
		assert_int_equal(verdict_takes(&c, &rule), 4);
		snprintf(why, sizeof(why), "%zu and %zu values", n, n);
		assert_part(verdict_reason(&c, (char [96]) { "" }, 96), why);
	}
	expect(of(a, 4, b, 4, false), VERDICT_MORE, WHY_NOT_ASKED);
	c = of(a, 0, b, 4, false);
	assert_true(isnan(c.a) && isnan(c.shift.mid) && isnan(c.p));
	expect(c, VERDICT_UNCLEAR, WHY_NO_VALUE);
	expect(of(a, 4, b, 0, true), VERDICT_UNCLEAR, WHY_NO_VALUE);
}

static void test_constants(void **state)
{
	const double five[] = { 5, 5, 5, 5, 5, 5 };
	const double nine[] = { 9, 9, 9, 9, 9, 9 };
	struct comparison c = of(five, 6, five, 6, false);

	assert_near(c.p, 1);
	assert_near(c.shift.low, 0);
	assert_near(c.shift.high, 0);
	expect(c, VERDICT_SAME, WHY_NOT_ASKED);
	expect(of(five, 6, nine, 6, false), VERDICT_MORE, WHY_NOT_ASKED);
	expect(of(five, 3, five, 3, false), VERDICT_UNCLEAR, WHY_TOO_FEW);
}

/* Counts: one boot is enough, one instruction is a difference. */
static void test_counted(void **state)
{
	const double a[] = { 78, 78, 78, 78 }, b[] = { 79, 79, 79, 79 };
	const double moves[] = { 78, 78, 80, 79 };
	struct comparison c = of(a, 1, b, 1, true);

	assert_true(c.exact);
	assert_near(c.shift.mid, 1);
	assert_near(c.shift.low, 1);
	assert_near(c.shift.high, 1);
	assert_near(c.ratio.mid, 79.0 / 78);
	assert_true(isnan(c.p));
	expect(c, VERDICT_MORE, WHY_NOT_ASKED);
	expect(of(b, 4, a, 1, true), VERDICT_LESS, WHY_NOT_ASKED);
	expect(of(a, 1, a, 4, true), VERDICT_SAME, WHY_NOT_ASKED);
	/* Nearer than the grain of a row with a state. */
	c = of(a, 1, b, 1, true);
	c.grain = 1.5;
	assert_int_equal(verdict_call(&c, 1, &(struct verdict_rule)
				      VERDICT_RULE_DEFAULT), 0);
	expect(c, VERDICT_SAME, WHY_NOT_ASKED);
	c.grain = 1;
	assert_int_equal(verdict_call(&c, 1, &(struct verdict_rule)
				      VERDICT_RULE_DEFAULT), 0);
	expect(c, VERDICT_MORE, WHY_NOT_ASKED);
	/* A count that is not the same in each boot is one with noise. */
	c = of(a, 4, moves, 4, true);
	assert_false(c.exact);
	assert_false(isnan(c.p));
	expect(c, VERDICT_UNCLEAR, WHY_INTERVAL);
}

static void test_holm(void **state)
{
	/* Holm 1979 by hand: 0.01 * 4, 0.02 * 3, 0.03 * 2 is less, 0.5 */
	static const double p[] = { 0.03, 0.5, 0.01, 0.02 };
	static const double want[] = { 0.06, 0.5, 0.04, 0.06 };
	struct comparison c[6];
	size_t i;

	for (i = 0; i < 6; i++)
		c[i] = moved(2, NAN);
	for (i = 0; i < 4; i++)
		c[i].p = p[i];
	/* Counts are not among the rows that may differ by chance. */
	c[4] = of(around, 1, around + 1, 1, true);
	c[5] = of(around, 1, around, 1, true);
	assert_int_equal(verdict_call(c, 6, &rule), 0);
	for (i = 0; i < 4; i++)
		assert_near(c[i].p_holm, want[i]);
	assert_true(isnan(c[4].p_holm));
	assert_int_equal(c[0].why, WHY_CHANCE);
	assert_int_equal(c[2].verdict, VERDICT_MORE);
	assert_int_equal(c[4].verdict, VERDICT_MORE);
	assert_int_equal(c[5].verdict, VERDICT_SAME);
	assert_int_equal(verdict_call(NULL, 0, &rule), 0);
}

/* Four boots a side separate one row, and can't separate forty. */
static void test_many_rows(void **state)
{
	const double a[] = { 10, 10.1, 10.2, 10.3 }, b[] = { 20, 21, 22, 23 };
	struct comparison c[40];
	char why[96];
	size_t i;

	for (i = 0; i < 40; i++)
		c[i] = of(a, 4, b, 4, false);
	assert_int_equal(verdict_call(c, 40, &rule), 0);
	for (i = 0; i < 40; i++) {
		assert_near(c[i].p_holm, 1);
		assert_int_equal(c[i].why, WHY_TOO_MANY_ROWS);
		/* 2 / C(14, 7) * 40 is 0.02, 2 / C(12, 6) * 40 is 0.09. */
		assert_int_equal(verdict_takes(&c[i], &rule), 7);
	}
	assert_string_equal(verdict_reason(c, why, sizeof(why)),
			    "4 and 4 values are too few for so many rows");
	for (i = 0; i < 40; i++)
		c[i] = moved(2, NAN);
	assert_int_equal(verdict_call(c, 40, &rule), 0);
	for (i = 0; i < 40; i++)
		assert_int_equal(c[i].verdict, VERDICT_MORE);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_margin),
		cmocka_unit_test(test_floor),
		cmocka_unit_test(test_interval),
		cmocka_unit_test(test_minima),
		cmocka_unit_test(test_few),
		cmocka_unit_test(test_constants),
		cmocka_unit_test(test_counted),
		cmocka_unit_test(test_holm),
		cmocka_unit_test(test_many_rows),
	};

	return unit_run("verdict", tests, NULL, NULL);
}
