// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sum.c - how many rows came to what, and what a gate makes of one.
 */
#include <math.h>

#include "compare/compare.h"

double compare_effect(const struct comparison *c)
{
	if (c->shift.mid == 0)
		return 0;
	return c->a != 0 ? c->shift.mid / fabs(c->a) :
	       copysign(INFINITY, c->shift.mid);
}

void compare_count(const struct compare *c, size_t side,
		   struct compare_sum *out)
{
	size_t i;

	*out = (struct compare_sum) { .compared = 0 };
	for (i = 0; i < c->nr_row; i++) {
		const struct compare_row *row = &c->row[i];

		if (side && c->pair[row->pair].side != side)
			continue;
		if (!row->compared) {
			out->left++;
			continue;
		}
		out->compared++;
		out->by[row->c.verdict]++;
		if (row->c.verdict == VERDICT_SLOWER &&
		    (!out->worst || compare_effect(&row->c) >
		     compare_effect(&out->worst->c)))
			out->worst = row;
		if (row->c.verdict == VERDICT_FASTER &&
		    (!out->best || compare_effect(&row->c) <
		     compare_effect(&out->best->c)))
			out->best = row;
	}
}

static double let_through(const struct comparison *c, double limit,
			  double share)
{
	return fmax(limit, share * fabs(c->a));
}

bool compare_regressed(const struct compare_row *row, double limit,
		       double share)
{
	const struct comparison *c = &row->c;

	return row->compared && c->verdict == VERDICT_SLOWER &&
	       c->shift.mid > let_through(c, limit, share);
}

bool compare_maybe(const struct compare_row *row, double limit, double share)
{
	const struct comparison *c = &row->c;

	/* Without an interval its end is NAN, which is not below anything. */
	return row->compared && c->verdict == VERDICT_UNCLEAR &&
	       !(c->shift.high <= let_through(c, limit, share));
}
