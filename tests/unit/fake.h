/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fake.h - a target of known cost, and what a row measured on it becomes.
 */
#ifndef UNIT_FAKE_H
#define UNIT_FAKE_H

#include "measure/measure.h"

/**
 * struct fake - a target of known cost
 * @a:		ticks of a window
 * @b:		ticks of an operation
 * @at_once:	windows that one call fills in at most, 0 for all
 * @stop_after:	windows until it returns @error, 0 for never
 * @filled:	windows filled in so far
 * @calls:	calls so far
 * @most:	windows asked for in one call, at most
 * @groups:	what an operation costs instead in the first call, the second;
 *		the last one, with a 0 behind it, in all others
 * @noisy:	of each call so many windows from the last have a cause, and
 * @quiet_after: this many calls none has any more
 * @row:	what it was asked for
 */
struct fake {
	struct target t;
	__u64 a, b;
	__u32 at_once;
	__u32 stop_after;
	int error;
	__u32 filled;
	__u32 calls;
	__u32 most;
	const __u64 *groups;
	__u32 noisy;
	__u32 quiet_after;
	const struct row *row;
};

/* A target whose windows cost @a, and @b an operation. */
struct fake fake(__u64 a, __u64 b);

/* What measure() takes its random orders from; set-up and teardown. */
extern gsl_rng *rng;
int make_rng(void **state);
int free_rng(void **state);

/* struct target's run of it: fills in windows, and looks what they were. */
int fake_run(struct target *t, const struct row *row,
	     struct dmabench_window *w, __u32 nr);

/* measure_row() of a row by its name, from the same seed each time. */
int measure(struct fake *f, const char *name, const struct plan *p,
	    struct samples *s);

/* The n of a row's pairs; all of them have the same. */
__u32 n_of(const struct samples *s);

#endif /* UNIT_FAKE_H */
