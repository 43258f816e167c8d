/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_SPLIT_LINES_H
#define BENCH_SPLIT_LINES_H

/*
 * Which 64-byte lines has the operation that runs touched?  For qemu_plugin.c,
 * which is one file: the tables are in here.
 */
#include <stdbool.h>
#include <stdint.h>

#define LINES	(1U << 20)	/* slots, a power of two */
#define RECENT	(1U << 10)

/* A line, data or code, and the operation that touched it last. */
struct line {
	uint64_t key;
	uint64_t op;
};

static struct line lines[LINES];
static struct line recent[RECENT];	/* some of them, in the CPU's cache */
static uint64_t lines_op, nr_lines;

enum line_news { LINE_KNOWN, LINE_NEW, LINES_TOO_MANY };

/* Another operation begins. */
static inline void lines_next_op(void)
{
	lines_op++;
	nr_lines = 0;
}

/* Is it new that this operation touches the line, of @code or of data? */
static inline enum line_news lines_touch(uint64_t line, bool code)
{
	const struct line now = { .key = line << 1 | code, .op = lines_op };
	struct line *hit = &recent[now.key & (RECENT - 1)];
	uint32_t i;

	if (hit->key == now.key && hit->op == lines_op)
		return LINE_KNOWN;
	*hit = now;
	i = (now.key * 0x9e3779b97f4a7c15ULL >> 32) & (LINES - 1);
	for (; lines[i].op == lines_op; i = (i + 1) & (LINES - 1))
		if (lines[i].key == now.key)
			return LINE_KNOWN;
	if (++nr_lines > LINES / 2)
		return LINES_TOO_MANY;
	lines[i] = now;
	return LINE_NEW;
}

#endif /* BENCH_SPLIT_LINES_H */
