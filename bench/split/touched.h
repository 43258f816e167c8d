/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_SPLIT_TOUCHED_H
#define BENCH_SPLIT_TOUCHED_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct touched - lines that the windows of a row touched
 * @sum:	in all pairs of windows
 * @first:	in the first window of a pair, of @first_n operations
 * @left:	of each of @nr pairs, what a window touches beside its
 *		operations: 2 L(n) - L(2n)
 */
struct touched {
	long long sum;
	long long first;
	uint32_t first_n;
	size_t nr;
	double *left;
};

/*
 * Add a window of @n operations, by turns the first and the @second of a pair;
 * 0 or -ENOMEM.
 */
int touched_add(struct touched *t, uint64_t lines, uint32_t n, int second);

/*
 * In all operations: less the median of what windows touch beside them, which
 * is the same in each, but for a pair of which one has a rare operation.
 */
long long touched_sum(struct touched *t);

void touched_free(struct touched *t);

#endif /* BENCH_SPLIT_TOUCHED_H */
