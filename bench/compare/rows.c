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
#include "compare/values.h"

/* The side's row: the first that has a number, else the first. */
static const struct result_row *row_of(const struct compare_side *side,
				       const char *key, const char *name)
{
	const struct result_row *first = NULL;
	size_t i;

	for (i = 0; i < side->nr_run; i++) {
		const struct result_row *row = result_find(side->run[i], key,
							   name);

		if (row && values_there(row))
			return row;
		first = first ?: row;
	}
	return first;
}

/* Why a row is not compared, in @row->why; false if it can be. */
static bool is_left(const struct compare *c, struct compare_row *row)
{
	const char other = c->side[c->pair[row->pair].side].name;
	const char base = c->side[0].name;
	const struct result_row *a = row->a, *b = row->b;

	if (!a && c->ask.against)
		snprintf(row->why, sizeof(row->why), "%s has no such row",
			 c->ask.against);
	else if (!a || !b)
		snprintf(row->why, sizeof(row->why), "on side %c only",
			 a ? base : other);
	else if (a->unit != b->unit)
		snprintf(row->why, sizeof(row->why),
			 "%c in %s, %c in %s: not one clock", base,
			 unit_name(a->unit), other, unit_name(b->unit));
	else if (row_is_functional(a))
		snprintf(row->why, sizeof(row->why),
			 "a VM of several CPUs measures nothing");
	else if (!values_there(a) && !values_there(b) &&
		 row_same_status(a, b) && !row_is_void(a))
		snprintf(row->why, sizeof(row->why),
			 "neither side has a number: %s", result_reason(a));
	else if (!values_there(a))
		snprintf(row->why, sizeof(row->why), "%c has no number: %s",
			 base, result_reason(a));
	else if (!values_there(b))
		snprintf(row->why, sizeof(row->why), "%c has no number: %s",
			 other, result_reason(b));
	else
		return false;
	return true;
}

static bool is_wanted(const struct compare *c, const struct result_row *row)
{
	size_t i;

	/* Designs, but for the one that they are compared with. */
	if (c->ask.against && (row->kind != ROW_DESIGN ||
			       row_is_design(row, c->ask.against)))
		return false;
	for (i = 0; i < c->ask.nr_row; i++)
		if (!fnmatch(c->ask.row[i], row->name, 0))
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

/* The rows of a side that have a value; returns how many, @row has room. */
static size_t rows_of(const struct compare_side *side, const char *key,
		      const char *name, struct values_row *row)
{
	size_t i, nr = 0;

	for (i = 0; i < side->nr_run; i++) {
		const struct result *run = side->run[i];
		const struct result_row *one = result_find(run, key, name);

		if (one && values_there(one))
			row[nr++] = (struct values_row) { run, one };
	}
	return nr;
}

/*
 * The name of the row that a design's is compared with, in @buf: the same over
 * the design that was named.
 */
static const char *base_name(const struct compare *c, const char *name,
			     char buf[ROW_NAME_LEN])
{
	if (!c->ask.against)
		return name;
	snprintf(buf, ROW_NAME_LEN, "%s%s", c->ask.against, strchr(name, '/'));
	return buf;
}

static int compare_values(const struct compare *c, struct compare_row *row)
{
	const struct compare_pair *p = &c->pair[row->pair];
	const struct compare_side *base = &c->side[0];
	const struct compare_side *other = &c->side[p->side];
	struct values_row *a = calloc(base->nr_run + 1, sizeof(*a));
	struct values_row *b = calloc(other->nr_run + 1, sizeof(*b));
	int ret = -ENOMEM;

	if (c->ask.against && !row_is_count(row->a)) {
		ret = values_of_placements(row->a, row->b, &c->ask.verdict,
					   &row->c);
	} else if (a && b) {
		char name[ROW_NAME_LEN];

		ret = values_compare(a, rows_of(base, p->a,
						base_name(c, row->name, name),
						a),
				     b, rows_of(other, p->b, row->name, b),
				     &c->ask.verdict, &row->by_run, &row->c);
	}
	row->compared = true;
	free(a);
	free(b);
	return ret;
}

static int add_row(struct compare *c, size_t pair, const char *name)
{
	const struct compare_pair *p = &c->pair[pair];
	char base[ROW_NAME_LEN];
	struct compare_row *all;

	all = realloc(c->row, (c->nr_row + 1) * sizeof(*all));
	if (!all)
		return -ENOMEM;
	c->row = all;
	all += c->nr_row++;
	*all = (struct compare_row) {
		.name = name, .pair = pair,
		.a = row_of(&c->side[0], p->a, base_name(c, name, base)),
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
			    is_wanted(c, &r->row[k]) &&
			    !is_known(c, from, r->row[k].name))
				ret = add_row(c, pair, r->row[k].name);
	}
	return ret;
}

/*
 * Are both of one question, and judged together?  Of two sides that is all that
 * was asked, and apart from it what stands beside; of one run the designs that
 * are compared with the same row: of more a set of placements cannot tell.
 */
static bool one_question(const struct compare *c, const struct compare_row *x,
			 const struct compare_row *y)
{
	return c->ask.against ? x->a == y->a : x->beside == y->beside;
}

/* The verdicts of the rows that are judged together with row @from. */
static int call_together(struct compare *c, size_t from,
			 struct comparison *room, bool *called)
{
	size_t i, nr = 0;
	int ret;

	for (i = from; i < c->nr_row; i++)
		if (c->row[i].compared &&
		    one_question(c, &c->row[i], &c->row[from]))
			room[nr++] = c->row[i].c;
	ret = verdict_call(room, nr, &c->ask.verdict);
	for (i = from, nr = 0; !ret && i < c->nr_row; i++) {
		if (!c->row[i].compared ||
		    !one_question(c, &c->row[i], &c->row[from]))
			continue;
		c->row[i].c = room[nr++];
		called[i] = true;
	}
	return ret;
}

static int call_verdicts(struct compare *c)
{
	struct comparison *room = calloc(c->nr_row + 1, sizeof(*room));
	bool *called = calloc(c->nr_row + 1, sizeof(*called));
	int ret = room && called ? 0 : -ENOMEM;
	size_t i;

	for (i = 0; !ret && i < c->nr_row; i++)
		if (c->row[i].compared && !called[i])
			ret = call_together(c, i, room, called);
	free(room);
	free(called);
	return ret;
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
	if (a->beside != b->beside)
		return a->beside ? 1 : -1;
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

static bool is_running(const struct compare_row *row)
{
	return (row->a ?: row->b)->kind == ROW_RUNNING;
}

/*
 * Who compares two kernels asks what their API costs, if it was measured: rows
 * of ours say what two compilations of one design differ in.  Who names rows
 * asks for these.
 */
static void find_beside(struct compare *c)
{
	const bool named = c->ask.nr_row && !c->ask.usual;
	bool asked = false;
	size_t i;

	for (i = 0; i < c->nr_row; i++)
		asked = asked || (c->row[i].compared && is_running(&c->row[i]));
	for (i = 0; asked && !named && i < c->nr_row; i++)
		c->row[i].beside = c->pair[c->row[i].pair].kernels &&
				   !is_running(&c->row[i]);
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
	find_beside(c);
	if (!ret)
		ret = call_verdicts(c);
	if (!ret && c->nr_row)
		qsort(c->row, c->nr_row, sizeof(*c->row), by_effect);
	return ret;
}
