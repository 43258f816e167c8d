// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * split.c - where a row's instructions go: a list of functions that sums to
 * what the row costs.  split_stream.c makes it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "split/split.h"

static void add_cost(struct cost *to, const struct cost *c)
{
	to->insn += c->insn;
	to->indirect += c->indirect;
	to->loads += c->loads;
	to->stores += c->stores;
	to->locked += c->locked;
	to->fences += c->fences;
	to->serial += c->serial;
	to->rep += c->rep;
}

/* What of it was executed first says where it stands. */
static void add_function(struct function_cost *f,
			 const struct function_cost *more)
{
	add_cost(&f->cost, &more->cost);
	f->calls += more->calls;
	if (more->at >= 0 && (f->at < 0 || more->at < f->at)) {
		f->at = more->at;
		f->depth = more->depth;
	}
}

int split_add(struct split *s, const struct function_cost *more)
{
	struct function_cost *f;
	size_t i;

	for (i = 0; i < s->nr; i++) {
		f = &s->function[i];
		if (f->part == more->part && !strcmp(f->name, more->name)) {
			add_function(f, more);
			return 0;
		}
	}
	f = realloc(s->function, (s->nr + 1) * sizeof(*f));
	if (!f)
		return -ENOMEM;
	s->function = f;
	f[s->nr++] = *more;
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct function_cost *x = a, *y = b;

	if (x->part != y->part)
		return x->part < y->part ? -1 : 1;
	if (x->cost.insn != y->cost.insn)
		return x->cost.insn > y->cost.insn ? -1 : 1;
	return strcmp(x->name, y->name);
}

void split_sort(struct split *s)
{
	size_t i, nr = 0;

	/* What happens once a window is in both of a pair. */
	for (i = 0; i < s->nr; i++) {
		const struct cost *c = &s->function[i].cost;

		if (c->insn || c->loads || c->stores)
			s->function[nr++] = s->function[i];
	}
	s->nr = nr;
	qsort(s->function, s->nr, sizeof(*s->function), compare);
}

struct cost split_cost(const struct split *s, enum part part)
{
	struct cost sum = { 0 };
	size_t i;

	for (i = 0; i < s->nr; i++)
		if (part == PARTS || s->function[i].part == part)
			add_cost(&sum, &s->function[i].cost);
	return sum;
}

int split_check(const struct split *s)
{
	return s->ops > 0 && split_cost(s, PARTS).insn == s->insn ? 0 :
	       -EBADMSG;
}

void split_free(struct split *s)
{
	free(s->function);
	memset(s, 0, sizeof(*s));
}
