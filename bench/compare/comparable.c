// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * comparable.c - what two environments differ in, by the rules for their keys.
 */
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare/comparable.h"
#include "compare/noise.h"
#include "compare/rule.h"

static bool same_text(const char *a, const char *b)
{
	return !strcmp(a, b);
}

static bool is_forced(const struct comparable_rule *rule, const char *key)
{
	size_t i;

	for (i = 0; i < rule->nr_force; i++)
		if (!fnmatch(rule->force[i], key, 0))
			return true;
	return false;
}

/* Words of @text that are not in @other. */
static char *words_of(const char *text, const char *other)
{
	char *copy = strdup(text), *next = copy, *word, *out;
	size_t len;
	FILE *f = open_memstream(&out, &len);

	while (copy && f && (word = strsep(&next, " "))) {
		const size_t n = strlen(word);
		const char *at = other;

		while (*at && (strncmp(at, word, n) ||
			       (at[n] && at[n] != ' '))) {
			at += strcspn(at, " ");
			at += strspn(at, " ");
		}
		if (!*at && n)
			fprintf(f, "%s%s", ftell(f) ? " " : "", word);
	}
	free(copy);
	if (!f || fclose(f))
		return NULL;
	if (len)
		return out;
	free(out);
	return strdup("(nothing more)");
}

static bool is_list(const char *key)
{
	return !strcmp(key, "kernel.config") || !strcmp(key, "kernel.cmdline");
}

static void free_parts(struct difference *d)
{
	free(d->key);
	free(d->where);
	free(d->a);
	free(d->b);
	free(d->advice);
}

static bool same_or_null(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* Add @d, what it points to with it, unless it is there. */
static int add_difference(struct differences *out, struct difference *d)
{
	struct difference *all;
	size_t i;

	for (i = 0; i < out->nr; i++) {
		const struct difference *o = &out->d[i];

		if (!same_or_null(o->key, d->key) ||
		    !same_or_null(o->a, d->a) || !same_or_null(o->b, d->b) ||
		    strcmp(o->who_a, d->who_a) || strcmp(o->who_b, d->who_b))
			continue;
		free_parts(d);
		return 0;
	}
	all = realloc(out->d, (out->nr + 1) * sizeof(*all));
	if (!all) {
		free_parts(d);
		return -ENOMEM;
	}
	out->d = all;
	out->d[out->nr++] = *d;
	return d->key && d->where && d->a && d->b && d->advice ? 0 : -ENOMEM;
}

/* "--vary kernel or --vary iommu, if that is what was changed". */
static char *advice_of(const struct rule *r)
{
	size_t i, len;
	char *text;
	FILE *f;

	if (r->kind == RULE_NEVER)
		return strdup("never compared: it is another clock");
	if (!r->groups)
		return strdup("measure both sides where it is equal");
	f = open_memstream(&text, &len);
	if (!f)
		return NULL;
	for (i = 0; comparable_group_name(i); i++)
		if (r->groups >> i & 1)
			fprintf(f, "%s--vary %s", ftell(f) ? " or " : "",
				comparable_group_name(i));
	fputs(", if that is what was changed", f);
	return fclose(f) ? NULL : text;
}

static int add_pair(const struct comparable *a, const struct comparable *b,
		    const struct rule *r, const char *key, const char *va,
		    const char *vb, const struct comparable_rule *rule,
		    struct differences *out)
{
	struct difference d = { .key = strdup(key), .where = strdup(a->key) };

	snprintf(d.who_a, sizeof(d.who_a), "%s", a->who);
	snprintf(d.who_b, sizeof(d.who_b), "%s", b->who);
	d.a = is_list(key) ? words_of(va, vb) : strdup(va);
	d.b = is_list(key) ? words_of(vb, va) : strdup(vb);
	d.advice = advice_of(r);
	if (r->kind == RULE_NOTED)
		d.what = DIFFERENCE_NOTED;
	else if (r->groups & rule->vary)
		d.what = DIFFERENCE_VARIED;
	else if (r->kind == RULE_CHECKED)
		d.what = DIFFERENCE_CHECKED;
	else if (r->kind == RULE_EQUAL && is_forced(rule, key))
		d.what = DIFFERENCE_FORCED;
	else
		d.what = DIFFERENCE_REFUSED;
	return add_difference(out, &d);
}

int comparable_pair(const struct comparable *a, const struct comparable *b,
		    const struct comparable_rule *rule,
		    struct differences *out)
{
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < a->env->nr; i++) {
		const char *key = a->env->item[i].key;
		const char *va = a->env->item[i].value;
		const char *vb = env_get(b->env, key);
		const struct rule *r = rule_for(key, a->key, a->exact);

		if (!*va || !*vb || r->kind == RULE_IGNORED ||
		    (r->same ?: same_text)(va, vb))
			continue;
		ret = add_pair(a, b, r, key, va, vb, rule, out);
	}
	return ret;
}

int comparable_fit(const struct comparable *a,
		   const struct comparable_rule *rule, struct differences *out)
{
	const unsigned int unfit = a->exact ? NOISE_UNFIT_COUNTS :
				   NOISE_UNFIT_CYCLES;
	struct noise *noise = calloc(1, sizeof(*noise));
	size_t i;
	int ret = noise ? 0 : -ENOMEM;

	if (noise)
		noise_env(a->env, noise);
	for (i = 0; !ret && i < noise->nr; i++) {
		const struct finding *f = &noise->f[i];
		struct difference d = { .what = DIFFERENCE_REFUSED };

		if (!(f->unfit & unfit))
			continue;
		if (is_forced(rule, f->key))
			d.what = DIFFERENCE_FORCED;
		d.key = strdup(f->key);
		d.where = strdup(a->key);
		snprintf(d.who_a, sizeof(d.who_a), "%s", a->who);
		d.a = strdup(f->what);
		d.b = strdup("");
		d.advice = strdup(f->advice);
		ret = add_difference(out, &d);
	}
	free(noise);
	return ret;
}

size_t differences_count(const struct differences *d,
			 enum difference_what what)
{
	size_t i, nr = 0;

	for (i = 0; i < d->nr; i++)
		nr += d->d[i].what == what;
	return nr;
}

void differences_free(struct differences *d)
{
	size_t i;

	for (i = 0; i < d->nr; i++)
		free_parts(&d->d[i]);
	free(d->d);
	*d = (struct differences) { 0 };
}
