/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_STATS_UTEST_H
#define BENCH_STATS_UTEST_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Do two samples differ at all?  Mann-Whitney's test, two-sided.  Hollander,
 * Wolfe, Chicken: Nonparametric Statistical Methods, 3rd ed., chapter 4.
 */

/* Samples up to this get the null distribution itself, not a normal one. */
#define UTEST_EXACT_MAX	50

/**
 * struct utest - what came out
 * @u:		pairs in which b is more than a; equal ones count half
 * @p:		chance of a @u at least this far off, if nothing differs: twice
 *		the smaller tail
 * @exact:	by the null distribution, given which values tie; else a normal
 *		one, with correction for ties and continuity
 */
struct utest {
	double u;
	double p;
	bool exact;
};

/**
 * utest - test @na values against @nb, finite and in any order
 * @out:	NAN in both where a side has none
 *
 * Exact up to UTEST_EXACT_MAX a side.  Returns 0 or -ENOMEM.
 */
int utest(const double *a, size_t na, const double *b, size_t nb,
	  struct utest *out);

/* The least p that utest() can give for so many values. */
double utest_least_p(size_t na, size_t nb);

/* The least number of values a side, equal on both, of which p can be @p. */
size_t utest_enough(double p);

#endif /* BENCH_STATS_UTEST_H */
