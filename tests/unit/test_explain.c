// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_explain.c - functions of two rows: matched by name, in the order of
 * their execution, and differences that sum to the whole; rounding that does.
 */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "compare/explain.h"
#include "stats/share.h"
#include "unit.h"

static void names(void **state)
{
	static const struct {
		const char *name, *want;
	} cases[] = {
		{ "dma_map_page_attrs", "dma_map_page_attrs" },
		{ "iommu_pgsize.isra.0", "iommu_pgsize" },
		{ "swiotlb_find.constprop.0.isra.0", "swiotlb_find" },
		{ "dma_map_page_attrs.cold", "dma_map_page_attrs" },
		{ "foo.part.0.llvm.123", "foo" },
		{ "__x86_indirect_thunk_rax", "__x86_indirect_thunk" },
		{ "__pi___x86_indirect_thunk_r11", "__x86_indirect_thunk" },
		{ "__x86_indirect_its_thunk_r8", "__x86_indirect_its_thunk" },
		{ "__x86_return_thunk", "__x86_return_thunk" },
		{ "__pi_memcpy", "memcpy" },
		{ ".hidden.0", ".hidden" },
		{ "(no symbol)", "(no symbol)" },
		{ "", "" },
	};
	char out[FUNCTION_LEN];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		explain_name(cases[i].name, out);
		assert_string_equal(out, cases[i].want);
	}
}

static void fill(struct split *s, long long ops, long long insn,
		 const struct function_cost *f, size_t nr)
{
	size_t i;

	*s = (struct split) { .ops = ops, .insn = insn };
	for (i = 0; i < nr; i++)
		assert_int_equal(split_add(s, &f[i]), 0);
}

static void in_order_of_execution(void **state)
{
	static const struct function_cost f[] = {
		{ "old", PART_OTHER, { .insn = 1 }, -1, -1, 0 },
		{ "third", PART_IOVA, { .insn = 2 }, 1, 12, 2 },
		{ "first", PART_LOOP, { .insn = 3 }, 0, 0, 0 },
		{ "older", PART_OTHER, { .insn = 4 }, -1, -1, 0 },
		{ "second", PART_ENTRY, { .insn = 5 }, 1, 7, 1 },
	};
	static const char *const want[] = {
		"first", "second", "third", "old", "older",
	};
	struct split s;
	size_t i;

	fill(&s, 1, 15, f, ARRAY_SIZE(f));
	explain_path(&s);
	for (i = 0; i < ARRAY_SIZE(want); i++)
		assert_string_equal(s.function[i].name, want[i]);
	split_free(&s);
}

static const struct function_cost of_a[] = {
	{ "x_loop", PART_LOOP, { .insn = 800 }, 0, 0, 0 },
	{ "map_page", PART_ENTRY, { .insn = 400 }, 8, 3, 1 },
	{ "old_name", PART_DIRECT, { .insn = 160 }, 8, 9, 2 },
	{ "pgsize.isra.0", PART_PAGE_TABLE, { .insn = 80 }, 8, 20, 2 },
	{ "lock", PART_IOVA, { .insn = 16 }, 8, 30, 3 },
};

static const struct function_cost of_b[] = {
	{ "x_loop", PART_LOOP, { .insn = 1600 }, 0, 0, 0 },
	{ "map_page", PART_ENTRY, { .insn = 640 }, 16, 3, 1 },
	{ "map_page.cold", PART_ENTRY, { .insn = 32 }, 16, 4, 1 },
	{ "new_name", PART_DIRECT, { .insn = 480 }, 16, 9, 2 },
	{ "pgsize", PART_PAGE_TABLE, { .insn = 320 }, 16, 20, 2 },
	{ "lock", PART_INVALIDATE, { .insn = 48 }, 16, 30, 3 },
};

static void differences_sum(void **state)
{
	static const struct {
		const char *name;
		bool a, b;
		long long diff;		/* an operation */
	} want[] = {
		{ "x_loop", true, true, 0 },
		{ "map_page", true, true, -8 },
		{ "old_name", true, false, -20 },
		{ "new_name", false, true, 30 },
		{ "pgsize", true, true, 10 },
		/* The part that calls it is another. */
		{ "lock", true, false, -2 },
		{ "lock", false, true, 3 },
	};
	struct split a, b;
	struct explain e;
	size_t i;

	fill(&a, 8, 1456, of_a, ARRAY_SIZE(of_a));
	fill(&b, 16, 3120, of_b, ARRAY_SIZE(of_b));
	assert_int_equal(explain_pair(&e, &a, &b), 0);
	assert_int_equal(e.nr, ARRAY_SIZE(want));
	assert_int_equal(e.per, 16);
	assert_int_equal(e.diff, 13 * 16);
	for (i = 0; i < e.nr; i++) {
		assert_string_equal(e.f[i].name, want[i].name);
		assert_int_equal(e.f[i].in[0], want[i].a);
		assert_int_equal(e.f[i].in[1], want[i].b);
		assert_int_equal(e.f[i].diff, want[i].diff * 16);
	}
	explain_free(&e);
	assert_null(e.f);
	split_free(&a);
	split_free(&b);
}

/* Nothing is rounded: 1 of 3 less 1 of 7 is 4 of 21. */
static void fractions(void **state)
{
	static const struct function_cost f = {
		"f", PART_LOOP, { .insn = 1 }, 0, 0, 0,
	};
	struct split a, b;
	struct explain e;

	fill(&a, 7, 1, &f, 1);
	fill(&b, 3, 1, &f, 1);
	assert_int_equal(explain_pair(&e, &a, &b), 0);
	assert_int_equal(e.per, 21);
	assert_int_equal(e.diff, 4);
	assert_int_equal(e.f->diff, 4);
	explain_free(&e);
	split_free(&a);
	split_free(&b);
}

static void what_does_not_sum_is_refused(void **state)
{
	struct split a, b;
	struct explain e;

	fill(&a, 8, 1456, of_a, ARRAY_SIZE(of_a));
	fill(&b, 16, 3121, of_b, ARRAY_SIZE(of_b));
	assert_int_equal(explain_pair(&e, &a, &b), -EBADMSG);
	assert_int_equal(explain_pair(&e, &b, &a), -EBADMSG);
	b.insn--;
	/* Neighbours have no common factor. */
	a.ops = LLONG_MAX / 8;
	b.ops = a.ops - 1;
	assert_int_equal(explain_pair(&e, &a, &b), -EOVERFLOW);
	a.ops = 3000000019;
	b.ops = 3000000037;
	assert_int_equal(explain_pair(&e, &a, &b), -EOVERFLOW);
	assert_null(e.f);
	split_free(&a);
	split_free(&b);
}

static void shares_sum(void **state)
{
	struct share thirds[] = { { 1, 0, 0 }, { 1, 0, 0 }, { 1, 0, 0 } };
	struct share mixed[] = {
		{ -1, 0, 0 }, { 5, 0, 0 }, { 0, 0, 0 }, { 3, 0, 0 },
	};
	long long sum = 0;
	size_t i;

	assert_int_equal(share(thirds, 3, 100, 3), 100);
	assert_int_equal(thirds[0].units, 34);
	assert_int_equal(thirds[1].units, 33);
	assert_int_equal(thirds[2].units, 33);
	/* 7 of 3, in hundredths to the nearest. */
	assert_int_equal(share(mixed, 4, 100, 3), 233);
	for (i = 0; i < 4; i++)
		sum += mixed[i].units;
	assert_int_equal(sum, 233);
	assert_int_equal(mixed[0].units, -33);
	assert_int_equal(mixed[2].units, 0);
	mixed[1].value = -5;
	assert_int_equal(share(mixed, 4, 100, 3), -100);
	assert_int_equal(share(NULL, 0, 100, 3), 0);
}

static void numbers(void **state)
{
	char buf[HUNDREDTHS_LEN];

	assert_string_equal(hundredths(0, buf), "0");
	assert_string_equal(hundredths(1200, buf), "12");
	assert_string_equal(hundredths(-1205, buf), "-12.05");
	assert_string_equal(hundredths(7, buf), "0.07");
	assert_string_equal(hundredths(-100, buf), "-1");
	assert_string_equal(hundredths(LLONG_MAX, buf), "92233720368547758.07");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(in_order_of_execution),
		cmocka_unit_test(differences_sum),
		cmocka_unit_test(fractions),
		cmocka_unit_test(what_does_not_sum_is_refused),
		cmocka_unit_test(shares_sum),
		cmocka_unit_test(numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
