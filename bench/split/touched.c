// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * touched.c - lines that operations touch, without those of their windows.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "split/touched.h"
#include "stats/median.h"

int touched_add(struct touched *t, uint64_t lines, uint32_t n, int second)
{
	double *left;

	t->sum += lines;
	if (!second) {
		t->first = lines;
		t->first_n = n;
		return 0;
	}
	left = realloc(t->left, (t->nr + 1) * sizeof(*left));
	if (!left)
		return -ENOMEM;
	t->left = left;
	left[t->nr++] = ((double)n * t->first - (double)t->first_n * lines) /
			((double)n - t->first_n);
	return 0;
}

long long touched_sum(struct touched *t)
{
	/* Their order is nobody's. */
	return t->sum - (t->nr ? llround(2 * t->nr *
					 stats_median(t->left, t->nr)) : 0);
}

void touched_free(struct touched *t)
{
	free(t->left);
	*t = (struct touched) { 0 };
}
