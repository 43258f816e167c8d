// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_backend.c - null does nothing; linear looks at the mask.
 *
 * linear's edge is that of 2.6.26: the end of a buffer, one past its last
 * byte, may be the mask itself and no more.  A list with one entry that does
 * not fit is not mapped at all, wherever in it the entry is.
 */
#include <string.h>

#include "kmod/backend/linear.h"
#include "kmod/backend/null.h"
#include "unit.h"

static void expect_null(const struct db_ops *ops)
{
	struct db_sg sg[2] = { { 1, 2, 3, 4 }, { 5, 6, 7, 8 } };
	struct db_sg before[2];

	memcpy(before, sg, sizeof(sg));
	assert_int_equal(ops->map_single(NULL, 0x123456789aULL, 7, 0),
			 0x123456789aULL);
	assert_int_equal(ops->map_sg(NULL, sg, 2, 0), 2);
	ops->unmap_single(NULL, 1, 2, 0);
	ops->unmap_sg(NULL, sg, 2, 0);
	assert_memory_equal(sg, before, sizeof(sg));
}

static void test_null(void **state)
{
	expect_null(db_backend_null.ops);
}

/* The same, each by functions of its own: a target is one of a table. */
static void test_variants(void **state)
{
	const struct db_ops *ops = db_backend_null.variants;
	int i, j;

	for (i = 0; i < DB_VARIANTS; i++) {
		expect_null(&ops[i]);
		for (j = -1; j < i; j++) {
			const struct db_ops *other = j < 0 ?
				db_backend_null.ops : &ops[j];

			assert_true(ops[i].map_single != other->map_single);
			assert_true(ops[i].unmap_single !=
				    other->unmap_single);
			assert_true(ops[i].map_sg != other->map_sg);
			assert_true(ops[i].unmap_sg != other->unmap_sg);
		}
	}
	assert_null(db_backend_linear.variants);
}

/* A table's functions are those that a design may call by name. */
static void test_by_name(void **state)
{
	const struct db_ops *ops = db_backend_null.ops;

	assert_ptr_equal(ops->map_single, db_null_map_single);
	assert_ptr_equal(ops->unmap_single, db_null_unmap_single);
	assert_ptr_equal(ops->map_sg, db_null_map_sg);
	assert_ptr_equal(ops->unmap_sg, db_null_unmap_sg);
	ops = db_backend_linear.ops;
	assert_ptr_equal(ops->map_single, db_linear_map_single);
	assert_ptr_equal(ops->unmap_single, db_linear_unmap_single);
	assert_ptr_equal(ops->map_sg, db_linear_map_sg);
	assert_ptr_equal(ops->unmap_sg, db_linear_unmap_sg);
	assert_false(db_backend_null.kernel || db_backend_linear.kernel);
}

static const struct edge {
	db_dma_t mask;
	db_phys_t phys;
	__u32 size;
	bool reaches;
} edges[] = {
	{ 0xffffffffULL, 0, 1, true },
	{ 0xffffffffULL, 0x1000, 0x1000, true },
	{ 0xffffffffULL, 0xfffff000ULL, 0xffe, true },
	{ 0xffffffffULL, 0xfffff000ULL, 0xfff, true },
	{ 0xffffffffULL, 0xfffff000ULL, 0x1000, false },
	{ 0xffffffffULL, 0xfffffffeULL, 1, true },
	{ 0xffffffffULL, 0xffffffffULL, 1, false },
	{ 0xffffffffULL, 0x100000000ULL, 1, false },
	{ 0xffffffffULL, 0x123400000000ULL, 0x1000, false },
	{ 0xffffffULL, 0xffe000ULL, 0x1000, true },
	{ 0xffffffULL, 0xfff000ULL, 0x1000, false },
	{ 0, 0, 1, false },
	{ ~0ULL, 0xfffffffff000ULL, 0x200000, true },
	{ ~0ULL, ~0ULL - 0x1000, 0x1000, true },
};

static void test_linear_single(void **state)
{
	const struct db_ops *ops = db_backend_linear.ops;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(edges); i++) {
		const struct edge *e = &edges[i];
		struct db_device dev = { .dma_mask = e->mask };

		assert_int_equal(ops->map_single(&dev, e->phys, e->size, 0),
				 e->reaches ? e->phys : DB_MAPPING_ERROR);
		ops->unmap_single(&dev, e->phys, e->size, 0);
		assert_int_equal(dev.dma_mask, e->mask);
	}
}

/* More than 32 bits of size count, too. */
static void test_linear_long(void **state)
{
	struct db_device dev = { .dma_mask = 0xfffffffffULL };
	const struct db_ops *ops = db_backend_linear.ops;

	assert_int_equal(ops->map_single(&dev, 0, 0xfffffffffULL, 0), 0);
	assert_true(ops->map_single(&dev, 0, 0x1000000000ULL, 0) ==
		    DB_MAPPING_ERROR);
	assert_true(ops->map_single(&dev, 0x1000, 0x1000000000ULL, 0) ==
		    DB_MAPPING_ERROR);
}

#define ENTRIES	4

/* A list of easy entries, but for one. */
static void expect_list(const struct edge *e, int at)
{
	const struct db_ops *ops = db_backend_linear.ops;
	struct db_device dev = { .dma_mask = e->mask };
	struct db_sg sg[ENTRIES + 1], after[ENTRIES + 1];
	int i, mapped;

	for (i = 0; i <= ENTRIES; i++)
		sg[i] = (struct db_sg) { i, 0xdada00 + i, 1, 0xda00 + i };
	sg[at].phys = e->phys;
	sg[at].len = e->size;
	memcpy(after, sg, sizeof(sg));
	mapped = ops->map_sg(&dev, sg, ENTRIES, 0);
	assert_int_equal(mapped, e->reaches ? ENTRIES : 0);
	for (i = 0; i < ENTRIES && mapped; i++) {
		after[i].dma = after[i].phys;
		after[i].dma_len = after[i].len;
	}
	/* What failed says nothing of dma; the rest is the caller's. */
	for (i = 0; i < ENTRIES && !mapped; i++) {
		after[i].dma = sg[i].dma;
		after[i].dma_len = sg[i].dma_len;
	}
	assert_memory_equal(sg, after, sizeof(sg));
	ops->unmap_sg(&dev, sg, ENTRIES, 0);
	assert_memory_equal(sg, after, sizeof(sg));
}

static void test_linear_sg(void **state)
{
	size_t i;
	int at;

	for (i = 0; i < ARRAY_SIZE(edges); i++)
		for (at = 0; at < ENTRIES; at++)
			if (edges[i].mask > ENTRIES + 1)
				expect_list(&edges[i], at);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_null),
		cmocka_unit_test(test_variants),
		cmocka_unit_test(test_by_name),
		cmocka_unit_test(test_linear_single),
		cmocka_unit_test(test_linear_long),
		cmocka_unit_test(test_linear_sg),
	};

	return unit_run("backend", tests, NULL, NULL);
}
