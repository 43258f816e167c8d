/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_COMPARE_EXPLAIN_H
#define BENCH_COMPARE_EXPLAIN_H

#include <stdbool.h>

#include "split/split.h"

/**
 * struct explained - a function of two rows
 * @name:	see explain_name()
 * @part:	a function that is in another part of the other row is there
 *		twice, once in each
 * @in:		is it in A, is it in B?
 * @insn:	what it costs there, summed over that row's operations
 * @diff:	B - A, in what struct explain's is
 */
struct explained {
	char name[FUNCTION_LEN];
	enum part part;
	bool in[2];
	long long insn[2];
	long long diff;
};

/**
 * struct explain - two rows, function by function
 * @ops:	operations of each
 * @insn:	what these cost
 * @diff:	B - A, in instructions an operation times @per: rows have a
 *		different number of operations, and nothing is rounded
 * @per:	the least common multiple of @ops
 * @nr:		functions, in the order in which B executes them first; those
 *		that only A has stand behind what is before them in A
 *
 * The functions' @diff sum to @diff, and their @insn to @insn.
 */
struct explain {
	long long ops[2];
	long long insn[2];
	long long diff;
	long long per;
	size_t nr;
	struct explained *f;
};

/**
 * explain_name - what a function is called in every kernel
 * @name:	as in kallsyms
 * @out:	without what the compiler put behind a dot (.isra.0, .cold); a
 *		thunk without the register that it calls through
 */
void explain_name(const char *name, char out[FUNCTION_LEN]);

/**
 * explain_path - the functions of a row in the order of their execution
 * @s:		the row; sorted so, and where a run does not say, as it was
 */
void explain_path(struct split *s);

/**
 * explain_pair - two rows, function by function
 * @e:		out, to be freed
 * @a, @b:	the rows; explain_path() is called for both
 *
 * Functions are the same if their names and parts are.  Returns 0, -ENOMEM,
 * -EOVERFLOW for runs too long to be compared without rounding, or -EBADMSG
 * where the functions are not the whole.
 */
int explain_pair(struct explain *e, struct split *a, struct split *b);

void explain_free(struct explain *e);

#endif /* BENCH_COMPARE_EXPLAIN_H */
