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

static int collect(const struct values_row *row, size_t nr, bool by_run,
		   struct values *v)
{
	size_t i;
	int ret = 0;

	*v = (struct values) { .floor = NAN };
	for (i = 0; !ret && i < nr; i++)
		ret = take_row(v, row[i].row, by_run);
	return ret;
}

/*
 * Do operations of this row differ in the instructions they take?  A slope that
 * is no whole number is of such, though each window may hold the same ones.
 */
static bool has_state(const struct values_row *row, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		const struct summary *s = &row[i].row->s;

		if (s->min != s->max || s->median != rint(s->median))
			return true;
	}
	return false;
}

/* Did a run make its windows in another order than @first? */
static bool other_order(const struct result *first,
			const struct values_row *row, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (row[i].run->seed != first->seed ||
		    strcmp(row[i].run->suite, first->suite))
			return true;
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

static double more(long long a, const struct split *of_a, long long b,
		   const struct split *of_b)
{
	return (double)b / of_b->ops - (double)a / of_a->ops;
}

/* What of an operation a count hides, on B more than on A. */
static struct verdict_kinds more_kinds(const struct split *a,
				       const struct split *b)
{
	const struct cost x = split_cost(a, PARTS), y = split_cost(b, PARTS);

	if (!a->kinds || !b->kinds)
		return (struct verdict_kinds) { .known = false };
	return (struct verdict_kinds) {
		.known = true,
		.locked = more(x.locked, a, y.locked, b),
		.fences = more(x.fences, a, y.fences, b),
		.serial = more(x.serial, a, y.serial, b),
		.rep = more(x.rep, a, y.rep, b),
	};
}

int values_compare(const struct values_row *a, size_t na,
		   const struct values_row *b, size_t nb,
		   const struct verdict_rule *rule, bool *by_run,
		   struct comparison *out)
{
	const bool count = row_is_count(a->row);
	const bool state = has_state(a, na) || has_state(b, nb);
	struct verdict_side x, y;
	struct values va, vb;
	bool exact;
	int ret;

	*by_run = count && state && (other_order(a->run, a, na) ||
				     other_order(a->run, b, nb));
	ret = collect(a, na, *by_run, &va);
	if (ret)
		goto out_a;
	ret = collect(b, nb, *by_run, &vb);
	if (ret)
		goto out_b;
	x = (struct verdict_side) { va.median, all_known(&va) ? va.least : NULL,
				    va.n };
	y = (struct verdict_side) { vb.median, all_known(&vb) ? vb.least : NULL,
				    vb.n };
	exact = count && !va.varied && !vb.varied &&
		(!*by_run || one_value(&va, &vb));
	ret = verdict_compare(&x, &y, exact, fmax(va.floor, vb.floor), rule,
			      out);
	if (out->exact && state)
		out->grain = rule->grain;
	if (count)
		out->kinds = more_kinds(&a->row->split, &b->row->split);
out_b:
	free(vb.median);
	free(vb.least);
out_a:
	free(va.median);
	free(va.least);
	return ret;
}

static size_t placements_of(const struct result_row *row,
			    double v[DB_PLACEMENTS])
{
	size_t i, nr = 0;

	for (i = 0; i < DB_PLACEMENTS; i++)
		if (!isnan(row->s.place[i]))
			v[nr++] = row->s.place[i];
	return nr;
}

static double floor_of(const struct result_row *row)
{
	return row->aa.n ? aa_floor(&row->aa) : NAN;
}

int values_of_placements(const struct result_row *a, const struct result_row *b,
			 const struct verdict_rule *rule,
			 struct comparison *out)
{
	double va[DB_PLACEMENTS], vb[DB_PLACEMENTS];
	const struct verdict_side x = { .median = va,
					.n = placements_of(a, va) };
	const struct verdict_side y = { .median = vb,
					.n = placements_of(b, vb) };

	return verdict_compare(&x, &y, false, fmax(floor_of(a), floor_of(b)),
			       rule, out);
}
