// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_summary.c - the numbers of a row are the ones that its windows say.
 *
 * Slopes from pairs in either order; a pair with any cause in either of its
 * windows is left out and counted; medians of placements, their median, their
 * least and greatest; quantiles; the interval of the median, for n = 0 to 30
 * beside an exact sum of binomial coefficients made here; boots that are
 * identical and boots that are not, in each way; slow operations that were
 * planted, with a period and without.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/summary.h"
#include "unit.h"

#define FENCE	31	/* what a window costs without an operation */

/* Append a window of @n operations that took @ticks. */
static void add_window(struct samples *s, __u32 placement, __u32 n,
		       __u64 ticks)
{
	struct dmabench_window *w;

	s->w = realloc(s->w, (s->nr + 1) * sizeof(*s->w));
	w = &s->w[s->nr++];
	memset(w, 0, sizeof(*w));
	w->placement = placement;
	w->n = n;
	w->begin = 1000000ULL * s->nr;
	w->end = w->begin + ticks;
}

/* A pair of @n and 2 * @n whose slope is @slope; @n times it is whole. */
static void add_pair(struct samples *s, __u32 placement, __u32 n, double slope,
		     bool reverse)
{
	__u64 one = FENCE + slope * n, two = FENCE + 2 * slope * n;

	add_window(s, placement, reverse ? 2 * n : n, reverse ? two : one);
	add_window(s, placement, reverse ? n : 2 * n, reverse ? one : two);
}

static size_t slopes(const struct samples *s, double *slope, size_t *nr)
{
	double *slopes[DB_PLACEMENTS];
	size_t nrs[DB_PLACEMENTS] = { 0 }, rejected;
	int k;

	/* One row of memory for each placement, none used but the first. */
	for (k = 0; k < DB_PLACEMENTS; k++)
		slopes[k] = slope;
	rejected = stats_add_slopes(s, slopes, nrs);
	for (k = 1; k < DB_PLACEMENTS; k++)
		assert_int_equal(nrs[k], 0);
	*nr = nrs[0];
	return rejected;
}

static void test_slopes(void **state)
{
	struct samples s = { 0 };
	double slope[8];
	size_t nr;

	add_pair(&s, 0, 100, 5, false);
	add_pair(&s, 0, 100, 7, true);
	add_pair(&s, 0, 4, 2.25, true);
	add_pair(&s, 0, 1, 1000000, false);
	/* Backward: a clock's step is a negative slope, not a huge one. */
	add_window(&s, 0, 10, 200);
	add_window(&s, 0, 20, 100);
	/* The last has no partner. */
	add_window(&s, 0, 10, 12345);
	assert_int_equal(slopes(&s, slope, &nr), 0);
	assert_int_equal(nr, 5);
	assert_near(slope[0], 5);
	assert_near(slope[1], 7);
	assert_near(slope[2], 2.25);
	assert_near(slope[3], 1000000);
	assert_near(slope[4], -10);
	samples_free(&s);
}

static void test_warm_is_left_out(void **state)
{
	struct samples s = { 0 };
	double slope[8];
	size_t nr;

	add_window(&s, 0, 4, 99);
	add_window(&s, 0, 4, 98);
	add_window(&s, 0, 4, 97);
	add_pair(&s, 0, 10, 50, false);
	add_pair(&s, 0, 10, 3, false);
	add_pair(&s, 0, 10, 4, true);
	/* An odd number of them: pairs begin behind, wherever that is. */
	s.nr_warm = 5;
	/* A cause in what only warmed up rejects nothing. */
	s.w[1].causes = ~0U;
	s.w[4].causes = ~0U;
	assert_int_equal(slopes(&s, slope, &nr), 0);
	assert_int_equal(nr, 2);
	assert_near(slope[0], 3);
	assert_near(slope[1], 4);
	s.nr_warm = s.nr;
	assert_int_equal(slopes(&s, slope, &nr), 0);
	assert_int_equal(nr, 0);
	samples_free(&s);
}

static void test_rejects(void **state)
{
	double slope[8];
	size_t nr;
	int bit, at;

	for (bit = 0; bit < DMABENCH_CAUSES; bit++) {
		for (at = 0; at < 2; at++) {
			struct samples s = { 0 };

			add_pair(&s, 0, 10, 3, false);
			add_pair(&s, 0, 10, 99, bit & 1);
			add_pair(&s, 0, 10, 4, true);
			s.w[2 + at].causes = 1U << bit;
			assert_int_equal(slopes(&s, slope, &nr), 1);
			assert_int_equal(nr, 2);
			assert_near(slope[0], 3);
			assert_near(slope[1], 4);
			samples_free(&s);
		}
	}
	assert_int_equal(DMABENCH_CAUSE_COUNTER, 1U << (DMABENCH_CAUSES - 1));
}

static void test_appends(void **state)
{
	double room[DB_PLACEMENTS][4], *slope[DB_PLACEMENTS];
	size_t nr[DB_PLACEMENTS] = { 0 };
	struct samples s = { 0 };
	int k;

	for (k = 0; k < DB_PLACEMENTS; k++) {
		slope[k] = room[k];
		add_pair(&s, k, 10, 1 + k, k & 1);
	}
	assert_int_equal(stats_add_slopes(&s, slope, nr), 0);
	assert_int_equal(stats_add_slopes(&s, slope, nr), 0);
	for (k = 0; k < DB_PLACEMENTS; k++) {
		assert_int_equal(nr[k], 2);
		assert_near(room[k][0], 1 + k);
		assert_near(room[k][1], 1 + k);
	}
	samples_free(&s);
}

/* One placement: the quantiles of 1 .. 11, over two boots, shuffled. */
static void test_quantiles(void **state)
{
	static const int shuffled[] = { 7, 2, 11, 5, 1, 9, 3, 10, 6, 4, 8 };
	struct samples s[2] = { { 0 } };
	struct summary sum;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(shuffled); i++)
		add_pair(&s[i & 1], 3, 10, shuffled[i], i & 2);
	add_pair(&s[1], 3, 10, 1000, false);
	s[1].w[s[1].nr - 1].causes = DMABENCH_CAUSE_IRQ;
	assert_int_equal(stats_summary(s, 2, &sum), 0);
	assert_int_equal(sum.n, 11);
	assert_int_equal(sum.rejected, 1);
	assert_near(sum.min, 1);
	/* Between x(i) and x(i + 1) by the share of (n - 1) f, as R's type 7 */
	assert_near(sum.p1, 1.1);
	assert_near(sum.p50, 6);
	assert_near(sum.p90, 10);
	assert_near(sum.p99, 10.9);
	assert_near(sum.max, 11);
	assert_near(sum.median, 6);
	assert_near(sum.place_min, 6);
	assert_near(sum.place_max, 6);
	assert_true(isnan(sum.ci_low) && isnan(sum.ci_high));
	samples_free(&s[0]);
	samples_free(&s[1]);
}

/* Placements with different numbers of slopes count the same. */
static void test_placement_medians(void **state)
{
	static const struct {
		int n, slope[5];
	} place[DB_PLACEMENTS] = {
		{ 1, { 40 } },				/* 40 */
		{ 2, { 12, 10 } },			/* 11 */
		{ 3, { 1, 900, 30 } },			/* 30 */
		{ 5, { 20, 20, 20, 20, 20 } },		/* 20 */
		{ 4, { 50, 4, 60, 8 } },		/* 29 */
		{ 3, { 16, 14, 15 } },			/* 15 */
		{ 1, { 17 } },				/* 17 */
		{ 2, { 24, 22 } },			/* 23 */
	};
	static const double median[] = { 40, 11, 30, 20, 29, 15, 17, 23 };
	struct samples s = { 0 };
	struct summary sum;
	int k, i;

	for (i = 0; i < 5; i++)
		for (k = DB_PLACEMENTS - 1; k >= 0; k--)
			if (i < place[k].n)
				add_pair(&s, k, 8, place[k].slope[i], k & 1);
	assert_int_equal(stats_summary(&s, 1, &sum), 0);
	assert_int_equal(sum.n, 21);
	assert_int_equal(sum.rejected, 0);
	for (k = 0; k < DB_PLACEMENTS; k++)
		assert_near(sum.place[k], median[k]);
	/* 11 15 17 20 23 29 30 40 */
	assert_near(sum.median, 21.5);
	assert_near(sum.place_min, 11);
	assert_near(sum.place_max, 40);
	/* 99.2 % from the first to the last, 93.0 % from the second. */
	assert_near(sum.ci_low, 11 + 4 * 4.725 / 5.05);
	assert_near(sum.ci_high, 40 - 10 * 4.725 / 5.05);
	assert_near(sum.min, 1);
	assert_near(sum.max, 900);
	assert_near(sum.p50, 20);
	/* Without two of them there are six, and still an interval. */
	for (i = 0; i < (int)s.nr; i++)
		if (s.w[i].placement == 0 || s.w[i].placement == 1)
			s.w[i].causes = DMABENCH_CAUSE_SMI;
	assert_int_equal(stats_summary(&s, 1, &sum), 0);
	assert_int_equal(sum.n, 18);
	assert_int_equal(sum.rejected, 3);
	for (k = 0; k < DB_PLACEMENTS; k++)
		assert_near(sum.place[k], k < 2 ? NAN : median[k]);
	assert_near(sum.median, 21.5);
	assert_near(sum.place_min, 15);
	assert_near(sum.place_max, 30);
	assert_near(sum.ci_low, 15 + 2 * 0.5 / 1.4);
	assert_near(sum.ci_high, 30 - 1 * 0.5 / 1.4);
	samples_free(&s);
}

static void test_nothing_clean(void **state)
{
	struct summary zero, sum;
	struct samples s = { 0 };

	memset(&zero, 0, sizeof(zero));
	memset(&sum, 0xff, sizeof(sum));
	assert_int_equal(stats_summary(NULL, 0, &sum), 0);
	assert_int_equal(sum.n, 0);
	assert_int_equal(sum.rejected, 0);
	memset(&sum, 0xff, sizeof(sum));
	assert_int_equal(stats_summary(&s, 1, &sum), 0);
	assert_int_equal(sum.n, 0);
	add_pair(&s, 1, 10, 3, false);
	add_pair(&s, 2, 10, 3, false);
	s.w[0].causes = DMABENCH_CAUSE_NMI;
	s.w[3].causes = DMABENCH_CAUSE_SHARED;
	memset(&sum, 0xff, sizeof(sum));
	assert_int_equal(stats_summary(&s, 1, &sum), 0);
	assert_int_equal(sum.n, 0);
	assert_int_equal(sum.rejected, 2);
	samples_free(&s);
}

/* The k-th value is k, so that a bound says which one it is. */
static void interval(size_t n, double *low, double *high)
{
	double x[30];
	size_t i;

	for (i = 0; i < n; i++)
		x[i] = i + 1;
	stats_median_ci(x, n, low, high);
}

/*
 * [x(j), x(n + 1 - j)] covers the median but for the chance that fewer than j
 * of n values lie on one side, 2 * sum of C(n, i) for i < j, of 2^n.  The
 * narrowest that misses at most 1 in 20, in whole numbers: 0 is none.  The
 * interval ends between it and the next.
 */
static unsigned int exact_j(unsigned int n)
{
	uint64_t choose = 1, below = 0;
	unsigned int j = 0;

	for (;;) {
		below += choose;
		if (2 * below * 20 > 1ULL << n)
			return j;
		choose = choose * (n - j) / (j + 1);
		j++;
	}
}

static void test_median_ci(void **state)
{
	/* From printed tables of the sign test, against a slip in both. */
	static const struct {
		unsigned int n, j;
	} table[] = {
		{ 5, 0 }, { 6, 1 }, { 8, 1 }, { 9, 2 }, { 11, 2 }, { 12, 3 },
		{ 15, 4 }, { 17, 5 }, { 20, 6 }, { 25, 8 }, { 30, 10 },
	};
	double low, high;
	unsigned int n, i;

	for (i = 0; i < ARRAY_SIZE(table); i++)
		assert_int_equal(exact_j(table[i].n), table[i].j);
	for (n = 0; n <= 30; n++) {
		unsigned int j = exact_j(n);

		/* The bounds themselves: test_shift.c. */
		interval(n, &low, &high);
		if (!j) {
			assert_true(isnan(low) && isnan(high));
			continue;
		}
		assert_true(low >= j && low < j + 1);
		assert_near(high, n + 1 - low);
	}
}

static void fill(struct samples *s)
{
	memset(s, 0, sizeof(*s));
	add_window(s, 0, 4, 77);
	add_pair(s, 0, 10, 3, false);
	add_pair(s, 1, 10, 3, true);
	s->nr_warm = 1;
}

static void test_identical(void **state)
{
	struct samples s[3];
	__u32 i;

	for (i = 0; i < 3; i++)
		fill(&s[i]);
	/* Another boot has another time of day: only differences count. */
	for (i = 0; i < s[1].nr; i++) {
		s[1].w[i].begin += 12345;
		s[1].w[i].end += 12345;
	}
	assert_true(stats_identical(s, 3));
	assert_true(stats_identical(s, 1));
	/* One tick, in the last boot's last window, then its first. */
	s[2].w[4].end++;
	assert_false(stats_identical(s, 3));
	assert_true(stats_identical(s, 2));
	s[2].w[4].end--;
	s[2].w[0].begin++;
	assert_false(stats_identical(s, 3));
	s[2].w[0].begin--;
	assert_true(stats_identical(s, 3));
	/* The same ticks for another number of operations. */
	s[1].w[1].n++;
	assert_false(stats_identical(s, 3));
	s[1].w[1].n--;
	/* A window less, a window more, one more that warmed up. */
	s[1].nr--;
	assert_false(stats_identical(s, 3));
	s[1].nr++;
	s[0].nr--;
	assert_false(stats_identical(s, 3));
	s[0].nr++;
	s[1].nr_warm++;
	assert_false(stats_identical(s, 3));
	s[1].nr_warm--;
	assert_true(stats_identical(s, 3));
	for (i = 0; i < 3; i++)
		samples_free(&s[i]);
}

/* Operation @ticks of a row @each, its two windows in either order. */
static void add_each(struct samples *s, __u64 ticks)
{
	bool reverse = s->nr / 2 & 1;

	add_window(s, 0, reverse, FENCE + (reverse ? ticks : 0));
	add_window(s, 0, !reverse, FENCE + (reverse ? 0 : ticks));
}

/* @nr operations of 50 ticks, but of @ticks those in @at; a 0 ends it. */
static struct samples plant(size_t nr, const size_t *at, __u64 ticks)
{
	struct samples s = { 0 };
	size_t i;

	/* What warms up is slow, and an odd number. */
	add_window(&s, 0, 1, 1000000);
	s.nr_warm = 1;
	for (i = 1; i <= nr; i++) {
		add_each(&s, *at == i ? ticks : 50);
		at += *at == i;
	}
	assert_int_equal(*at, 0);
	return s;
}

static void expect_slow(struct samples s, size_t nr, double median,
			size_t period)
{
	struct slow slow;

	memset(&slow, 0xff, sizeof(slow));
	assert_int_equal(stats_slow(&s, &slow), 0);
	assert_near(slow.over, 100);
	assert_int_equal(slow.nr, nr);
	assert_near(slow.median, median);
	assert_int_equal(slow.period, period);
	samples_free(&s);
}

static void test_slow(void **state)
{
	static const size_t every[] = {
		100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 0
	};
	static const size_t irregular[] = { 3, 13, 48, 55, 145, 0 };
	static const size_t most[] = { 50, 100, 150, 200, 220, 0 };
	static const size_t half[] = { 50, 100, 170, 200, 250, 0 };
	static const size_t not_half[] = { 50, 100, 170, 200, 250, 260, 0 };
	static const size_t once[] = { 7, 71, 136, 0 };
	static const size_t three[] = { 7, 71, 135, 0 };
	static const size_t two[] = { 7, 71, 0 }, one[] = { 7, 0 };
	static const size_t none[] = { 0 };

	expect_slow(plant(1000, every, 5000), 10, 5000, 100);
	expect_slow(plant(1000, every, 101), 10, 101, 100);
	/* Twice the median is not more than that. */
	expect_slow(plant(1000, every, 100), 0, 0, 0);
	expect_slow(plant(1000, none, 0), 0, 0, 0);
	expect_slow(plant(200, irregular, 700), 5, 700, 0);
	/* Half of the distances agree; less than that do not. */
	expect_slow(plant(250, most, 700), 5, 700, 50);
	expect_slow(plant(250, half, 700), 5, 700, 50);
	expect_slow(plant(270, not_half, 700), 6, 700, 0);
	/* A period is seen twice at the least. */
	expect_slow(plant(200, three, 700), 3, 700, 64);
	expect_slow(plant(200, once, 700), 3, 700, 0);
	expect_slow(plant(200, two, 700), 2, 700, 0);
	expect_slow(plant(200, one, 700), 1, 700, 0);
}

/* What was disturbed is no slow operation, and is none the less counted. */
static void test_slow_disturbed(void **state)
{
	static const size_t every[] = { 100, 150, 200, 300, 400, 0 };
	struct samples s = plant(400, every, 5000);

	s.w[s.nr_warm + 2 * 149].causes = DMABENCH_CAUSE_IRQ;
	s.w[s.nr_warm + 2 * 249 + 1].causes = DMABENCH_CAUSE_NMI;
	expect_slow(s, 4, 5000, 100);
}

static void test_slow_of_nothing(void **state)
{
	struct samples s = { 0 };
	struct slow slow;

	memset(&slow, 0xff, sizeof(slow));
	assert_int_equal(stats_slow(&s, &slow), 0);
	assert_int_equal(slow.nr, 0);
	assert_near(slow.over, 0);
	add_each(&s, 5);
	s.w[0].causes = DMABENCH_CAUSE_IRQ;
	assert_int_equal(stats_slow(&s, &slow), 0);
	assert_int_equal(slow.nr, 0);
	assert_near(slow.over, 0);
	assert_int_equal(slow.period, 0);
	samples_free(&s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slopes),
		cmocka_unit_test(test_warm_is_left_out),
		cmocka_unit_test(test_rejects),
		cmocka_unit_test(test_appends),
		cmocka_unit_test(test_quantiles),
		cmocka_unit_test(test_placement_medians),
		cmocka_unit_test(test_nothing_clean),
		cmocka_unit_test(test_median_ci),
		cmocka_unit_test(test_identical),
		cmocka_unit_test(test_slow),
		cmocka_unit_test(test_slow_disturbed),
		cmocka_unit_test(test_slow_of_nothing),
	};

	return unit_run("stats", tests, NULL, NULL);
}
