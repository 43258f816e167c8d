/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_STATS_AA_H
#define BENCH_STATS_AA_H

#include "stats/samples.h"
#include "stats/shift.h"

/*
 * A row against itself: measured often, half of the time as A, half as B.  What
 * the two differ by is noise, and no difference of that size is believed.
 */

/**
 * struct aa - what A and B differ by
 * @n:		pairs of an A and a B: of a pass, or of boots
 * @shift:	B - A in the row's unit, and the 95 % interval over the pairs;
 *		one point where all boots read the same, NAN where @n is too
 *		small
 */
struct aa {
	size_t n;
	struct shift shift;
};

/**
 * aa_from_samples - from all that was measured of a row
 * @s:		@nr of them: A, B, A, B; a last one without partner is left out
 * @identical:	all read the same ticks in the same windows, as counts do
 *
 * The two of a pair lie near each other in time.  They are compared placement
 * by placement, and the median of these differences is the pair's: where the
 * loop lies falls out.  A pair without a placement that is clean in both
 * halves is left out.  Returns 0 or -ENOMEM.
 */
int aa_from_samples(const struct samples *s, size_t nr, bool identical,
		    struct aa *out);

/* Half of the interval's width; NAN where there is none. */
double aa_half_width(const struct aa *aa);

/*
 * The floor: the greatest difference that the interval holds.  A difference
 * that is not above it is not told from none.  NAN where there is none.
 */
double aa_floor(const struct aa *aa);

#endif /* BENCH_STATS_AA_H */
