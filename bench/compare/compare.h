/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_COMPARE_COMPARE_H
#define BENCH_COMPARE_COMPARE_H

#include "compare/comparable.h"
#include "compare/verdict.h"
#include "result/result.h"

/*
 * Two sides and more, each of one run or of several: the first one is the base,
 * and each other is compared with it.  side.c reads the sides,
 * compare.c pairs their environments, rows.c their rows.
 */

#define COMPARE_SIDES	16
#define COMPARE_WHY	200

/**
 * struct compare_ask - what is asked for
 * @side:	@nr_side of them, each
 *		RUN[,RUN]..[:ENV]: a run directory, its run.json or a directory
 *		of run directories; ENV is how the key of an environment begins.
 *		A single one is compared by the kernels that it has in vm
 * @usual:	these are not what was asked for, but what there is room for
 * @against:	or NULL; a design: one run is asked how far its other designs
 *		are from that one
 * @run:	instead of a side: a run that has been read, and stays
 * @row:	@nr_row patterns (fnmatch) of names of rows; none is all
 */
struct compare_ask {
	size_t nr_side;
	const char *const *side;
	const struct result *run;
	size_t nr_row;
	const char *const *row;
	bool usual;
	const char *against;
	struct comparable_rule comparable;
	struct verdict_rule verdict;
};

/**
 * struct compare_side - the runs of a side
 * @name:	'A', 'B', ..
 * @arg:	as it was asked for
 * @env:	how the keys of its environments begin, or ""
 * @kernel:	or the kernel that they are of, where one run has both sides
 * @design:	or the design; both of them NULL or "" where not
 * @run:	@nr_run of them, in the order of their names
 * @key:	@nr_key keys of its environments
 */
struct compare_side {
	char name;
	const char *arg;
	char env[ENV_KEY_LEN];
	char kernel[ENV_KEY_LEN];
	const char *design;
	size_t nr_run;
	const struct result **run;
	size_t nr_key;
	const char **key;
};

/**
 * struct compare_pair - an environment of A, and what it is compared with
 * @side:	the index of the other side, from 1
 * @a:		key of the environment on A; NULL where only the other has it
 * @b:		or the other way round
 * @kernels:	its kernels are not the same, and are in its windows
 * @same_code:	although they were built from other sources, they have the same
 *		code and data
 */
struct compare_pair {
	size_t side;
	const char *a, *b;
	bool kernels;
	bool same_code;
};

/**
 * struct compare_row - a row on both sides of a pair
 * @pair:	index of the struct compare_pair
 * @a:		of the first run that has a number for it, else of the first
 *		that has it; NULL where this side does not have it
 * @compared:	@c has a verdict; else @why says why not
 * @c:		what it came to
 * @by_run:	its counts hang on the order of what was run, and runs were made
 *		in other orders: a value is a run, and not a boot
 * @beside:	it is not what was asked: two kernels are compared, and it is of
 *		a design of ours that was compiled into both
 */
struct compare_row {
	const char *name;
	size_t pair;
	const struct result_row *a, *b;
	bool compared;
	bool by_run;
	bool beside;
	struct comparison c;
	char why[COMPARE_WHY];
};

/**
 * struct compare - all of it
 * @run:	@nr_run runs, of whatever side
 * @refused:	@differences has what forbids it: there are no rows
 * @row:	by pair; in it first what was asked, in that first what is less
 *		or more, then what is unclear, the same, not compared; each by
 *		effect, the largest first
 */
struct compare {
	struct compare_ask ask;
	size_t nr_run;
	struct result **run;
	size_t nr_side;
	struct compare_side side[COMPARE_SIDES];
	size_t nr_pair;
	struct compare_pair *pair;
	struct differences differences;
	bool refused;
	size_t nr_row;
	struct compare_row *row;
};

/**
 * struct compare_sum - how many rows of one unit came to what
 * @beside:	as in struct compare_row
 * @by:		rows with each verdict
 * @compared:	all of these
 * @left:	not compared: on one side only, or without a number
 * @worst:	the row with the largest effect of those that are more, or NULL
 * @best:	of those that are less
 */
struct compare_sum {
	enum unit unit;
	bool beside;
	size_t by[VERDICTS];
	size_t compared, left;
	const struct compare_row *worst, *best;
};

#define COMPARE_SUMS	8	/* at most so many: by unit and @beside */

/**
 * compare_make - read the sides, pair, compare
 * @c:		out; to be freed with compare_free() in any case
 * @err:	why not, for a message
 *
 * Returns 0, also if it is refused; -ENOENT where a side is not there, -EINVAL
 * where it is no run or not asked well, -ENODATA where a run is void, or
 * -ENOMEM.
 */
int compare_make(struct compare *c, const struct compare_ask *ask, char *err,
		 size_t size);

void compare_free(struct compare *c);

/* Its first steps: the sides with their runs and keys; as compare_make(). */
int compare_sides(struct compare *c, char *err, size_t size);

/* Its last: rows of the pairs, with verdicts.  0 or -ENOMEM. */
int compare_rows(struct compare *c);

/* Is the environment with this key one of the side? */
bool compare_has(const struct compare_side *side, const struct result_env *e);

/* The kernel of a VM, "" of another environment. */
const char *compare_kernel(const struct result_env *e);

/*
 * What a pair is of beside the target and the kernel: "intel+lazy" of a VM, its
 * build of user; in @buf.
 */
const char *compare_kind(const struct result_env *e, char *buf, size_t size);

/* (B - A) / A: what rows are sorted by.  Infinite where A is 0 and B is not. */
double compare_effect(const struct comparison *c);

/**
 * compare_sums - of all rows, or of those of one other side if @side is not 0
 * @out:	a sum for each unit, first of what was asked, then of what is
 *		beside it; those that have a row
 *
 * Returns how many there are.
 */
size_t compare_sums(const struct compare *c, size_t side,
		    struct compare_sum out[COMPARE_SUMS]);

/* How many rows have a verdict. */
size_t compare_compared(const struct compare *c);

/* Is it more by more than @limit in its unit, and more than @share of A? */
bool compare_regressed(const struct compare_row *row, double limit,
		       double share);

/*
 * It is not known to be more by that much, but could it be?  Not if the whole
 * of its interval says that it is not.
 */
bool compare_maybe(const struct compare_row *row, double limit, double share);

#endif /* BENCH_COMPARE_COMPARE_H */
