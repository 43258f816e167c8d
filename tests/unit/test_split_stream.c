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
	assert_int_equal(out.ops, 24);
	assert_int_equal(out.insn, 24 * PER_OP);
	assert_int_equal(out.data_lines, 24 * 3);
	assert_int_equal(out.code_lines, 24 * 4);
	assert_int_equal(split_check(&out), 0);
	assert_int_equal(out.nr, 6);
	/* Both placements are one loop; what it does once has gone. */
	assert_int_equal(function(&out, "x_loop", PART_LOOP)->insn, 24 * 10);
	assert_int_equal(function(&out, "x_loop", PART_LOOP)->loads, 24 * 2);
	assert_int_equal(function(&out, "x_loop", PART_LOOP)->stores, 24 * 2);
	assert_int_equal(function(&out, "dma_map_page_attrs",
				  PART_ENTRY)->insn, 24 * 20);
	assert_int_equal(function(&out, "alloc_iova_fast", PART_IOVA)->insn,
			 24 * 7);
	/* A helper is there for each that calls it. */
	assert_int_equal(function(&out, "_raw_spin_lock", PART_IOVA)->insn,
			 24 * 5);
	assert_int_equal(function(&out, "_raw_spin_lock", PART_ENTRY)->insn,
			 24 * 5);
	/* The branch is the return in the thunk, and no other return. */
	assert_int_equal(function(&out, "__x86_indirect_thunk_rax",
				  PART_ENTRY)->indirect, 24);
	assert_int_equal(split_cost(&out, PARTS).indirect, 24);
	/* Another boot adds to it. */
	assert_int_equal(split_stream_resolve(&s, 0, &symbols, &out), 0);
	assert_int_equal(out.ops, 48);
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
	}
	assert_int_equal(take(), 0);
	assert_int_equal(split_stream_resolve(&s, 0, &symbols, &out), 0);
	assert_int_equal(split_check(&out), 0);
	assert_int_equal(function(&out, "__x86_indirect_thunk_rax",
				  PART_ENTRY)->insn, 3);
	assert_int_equal(function(&out, "_raw_spin_lock", PART_ENTRY)->insn, 9);
	assert_int_equal(function(&out, "_raw_spin_lock", PART_IOVA)->insn, 15);
	split_free(&out);
}

static void rows_follow_each_other(void **state)
{
	struct split out = { 0 };

	whole_row();
	assert_int_equal(take(), 0);
	samples.nr = 0;
	samples.nr_warm = 0;
	map_window(1, 0);
	map_window(2, 0);
	assert_int_equal(split_stream_take(&s, 1, &samples), 0);
	assert_int_equal(split_stream_resolve(&s, 1, &symbols, &out), 0);
	assert_int_equal(out.ops, 3);
	assert_int_equal(out.insn, 3 * PER_OP);
	split_free(&out);
	/* A row that was not run has nothing. */
	samples.nr = 0;
	assert_int_equal(split_stream_take(&s, 1, &samples), 0);
}

/*
 * A flush each so often: in the window of 2n, in that of n, in both or neither
 * it is what it is over all operations, where a slope would have it once, minus
 * once or not at all.
 */
static void what_is_rare(void **state)
{
	unsigned int in;

	for (in = 0; in < 4; in++) {
		struct split out = { 0 };
		unsigned int n, rare;

		samples.nr = 0;
		for (n = 4; n <= 8; n += 4) {
			rare = in >> (n == 8) & 1;
			const struct plugin_count counts[] = {
				{ LOOP, 0, PLUGIN_CALL, ONCE + 10 * n, 0, 0,
				  0 },
				{ MAP, 1, PLUGIN_RETURN, 20 * n, 0, 0, 0 },
				{ IOVA, 1, PLUGIN_LOCKED, 5000 * rare, 0, 0,
				  0 },
				{ LOCK, 1, PLUGIN_REP, 64 * rare, 0, 0, 0 },
			};
			const struct plugin_node node = { 0, 0, 0 };
			const struct plugin_window w = {
				.magic = PLUGIN_MAGIC, .nr_nodes = !nodes_said,
				.nr_counts = rare ? 4 : 2, .rounds = n,
				.mark = LOOP,
				.insn = ONCE + 30 * n + 5064 * rare,
			};

			put(&w, sizeof(w));
			put(&node, w.nr_nodes * sizeof(node));
			put(counts, w.nr_counts * sizeof(*counts));
			nodes_said = true;
			add_sample(n, 0);
			samples.w[samples.nr - 1].end = 1000 + w.insn;
		}
		rare = (in & 1) + (in >> 1);
		assert_int_equal(take(), 0);
		assert_int_equal(split_stream_resolve(&s, 0, &symbols, &out),
				 0);
		assert_int_equal(split_check(&out), 0);
		assert_int_equal(out.ops, 12);
		assert_int_equal(out.insn, 12 * 30 + 5064 * rare);
		assert_int_equal(split_cost(&out, PARTS).locked, 5000 * rare);
		assert_int_equal(split_cost(&out, PARTS).rep, 64 * rare);
		assert_int_equal(function(&out, "x_loop", PART_LOOP)->insn,
				 12 * 10);
		split_free(&out);
		split_stream_close(&s);
		assert_int_equal(split_stream_open(&s, 2), 0);
		nodes_said = false;
	}
}

static void a_window_that_was_not_timed(void **state)
{
	map_window(4, 0);
	add_sample(8, 0);
	put_window(8, 0);
	samples.w[1].causes = DMABENCH_CAUSE_ERROR;
	take_all();
	/* What should have been mapped for the unmapping failed. */
	samples.nr = 0;
	map_window(1, 0);
	add_sample(4, 0);
	samples.w[1].begin = 0;
	samples.w[1].end = 0;
	samples.w[1].causes = DMABENCH_CAUSE_ERROR;
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
		TEST(what_is_rare),
		TEST(a_window_that_was_not_timed),
		TEST(cold_and_rejected),
	};

	return unit_run("split_stream", tests, NULL, NULL);
}
