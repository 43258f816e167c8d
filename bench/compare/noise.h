/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * noise.h - what made a run's numbers noisy, and what to do about it.
 *
 * Rules are rows of tables: noise.c has those over what was measured, each with
 * a number from the run, noise_env.c those over what it was measured on, for
 * which a run has no number.
 */
#ifndef BENCH_COMPARE_NOISE_H
#define BENCH_COMPARE_NOISE_H

#include "result/result.h"

#define NOISE_MAX	48
#define NOISE_TEXT	224

/* Less than that, as a share, is not said. */
#define NOISE_SAID	0.01
/* A row that lost more than that of its pairs is noisy as a whole. */
#define NOISE_ROW_LOST	0.2

/* Cycles here are not those of the same code elsewhere; nor are counts. */
#define NOISE_UNFIT_CYCLES	1
#define NOISE_UNFIT_COUNTS	2

/**
 * struct finding - one thing that made a box noisy
 * @share:	its effect, as a share of what @what says; NAN where a run
 *		cannot tell
 * @what:	what it is
 * @advice:	what to do
 * @key:	what noise_env() found: the key of the environment; else NULL
 * @unfit:	NOISE_UNFIT_*: what cannot be compared with another run for it
 */
struct finding {
	double share;
	const char *key;
	unsigned int unfit;
	char what[NOISE_TEXT];
	char advice[NOISE_TEXT];
};

/**
 * struct noise - all of a box
 * @used:	pairs of windows behind its rows
 * @lost:	pairs left out for a cause
 * @f:		@nr of them
 */
struct noise {
	size_t used, lost;
	size_t nr;
	struct finding f[NOISE_MAX];
};

/*
 * Rows of one box: those of an environment; both builds of the user target are
 * on one.
 */
bool noise_same_box(const char *key, const char *other);

/**
 * noise_find - look at the rows of one box, and at the box
 * @r:		a run
 * @e:		the box, the first of its environments in @r
 * @causes:	of each environment of @r, or NULL where windows can't be read
 * @out:	what was found, the largest effect first; what has no number is
 *		behind it, in the order of the table
 *
 * Of exact counts (insn/op) only lost windows are looked at: nothing beside a
 * VM can disturb them.  Returns 0 or -ENOMEM.
 */
int noise_find(const struct result *r, const struct result_env *e,
	       const struct result_causes *causes, struct noise *out);

/*
 * What is to be said of the box itself; for noise_find(), and for who compares:
 * of counts only what is NOISE_UNFIT_COUNTS matters.
 */
void noise_env(const struct env *e, struct noise *out);

/*
 * Append to @out.  In @what and @advice "%c" becomes the CPU that was measured
 * on, "%v" @value.
 */
void noise_add(struct noise *out, const struct env *e, double share,
	       const char *what, const char *value, const char *advice);

/* How many rows lost more than NOISE_ROW_LOST of their pairs. */
size_t noise_rows_lost(const struct result *r);

/*
 * Why no number of a run may be used, or NULL: it ended early, it has no row
 * with a number, or its instrument counted wrong.
 */
const char *noise_void(const struct result *r);

#endif /* BENCH_COMPARE_NOISE_H */
