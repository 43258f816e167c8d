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

#include "compare/finding.h"
#include "result/result.h"

/* Less than that, as a share, is not said. */
#define NOISE_SAID	0.01
/* A row that lost more than that of its pairs is noisy as a whole. */
#define NOISE_ROW_LOST	0.2

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

/* How many rows lost more than NOISE_ROW_LOST of their pairs. */
size_t noise_rows_lost(const struct result *r);

/*
 * Why no number of a run may be used, or NULL: it ended early, it has no row
 * with a number, or its instrument counted wrong.
 */
const char *noise_void(const struct result *r);

#endif /* BENCH_COMPARE_NOISE_H */
