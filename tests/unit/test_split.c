// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_split.c - the table of parts, the guest's symbols, and a list of
 * functions that has to sum.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "split/split.h"
#include "split/symbols.h"
#include "unit.h"

static void parts_of_functions(void **state)
{
	static const struct {
		const char *name;
		enum part part;
	} want[] = {
		{ "dma_map_page_attrs", PART_ENTRY },
		{ "dma_unmap_sg_attrs", PART_ENTRY },
		{ "__dma_map_sg_attrs", PART_ENTRY },
		{ "dma_direct_map_sg", PART_DIRECT },
		{ "iommu_dma_map_page", PART_DMA_IOMMU },
		/* Before the wildcard that would have it. */
		{ "iommu_dma_alloc_iova", PART_IOVA },
		{ "alloc_iova_fast", PART_IOVA },
		{ "free_iova_fast", PART_IOVA },
		{ "__alloc_and_insert_iova_range", PART_IOVA },
		{ "queue_iova", PART_INVALIDATE },
		{ "fq_ring_free", PART_INVALIDATE },
		{ "qi_submit_sync", PART_INVALIDATE },
		{ "intel_iommu_iotlb_sync_map", PART_INVALIDATE },
		{ "amd_iommu_flush_iotlb_all", PART_INVALIDATE },
		{ "domain_flush_pages", PART_INVALIDATE },
		{ "iommu_queue_command_sync", PART_INVALIDATE },
		{ "intel_iommu_iova_to_phys", PART_PAGE_TABLE },
		{ "intel_iommu_map_pages", PART_PAGE_TABLE },
		{ "iommu_v1_unmap_pages", PART_PAGE_TABLE },
		{ "__domain_mapping", PART_PAGE_TABLE },
		{ "dma_pte_clear_level", PART_PAGE_TABLE },
		{ "swiotlb_tbl_map_single", PART_BOUNCE },
		{ "is_swiotlb_active", PART_BOUNCE },
		{ "viommu_map_pages", PART_PAGE_TABLE },
		{ "__viommu_add_req", PART_PAGE_TABLE },
		{ "__viommu_sync_req", PART_INVALIDATE },
		{ "virtqueue_add_sgs", PART_CALLER },
		{ "dma_free_from_pool", PART_CALLER },
		{ "free_cpu_cached_iovas", PART_IOVA },
		{ "__intel_map_single", PART_DMA_IOMMU },
		{ "intel_unmap", PART_DMA_IOMMU },
		{ "amd_iommu_map", PART_PAGE_TABLE },
		{ "__map_single_page0.isra.0", PART_PAGE_TABLE },
		{ "__order_base_2.part.0", PART_IOVA },
		{ "dec_used_nop", PART_BOUNCE },
		{ "barn_replace_full_sheaf.part.0", PART_CALLER },
		{ "__x86_indirect_thunk_rax", PART_CALLER },
		{ "_raw_spin_lock_irqsave", PART_CALLER },
		{ "kmem_cache_alloc", PART_CALLER },
		{ "memcpy_erms", PART_CALLER },
		/* What the compiler adds does not count. */
		{ "iommu_pgsize.isra.0", PART_PAGE_TABLE },
		{ "iommu_pgsize.part.0.cold", PART_PAGE_TABLE },
		{ "ext4_map_blocks", PART_OTHER },
		{ "", PART_OTHER },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(want); i++)
		if (part_of(want[i].name) != want[i].part)
			fail_msg("%s is in part %d", want[i].name,
				 part_of(want[i].name));
	assert_true(part_is_thunk("__x86_indirect_thunk_r10"));
	assert_false(part_is_thunk("__x86_return_thunk"));
}

static void names_of_parts(void **state)
{
	int part, other;

	for (part = 0; part < PARTS; part++) {
		assert_int_equal(part_from_name(part_info[part].name), part);
		for (other = 0; other < part; other++)
			assert_int_not_equal(part_info[part].letter,
					     part_info[other].letter);
	}
	assert_int_equal(part_from_name(""), PARTS);
	assert_int_equal(part_from_name("entr"), PARTS);
}

static int parse(struct symbols *y, const char *text)
{
	return symbols_parse(y, text, strlen(text));
}

static void symbols_are_found(void **state)
{
	struct symbols y;

	assert_int_equal(parse(&y,
		"ffffffff81000300 t third\n"
		"ffffffff81000100 T __first\n"
		"ffffffff81000100 T first\n"
		"ffffffff81000100 T __indirect_thunk_start\n"
		"ffffffff81000180 D not_a_function\n"
		"ffffffff81000200 W second\n"
		"ffffffffc0000010 t alien\t[other]\n"
		"ffffffffc0000000 t ours\t[dmabench]\n"), 0);
	assert_int_equal(y.nr, 5);
	assert_null(symbols_find(&y, 0xffffffff810000ffULL));
	assert_string_equal(symbols_find(&y, 0xffffffff81000100ULL)->name,
			    "first");
	assert_string_equal(symbols_find(&y, 0xffffffff810001ffULL)->name,
			    "first");
	assert_string_equal(symbols_find(&y, 0xffffffff81000200ULL)->name,
			    "second");
	assert_string_equal(symbols_find(&y, 0xffffffff81000301ULL)->name,
			    "third");
	assert_true(symbols_find(&y, 0xffffffffc000000fULL)->ours);
	assert_false(symbols_find(&y, 0xffffffffc0000010ULL)->ours);
	assert_string_equal(symbols_find(&y, ~0ULL)->name, "alien");
	symbols_free(&y);
}

static void symbols_that_make_no_sense(void **state)
{
#define OURS "ffffffffc0000000 t ours\t[dmabench]\n"
	static const char *const bad[] = {
		"", "\n", "garbage\n", "ffffffff81000100\n",
		"ffffffff81000100 T\n", "ffffffff81000100 T \tx\n" OURS,
		"ffffffff81000100Tfirst\n" OURS,
		"1ffffffff81000100 T first\n" OURS,
		/* kptr_restrict */
		"0000000000000000 T first\n0000000000000000 t ours\t[dmabench]\n",
		/* no module */
		"ffffffff81000100 T first\n",
		"ffffffff81000100 T first\t[dmabenchx]\n",
	};
	struct symbols y;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		if (parse(&y, bad[i]) != -EBADMSG)
			fail_msg("taken: '%s'", bad[i]);
	/* Not a byte behind the length is looked at. */
	assert_int_equal(symbols_parse(&y, OURS "garbage", strlen(OURS)), 0);
	assert_int_equal(y.nr, 1);
	symbols_free(&y);
#undef OURS
}

static void functions_sum(void **state)
{
	static const struct function_cost iova = {
		.name = "lock",
		.part = PART_IOVA,
		.cost = { .insn = 10, .loads = 3, .stores = 1 },
	}, invalidate = {
		.name = "lock",
		.part = PART_INVALIDATE,
		.cost = { .insn = 10, .loads = 3, .stores = 1 },
	}, alloc = {
		.name = "alloc",
		.part = PART_IOVA,
		.cost = { .insn = 20, .indirect = 2 },
	}, none = { .name = "once", .part = PART_LOOP };
	struct split s = { .ops = 2, .insn = 50 };
	struct cost sum;

	assert_int_equal(split_add(&s, &iova), 0);
	assert_int_equal(split_add(&s, &invalidate), 0);
	assert_int_equal(split_add(&s, &none), 0);
	assert_int_equal(split_add(&s, &alloc), 0);
	assert_int_equal(split_add(&s, &iova), 0);
	split_sort(&s);
	/* By part, the most costly first, without what costs nothing. */
	assert_int_equal(s.nr, 3);
	assert_int_equal(s.function[0].cost.insn, 20);
	assert_string_equal(s.function[1].name, "lock");
	assert_string_equal(s.function[2].name, "lock");
	assert_int_equal(s.function[2].part, PART_INVALIDATE);
	sum = split_cost(&s, PART_IOVA);
	assert_int_equal(sum.insn, 40);
	assert_int_equal(sum.indirect, 2);
	assert_int_equal(sum.loads, 6);
	assert_int_equal(sum.stores, 2);
	assert_int_equal(split_cost(&s, PARTS).insn, 50);
	assert_int_equal(split_check(&s), 0);
	s.insn++;
	assert_int_equal(split_check(&s), -EBADMSG);
	s.insn--;
	s.ops = 0;
	assert_int_equal(split_check(&s), -EBADMSG);
	split_free(&s);
	assert_null(s.function);
}

/* A function stands where it was executed first; calls are all that were. */
static void first_place_counts(void **state)
{
	static const struct function_cost f[] = {
		{ "lock", PART_IOVA, { .insn = 1 }, 0, -1, 0 },
		{ "lock", PART_IOVA, { .insn = 1 }, 4, 30, 2 },
		{ "lock", PART_IOVA, { .insn = 1 }, 8, 20, 3 },
		{ "lock", PART_IOVA, { .insn = 1 }, 2, 40, 1 },
		{ "lock", PART_IOVA, { .insn = 1 }, 0, -1, 0 },
	};
	struct split s = { .ops = 1, .insn = 5 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(f); i++)
		assert_int_equal(split_add(&s, &f[i]), 0);
	assert_int_equal(s.nr, 1);
	assert_int_equal(s.function->calls, 14);
	assert_int_equal(s.function->at, 20);
	assert_int_equal(s.function->depth, 3);
	assert_int_equal(split_check(&s), 0);
	split_free(&s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_of_functions),
		cmocka_unit_test(names_of_parts),
		cmocka_unit_test(symbols_are_found),
		cmocka_unit_test(symbols_that_make_no_sense),
		cmocka_unit_test(functions_sum),
		cmocka_unit_test(first_place_counts),
	};

	return unit_run("split", tests, NULL, NULL);
}
