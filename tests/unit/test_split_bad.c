// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_split_bad.c - what the plugin could not have written does not become
 * functions, and what it had to give up is said.
 */
#include "split_guest.h"

/* Overwrite bytes of what the plugin wrote. */
static void scribble(off_t at, uint32_t value)
{
	assert_int_equal(pwrite(s.fd, &value, sizeof(value), at),
			 sizeof(value));
}

static void rounds_that_are_not_the_operations(void **state)
{
	struct split out = { 0 };

	map_window(4, 0);
	map_window(8, 0);
	scribble(offsetof(struct plugin_window, rounds), 5);
	assert_int_equal(take(), 0);
	assert_int_equal(split_stream_resolve(&s, 0, &symbols, &out), 0);
	assert_int_equal(out.data_lines, -1);
	assert_int_equal(out.code_lines, -1);
	/* And no other boot makes up for it. */
	assert_int_equal(split_stream_resolve(&s, 0, &symbols, &out), 0);
	assert_int_equal(out.data_lines, -1);
	assert_int_equal(split_check(&out), 0);
	split_free(&out);
}

static void a_window_that_is_another(void **state)
{
	whole_row();
	samples.w[4].end++;
	assert_int_equal(take(), -EBADMSG);
	assert_words(s.err, "window 4: 406 407");
}

/* Given up: fine in a window that an interrupt was in. */
static void a_window_that_was_too_much(void **state)
{
	map_window(4, 0);
	scribble(offsetof(struct plugin_window, flags), PLUGIN_SPOILT);
	/* With interrupts on, that is one that is left out. */
	samples.w[0].causes = DMABENCH_CAUSE_IRQ;
	take_all();
	samples.nr = 0;
	map_window(4, 0);
	scribble(s.at + offsetof(struct plugin_window, flags), PLUGIN_SPOILT);
	assert_int_equal(take(), -EBADMSG);
	assert_words(s.err, "window 0: more plugin");
}

static void a_stream_that_is_cut(void **state)
{
	off_t size, cut;

	map_window(4, 0);
	size = lseek(s.fd, 0, SEEK_END);
	for (cut = 0; cut < size; cut += 4) {
		s.at = 0;
		s.nr_nodes = 0;
		assert_int_equal(ftruncate(s.fd, size), 0);
		assert_int_equal(ftruncate(s.fd, cut), 0);
		s.err[0] = '\0';
		assert_int_equal(take(), -EBADMSG);
		assert_true(*s.err);
	}
}

static void a_stream_that_makes_no_sense(void **state)
{
	const size_t node = sizeof(struct plugin_window);
	const size_t count = node + 4 * sizeof(struct plugin_node);
	const struct {
		size_t at;
		uint32_t value;
	} bad[] = {
		{ offsetof(struct plugin_window, magic), 1 },
		{ offsetof(struct plugin_window, nr_nodes), ~0U },
		{ offsetof(struct plugin_window, nr_counts), ~0U },
		{ offsetof(struct plugin_window, insn), 1 },
		/* A chain that hangs on itself, or on one to come. */
		{ node + offsetof(struct plugin_node, parent), 1 },
		{ node + offsetof(struct plugin_node, parent), 77 },
		{ count + offsetof(struct plugin_count, node), 5 },
		{ count + offsetof(struct plugin_count, kind), PLUGIN_KINDS },
		{ count + offsetof(struct plugin_count, insn), ONCE + 1 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_int_equal(ftruncate(s.fd, 0), 0);
		lseek(s.fd, 0, SEEK_SET);
		s.at = 0;
		s.nr_nodes = 0;
		samples.nr = 0;
		nodes_said = false;
		map_window(4, 0);
		assert_int_equal(take(), 0);

		/* What has been taken is a hole: once more, and spoilt. */
		assert_int_equal(ftruncate(s.fd, 0), 0);
		lseek(s.fd, 0, SEEK_SET);
		s.at = 0;
		s.nr_nodes = 0;
		samples.nr = 0;
		nodes_said = false;
		map_window(4, 0);
		scribble(bad[i].at, bad[i].value);
		if (take() != -EBADMSG)
			fail_msg("taken: case %zu", i);
	}
}

static void an_address_of_nobody(void **state)
{
	struct split out = { 0 };
	struct symbols few;

	map_window(4, 0);
	map_window(8, 0);
	assert_int_equal(take(), 0);
	assert_int_equal(symbols_parse(&few, kallsyms + strlen(kallsyms) -
				       strlen("ffffffffc0000300 t x_backend\t[dmabench]\n"),
				       strlen("ffffffffc0000300 t x_backend\t[dmabench]\n")),
			 0);
	assert_int_equal(split_stream_resolve(&s, 0, &few, &out), 0);
	/* It is seen, and it sums. */
	assert_int_equal(split_check(&out), 0);
	assert_int_equal(function(&out, "(no symbol)", PART_OTHER)->insn,
			 12 * (PER_OP - 10));
	split_free(&out);
	symbols_free(&few);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
	static const struct CMUnitTest tests[] = {
		TEST(rounds_that_are_not_the_operations),
		TEST(a_window_that_is_another),
		TEST(a_window_that_was_too_much),
		TEST(a_stream_that_is_cut),
		TEST(a_stream_that_makes_no_sense),
		TEST(an_address_of_nobody),
	};

	return unit_run("split_bad", tests, NULL, NULL);
}
