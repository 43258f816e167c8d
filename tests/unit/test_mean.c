// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_mean.c - the mean of a row is that of all its operations, whatever is
 * rare among them, and whatever a window costs beside them.
 */
#include <math.h>
#include <string.h>

#include "stats/mean.h"
#include "unit.h"

#define PAIRS	64
#define EMPTY	8	/* ticks of a window without an operation */
#define ROUND	3	/* and of one whose loop goes round, beside that */

static struct dmabench_window w[2 * PAIRS + 1];
static struct samples s;

/* One more window, which took @ticks. */
static void add(__u32 n, __u64 ticks)
{
	struct dmabench_window *one = &w[s.nr++];

	one->n = n;
	one->begin = 1000;
	one->end = 1000 + ticks;
}

static void begin(void)
{
	memset(w, 0, sizeof(w));
	s = (struct samples){ .w = w, .nr_warm = 1 };
	add(0, EMPTY);
}

/* Operations of 100 ticks, each @kth of 400 more; true mean of what was run. */
static double run_kth(__u32 n, unsigned int kth)
{
	__u64 ops = 0, slow = 0;
	__u32 i, k, len;

	begin();
	for (i = 0; i < 2 * PAIRS; i++) {
		__u64 ticks = EMPTY + ROUND;

		len = (i & 1) == (i >> 1 & 1) ? n : 2 * n;
		for (k = 0; k < len; k++) {
			bool is_slow = ++ops % kth == 0;

			ticks += is_slow ? 500 : 100;
			slow += is_slow;
		}
		add(len, ticks);
	}
	return 100 + 400.0 * slow / ops;
}

static void test_each_kth(void **state)
{
	__u32 n, kth;

	for (n = 1; n <= 256; n *= 2) {
		for (kth = 1; kth <= 1000; kth += 1 + kth / 8) {
			double truth = run_kth(n, kth);

			/* Off by what a loop costs once, at the most. */
			assert_true(fabs(stats_mean(&s, 1) - truth) <=
			      ROUND / (1.5 * n) + 1e-9);
		}
	}
	/* And by nothing where operations are alike. */
	assert_true(fabs(run_kth(32, 100000) - stats_mean(&s, 1)) < 1e-9);
}

/*
 * A state that goes up and down from pair to pair by less than a loop may cost:
 * map_single behind AMD's IOMMU reads so, and it is none of the window's.
 */
static void test_a_state_is_no_cost_of_a_window(void **state)
{
	double cost[DB_PLACEMENTS];
	__u32 i;

	begin();
	for (i = 0; i < PAIRS; i++) {
		add(16, EMPTY + ROUND + 1600 + (i & 1 ? 14 : 0));
		add(32, EMPTY + ROUND + 3200 + (i & 1 ? 0 : 24));
	}
	assert_true(stats_window_costs(&s, 1, cost));
	assert_true(cost[0] == EMPTY);
	assert_true(fabs(stats_mean(&s, 1) - 100 - 19.0 / 48) <=
		    ROUND / 24.0 + 1e-9);
}

/* A single operation beside none: the other window says what it costs. */
static void test_single_operations(void **state)
{
	__u32 i;

	begin();
	for (i = 0; i < PAIRS; i++) {
		add(0, EMPTY);
		add(1, EMPTY + 100 + (i == 5 ? 640 : 0));
	}
	assert_true(fabs(stats_mean(&s, 1) - 110) < 1e-9);
}

static void test_what_was_disturbed_is_left_out(void **state)
{
	__u32 i;

	run_kth(32, 100000);
	for (i = 1; i < 9; i++) {
		w[i].causes = 1;
		w[i].end += 1000000;
	}
	assert_true(fabs(stats_mean(&s, 1) - 100) < 1e-9);
	for (i = 1; i < s.nr; i++)
		w[i].causes = 1;
	assert_true(isnan(stats_mean(&s, 1)));
	begin();
	assert_true(isnan(stats_mean(&s, 1)));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_kth),
		cmocka_unit_test(test_a_state_is_no_cost_of_a_window),
		cmocka_unit_test(test_single_operations),
		cmocka_unit_test(test_what_was_disturbed_is_left_out),
	};

	return unit_run("mean", tests, NULL, NULL);
}
