/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * split_guest.h - a guest as the plugin would write it down, for the tests of
 * split_stream.c.
 *
 * An operation costs 10 instructions in the loop, which calls through a thunk
 * (3) a function of the API (20) that takes a lock (5), and that calls the
 * allocator of addresses (7), which takes the lock too.  A window costs 6 in
 * the loop whatever it does.
 */
#ifndef UNIT_SPLIT_GUEST_H
#define UNIT_SPLIT_GUEST_H

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "split/stream.h"
#include "unit.h"

#define LOOP	0xffffffffc0000100ULL	/* placement k: 0x100 further each */
#define MAP	0xffffffff81000000ULL
#define IOVA	0xffffffff81000100ULL
#define LOCK	0xffffffff81000200ULL
#define THUNK	0xffffffff81000300ULL
#define PER_OP	(10 + 3 + 20 + 5 + 7 + 5)
#define ONCE	6

static const char kallsyms[] =
	"ffffffff81000000 T dma_map_page_attrs\n"
	"ffffffff81000100 T alloc_iova_fast\n"
	"ffffffff81000200 T _raw_spin_lock\n"
	"ffffffff81000300 T __x86_indirect_thunk_rax\n"
	"ffffffff81000400 T the_next\n"
	"ffffffffc0000100 t x_loop_0\t[dmabench]\n"
	"ffffffffc0000200 t x_loop_1\t[dmabench]\n"
	"ffffffffc0000300 t x_backend\t[dmabench]\n";

static struct split_stream s;
static struct symbols symbols;
static struct samples samples;
static bool nodes_said;

static inline int begin(void **state)
{
	assert_int_equal(split_stream_open(&s, 2), 0);
	assert_int_equal(symbols_parse(&symbols, kallsyms,
				       strlen(kallsyms)), 0);
	samples = (struct samples) {
		.w = calloc(16, sizeof(*samples.w)),
	};
	nodes_said = false;
	return 0;
}

static inline int end(void **state)
{
	free(samples.w);
	symbols_free(&symbols);
	split_stream_close(&s);
	return 0;
}

static inline void put(const void *from, size_t size)
{
	assert_int_equal(write(s.fd, from, size), size);
}

/* One window as the plugin would write it. */
static inline void put_window(unsigned int n, unsigned int placement)
{
	/* 1: called by the loop; 2: by the API; 3: by what 2 is. */
	static const struct plugin_node nodes[] = {
		{ 0, 0, 0 }, { MAP + 8, 1, 0 }, { IOVA + 4, 2, 0 },
		{ MAP + 16, 1, 0 },
	};
	const uint64_t loop = LOOP + 0x100 * placement;
	const struct plugin_count counts[] = {
		{ loop, 0, PLUGIN_PLAIN, ONCE, 2, 0, 0 },
		{ loop + 8, 0, PLUGIN_PLAIN, 9 * n, 2 * n, 1 * n, 0 },
		{ loop + 12, 0, PLUGIN_CALL, n, 0, 1 * n, 0 },
		{ THUNK, 1, PLUGIN_CALL, n, 0, 1 * n, 0 },
		{ THUNK + 16, 1, PLUGIN_PLAIN, n, 0, 1 * n, 0 },
		{ THUNK + 20, 1, PLUGIN_RETURN, n, 1 * n, 0, 0 },
		{ MAP, 1, PLUGIN_PLAIN, 19 * n, 4 * n, 0, 0 },
		{ MAP + 32, 1, PLUGIN_RETURN, n, 1 * n, 0, 0 },
		{ IOVA, 2, PLUGIN_PLAIN, 7 * n, 0, 0, 0 },
		{ LOCK, 3, PLUGIN_PLAIN, 5 * n, 0, 1 * n, 0 },
		{ LOCK, 4, PLUGIN_PLAIN, 5 * n, 0, 1 * n, 0 },
	};
	const struct plugin_window w = {
		.magic = PLUGIN_MAGIC,
		.nr_nodes = nodes_said ? 0 : ARRAY_SIZE(nodes),
		.nr_counts = n ? ARRAY_SIZE(counts) : 1,
		.rounds = n, .mark = loop, .insn = ONCE + PER_OP * n,
		.data_lines = 1 + 3 * n, .code_lines = 2 + 4 * n,
	};

	put(&w, sizeof(w));
	put(nodes, w.nr_nodes * sizeof(*nodes));
	put(counts, w.nr_counts * sizeof(*counts));
	nodes_said = true;
}

/* A window of the guest's clock. */
static inline void add_sample(unsigned int n, unsigned int placement)
{
	samples.w[samples.nr++] = (struct dmabench_window) {
		.n = n, .placement = placement, .begin = 1000,
		.end = 1000 + ONCE + PER_OP * n,
	};
}

/* A window, as both have it. */
static inline void map_window(unsigned int n, unsigned int placement)
{
	add_sample(n, placement);
	put_window(n, placement);
}

/* Two windows that warm up, then a pair in each of two placements. */
static inline void whole_row(void)
{
	map_window(3, 0);
	map_window(3, 1);
	samples.nr_warm = 2;
	map_window(4, 0);
	map_window(8, 0);
	map_window(8, 1);
	map_window(4, 1);
}

static inline int take(void)
{
	return split_stream_take(&s, 0, &samples);
}

/* All of the stream is taken. */
static inline void take_all(void)
{
	assert_int_equal(take(), 0);
	assert_int_equal(s.at, lseek(s.fd, 0, SEEK_END));
}

static inline const struct cost *function(const struct split *out,
					  const char *name, enum part part)
{
	size_t i;

	for (i = 0; i < out->nr; i++)
		if (!strcmp(out->function[i].name, name) &&
		    out->function[i].part == part)
			return &out->function[i].cost;
	fail_msg("no %s in %s", name, part_info[part].name);
	return NULL;
}

#endif /* UNIT_SPLIT_GUEST_H */
