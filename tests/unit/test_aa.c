// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_aa.c - a row against itself: what a planted difference comes out as.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kmod/dispatch/dispatch.h"
#include "stats/aa.h"
#include "unit.h"

#define N	16
#define PAIRS	3

/* Placement k costs 10 + k, and @more in this one. */
static struct samples measured(double more)
{
	struct samples s = { 0 };
	__u32 i, k;

	s.nr = 2 * PAIRS * DB_PLACEMENTS;
	s.w = calloc(s.nr, sizeof(*s.w));
	assert_non_null(s.w);
	for (k = 0; k < DB_PLACEMENTS; k++) {
		for (i = 0; i < PAIRS; i++) {
			struct dmabench_window *w =
				&s.w[2 * (i * DB_PLACEMENTS + k)];

			w[0].n = N;
			w[1].n = 2 * N;
			w[0].placement = k;
			w[1].placement = k;
			w[0].end = N * (10 + k + more);
			w[1].end = 2 * N * (10 + k + more);
		}
	}
	return s;
}

/* Every pair of windows at placement @k was disturbed. */
static void disturb(struct samples *s, __u32 k)
{
	__u32 i;

	for (i = 0; i < s->nr; i++)
		if (s->w[i].placement == k)
			s->w[i].causes = DMABENCH_CAUSE_IRQ;
}

static void free_all(struct samples *s, size_t nr)
{
	while (nr)
		samples_free(&s[--nr]);
}

static void test_planted(void **state)
{
	static const double more[] = {
		/* A, B: differences 1, 1.5, 0.5, 1, 1.25, 0.75, 1 */
		0, 1, 5, 6.5, 2, 2.5, 0, 1, 0.5, 1.75, 3, 3.75, 1, 2
	};
	struct samples s[ARRAY_SIZE(more)];
	struct aa aa;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(more); i++)
		s[i] = measured(more[i]);
	assert_int_equal(aa_from_samples(s, ARRAY_SIZE(more), false, &aa), 0);
	assert_int_equal(aa.n, 7);
	assert_near(aa.shift.mid, 1);
	/* Walsh: the third least and greatest of 28. */
	assert_near(aa.shift.low, 0.75);
	assert_near(aa.shift.high, 1.25);
	assert_near(aa_half_width(&aa), 0.25);
	assert_near(aa_floor(&aa), 1.25);
	/* The last has no partner; five pairs are too few for an interval. */
	assert_int_equal(aa_from_samples(s, 11, false, &aa), 0);
	assert_int_equal(aa.n, 5);
	assert_near(aa.shift.mid, 1);
	assert_true(isnan(aa.shift.low) && isnan(aa_half_width(&aa)));
	assert_true(isnan(aa_floor(&aa)));
	free_all(s, ARRAY_SIZE(more));
}

/* A placement that one side lacks is of neither: no mixing of the others. */
static void test_placements(void **state)
{
	struct samples s[2] = { measured(0), measured(2) };
	struct aa aa;
	__u32 k;

	for (k = 0; k < 4; k++)
		disturb(&s[0], k);
	for (k = 4; k < 7; k++)
		disturb(&s[1], k);
	assert_int_equal(aa_from_samples(s, 2, false, &aa), 0);
	assert_int_equal(aa.n, 1);
	assert_near(aa.shift.mid, 2);
	disturb(&s[1], 7);
	assert_int_equal(aa_from_samples(s, 2, false, &aa), 0);
	assert_int_equal(aa.n, 0);
	assert_true(isnan(aa.shift.mid) && isnan(aa_floor(&aa)));
	free_all(s, 2);
}

static void test_identical(void **state)
{
	struct samples s[2] = { measured(3), measured(3) };
	struct aa aa;

	assert_int_equal(aa_from_samples(s, 2, true, &aa), 0);
	assert_int_equal(aa.n, 1);
	assert_near(aa.shift.mid, 0);
	assert_near(aa_half_width(&aa), 0);
	assert_near(aa_floor(&aa), 0);
	free_all(s, 2);
}

static void test_nothing(void **state)
{
	struct samples s = measured(3), empty[2] = { { 0 } };
	struct aa aa;

	memset(&aa, 0xff, sizeof(aa));
	assert_int_equal(aa_from_samples(NULL, 0, false, &aa), 0);
	assert_int_equal(aa.n, 0);
	assert_int_equal(aa_from_samples(&s, 1, true, &aa), 0);
	assert_int_equal(aa.n, 0);
	assert_true(isnan(aa_floor(&aa)));
	assert_int_equal(aa_from_samples(empty, 2, false, &aa), 0);
	assert_int_equal(aa.n, 0);
	samples_free(&s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_planted),
		cmocka_unit_test(test_placements),
		cmocka_unit_test(test_identical),
		cmocka_unit_test(test_nothing),
	};

	return unit_run("aa", tests, NULL, NULL);
}
