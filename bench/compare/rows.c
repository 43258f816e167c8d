// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rows.c - rows of a pair of environments, side by side, and what each
 * comes to.
 */
#include <errno.h>
#include <fnmatch.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare/compare.h"

static bool has_value(const struct result_row *row)
{
	size_t i;

	for (i = 0; !row->status && i < row->evidence.n; i++)
		if (!isnan(row->evidence.median[i]))
			return !row_is_functional(row);
	return false;
}

/* The side's row: the first that has a number, else the first. */
static const struct result_row *row_of(const struct compare_side *side,
				       const char *key, const char *name)
{
	const struct result_row *first = NULL;
	size_t i;

	for (i = 0; i < side->nr_run; i++) {
		const struct result_row *row = result_find(side->run[i], key,
							   name);

		if (row && has_value(row))
			return row;
		first = first ?: row;
	}
	return first;
}

/**
 * struct values - what a side knows of a row
 * @varied:	boots differed, and only the median of all was kept
 * @floor:	the greatest A/A floor of its runs; NAN without one
 */
struct values {
	size_t n;
	double *median, *least;
	bool varied;
	double floor;
};

static int make_room(struct values *v, size_t more)
{
	const size_t room = v->n + more + 1;
	double *median = realloc(v->median, room * sizeof(*median));
	double *least = realloc(v->least, room * sizeof(*least));

	v->median = median ?: v->median;
	v->least = least ?: v->least;
	return median && least ? 0 : -ENOMEM;
}

static int take(struct values *v, const struct result_row *row, bool by_run)
{
	const struct evidence *e = &row->evidence;
	const size_t first = v->n;
	size_t i;
	int ret = make_room(v, e->n);

	for (i = 0; !ret && i < e->n; i++) {
		if (isnan(e->median[i]))
			continue;
		v->median[v->n] = e->median[i];
		v->least[v->n++] = e->least[i];
	}
	if (!ret && by_run) {
		/* It is of all boots already. */
		v->median[first] = row->s.median;
		for (i = first + 1; i < v->n; i++)
			v->least[first] = fmin(v->least[first], v->least[i]);
		v->n = first + 1;
	}
	if (row->boots > 1 && e->n == 1 && !row->identical)
		v->varied = true;
	if (row->aa.n)
		v->floor = fmax(v->floor, aa_floor(&row->aa));
	return ret;
}

static int collect(const struct compare_side *side, const char *key,
		   const char *name, bool by_run, struct values *v)
{
	size_t i;
	int ret = 0;

	*v = (struct values) { .floor = NAN };
	for (i = 0; !ret && i < side->nr_run; i++) {
		const struct result_row *row = result_find(side->run[i], key,
							   name);

		if (row && has_value(row))
			ret = take(v, row, by_run);
	}
	return ret;
}

/*
 * Do operations of this row differ in the instructions they take?  A slope that
 * is no whole number is of such, though each window may hold the same ones.
 */
static bool has_state(const struct compare_side *side, const char *key,
		      const char *name)
{
	size_t i;

	for (i = 0; i < side->nr_run; i++) {
		const struct result_row *row = result_find(side->run[i], key,
							   name);

		if (row && has_value(row) &&
		    (row->s.min != row->s.max ||
		     row->s.median != rint(row->s.median)))
			return true;
	}
	return false;
}

/* Did a run of either side make its windows in another order? */
static bool other_order(const struct compare_side *a,
			const struct compare_side *b)
{
	const struct result *first = a->run[0];
	size_t i;

	for (i = 0; i < a->nr_run + b->nr_run; i++) {
		const struct result *r = i < a->nr_run ? a->run[i] :
					 b->run[i - a->nr_run];

		if (r->seed != first->seed || strcmp(r->suite, first->suite))
			return true;
	}
	return false;
}

static bool all_known(const struct values *v)
{
	size_t i;

	for (i = 0; i < v->n; i++)
		if (isnan(v->least[i]))
			return false;
	return true;
}

static int compare_values(const struct compare *c, struct compare_row *row)
{
	const struct compare_pair *p = &c->pair[row->pair];
	struct values a, b;
	struct verdict_side x, y;
	const struct compare_side *base = &c->side[0];
	const struct compare_side *other = &c->side[p->side];
	bool counted = row_is_count(row->a);
	const bool state = has_state(base, p->a, row->name) ||
			   has_state(other, p->b, row->name);
	int ret;

	row->by_run = counted && state && other_order(base, other);
	ret = collect(base, p->a, row->name, row->by_run, &a);
	if (ret)
		goto out_a;
	ret = collect(other, p->b, row->name, row->by_run, &b);
	if (ret)
		goto out_b;
	x = (struct verdict_side) { a.median, all_known(&a) ? a.least : NULL,
				    a.n };
	y = (struct verdict_side) { b.median, all_known(&b) ? b.least : NULL,
				    b.n };
	counted = counted && !row->by_run && !a.varied && !b.varied;
	ret = verdict_compare(&x, &y, counted,
			      fmax(a.floor, b.floor), &c->ask.verdict, &row->c);
	if (row->c.exact && state)
		row->c.grain = c->ask.verdict.margin;
	row->compared = true;
out_b:
	free(b.median);
	free(b.least);
out_a:
	free(a.median);
	free(a.least);
	return ret;
}

/* Why a row is not compared, in @row->why; false if it can be. */
static bool is_left(const struct compare *c, struct compare_row *row)
{
	const char other = c->side[c->pair[row->pair].side].name;
	const char base = c->side[0].name;
	const struct result_row *a = row->a, *b = row->b;

	if (!a || !b)
		snprintf(row->why, sizeof(row->why), "on side %c only",
			 a ? base : other);
	else if (a->unit != b->unit)
		snprintf(row->why, sizeof(row->why),
			 "%c in %s, %c in %s: not one clock", base,
			 unit_name(a->unit), other, unit_name(b->unit));
	else if (row_is_functional(a))
		snprintf(row->why, sizeof(row->why),
			 "a VM of several CPUs measures nothing");
	else if (!has_value(a) && !has_value(b) &&
		 row_same_status(a, b) && !row_is_void(a))
		snprintf(row->why, sizeof(row->why),
			 "neither side has a number: %s", result_reason(a));
	else if (!has_value(a))
		snprintf(row->why, sizeof(row->why), "%c has no number: %s",
			 base, result_reason(a));
	else if (!has_value(b))
		snprintf(row->why, sizeof(row->why), "%c has no number: %s",
			 other, result_reason(b));
	else
		return false;
	return true;
}

static bool is_wanted(const struct compare *c, const char *name)
{
	size_t i;

	for (i = 0; i < c->ask.nr_row; i++)
		if (!fnmatch(c->ask.row[i], name, 0))
			return true;
	return !c->ask.nr_row;
}

/* Is @name a row of this pair from @from on? */
static bool is_known(const struct compare *c, size_t from, const char *name)
{
	size_t i;

	for (i = from; i < c->nr_row; i++)
		if (!strcmp(c->row[i].name, name))
			return true;
	return false;
}

static int add_row(struct compare *c, size_t pair, const char *name)
{
	const struct compare_pair *p = &c->pair[pair];
	struct compare_row *all;

	all = realloc(c->row, (c->nr_row + 1) * sizeof(*all));
	if (!all)
		return -ENOMEM;
	c->row = all;
	all += c->nr_row++;
	*all = (struct compare_row) {
		.name = name, .pair = pair,
		.a = row_of(&c->side[0], p->a, name),
		.b = row_of(&c->side[p->side], p->b, name),
	};
	return is_left(c, all) ? 0 : compare_values(c, all);
}

/* Rows of one side of a pair, those left out that are there. */
static int add_rows(struct compare *c, size_t pair, size_t from,
		    const struct compare_side *side, const char *key)
{
	size_t i, k;
	int ret = 0;

	for (i = 0; i < side->nr_run; i++) {
		const struct result *r = side->run[i];

		for (k = 0; !ret && k < r->nr_row; k++)
			if (row_on(&r->row[k], key) &&
			    is_wanted(c, r->row[k].name) &&
			    !is_known(c, from, r->row[k].name))
				ret = add_row(c, pair, r->row[k].name);
	}
	return ret;
}

/* The verdicts, of all rows together. */
static int judge(struct compare *c)
{
	struct comparison *all = calloc(c->nr_row + 1, sizeof(*all));
	size_t i, nr = 0;
	int ret;

	if (!all)
		return -ENOMEM;
	for (i = 0; i < c->nr_row; i++)
		if (c->row[i].compared)
			all[nr++] = c->row[i].c;
	ret = verdict_call(all, nr, &c->ask.verdict);
	for (i = 0, nr = 0; !ret && i < c->nr_row; i++)
		if (c->row[i].compared)
			c->row[i].c = all[nr++];
	free(all);
	return ret;
}

double compare_effect(const struct comparison *c)
{
	if (c->shift.mid == 0)
		return 0;
	return c->a != 0 ? c->shift.mid / fabs(c->a) :
	       copysign(INFINITY, c->shift.mid);
}

/* Changed rows first, those that are not compared last. */
static int rank_of(const struct compare_row *row)
{
	if (!row->compared)
		return 3;
	switch (row->c.verdict) {
	case VERDICT_UNCLEAR:
		return 1;
	case VERDICT_SAME:
		return 2;
	default:
		return 0;
	}
}

static int by_effect(const void *x, const void *y)
{
	const struct compare_row *a = x, *b = y;
	double ea, eb;

	if (a->pair != b->pair)
		return a->pair < b->pair ? -1 : 1;
	if (rank_of(a) != rank_of(b))
		return rank_of(a) - rank_of(b);
	if (a->compared) {
		ea = fabs(compare_effect(&a->c));
		eb = fabs(compare_effect(&b->c));
		if (ea != eb)
			return ea > eb ? -1 : 1;
	}
	return strcmp(a->name, b->name);
}

int compare_rows(struct compare *c)
{
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < c->nr_pair; i++) {
		const struct compare_pair *p = &c->pair[i];
		const size_t from = c->nr_row;

		if (!p->a || !p->b)
			continue;
		ret = add_rows(c, i, from, &c->side[0], p->a);
		if (!ret)
			ret = add_rows(c, i, from, &c->side[p->side], p->b);
	}
	if (!ret)
		ret = judge(c);
	if (!ret && c->nr_row)
		qsort(c->row, c->nr_row, sizeof(*c->row), by_effect);
	return ret;
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
