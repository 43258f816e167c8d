// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_void.c - a row with too few clean pairs is void: at which count, what
 * each cause is counted, and how they are said.
 */
#include <string.h>

#include "result/result.h"
#include "unit.h"

/* @bad of 100 pairs have a cause; the first of them two. */
static void sum_of(unsigned int bad, struct summary *sum)
{
	static struct dmabench_window w[200];
	const struct samples s = { .w = w, .nr = 200, .repeated = 7 };
	unsigned int i;

	for (i = 0; i < 200; i++)
		w[i] = (struct dmabench_window) {
			.n = 10 << (i & 1), .end = 100 << (i & 1),
			.placement = i / 2 % DB_PLACEMENTS,
		};
	/* In the first window of one pair, in the second of the next. */
	for (i = 0; i < bad; i++)
		w[2 * i + (i & 1)].causes = DMABENCH_CAUSE_SHARED;
	if (bad)
		w[1].causes = DMABENCH_CAUSE_IRQ;
	assert_int_equal(stats_summary(&s, 1, sum), 0);
}

static void test_void(void **state)
{
	struct summary sum;
	char text[64];

	sum_of(0, &sum);
	assert_false(stats_void(&sum));
	assert_string_equal(cause_list(sum.by, text, sizeof(text)), "");
	sum_of(20, &sum);
	assert_false(stats_void(&sum));
	assert_int_equal(sum.rejected, 20);
	assert_int_equal(sum.repeated, 7);
	assert_string_equal(cause_list(sum.by, text, sizeof(text)),
			    "shared core 20, interrupt 1");
	/* What does not fit is left out whole. */
	assert_string_equal(cause_list(sum.by, text, 24), "shared core 20");
	sum_of(21, &sum);
	assert_true(stats_void(&sum));
	sum_of(100, &sum);
	assert_true(stats_void(&sum));
	/* Nothing was run: that is no reason to call it disturbed. */
	memset(&sum, 0, sizeof(sum));
	assert_false(stats_void(&sum));
}

/* One void row's reason, and that each cause has a key of its own. */
static void test_words(void **state)
{
	struct result_row row = { .status = ROW_VOID };
	int i, k;

	row.s.n = 63;
	row.s.rejected = 37;
	row.s.by[0] = 12;
	row.s.by[7] = 40;
	assert_part(result_reason(&row), "void: 37 % ");
	assert_part(result_reason(&row), "(shared core 40, interrupt 12)");
	for (i = 0; i < DMABENCH_CAUSES; i++) {
		assert_true(strlen(cause_words(i)) > 0);
		for (k = 0; k < i; k++)
			assert_string_not_equal(cause_key(i), cause_key(k));
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_void),
		cmocka_unit_test(test_words),
	};

	return unit_run("void", tests, NULL, NULL);
}
