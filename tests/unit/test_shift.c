// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_shift.c - ranks, intervals and quantiles say what scipy says.
 *
 * The cases and what is to come out are scipy_cases.txt, which scipy_cases.py
 * makes; tests/cli/stats.bats makes it anew.  Beside them what scipy does not
 * have: many values, and that time does not grow by the square.
 */
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/shift.h"
#include "stats/summary.h"
#include "stats/utest.h"
#include "unit.h"

#define MOST	128

struct list {
	double v[MOST];
	size_t n;
};

/* "[1 2.5]" at @text; returns what is behind it. */
static char *get_list(char *text, struct list *l)
{
	l->n = 0;
	text = strchr(text, '[');
	assert_non_null(text);
	for (text++; *text != ']'; l->n++) {
		assert_true(l->n < MOST);
		l->v[l->n] = strtod(text, &text);
	}
	return text + 1;
}

static char *get(char *text, double *v)
{
	char *end;

	*v = strtod(text, &end);
	assert_ptr_not_equal(text, end);
	return end;
}

/* The fixtures have ten digits. */
#define assert_digits(a, b)	digits(a, b, text)
static void digits(double a, double b, const char *text)
{
	if (isnan(a) && isnan(b))
		return;
	if (!(fabs(a - b) <= 1e-9 * fabs(b) + 1e-300))
		fail_msg("%.12g is not %.12g: %.60s", a, b, text);
}

static void check_shift(const struct shift *s, char **at, const char *text)
{
	double mid, low, high;

	*at = get(get(get(*at, &mid), &low), &high);
	assert_digits(s->mid, mid);
	assert_digits(s->low, low);
	assert_digits(s->high, high);
}

static void check_two(char *text)
{
	double u, p, exact;
	struct list a, b;
	struct utest test;
	struct shift s;
	char *at = get_list(get_list(text, &a), &b);

	at = get(get(get(at, &u), &p), &exact);
	assert_int_equal(utest(a.v, a.n, b.v, b.n, &test), 0);
	assert_digits(test.u, u);
	assert_digits(test.p, p);
	assert_int_equal(test.exact, exact);
	assert_int_equal(shift_between(a.v, a.n, b.v, b.n, &s), 0);
	check_shift(&s, &at, text);
	assert_int_equal(shift_ratio(a.v, a.n, b.v, b.n, &s), 0);
	check_shift(&s, &at, text);
}

static void check_one(char *text)
{
	struct list d;
	struct shift s;
	char *at = get_list(text, &d);

	assert_int_equal(shift_paired(d.v, d.n, &s), 0);
	check_shift(&s, &at, text);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void check_median(char *text)
{
	double low, high, is_low, is_high;
	struct list x;
	char *at = get_list(text, &x);

	get(get(at, &low), &high);
	qsort(x.v, x.n, sizeof(*x.v), by_size);
	stats_median_ci(x.v, x.n, &is_low, &is_high);
	assert_digits(is_low, low);
	assert_digits(is_high, high);
}

/* By windows of one placement: eighths of a tick, over 8 operations. */
static void check_quantile(char *text)
{
	struct dmabench_window w[2 * MOST] = { 0 };
	struct samples s = { .w = w };
	struct summary sum;
	double want[4];
	struct list x;
	char *at = get_list(text, &x);
	size_t i;

	for (i = 0; i < x.n; i++) {
		w[2 * i].n = 8;
		w[2 * i + 1].n = 16;
		w[2 * i + 1].end = 8 * x.v[i];
	}
	s.nr = 2 * x.n;
	for (i = 0; i < 4; i++)
		at = get(at, &want[i]);
	assert_int_equal(stats_summary(&s, 1, &sum), 0);
	assert_digits(sum.p1, want[0]);
	assert_digits(sum.p50, want[1]);
	assert_digits(sum.p90, want[2]);
	assert_digits(sum.p99, want[3]);
}

static void check_least(char *text)
{
	double na, nb, p;

	get(get(get(text, &na), &nb), &p);
	assert_digits(utest_least_p(na, nb), p);
}

static void test_cases(void **state)
{
	static const struct {
		const char *kind;
		void (*check)(char *text);
	} kinds[] = {
		{ "two ", check_two }, { "one ", check_one },
		{ "median ", check_median }, { "quantile ", check_quantile },
		{ "least ", check_least },
	};
	char *all = unit_slurp(UNIT_TOP "/tests/unit", "scipy_cases.txt");
	unsigned int seen[ARRAY_SIZE(kinds)] = { 0 };
	char *line, *save;
	size_t k;

	assert_non_null(all);
	for (line = strtok_r(all, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		for (k = 0; k < ARRAY_SIZE(kinds); k++)
			if (!strncmp(line, kinds[k].kind,
				     strlen(kinds[k].kind)))
				break;
		assert_true(k < ARRAY_SIZE(kinds));
		kinds[k].check(line + strlen(kinds[k].kind));
		seen[k]++;
	}
	for (k = 0; k < ARRAY_SIZE(kinds); k++)
		assert_true(seen[k] > 3);
	free(all);
}

static void assert_nothing(const struct shift *s)
{
	assert_true(isnan(s->mid) && isnan(s->low) && isnan(s->high));
}

static void test_nothing(void **state)
{
	const double one = 1;
	struct utest test;
	struct shift s;

	assert_int_equal(shift_between(&one, 1, NULL, 0, &s), 0);
	assert_nothing(&s);
	assert_int_equal(shift_between(NULL, 0, &one, 1, &s), 0);
	assert_nothing(&s);
	assert_int_equal(shift_ratio(NULL, 0, &one, 1, &s), 0);
	assert_nothing(&s);
	assert_int_equal(shift_paired(NULL, 0, &s), 0);
	assert_nothing(&s);
	assert_int_equal(utest(NULL, 0, &one, 1, &test), 0);
	assert_true(isnan(test.u) && isnan(test.p) && !test.exact);
}

/* A ratio of what is not above 0 means nothing. */
static void test_no_ratio(void **state)
{
	const double a[] = { 1, 2, 3, 4 }, b[] = { 5, 6, 7, -1 };
	const double zero[] = { 5, 6, 7, 0 };
	struct shift s;

	assert_int_equal(shift_ratio(a, 4, b, 4, &s), 0);
	assert_nothing(&s);
	assert_int_equal(shift_ratio(zero, 4, a, 4, &s), 0);
	assert_nothing(&s);
}

static double *normal(gsl_rng *rng, size_t n, double mean)
{
	double *v = malloc(n * sizeof(*v));
	size_t i;

	assert_non_null(v);
	for (i = 0; i < n; i++)
		v[i] = mean + gsl_ran_gaussian(rng, 1);
	return v;
}

/* Constants have no width; three a side no interval. */
static void test_constants(void **state)
{
	const double five[] = { 5, 5, 5, 5 }, six[] = { 6, 6, 6, 6 };
	struct shift s;

	assert_int_equal(shift_ratio(five, 4, six, 4, &s), 0);
	assert_near(s.mid, 1.2);
	assert_near(s.low, 1.2);
	assert_near(s.high, 1.2);
	assert_int_equal(shift_ratio(five, 3, six, 3, &s), 0);
	assert_near(s.mid, 1.2);
	assert_true(isnan(s.low) && isnan(s.high));
}

/* The chances that are dealt out sum to one, and the tails overlap at U. */
static void test_largest_exact(void **state)
{
	double a[UTEST_EXACT_MAX], b[UTEST_EXACT_MAX];
	struct utest test;
	size_t i;

	for (i = 0; i < UTEST_EXACT_MAX; i++) {
		a[i] = i / 7;
		b[i] = a[i];
	}
	assert_int_equal(utest(a, UTEST_EXACT_MAX, b, UTEST_EXACT_MAX, &test),
			 0);
	assert_true(test.exact);
	assert_near(test.u, UTEST_EXACT_MAX * UTEST_EXACT_MAX / 2.0);
	assert_near(test.p, 1);
	for (i = 0; i < UTEST_EXACT_MAX; i++)
		b[i] = 100;
	assert_int_equal(utest(a, UTEST_EXACT_MAX, b, UTEST_EXACT_MAX, &test),
			 0);
	digits(test.p, utest_least_p(UTEST_EXACT_MAX, UTEST_EXACT_MAX),
	       "all below");
}

/* A table of all differences would have 10^10 of them. */
static void test_many(void **state)
{
	const size_t nr = 100000;
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	double *a = normal(rng, nr, 50), *b = normal(rng, nr, 50.1);
	struct utest test;
	struct shift s;

	assert_int_equal(shift_between(a, nr, b, nr, &s), 0);
	assert_true(s.low < 0.1 && s.high > 0.1);
	assert_true(s.high - s.low < 0.03);
	assert_int_equal(shift_ratio(a, nr, b, nr, &s), 0);
	assert_true(s.low < 1.002 && s.high > 1.002);
	assert_true(s.high - s.low < 0.001);
	assert_int_equal(utest(a, nr, b, nr, &test), 0);
	assert_false(test.exact);
	assert_true(test.p < 1e-20);
	assert_int_equal(shift_paired(b, nr, &s), 0);
	assert_true(s.low < 50.1 && s.high > 50.1);
	free(a);
	free(b);
	gsl_rng_free(rng);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_no_ratio),
		cmocka_unit_test(test_constants),
		cmocka_unit_test(test_largest_exact),
		cmocka_unit_test(test_many),
	};

	return unit_run("shift", tests, NULL, NULL);
}
