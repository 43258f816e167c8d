// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_steady.c - rows with a state: warmed up until they are steady, and every
 * operation a sample.
 *
 * The target's operations cost what a list says, call by call, so that it is
 * known after how many groups of windows three cost the same.  Rows @each have
 * windows of none and of one, and more of them.
 */
#include <string.h>

#include "fake.h"
#include "rows.h"
#include "unit.h"

static const struct plan plan = PLAN_DEFAULT;

/* Windows in front of those that find each placement's. */
#define CALIBRATE	8
#define GROUPS		24

/* How many windows of @n operations are a group: 1024 ops, 32 at the least. */
static __u32 group_of(__u32 n)
{
	return 1024 / n > 32 ? 1024 / n : 32;
}

/* @costs of calibration, then of each group; @want groups until it is steady */
static void expect_steady(const char *name, const __u64 *costs, __u32 want)
{
	struct fake f = fake(0, 0);
	const __u32 first = CALIBRATE +
			    (strstr(name, "@each") ? 0 : plan.placements);
	__u32 i, k, ops, groups = want ? want : GROUPS;
	struct samples s;

	f.groups = costs;
	assert_int_equal(measure(&f, name, &plan, &s), 0);
	assert_int_equal(s.steady, want);
	ops = strstr(name, "@each") ? 1 : 2 * n_of(&s);
	assert_int_equal(s.nr_warm, first + groups * group_of(ops) +
			 2 * plan.placements);
	for (i = 0; i < groups; i++) {
		for (k = 0; k < group_of(ops); k++) {
			struct dmabench_window *w =
				s.w + first + i * group_of(ops) + k;

			assert_int_equal(w->n, ops);
			assert_int_equal(w->placement, k % plan.placements);
		}
	}
	samples_free(&s);
}

static void test_steady(void **state)
{
	static const char api[] = "running/kernel-direct/map_single";
	/* The first is of the windows that find n. */
	static const __u64 at_once[] = { 100, 100, 0 };
	static const __u64 later[] = { 100, 900, 500, 300, 200, 100, 0 };
	static const __u64 again[] = { 100, 100, 100, 200, 100, 100, 100, 0 };
	static const __u64 slowly[] = { 1000, 1100, 1080, 1060, 0 };
	static const __u64 too_fast[] = { 1000, 1100, 1070, 1040, 1010, 0 };
	__u64 costs[GROUPS + 4] = { 100 };
	int i;

	expect_steady(api, at_once, 3);
	expect_steady("running/kernel-iommu/map_single@each", at_once, 3);
	/* The fifth is the first of three that are the same. */
	expect_steady(api, later, 7);
	expect_steady("running/kernel-swiotlb/unmap_single@each", later, 7);
	expect_steady(api, again, 6);
	/* 1.9 % are the same, 2.8 % are not. */
	expect_steady(api, slowly, 3);
	expect_steady(api, too_fast, 6);
	/* In the last three groups that there are, and one later: never. */
	for (i = 1; i < GROUPS - 2; i++)
		costs[i] = 1000 - 30 * i;
	costs[i] = 100;
	expect_steady(api, costs, GROUPS);
	costs[i] = 1000 - 30 * i;
	costs[i + 1] = 100;
	expect_steady(api, costs, 0);
	for (i = 1; i <= GROUPS + 2; i++)
		costs[i] = i & 1 ? 200 : 100;
	expect_steady(api, costs, 0);
}

/* What has no state is not warmed up in groups. */
static void test_not_asked(void **state)
{
	static const struct {
		const char *name;
		__u32 empty;
	} rows[] = {
		{ "direct/null/map_single", 1 },
		{ "running/null/map_single", 1 },
		{ "per-device/null/map_single@each", 0 },
		{ "known/none/empty", 0 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fake f = fake(10, 10);
		struct samples s;

		assert_int_equal(measure(&f, rows[i].name, &plan, &s), 0);
		assert_int_equal(s.nr_warm, CALIBRATE + (2 + rows[i].empty) *
				 plan.placements);
		assert_int_equal(s.steady, 0);
		samples_free(&s);
	}
}

/* Every operation is a sample: none and one, sixteen times as many pairs. */
static void test_each(void **state)
{
	static const char *const names[] = {
		"per-device/null/map_single@each",
		"running/kernel-iommu/unmap_single@ring64+each",
	};
	size_t i;
	__u32 at, k;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		__u32 one_first[DB_PLACEMENTS] = { 0 };
		__u32 runs[DB_PLACEMENTS] = { 0 };
		/* However long they are, or short. */
		struct fake f = fake(1, i ? 1 : 10000000);
		struct samples s;

		assert_int_equal(measure(&f, names[i], &plan, &s), 0);
		assert_int_equal(s.nr - s.nr_warm,
				 2 * 16 * plan.pairs * plan.placements);
		for (at = s.nr_warm; at < s.nr; at += 2) {
			struct dmabench_window *w = s.w + at;

			assert_int_equal(w[0].n + w[1].n, 1);
			assert_int_equal(w[0].placement, w[1].placement);
			one_first[w->placement] += w->n;
			runs[w->placement]++;
		}
		for (k = 0; k < plan.placements; k++) {
			assert_int_equal(runs[k], 16 * plan.pairs);
			assert_int_equal(one_first[k], 8 * plan.pairs);
		}
		samples_free(&s);
	}
}

static void test_mapped(void **state)
{
	struct fake f = fake(10, 10);
	struct samples s;

	f.t.mapped = 7;
	assert_int_equal(measure(&f, "running/kernel-iommu/map_sg:16", &plan,
				 &s), 0);
	assert_int_equal(s.mapped, 7);
	samples_free(&s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_steady),
		cmocka_unit_test(test_not_asked),
		cmocka_unit_test(test_each),
		cmocka_unit_test(test_mapped),
	};

	return unit_run("steady", tests, make_rng, free_rng);
}
