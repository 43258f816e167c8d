/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_STATS_SHARE_H
#define BENCH_STATS_SHARE_H

#include <stddef.h>

/**
 * struct share - a part of a whole, to be printed
 * @value:	in: the part, in what the whole is in; may be less than nothing
 * @units:	out: the same in units
 * @left:	out: what was lost by rounding; of share()'s own
 */
struct share {
	long long value;
	long long units;
	long long left;
};

/**
 * share - round parts so that what is printed sums, too
 * @s:		the parts
 * @nr:		how many
 * @units:	that a @whole has; with @value, below LLONG_MAX / 4 together
 * @whole:	more than 0
 *
 * Each is value * units / whole rounded down, and one more where most was lost,
 * until their sum is that of the values, rounded to the nearest.  Returns that.
 */
long long share(struct share *s, size_t nr, long long units, long long whole);

/* Hundredths as a number, without a fraction where there is none. */
#define HUNDREDTHS_LEN	32
const char *hundredths(long long n, char buf[HUNDREDTHS_LEN]);

#endif /* BENCH_STATS_SHARE_H */
