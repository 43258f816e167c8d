/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_COMPARE_FINDING_H
#define BENCH_COMPARE_FINDING_H

#include <stddef.h>

#include "machine/env.h"

#define NOISE_MAX	48
#define NOISE_TEXT	224

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
 * Append to @out.  In @what and @advice "%c" becomes the CPU that was measured
 * on, "%v" @value.
 */
void noise_add(struct noise *out, const struct env *e, double share,
	       const char *what, const char *value, const char *advice);

#endif /* BENCH_COMPARE_FINDING_H */
