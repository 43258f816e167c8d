// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * counters.c - what the PMU counted in an operation, or why nothing.
 */
#include <string.h>

#include "report/report.h"
#include "report/rows.h"

#define LABEL_WIDTH	30
#define COLUMNS		3	/* events side by side */

/* The first row of an environment that was counted, or NULL. */
static const struct result_row *first_counted(const struct result *r,
					      const char *env)
{
	size_t i;

	for (i = 0; i < r->nr_row; i++)
		if (row_on(&r->row[i], env) && r->row[i].nr_counter)
			return &r->row[i];
	return NULL;
}

static void print_counter(FILE *f, const struct counter *c)
{
	if (*c->why)
		fprintf(f, " %13s", "-");
	else
		fprintf(f, " %12.2f%c", c->per_op, c->share < 0.995 ? '*' : ' ');
}

static bool is_counter(const struct env_item *it)
{
	return !strncmp(it->key, COUNTER_KEY, strlen(COUNTER_KEY));
}

static const char *event_of(const struct env_item *it)
{
	return it->key + strlen(COUNTER_KEY);
}

/* Was anything to be counted there? */
static bool was_asked(const struct result_env *e)
{
	size_t i;

	for (i = 0; i < e->env.nr; i++)
		if (is_counter(&e->env.item[i]))
			return true;
	return false;
}

static bool is_counted(const struct result_env *e, const char *event)
{
	char key[COUNTER_NAME + 16];

	snprintf(key, sizeof(key), COUNTER_KEY "%s", event);
	return !strcmp(env_get(&e->env, key), COUNTER_COUNTED);
}

/* Some of the events, a line a row. */
static void print_block(FILE *f, const struct result *r, const char *env,
			const size_t *event, size_t nr)
{
	const struct result_row *head = first_counted(r, env);
	size_t i, k;

	fprintf(f, "\n%-*s", LABEL_WIDTH, "events in an operation");
	for (k = 0; k < nr; k++)
		fprintf(f, " %13.13s", head->counter[event[k]].name);
	fputc('\n', f);
	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];

		if (!row_on(row, env) || !row->nr_counter)
			continue;
		fprintf(f, "%-*.*s", LABEL_WIDTH, LABEL_WIDTH, row->name);
		for (k = 0; k < nr; k++)
			print_counter(f, &row->counter[event[k]]);
		fputc('\n', f);
	}
}

static void print_table(FILE *f, const struct result *r,
			const struct result_env *e)
{
	const char *env = e->key;
	const struct result_row *head = first_counted(r, env);
	size_t event[COUNTERS_MAX], nr = 0, i;

	/* Those that no row has are said below. */
	for (i = 0; i < head->nr_counter; i++)
		if (is_counted(e, head->counter[i].name))
			event[nr++] = i;
	if (!nr) {
		fprintf(f, "\nNo counters, %.40s\n", env);
		return;
	}
	fprintf(f, "\nCounters, %.40s; *: counted part of the time\n", env);
	for (i = 0; i < nr; i += COLUMNS)
		print_block(f, r, env, event + i,
			    nr - i < COLUMNS ? nr - i : COLUMNS);
}

/* The events from @first on that have its reason, as 'a, b', into @text. */
static void of_reason(const struct env *env, size_t first, char *text,
		      size_t size)
{
	size_t i, len = 0;

	/* A run from elsewhere may have more than there is room for. */
	for (i = first; i < env->nr && len < size; i++)
		if (is_counter(&env->item[i]) &&
		    !strcmp(env->item[i].value, env->item[first].value))
			len += snprintf(text + len, size - len, "%s%.24s",
					len ? ", " : "", event_of(&env->item[i]));
}

static bool reason_was_said(const struct env *env, size_t i)
{
	size_t k;

	for (k = 0; k < i; k++)
		if (is_counter(&env->item[k]) &&
		    !strcmp(env->item[k].value, env->item[i].value))
			return true;
	return false;
}

/* Events that were asked for and not counted, those of one reason in a line. */
static void print_missing(FILE *f, const struct result_env *e)
{
	char text[512];
	size_t i;

	for (i = 0; i < e->env.nr; i++) {
		const struct env_item *it = &e->env.item[i];

		if (!is_counter(it) || !strcmp(it->value, COUNTER_COUNTED) ||
		    reason_was_said(&e->env, i))
			continue;
		of_reason(&e->env, i, text, sizeof(text));
		fprintf(f, "  %.66s:\n", it->value);
		report_wrapped(f, 4, text);
	}
}

void report_counters(FILE *f, const struct result *r)
{
	size_t i;

	for (i = 0; i < r->nr_env; i++) {
		const struct result_env *e = &r->env[i];
		bool counted = first_counted(r, e->key);
		bool second = env_is(e, ENV_USER_RETPOLINE);

		/* Both builds have the same reasons: they are said once. */
		if (counted)
			print_table(f, r, e);
		else if (was_asked(e) && !second)
			fprintf(f, "\nNo counters, %.40s\n", e->key);
		if (!second)
			print_missing(f, e);
	}
}
