// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * compare_json.c - a comparison as JSON.
 */
#include <errno.h>
#include <jansson.h>
#include <math.h>

#include "report/compare.h"

/* JSON has neither NaN nor infinity: what is not known is null. */
static json_t *number(double x)
{
	return isfinite(x) ? json_real(x) : json_null();
}

static json_t *text_or_null(const char *s)
{
	return s ? json_string(s) : json_null();
}

static json_t *shift_to_json(const struct shift *s)
{
	return json_pack("{s:o s:o s:o}", "mid", number(s->mid), "low",
			 number(s->low), "high", number(s->high));
}

static json_t *side_to_json(const struct compare_side *side)
{
	json_t *runs = json_array(), *keys = json_array();
	const char name[2] = { side->name };
	size_t i;

	for (i = 0; i < side->nr_run; i++) {
		const char *dir = side->run[i]->dir, *slash;

		slash = strrchr(dir, '/');
		json_array_append_new(runs, json_string(slash && slash[1] ?
							slash + 1 : dir));
	}
	for (i = 0; i < side->nr_key; i++)
		json_array_append_new(keys, json_string(side->key[i]));
	return json_pack("{s:s s:s s:o s:o}", "name", name, "kernel",
			 side->kernel, "runs", runs, "environments", keys);
}

static json_t *difference_to_json(const struct difference *d)
{
	static const char *const words[] = {
		[DIFFERENCE_CHECKED] = "checked",
		[DIFFERENCE_REFUSED] = "refused",
		[DIFFERENCE_FORCED] = "forced",
		[DIFFERENCE_VARIED] = "varied",
		[DIFFERENCE_NOTED] = "noted",
	};

	return json_pack("{s:s s:s s:s s:s s:s s:s* s:s*}", "what",
			 words[d->what], "key", d->key, "env", d->where,
			 "side_a", d->who_a, "a", d->a,
			 "side_b", *d->who_b ? d->who_b : NULL,
			 "b", *d->who_b ? d->b : NULL);
}

static json_t *kinds_to_json(const struct verdict_kinds *k)
{
	return json_pack("{s:o s:o s:o s:o}", "locked", number(k->locked),
			 "fences", number(k->fences), "serial",
			 number(k->serial), "rep", number(k->rep));
}

static void add_comparison(json_t *j, const struct comparison *c,
			   enum unit unit)
{
	char why[128];

	json_object_set_new(j, "verdict",
			    json_string(verdict_name(c->verdict, unit)));
	if (c->verdict == VERDICT_UNCLEAR)
		json_object_set_new(j, "unclear",
				    json_string(verdict_reason(c, why,
							       sizeof(why))));
	json_object_set_new(j, "exact", json_boolean(c->exact));
	json_object_set_new(j, "n_a", json_integer(c->na));
	json_object_set_new(j, "n_b", json_integer(c->nb));
	json_object_set_new(j, "a", number(c->a));
	json_object_set_new(j, "b", number(c->b));
	json_object_set_new(j, "diff", shift_to_json(&c->shift));
	json_object_set_new(j, "ratio", shift_to_json(&c->ratio));
	json_object_set_new(j, "u", number(c->u));
	json_object_set_new(j, "p", number(c->p));
	json_object_set_new(j, "p_holm", number(c->p_holm));
	json_object_set_new(j, "margin", number(c->margin));
	json_object_set_new(j, "floor", number(c->floor));
	json_object_set_new(j, "diff_least", number(c->minima));
	if (c->kinds.known)
		json_object_set_new(j, "kinds", kinds_to_json(&c->kinds));
}

static json_t *row_to_json(const struct compare *c,
			   const struct compare_row *row)
{
	const struct compare_pair *p = &c->pair[row->pair];
	const char name[2] = { c->side[p->side].name };
	json_t *j;

	j = json_pack("{s:s s:s s:s s:s s:s s:b s:b s:b}", "name", row->name, "side",
		      name, "env_a", p->a, "env_b", p->b, "unit",
		      unit_name(row->a ? row->a->unit : row->b->unit),
		      "compared", row->compared, "by_run", row->by_run,
		      "asked", !row->beside);
	if (j && row->compared)
		add_comparison(j, &row->c, row->a->unit);
	else if (j)
		json_object_set_new(j, "why", json_string(row->why));
	return j;
}

static json_t *sum_to_json(char side, const struct compare_sum *sum)
{
	const char name[2] = { side };

	return json_pack("{s:s s:s s:b s:I s:I s:I s:I s:I s:I s:o s:o}",
			 "side", name, "unit", unit_name(sum->unit),
			 "asked", !sum->beside,
			 "compared", (json_int_t)sum->compared,
			 verdict_name(VERDICT_MORE, sum->unit),
			 (json_int_t)sum->by[VERDICT_MORE],
			 verdict_name(VERDICT_LESS, sum->unit),
			 (json_int_t)sum->by[VERDICT_LESS],
			 "same", (json_int_t)sum->by[VERDICT_SAME],
			 "unclear", (json_int_t)sum->by[VERDICT_UNCLEAR],
			 "not_compared", (json_int_t)sum->left,
			 "worst", text_or_null(sum->worst ? sum->worst->name :
					       NULL),
			 "best", text_or_null(sum->best ? sum->best->name :
					      NULL));
}

static void add_sums(json_t *sums, const struct compare *c, size_t side)
{
	struct compare_sum sum[COMPARE_SUMS];
	const size_t nr = compare_sums(c, side, sum);
	size_t i;

	for (i = 0; i < nr; i++)
		json_array_append_new(sums, sum_to_json(c->side[side].name,
							&sum[i]));
}

int compare_json(FILE *f, const struct compare *c)
{
	json_t *sides = json_array(), *differences = json_array();
	json_t *rows = json_array(), *sums = json_array();
	json_t *alone = json_array(), *j;
	size_t i;
	int ret;

	for (i = 0; i < c->nr_side; i++)
		json_array_append_new(sides, side_to_json(&c->side[i]));
	for (i = 1; i < c->nr_side; i++)
		add_sums(sums, c, i);
	for (i = 0; i < c->differences.nr; i++)
		json_array_append_new(differences,
				      difference_to_json(&c->differences.d[i]));
	for (i = 0; i < c->nr_pair; i++)
		if (!c->pair[i].a || !c->pair[i].b)
			json_array_append_new(alone,
					      json_string(c->pair[i].a ?:
							  c->pair[i].b));
	for (i = 0; i < c->nr_row; i++)
		json_array_append_new(rows, row_to_json(c, &c->row[i]));
	j = json_pack("{s:i s:o s:o s:b s:b s:o s:o s:o}", "schema", 2,
		      "sides", sides, "summary", sums,
		      "comparable", !c->refused,
		      "same_code", compare_same_code(c),
		      "differences", differences, "unpaired", alone, "rows",
		      rows);
	if (!j)
		return -ENOMEM;
	ret = json_dumpf(j, f, JSON_INDENT(1) | JSON_REAL_PRECISION(12) |
			 JSON_ENSURE_ASCII);
	json_decref(j);
	fputc('\n', f);
	return ret ? -EIO : 0;
}
