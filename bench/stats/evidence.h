/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_STATS_EVIDENCE_H
#define BENCH_STATS_EVIDENCE_H

#include "stats/summary.h"

/*
 * What a run knows of a row for who compares it with another run: one value for
 * each boot (vm), or one for the whole run (user, host).  Windows and passes of
 * one boot share its memory layout; they are no values of their own.
 */

/**
 * struct evidence - a row's values
 * @n:		how many
 * @median:	the row's median in each, by the estimator of struct summary;
 *		NAN for a boot of which too little is clean
 * @least:	what the quickest windows say; NAN where it is not known
 *
 * Noise makes a window longer, never shorter: the least of many is what the row
 * costs undisturbed (Chen and Revels, arXiv 1608.04295).  Of slopes that does
 * not hold, where the shorter window of a pair is disturbed the slope is less.
 * So it is the slope between the quickest window of n and that of 2n
 * operations, in each placement, and the median of them.
 */
struct evidence {
	size_t n;
	double *median;
	double *least;
};

/* Of each of @nr boots.  What @out had is freed; 0 or -ENOMEM. */
int evidence_of_boots(const struct samples *s, size_t nr, struct evidence *out);

/*
 * Of a run that is one value: of @nr passes, which come to @all; none if that
 * has no slope.
 */
int evidence_of_run(const struct samples *s, size_t nr,
		    const struct summary *all, struct evidence *out);

/* Room for @n values, each NAN; what @out had is freed.  0 or -ENOMEM. */
int evidence_alloc(size_t n, struct evidence *out);

void evidence_free(struct evidence *e);

#endif /* BENCH_STATS_EVIDENCE_H */
