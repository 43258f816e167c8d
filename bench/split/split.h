/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_SPLIT_SPLIT_H
#define BENCH_SPLIT_SPLIT_H

#include <stdbool.h>
#include <stddef.h>

#include "split/parts.h"

#define FUNCTION_LEN	64

/**
 * struct cost - what was executed; differences, so that they may be negative
 * @insn:	instructions
 * @indirect:	branches whose target is in a register or in memory; in a
 *		kernel with retpolines the return that a thunk ends with
 * @loads:	memory accesses, by count and not by size
 * @locked:	instructions that lock a line: LOCK, XCHG with memory
 * @fences:	MFENCE, LFENCE, SFENCE
 * @serial:	instructions that wait, trap or serialise: kind.h has the list
 * @rep:	of string instructions with REP, one an element: -icount counts
 *		them so, and no CPU takes as long
 */
struct cost {
	long long insn;
	long long indirect;
	long long loads;
	long long stores;
	long long locked;
	long long fences;
	long long serial;
	long long rep;
};

/**
 * struct function_cost - a function's share
 * @name:	as in kallsyms, the loop's without its placement
 * @part:	a helper that several parts call is there once for each
 * @calls:	how often its first instruction was executed: calls, jumps from
 *		another function's end; the loop has none
 * @at:		how many other instructions of the row were executed before its
 *		first one, which is an order; -1 where a run does not say
 * @depth:	calls that were under way then, 0 in the loop
 */
struct function_cost {
	char name[FUNCTION_LEN];
	enum part part;
	struct cost cost;
	long long calls;
	long long at;
	int depth;
};

/**
 * struct split - where a row's instructions go, exact
 * @ops:	operations that all that follows is the sum of: all of the row's
 *		clean pairs of windows
 * @insn:	what these cost; divided by @ops it is the row's mean, but for
 *		what that takes a window to cost
 * @data_lines:	64-byte lines that an operation loads or stores, summed over
 *		the operations; -1 where they could not be told apart
 * @code_lines:	the same of instructions
 * @kinds:	what is locked, a fence and so on was told apart; runs of early
 *		versions did not
 * @nr:		functions, by part, the most costly first
 *
 * The functions' instructions sum to @insn; split_check() asks.
 */
struct split {
	long long ops;
	long long insn;
	long long data_lines;
	long long code_lines;
	bool kinds;
	size_t nr;
	struct function_cost *function;
};

/* Add to the function of that name and part, or append it; 0 or -ENOMEM. */
int split_add(struct split *s, const struct function_cost *more);

/* Drop functions that cost nothing, and bring the others into order. */
void split_sort(struct split *s);

/* What the functions of a part cost; of all with PARTS. */
struct cost split_cost(const struct split *s, enum part part);

/* 0, or -EBADMSG where the parts are not the whole. */
int split_check(const struct split *s);

void split_free(struct split *s);

#endif /* BENCH_SPLIT_SPLIT_H */
