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

/* The sum that a row belongs to: a new one if need be. */
static struct compare_sum *sum_of(struct compare_sum *sum, size_t *nr,
				  const struct compare_row *row)
{
	const enum unit unit = row->a ? row->a->unit : row->b->unit;
	size_t i;

	for (i = 0; i < *nr; i++)
		if (sum[i].unit == unit && sum[i].beside == row->beside)
			return &sum[i];
	sum[*nr] = (struct compare_sum) { .unit = unit, .beside = row->beside };
	return &sum[(*nr)++];
}

static void add_to(struct compare_sum *sum, const struct compare_row *row)
{
	if (!row->compared) {
		sum->left++;
		return;
	}
	sum->compared++;
	sum->by[row->c.verdict]++;
	if (row->c.verdict == VERDICT_MORE &&
	    (!sum->worst || compare_effect(&row->c) >
	     compare_effect(&sum->worst->c)))
		sum->worst = row;
	if (row->c.verdict == VERDICT_LESS &&
	    (!sum->best || compare_effect(&row->c) <
	     compare_effect(&sum->best->c)))
		sum->best = row;
}

size_t compare_sums(const struct compare *c, size_t side,
		    struct compare_sum out[COMPARE_SUMS])
{
	size_t i, nr = 0;
	int beside;

	for (beside = 0; beside < 2; beside++) {
		for (i = 0; i < c->nr_row; i++) {
			const struct compare_row *row = &c->row[i];

			if (row->beside == beside &&
			    (!side || c->pair[row->pair].side == side))
				add_to(sum_of(out, &nr, row), row);
		}
	}
	return nr;
}

size_t compare_compared(const struct compare *c)
{
	size_t i, nr = 0;

	for (i = 0; i < c->nr_row; i++)
		nr += c->row[i].compared;
	return nr;
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

	return row->compared && c->verdict == VERDICT_MORE &&
	       c->shift.mid > let_through(c, limit, share);
}

bool compare_maybe(const struct compare_row *row, double limit, double share)
{
	const struct comparison *c = &row->c;
	const struct verdict_kinds *k = &c->kinds;
	double most = c->shift.high;

	if (!row->compared || c->verdict == VERDICT_SAME ||
	    c->verdict == VERDICT_LESS || compare_regressed(row, limit, share))
		return false;
	/* How much more these are in time no count says.. */
	if ((c->why == WHY_REP && k->rep > 0) ||
	    (c->why == WHY_DEAR && k->locked + k->fences + k->serial > 0))
		return true;
	/* ..and how much the others are, where elements are less. */
	if (c->why == WHY_REP)
		most = c->shift.mid - k->rep;
	/* Without an interval its end is NAN, which is not below anything. */
	return !(most <= let_through(c, limit, share));
}
