// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * values.c - what each side knows of a row: a value a boot, or one a run.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/values.h"

bool values_there(const struct result_row *row)
{
	size_t i;

	for (i = 0; !row->status && i < row->evidence.n; i++)
		if (!isnan(row->evidence.median[i]))
			return !row_is_functional(row);
	return false;
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

static int take_row(struct values *v, const struct result_row *row, bool by_run)
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

		if (row && values_there(row))
			ret = take_row(v, row, by_run);
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

		if (row && values_there(row) &&
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

/* Has every run of both sides the same value? */
static bool one_value(const struct values *a, const struct values *b)
{
	size_t i;

	for (i = 0; i < a->n + b->n; i++)
		if ((i < a->n ? a->median[i] : b->median[i - a->n]) !=
		    a->median[0])
			return false;
	return true;
}

int values_compare(const struct compare *c, struct compare_row *row)
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
	counted = counted && !a.varied && !b.varied &&
		  (!row->by_run || one_value(&a, &b));
	ret = verdict_compare(&x, &y, counted,
			      fmax(a.floor, b.floor), &c->ask.verdict, &row->c);
	if (row->c.exact && state)
		row->c.grain = c->ask.verdict.grain;
	row->compared = true;
out_b:
	free(b.median);
	free(b.least);
out_a:
	free(a.median);
	free(a.least);
	return ret;
}
