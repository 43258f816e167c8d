// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * history.c - what may stand in one table, and in which order.
 */
#include <ctype.h>
#include <fnmatch.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/values.h"
#include "history/history.h"
#include "machine/version.h"
#include "report/report.h"
#include "report/rows.h"

/* The CPU whose cycles were counted. */
static void put_cpu(FILE *f, const struct env *e)
{
	fprintf(f, ", %s (family %s model %s stepping %s)%s",
		env_get(e, "cpu.name"), env_get(e, "cpu.family"),
		env_get(e, "cpu.model"), env_get(e, "cpu.stepping"),
		env_is_guest(e) ? ", VIRTUALISED" : "");
}

/* All that has to be the same in a table; the unit is compared beside it. */
static void make_title(const struct result_env *env, char *buf, size_t size)
{
	const struct env *e = &env->env;
	FILE *f = fmemopen(buf, size, "w");

	buf[0] = '\0';
	if (!f)
		return;
	setbuf(f, NULL);
	fprintf(f, "%.*s", (int)strcspn(env->key, "/"), env->key);
	if (env->target == TARGET_VM) {
		fprintf(f, ", IOMMU %s", env_get(e, "vm.iommu"));
		if (env_has_iommu(e))
			fprintf(f, ", %s", env_get(e, "vm.mode"));
	} else if (env->target == TARGET_USER) {
		fprintf(f, ", %s calls", env_name(env->key));
		put_cpu(f, e);
	} else {
		if (*env_get(e, "device.bdf"))
			fprintf(f, ", device %s, domain %s",
				env_get(e, "device.id"),
				env_get(e, "iommu.domain"));
		put_cpu(f, e);
	}
	if (*env_get(e, "kernel.debug"))
		fputs(", DEBUG kernels", f);
	fclose(f);
	buf[size - 1] = '\0';
}

/* The title up to the CPU: letters, digits and dashes. */
static void make_slug(const struct history *h, struct history_table *t)
{
	size_t len = 0, i, same = 0, words = 0;
	const char *s;

	for (s = t->title; *s && len < sizeof(t->slug) - 16; s++) {
		if (*s == ',' && ++words == (t->by_start ? 2 : 3))
			break;
		if (isalnum((unsigned char)*s))
			t->slug[len++] = tolower((unsigned char)*s);
		else if (len && t->slug[len - 1] != '-')
			t->slug[len++] = '-';
	}
	t->slug[len] = '\0';
	for (i = 0; i < h->nr; i++)
		same += &h->table[i] != t &&
			!strncmp(h->table[i].slug, t->slug, len);
	if (same)
		snprintf(t->slug + len, sizeof(t->slug) - len, "-%zu",
			 same + 1);
}

/* The table that an environment belongs to, a new one if need be, or NULL. */
static struct history_table *find_table(struct history *h,
					const struct result *r,
					const struct result_env *e)
{
	const enum unit unit = result_unit(r, e->key);
	struct history_table *t;
	char title[sizeof(t->title)];
	size_t i;

	make_title(e, title, sizeof(title));
	for (i = 0; i < h->nr; i++)
		if (!strcmp(h->table[i].title, title) &&
		    h->table[i].unit == unit)
			return &h->table[i];
	t = realloc(h->table, (h->nr + 1) * sizeof(*t));
	if (!t)
		return NULL;
	h->table = t;
	t += h->nr++;
	memset(t, 0, sizeof(*t));
	memcpy(t->title, title, sizeof(title));
	t->unit = unit;
	t->by_start = e->target == TARGET_USER;
	make_slug(h, t);
	return t;
}

static bool comes_before(const struct history_table *t,
			 const struct history_column *a,
			 const struct history_column *b)
{
	int by = 0;

	if (!t->by_start)
		by = version_cmp(env_get(&a->e->env, "kernel.release"),
				 env_get(&b->e->env, "kernel.release"));
	/* ISO 8601 in UTC: the order of the text is that of time. */
	return by ? by < 0 : strcmp(a->r->started, b->r->started) < 0;
}

/* To its place; what is equal stays as it was named. */
static int add_column(struct history_table *t, const struct result *r,
		      const struct result_env *e)
{
	const struct history_column new = { r, e };
	struct history_column *c;
	size_t i;

	c = realloc(t->column, (t->nr_column + 1) * sizeof(*c));
	if (!c)
		return -ENOMEM;
	t->column = c;
	for (i = t->nr_column++; i && comes_before(t, &new, &c[i - 1]); i--)
		c[i] = c[i - 1];
	c[i] = new;
	return 0;
}

static bool has_name(const struct history_table *t, const char *name)
{
	size_t i;

	for (i = 0; i < t->nr_row; i++)
		if (!strcmp(t->row[i], name))
			return true;
	return false;
}

static int add_rows(struct history_table *t, const struct history_column *c,
		    const char *pattern)
{
	const char **row;
	size_t i;

	row = realloc(t->row, (t->nr_row + c->r->nr_row) * sizeof(*row));
	if (!row)
		return -ENOMEM;
	t->row = row;
	for (i = 0; i < c->r->nr_row; i++) {
		const struct result_row *one = &c->r->row[i];

		if (!row_on(one, c->e->key) || has_name(t, one->name) ||
		    (pattern ? fnmatch(pattern, one->name, 0) :
		     one->kind == ROW_KNOWN))
			continue;
		row[t->nr_row++] = one->name;
	}
	return 0;
}

/* Tables in which nothing was asked for go. */
static void drop_empty(struct history *h)
{
	size_t i, nr = 0;

	for (i = 0; i < h->nr; i++) {
		if (h->table[i].nr_row) {
			h->table[nr++] = h->table[i];
			continue;
		}
		free(h->table[i].column);
		free(h->table[i].row);
	}
	h->nr = nr;
}

int history_build(struct history *h, const struct result *runs, size_t nr,
		  const char *pattern)
{
	size_t i, k;

	memset(h, 0, sizeof(*h));
	for (i = 0; i < nr; i++)
		for (k = 0; k < runs[i].nr_env; k++) {
			const struct result_env *e = &runs[i].env[k];
			struct history_table *t;

			if (env_is_functional(e) ||
			    !result_unit(&runs[i], e->key))
				continue;
			t = find_table(h, &runs[i], e);
			if (!t || add_column(t, &runs[i], e))
				return -ENOMEM;
		}
	for (i = 0; i < h->nr; i++)
		for (k = 0; k < h->table[i].nr_column; k++)
			if (add_rows(&h->table[i], &h->table[i].column[k],
				     pattern))
				return -ENOMEM;
	drop_empty(h);
	return 0;
}

/* Drop the rows with one of @marks in their name, unless that is all. */
static void drop_marked(struct history_table *t, const char *marks)
{
	size_t i, nr = 0;

	for (i = 0; i < t->nr_row; i++)
		nr += !strpbrk(t->row[i], marks);
	if (!nr)
		return;
	for (nr = 0, i = 0; i < t->nr_row; i++)
		if (!strpbrk(t->row[i], marks))
			t->row[nr++] = t->row[i];
	t->nr_row = nr;
}

void history_shorten(struct history *h, size_t most)
{
	size_t i;

	for (i = 0; i < h->nr; i++) {
		struct history_table *t = &h->table[i];
		const size_t all = t->nr_row;

		if (t->nr_row > most)
			drop_marked(t, "@");
		if (t->nr_row > most)
			drop_marked(t, ":");
		if (t->nr_row > most)
			t->nr_row = most;
		t->nr_left = all - t->nr_row;
	}
}

void history_free(struct history *h)
{
	size_t i;

	for (i = 0; i < h->nr; i++) {
		free(h->table[i].column);
		free(h->table[i].row);
	}
	free(h->table);
}

const struct result_row *history_row(const struct history_table *t, size_t row,
				     size_t column)
{
	const struct history_column *c = &t->column[column];

	return result_find(c->r, c->e->key, t->row[row]);
}

static bool has_value(const struct result_row *row)
{
	return row && row_has_number(row);
}

double history_value(const struct history_table *t, size_t row, size_t column)
{
	const struct result_row *one = history_row(t, row, column);

	return has_value(one) ? one->s.median : NAN;
}

/* The column of the next number to the left of this one; itself if none is. */
static size_t column_before(const struct history_table *t, size_t row,
			    size_t column)
{
	size_t i = column;

	while (i--)
		if (has_value(history_row(t, row, i)))
			return i;
	return column;
}

/* As dmabench compare says it of these two alone. */
static enum history_change change_of_count(const struct values_row *before,
					   const struct values_row *now)
{
	const struct verdict_rule rule = VERDICT_RULE_DEFAULT;
	struct comparison c;
	bool by_run;

	if (!values_there(before->row) || !values_there(now->row) ||
	    values_compare(before, 1, now, 1, &rule, &by_run, &c) ||
	    verdict_call(&c, 1, &rule))
		return HISTORY_UNKNOWN;
	switch (c.verdict) {
	case VERDICT_UNCLEAR:
		return HISTORY_UNCLEAR;
	case VERDICT_SAME:
		return HISTORY_SAME;
	default:
		return HISTORY_CHANGED;
	}
}

enum history_change history_change(const struct history_table *t, size_t row,
				   size_t column)
{
	const size_t before = column_before(t, row, column);
	const struct values_row a = {
		t->column[before].r, history_row(t, row, before)
	};
	const struct values_row b = {
		t->column[column].r, history_row(t, row, column)
	};
	double limit;

	if (before == column || !has_value(b.row))
		return HISTORY_UNKNOWN;
	if (t->unit == UNIT_INSN)
		return change_of_count(&a, &b);
	limit = report_floor_of(a.row, b.row);
	if (isnan(limit))
		return HISTORY_UNKNOWN;
	return fabs(b.row->s.median - a.row->s.median) > limit ?
	       HISTORY_CHANGED : HISTORY_SAME;
}

bool history_has_floor(const struct history_table *t)
{
	size_t i, k;

	if (t->unit == UNIT_INSN)
		return true;
	for (i = 0; i < t->nr_row; i++)
		for (k = 1; k < t->nr_column; k++)
			if (history_change(t, i, k) != HISTORY_UNKNOWN)
				return true;
	return false;
}

/* "6.1.192" of "6.1.192-g0123456789ab" */
static int number_len(const char *release)
{
	return strcspn(release, "-+~");
}

/* Has another column another kernel of this number? */
static bool is_ambiguous(const struct history_table *t, const char *release)
{
	const int len = number_len(release);
	size_t i;

	for (i = 0; i < t->nr_column; i++) {
		const char *other = env_get(&t->column[i].e->env,
					    "kernel.release");

		if (number_len(other) == len && !strncmp(other, release, len) &&
		    strcmp(other, release))
			return true;
	}
	return false;
}

const char *history_label(const struct history_table *t, size_t column,
			  char *buf, size_t size)
{
	const struct history_column *c = &t->column[column];
	const char *release = env_get(&c->e->env, "kernel.release");
	const int len = number_len(release);

	/* "26-01-31" of "2026-01-31T12:00:00Z" */
	if (t->by_start)
		snprintf(buf, size, "%.8s", strlen(c->r->started) > 10 ?
			 c->r->started + 2 : "-");
	else if (release[len] && is_ambiguous(t, release))
		snprintf(buf, size, "%s", release + len + 1);
	else
		snprintf(buf, size, "%.*s", len, release);
	return buf;
}

const char *history_run_name(const struct result *r)
{
	const char *slash = strrchr(r->dir, '/');

	return slash ? slash + 1 : r->dir;
}
