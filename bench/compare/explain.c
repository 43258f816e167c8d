// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * explain.c - the functions of two rows, matched by name, and what each makes
 * of the difference between the two.
 */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare/explain.h"

/* The multiple of share() and a hundredth, with room to add. */
#define ROOM	(LLONG_MAX / 1000)

void explain_name(const char *name, char out[FUNCTION_LEN])
{
	/* Two names of one function: "x86/its" needs it before relocation. */
	static const char early[] = "__pi_";
	char *reg;

	if (!strncmp(name, early, sizeof(early) - 1))
		name += sizeof(early) - 1;
	snprintf(out, FUNCTION_LEN, "%.*s",
		 *name ? (int)strcspn(name + 1, ".") + 1 : 0, name);
	reg = strrchr(out, '_');
	if (part_is_thunk(out) && reg > out)
		*reg = '\0';
}

/* Those that a run does not place stay behind the others, as they were. */
static int by_place(const void *a, const void *b)
{
	const struct function_cost *x = a, *y = b;

	if (x->at == y->at)
		return 0;
	if (x->at < 0 || y->at < 0)
		return x->at < 0 ? 1 : -1;
	return x->at < y->at ? -1 : 1;
}

void explain_path(struct split *s)
{
	size_t i, k;

	/* Not qsort(), which may swap equals; they are few. */
	for (i = 1; i < s->nr; i++) {
		struct function_cost f = s->function[i];

		for (k = i; k && by_place(&s->function[k - 1], &f) > 0; k--)
			s->function[k] = s->function[k - 1];
		s->function[k] = f;
	}
}

static struct explained *find(struct explain *e, const char *name,
			      enum part part)
{
	size_t i;

	for (i = 0; i < e->nr; i++)
		if (e->f[i].part == part && !strcmp(e->f[i].name, name))
			return &e->f[i];
	return NULL;
}

/* A new one at @i; there is room. */
static struct explained *insert(struct explain *e, size_t i)
{
	memmove(&e->f[i + 1], &e->f[i], (e->nr - i) * sizeof(*e->f));
	memset(&e->f[i], 0, sizeof(*e->f));
	e->nr++;
	return &e->f[i];
}

/* Add the functions of a row, new ones behind what comes before them there. */
static void add_side(struct explain *e, const struct split *s, int side)
{
	size_t i, next = 0;

	for (i = 0; i < s->nr; i++) {
		const struct function_cost *from = &s->function[i];
		char name[FUNCTION_LEN];
		struct explained *f;

		explain_name(from->name, name);
		f = find(e, name, from->part);
		if (!f) {
			f = insert(e, next);
			strcpy(f->name, name);
			f->part = from->part;
		}
		f->in[side] = true;
		f->insn[side] += from->cost.insn;
		next = f - e->f + 1;
	}
	e->ops[side] = s->ops;
	e->insn[side] = s->insn;
}

static long long gcd(long long a, long long b)
{
	while (b) {
		long long rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* B - A of sums over the operations, in the common multiple of these. */
static int subtract(const struct explain *e, const long long insn[2],
		    long long *diff)
{
	const long long times_a = e->per / e->ops[0];
	const long long times_b = e->per / e->ops[1];
	long long a, b;

	if (__builtin_mul_overflow(insn[0], times_a, &a) ||
	    __builtin_mul_overflow(insn[1], times_b, &b) ||
	    __builtin_sub_overflow(b, a, diff) ||
	    *diff > ROOM || *diff < -ROOM)
		return -EOVERFLOW;
	return 0;
}

/* Every difference, and do they sum to that of the rows? */
static int differences(struct explain *e)
{
	long long sum[3] = { 0 };
	size_t i;
	int ret;

	if (__builtin_mul_overflow(e->ops[0] / gcd(e->ops[0], e->ops[1]),
				   e->ops[1], &e->per) || e->per > ROOM)
		return -EOVERFLOW;
	ret = subtract(e, e->insn, &e->diff);
	for (i = 0; !ret && i < e->nr; i++) {
		ret = subtract(e, e->f[i].insn, &e->f[i].diff);
		sum[0] += e->f[i].insn[0];
		sum[1] += e->f[i].insn[1];
		sum[2] += e->f[i].diff;
	}
	if (!ret && (sum[0] != e->insn[0] || sum[1] != e->insn[1] ||
		     sum[2] != e->diff))
		ret = -EBADMSG;
	return ret;
}

int explain_pair(struct explain *e, struct split *a, struct split *b)
{
	int ret;

	memset(e, 0, sizeof(*e));
	if (split_check(a) || split_check(b))
		return -EBADMSG;
	e->f = calloc(a->nr + b->nr + 1, sizeof(*e->f));
	if (!e->f)
		return -ENOMEM;
	explain_path(a);
	explain_path(b);
	add_side(e, b, 1);
	add_side(e, a, 0);
	ret = differences(e);
	if (ret)
		explain_free(e);
	return ret;
}

void explain_free(struct explain *e)
{
	free(e->f);
	memset(e, 0, sizeof(*e));
}
