/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_STATS_MODES_H
#define BENCH_STATS_MODES_H

#include <stddef.h>

/**
 * struct modes - two values that a row has, where a median is neither
 * @low:	mean of the lower ones
 * @high:	and of the higher ones; both 0 where there is one mode
 * @share:	of the values that are higher ones
 */
struct modes {
	double low, high;
	double share;
};

/**
 * modes_find - are these values of two kinds?
 * @sorted:	ascending
 * @n:		how many; fewer than 40 are not asked
 * @out:	all 0 where they are of one kind
 *
 * The values are cut in two where the squares within both parts are least; the
 * outermost 2 % at either end do not vote.  They are of two kinds if each part
 * has a tenth of them, their means are 5 % apart, and that is at least five
 * times the deviation within the parts (D of Ashman, Bird and Zepf, AJ 108,
 * 2348, 1994, who ask for 2 of two curves that were fitted: cut in two, one
 * normal distribution has 2.7, a uniform one 3.5, and an exponential one 3).
 */
void modes_find(const double *sorted, size_t n, struct modes *out);

/**
 * modes_of_parts - the same of a row whose parts differ, as placements do
 * @sorted:	@parts arrays of @n[i] values, each ascending
 *
 * Two kinds if at least half of the parts that can be asked have two; low, high
 * and share are then medians over those.
 */
void modes_of_parts(double *const *sorted, const size_t *n, size_t parts,
		    struct modes *out);

#endif /* BENCH_STATS_MODES_H */
