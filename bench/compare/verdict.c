// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * verdict.c - from two sides of a row to one word.
 */
#include <errno.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare/verdict.h"

static bool constant(const struct verdict_side *s)
{
	size_t i;

	for (i = 1; i < s->n; i++)
		if (s->median[i] != s->median[0])
			return false;
	return true;
}

static int middle(const struct verdict_side *s, double *out)
{
	double *v = malloc((s->n + 1) * sizeof(*v));

	if (!v)
		return -ENOMEM;
	memcpy(v, s->median, s->n * sizeof(*v));
	gsl_sort(v, 1, s->n);
	*out = gsl_stats_median_from_sorted_data(v, 1, s->n);
	free(v);
	return 0;
}

static void compare_exact(struct comparison *c)
{
	c->exact = true;
	c->shift.mid = c->b - c->a;
	c->shift.low = c->shift.mid;
	c->shift.high = c->shift.mid;
	c->minima = c->shift.mid;
	if (c->a > 0 && c->b > 0)
		c->ratio.mid = c->b / c->a;
	c->ratio.low = c->ratio.mid;
	c->ratio.high = c->ratio.mid;
}

static int compare_noisy(const struct verdict_side *a,
			 const struct verdict_side *b, struct comparison *c)
{
	struct shift minima;
	struct utest test;
	int ret;

	ret = shift_between(a->median, a->n, b->median, b->n, &c->shift);
	if (!ret)
		ret = shift_ratio(a->median, a->n, b->median, b->n, &c->ratio);
	if (!ret)
		ret = utest(a->median, a->n, b->median, b->n, &test);
	if (!ret) {
		c->u = test.u;
		c->p = test.p;
	}
	if (!ret && a->least && b->least) {
		ret = shift_between(a->least, a->n, b->least, b->n, &minima);
		c->minima = minima.mid;
	}
	return ret;
}

int verdict_compare(const struct verdict_side *a, const struct verdict_side *b,
		    bool counted, double floor, const struct verdict_rule *rule,
		    struct comparison *out)
{
	const struct shift none = { NAN, NAN, NAN };
	int ret;

	*out = (struct comparison) {
		.na = a->n, .nb = b->n, .a = NAN, .b = NAN, .shift = none,
		.ratio = none, .u = NAN, .p = NAN, .p_holm = NAN,
		.margin = NAN, .floor = floor, .minima = NAN,
	};
	if (!a->n || !b->n)
		return 0;
	ret = middle(a, &out->a);
	if (!ret)
		ret = middle(b, &out->b);
	if (ret)
		return ret;
	out->margin = fmax(rule->margin, rule->margin_rel * fabs(out->a));
	if (!counted || !constant(a) || !constant(b))
		return compare_noisy(a, b, out);
	compare_exact(out);
	return 0;
}

/* Holm 1979: the i-th least p of n is multiplied by n - i, and never falls. */
static int adjust(struct comparison *c, size_t n)
{
	double *p = malloc((n + 1) * sizeof(*p));
	size_t *order = malloc((n + 1) * sizeof(*order));
	size_t *which = malloc((n + 1) * sizeof(*which));
	size_t i, nr = 0;
	double most = 0;
	int ret = p && order && which ? 0 : -ENOMEM;

	for (i = 0; !ret && i < n; i++) {
		if (isnan(c[i].p))
			continue;
		which[nr] = i;
		p[nr++] = c[i].p;
	}
	if (!ret && nr)
		gsl_sort_index(order, p, 1, nr);
	for (i = 0; !ret && i < nr; i++) {
		most = fmax(most, fmin(1, (nr - i) * p[order[i]]));
		c[which[order[i]]].p_holm = most;
	}
	free(p);
	free(order);
	free(which);
	return ret;
}

static bool opposite(double x, double y)
{
	return (x < 0 && y > 0) || (x > 0 && y < 0);
}

static bool same_way(double x, double y)
{
	return (x < 0 && y < 0) || (x > 0 && y > 0);
}

static enum verdict direction(double shift)
{
	return shift < 0 ? VERDICT_LESS : VERDICT_MORE;
}

static void unclear(struct comparison *c, enum verdict_why why)
{
	c->verdict = VERDICT_UNCLEAR;
	c->why = why;
}

static bool leaves_out_0(const struct shift *s)
{
	return s->low > 0 || s->high < 0;
}

/* Is the interval inside of the margin, and no difference known beyond it? */
static bool equivalent(const struct comparison *c,
		       const struct verdict_rule *rule)
{
	const struct shift *s = &c->shift;

	if (s->low < -c->margin || s->high > c->margin)
		return false;
	return !rule->margin_rel || !leaves_out_0(s) ||
	       fabs(s->mid) <= rule->margin_rel * fabs(c->a);
}

static void call_exact(struct comparison *c)
{
	const double d = c->shift.mid;

	c->verdict = d == 0 || fabs(d) < c->grain ? VERDICT_SAME : direction(d);
}

static void call_noisy(struct comparison *c, const struct verdict_rule *rule)
{
	const struct shift *s = &c->shift;

	if (isnan(s->low))
		return unclear(c, WHY_TOO_FEW);
	if (equivalent(c, rule)) {
		if (c->floor > c->margin)
			return unclear(c, WHY_FLOOR);
		c->verdict = VERDICT_SAME;
		return;
	}
	if (!leaves_out_0(s))
		return unclear(c, WHY_INTERVAL);
	/* No floor is NAN, which nothing is below. */
	if (fabs(s->mid) <= c->floor)
		return unclear(c, WHY_FLOOR);
	if (c->p_holm > rule->alpha)
		return unclear(c, c->family * utest_least_p(c->na, c->nb) >
				  rule->alpha ?
			       WHY_TOO_MANY_ROWS : WHY_CHANCE);
	if (opposite(s->mid, c->minima))
		return unclear(c, WHY_MINIMA);
	c->verdict = direction(s->mid);
}

/* What a count hides may say another thing than the count. */
static void ask_kinds(struct comparison *c, const struct verdict_rule *rule)
{
	const struct verdict_kinds *k = &c->kinds;
	const double dear = k->locked + k->fences + k->serial;
	const double d = c->verdict == VERDICT_SAME ? 0 : c->shift.mid;

	if (fabs(k->rep) >= rule->grain && !same_way(d, d - k->rep))
		unclear(c, WHY_REP);
	else if (fabs(dear) >= rule->grain && !same_way(d, dear) &&
		 fabs(d) <= VERDICT_DEAR * fabs(dear))
		unclear(c, WHY_DEAR);
}

static void call(struct comparison *c, const struct verdict_rule *rule)
{
	c->why = WHY_NOT_ASKED;
	if (isnan(c->shift.mid))
		return unclear(c, WHY_NO_VALUE);
	if (c->exact)
		call_exact(c);
	else
		call_noisy(c, rule);
	if (c->kinds.known && c->verdict != VERDICT_UNCLEAR)
		ask_kinds(c, rule);
}

int verdict_call(struct comparison *c, size_t n,
		 const struct verdict_rule *rule)
{
	size_t i, noisy = 0;
	int ret = adjust(c, n);

	for (i = 0; i < n; i++)
		noisy += !isnan(c[i].p);
	for (i = 0; !ret && i < n; i++) {
		c[i].family = noisy;
		call(&c[i], rule);
	}
	return ret;
}

const char *verdict_name(enum verdict v, enum unit unit)
{
	static const char *const names[] = {
		[VERDICT_UNCLEAR] = "unclear", [VERDICT_SAME] = "same",
		[VERDICT_LESS] = "faster", [VERDICT_MORE] = "slower",
	};

	if (unit == UNIT_INSN && v == VERDICT_LESS)
		return "fewer";
	if (unit == UNIT_INSN && v == VERDICT_MORE)
		return "more";
	return names[v];
}

const char *verdict_reason(const struct comparison *c, char *buf, size_t size)
{
	static const char *const words[] = {
		[WHY_NOT_ASKED] = "",
		[WHY_NO_VALUE] = "a side has no value",
		[WHY_INTERVAL] = "the interval allows more than one answer",
		[WHY_CHANCE] = "of so many rows one may differ by chance",
		[WHY_FLOOR] = "not above the floor (A/A)",
		[WHY_MINIMA] = "medians and minima disagree",
		[WHY_REP] = "it is in string instructions, counted one an element",
		[WHY_DEAR] = "instructions that are dear say another thing than the count",
	};

	if (c->why == WHY_TOO_FEW)
		snprintf(buf, size,
			 "%zu and %zu values: a 95 %% interval takes %zu a side",
			 c->na, c->nb, utest_enough(0.05));
	else if (c->why == WHY_TOO_MANY_ROWS)
		snprintf(buf, size,
			 "%zu and %zu values are too few for so many rows",
			 c->na, c->nb);
	else
		snprintf(buf, size, "%s", words[c->why]);
	return buf;
}

size_t verdict_takes(const struct comparison *c,
		     const struct verdict_rule *rule)
{
	if (c->verdict != VERDICT_UNCLEAR ||
	    (c->why != WHY_TOO_FEW && c->why != WHY_TOO_MANY_ROWS))
		return 0;
	/* An interval of 95 % takes as many as p of 0.05 does. */
	return utest_enough(fmin(0.05, rule->alpha / (c->family ?: 1)));
}
