// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_split_stream.c - what the plugin writes becomes functions.
 */
#include "split_guest.h"

static void functions_are_known(void **state)
{
	struct split out = { 0 };

	whole_row();
	assert_int_equal(take(), 0);
	assert_int_equal(split_stream_resolve(&s, 0, &symbols, &out), 0);
	assert_int_equal(out.ops, 8);
	assert_int_equal(out.insn, 8 * PER_OP);
	assert_int_equal(out.data_lines, 8 * 3);
	assert_int_equal(out.code_lines, 8 * 4);
	assert_int_equal(split_check(&out), 0);
	assert_int_equal(out.nr, 6);
	/* Both placements are one loop; what it does once has gone. */
	assert_int_equal(function(&out, "x_loop", PART_LOOP)->insn, 8 * 10);
	assert_int_equal(function(&out, "x_loop", PART_LOOP)->loads, 8 * 2);
	assert_int_equal(function(&out, "x_loop", PART_LOOP)->stores, 8 * 2);
	assert_int_equal(function(&out, "dma_map_page_attrs",
				  PART_ENTRY)->insn, 8 * 20);
	assert_int_equal(function(&out, "alloc_iova_fast", PART_IOVA)->insn,
			 8 * 7);
	/* A helper is there for each that calls it. */
	assert_int_equal(function(&out, "_raw_spin_lock", PART_IOVA)->insn,
			 8 * 5);
	assert_int_equal(function(&out, "_raw_spin_lock", PART_ENTRY)->insn,
			 8 * 5);
	/* The branch is the return in the thunk, and no other return. */
	assert_int_equal(function(&out, "__x86_indirect_thunk_rax",
				  PART_ENTRY)->indirect, 8);
	assert_int_equal(split_cost(&out, PARTS).indirect, 8);
	/* Another boot adds to it. */
	assert_int_equal(split_stream_resolve(&s, 0, &symbols, &out), 0);
	assert_int_equal(out.ops, 16);
	assert_int_equal(out.nr, 6);
	assert_int_equal(split_check(&out), 0);
	split_free(&out);
}

/*
 * A function of the API ends in a jump to another, and that in one to a lock.
 */
static void jumps_at_the_end(void **state)
{
	static const struct plugin_node nodes[] = {
		{ 0, 0, 0 }, { MAP, 1, 0 },
	};
	struct split out = { 0 };
	unsigned int n;

	for (n = 1; n < 3; n++) {
		const struct plugin_count counts[] = {
			{ LOOP, 0, PLUGIN_CALL, n, 0, 0, 0 },
			{ THUNK, 1, PLUGIN_RETURN, n, 0, 0, 0 },
			{ MAP, 1, PLUGIN_CALL, 2 * n, 0, 0, 0 },
			/* Called, before the other jump: its caller's. */
			{ LOCK, 2, PLUGIN_RETURN, 3 * n, 0, 0, 0 },
			{ IOVA, 1, PLUGIN_PLAIN, 4 * n, 0, 0, 0 },
			{ LOCK, 1, PLUGIN_RETURN, 5 * n, 0, 0, 0 },
		};
		const struct plugin_window w = {
			.magic = PLUGIN_MAGIC,
			.nr_nodes = n == 1 ? ARRAY_SIZE(nodes) : 0,
			.nr_counts = ARRAY_SIZE(counts),
			.rounds = n, .mark = LOOP, .insn = 16 * n,
		};

		put(&w, sizeof(w));
		put(nodes, w.nr_nodes * sizeof(*nodes));
		put(counts, sizeof(counts));
		add_sample(n, 0);
		samples.w[n - 1].end = samples.w[n - 1].begin + 16 * n;
		/* What undoes it is passed over. */
		put_window(0, 0);
	}
	assert_int_equal(take(), 0);
	assert_int_equal(split_stream_resolve(&s, 0, &symbols, &out), 0);
	assert_int_equal(split_check(&out), 0);
	assert_int_equal(function(&out, "__x86_indirect_thunk_rax",
				  PART_ENTRY)->insn, 1);
	assert_int_equal(function(&out, "_raw_spin_lock", PART_ENTRY)->insn, 3);
	assert_int_equal(function(&out, "_raw_spin_lock", PART_IOVA)->insn, 5);
	split_free(&out);
}

static void rows_follow_each_other(void **state)
{
	struct split out = { 0 };

	whole_row();
	assert_int_equal(take(), 0);
	/* unmap: the loop that maps comes first. */
	row_is("running/null/unmap_single");
	put_window(5, 0);
	put_window(1, 0);
	add_sample(1, 0);
	put_window(5, 0);
	put_window(2, 0);
	add_sample(2, 0);
	assert_int_equal(split_stream_take(&s, 1, &row, &samples), 0);
	assert_int_equal(split_stream_resolve(&s, 1, &symbols, &out), 0);
	assert_int_equal(out.ops, 1);
	assert_int_equal(out.insn, PER_OP);
	split_free(&out);
	/* A row that was not run has nothing. */
	samples.nr = 0;
	assert_int_equal(split_stream_take(&s, 1, &row, &samples), 0);
}

/* Each operation has its loops: before the timed one, and behind it. */
static void loops_of_an_operation(void **state)
{
	static const struct {
		const char *row;
		int before, after;
	} rows[] = {
		{ "known/none/empty", 0, 0 },
		{ "per-device/null/attach", 0, 1 },
		{ "per-device/null/detach", 1, 0 },
		{ "running/null/map_single@each", 0, 1 },
		{ "running/kernel-iommu/map_sg:16", 0, 1 },
		{ "running/kernel-iommu/unmap_sg:16", 1, 0 },
		{ "running/kernel-iommu/sync_cpu", 1, 1 },
		{ "running/kernel-swiotlb/sync_device", 1, 1 },
		{ "running/kernel-direct/alloc_coherent", 0, 1 },
		{ "running/kernel-direct/free_coherent", 1, 0 },
		{ "running/kernel-iommu/map_single@fail", 0, 0 },
		{ "running/kernel-iommu/iova_alloc", 0, 1 },
		{ "running/kernel-iommu/iova_link", 1, 1 },
		{ "running/kernel-iommu/iova_sync", 2, 1 },
		{ "running/kernel-iommu/iova_unlink", 3, 1 },
		{ "running/kernel-iommu/iova_destroy", 3, 0 },
	};
	unsigned int n;
	int before;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		row_is(rows[i].row);
		/* As many as there are in @each and @cold: none, and one. */
		for (n = 0; n < 2; n++) {
			for (before = 0; before < rows[i].before; before++)
				put_window(7, 0);
			put_window(n, 0);
			add_sample(n, 0);
			if (rows[i].after)
				put_window(9, 0);
		}
		if (take())
			fail_msg("%s: %s", rows[i].row, s.err);
		assert_int_equal(s.at, lseek(s.fd, 0, SEEK_END));
	}
}

static void a_row_that_fails_is_not_undone(void **state)
{
	map_window(4, 0);
	add_sample(8, 0);
	put_window(8, 0);
	samples.w[1].causes = DMABENCH_CAUSE_ERROR;
	take_all();

	/* What should have been mapped for the unmapping failed. */
	row_is("running/null/unmap_single");
	put_window(5, 0);
	put_window(1, 0);
	add_sample(1, 0);
	put_window(4, 0);
	add_sample(4, 0);
	samples.w[1].begin = 0;
	samples.w[1].end = 0;
	samples.w[1].causes = DMABENCH_CAUSE_ERROR;
	take_all();

	/* Or the mapping that should have been synced. */
	row_is("running/kernel-swiotlb/sync_cpu");
	put_window(4, 0);
	add_sample(4, 0);
	samples.w[0].begin = 0;
	samples.w[0].end = 0;
	samples.w[0].causes = DMABENCH_CAUSE_ERROR;
	take_all();
}

static void cold_and_rejected(void **state)
{
	struct split out = { 0 };

	map_window(0, 0);
	map_window(1, 0);
	map_window(4, 0);
	map_window(8, 0);
	samples.w[3].causes = DMABENCH_CAUSE_IRQ;
	/* The last has no partner. */
	map_window(4, 0);
	assert_int_equal(take(), 0);
	assert_int_equal(split_stream_resolve(&s, 0, &symbols, &out), 0);
	assert_int_equal(out.ops, 1);
	assert_int_equal(out.insn, PER_OP);
	assert_int_equal(out.data_lines, 3);
	split_free(&out);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(functions_are_known),
		TEST(jumps_at_the_end),
		TEST(rows_follow_each_other),
		TEST(loops_of_an_operation),
		TEST(a_row_that_fails_is_not_undone),
		TEST(cold_and_rejected),
	};

	return unit_run("split_stream", tests, NULL, NULL);
}
