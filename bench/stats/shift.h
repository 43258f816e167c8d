/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_STATS_SHIFT_H
#define BENCH_STATS_SHIFT_H

#include <stddef.h>

/*
 * Two samples, or one of differences, by ranks: no distribution is assumed but
 * that the values of a sample are independent and of one distribution.  Values
 * are finite and in any order.  Hollander, Wolfe, Chicken: Nonparametric
 * Statistical Methods, 3rd ed., chapters 3 and 4.
 */

/* Samples up to this get the null distribution itself, not a normal one. */
#define SHIFT_EXACT_MAX	50

/**
 * struct shift - an estimate and its interval
 * @mid:	Hodges-Lehmann; NAN without a value
 * @low:	95 % confidence interval of it; NAN where there are too few
 *		values
 * @high:	for one
 */
struct shift {
	double mid;
	double low, high;
};

/**
 * shift_between - by how much B is more than A
 * @out:	the median of all differences b - a, and the interval that the
 *		Mann-Whitney test does not reject
 *
 * The interval takes the null distribution without ties.  With ties it is then
 * no less likely to cover, because it is closed; of equal constants it is one
 * point.  Any number of values: no table of all differences is made.
 * Returns 0 or -ENOMEM.
 */
int shift_between(const double *a, size_t na, const double *b, size_t nb,
		  struct shift *out);

/**
 * shift_paired - where the differences @d lie
 * @out:	the median of their Walsh averages, and the interval that
 *		Wilcoxon's signed rank test does not reject
 *
 * Differences are symmetric around the shift if the two of a pair differ by
 * nothing else, whatever the distribution of each.  Returns 0 or -ENOMEM.
 */
int shift_paired(const double *d, size_t n, struct shift *out);

/**
 * shift_ratio - how many times A is B
 * @out:	the median of all ratios b / a, and its interval, which are
 *		shift_between() of the logarithms; NAN if a value is not above 0
 *
 * It is more than 1 exactly where the shift is more than 0, and so is its
 * interval.  Returns 0 or -ENOMEM.
 */
int shift_ratio(const double *a, size_t na, const double *b, size_t nb,
		struct shift *out);

#endif /* BENCH_STATS_SHIFT_H */
