// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * against.c - the question of the thread: what does a design cost over the one
 * global table of 2.6.26?
 */
#include <math.h>
#include <string.h>

#include "compare/compare.h"
#include "report/compare.h"
#include "report/report.h"
#include "report/rows.h"

#define BASE		"global"
#define LABEL_WIDTH	18

/* The row of a design in an environment, or NULL. */
static const struct compare_row *row_of(const struct compare *c,
					const char *env, const char *name)
{
	size_t i;

	for (i = 0; env && i < c->nr_row; i++)
		if (c->row[i].compared && row_on(c->row[i].b, env) &&
		    !strcmp(c->row[i].name, name))
			return &c->row[i];
	return NULL;
}

/* Three digits, or two behind the point. */
static const char *number(double x, char *buf, size_t size)
{
	const int digits = fabs(x) < 9.995 ? 2 : fabs(x) < 99.95;

	/* No -0.00. */
	if (fabs(x) < 0.005)
		x = 0;
	snprintf(buf, size, "%+.*f", digits, x);
	return buf;
}

/* "+4", or " +0.31 (+0.20 to +0.42)" with a mark for what is no difference. */
static void put_cell(FILE *f, const struct compare_row *row)
{
	const struct comparison *c = row ? &row->c : NULL;
	char mid[24], low[24], high[24];

	if (!row)
		fputc('-', f);
	else if (c->exact)
		fputs(compare_number(c->shift.mid, true, true, mid,
				     sizeof(mid)), f);
	else if (isnan(c->shift.low))
		fprintf(f, "?%s", number(c->shift.mid, mid, sizeof(mid)));
	else
		fprintf(f, "%c%s (%s to %s)",
			c->verdict == VERDICT_UNCLEAR ? '?' :
			c->verdict == VERDICT_SAME ? '=' : ' ',
			number(c->shift.mid, mid, sizeof(mid)),
			number(c->shift.low, low, sizeof(low)),
			number(c->shift.high, high, sizeof(high)));
}

/* Columns of which some are not there: @env is NULL for these. */
struct columns {
	const struct compare *c;
	const char *vm;
	const char *cycles[2];
	const char *head[2];
};

static void put_line(FILE *f, const struct columns *k, const char *design)
{
	char name[2 * ROW_NAME_LEN], text[64], line[2 * REPORT_WIDTH];
	FILE *to, *cell;
	size_t i, len;

	snprintf(name, sizeof(name), "%s/null/map_single", design);
	to = fmemopen(line, sizeof(line), "w");
	if (!to)
		return;
	fprintf(to, "%-*.*s", LABEL_WIDTH, LABEL_WIDTH, design);
	for (i = 0; i < 3; i++) {
		const char *env = i ? k->cycles[i - 1] : k->vm;

		cell = env ? fmemopen(text, sizeof(text), "w") : NULL;
		if (!cell)
			continue;
		put_cell(cell, row_of(k->c, env, name));
		fclose(cell);
		fprintf(to, i ? " %-23s" : " %5s", text);
	}
	fclose(to);
	for (len = strlen(line); len && line[len - 1] == ' '; len--)
		;
	fprintf(f, "%.*s\n", (int)len, line);
}

static bool is_shown(const struct columns *k, const char *design)
{
	char name[2 * ROW_NAME_LEN];

	snprintf(name, sizeof(name), "%s/null/map_single", design);
	return row_of(k->c, k->vm, name) || row_of(k->c, k->cycles[0], name) ||
	       row_of(k->c, k->cycles[1], name);
}

static void put_lines(FILE *f, const struct columns *k)
{
	/* One more: where a name is put to be looked for. */
	static char names[MAX_LABELS + 1][ROW_NAME_LEN];
	const struct result *r = k->c->side[0].run[0];
	struct labels designs = { 0 };
	size_t i;

	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];

		if (row->kind == ROW_DESIGN && row->in_state == STATE_HOT &&
		    row->over == OVER_NULL && row_is_op(row, DB_MAP_SINGLE) &&
		    !result_is_sweep(row))
			labels_add(&designs,
				   label_of(row, names[designs.nr]));
	}
	fprintf(f, "\n%-*s", LABEL_WIDTH, "over " BASE);
	if (k->vm)
		fputs("  insn", f);
	for (i = 0; i < 2 && k->cycles[i]; i++)
		fprintf(f, "  %-*s", i ? 0 : 22, k->head[i]);
	fputc('\n', f);
	for (i = 0; i < designs.nr; i++)
		if (is_shown(k, designs.text[i]))
			put_line(f, k, designs.text[i]);
}

void report_against(FILE *f, const struct result *r, const char *host,
		    const char *vm)
{
	static const char *const rows[] = { "*/null/map_single" };
	const struct compare_ask ask = {
		.run = r, .row = rows, .nr_row = 1, .against = BASE,
		.verdict = VERDICT_RULE_DEFAULT,
	};
	const bool user = result_find_env(r, ENV_USER_PLAIN);
	struct compare c;
	const struct columns k = {
		.c = &c, .vm = vm,
		.cycles = { user ? ENV_USER_PLAIN : host,
			    user ? ENV_USER_RETPOLINE : NULL },
		.head = { user ? "cyc (95 %)" : "host, cyc (95 %)",
			  "retp (95 %)" },
	};
	char err[128];

	if (!compare_make(&c, &ask, err, sizeof(err)) && compare_compared(&c)) {
		fprintf(f, "\nEach design less %s, map_single over null: more, or less, an op\n",
			BASE);
		put_lines(f, &k);
		if (k.cycles[0])
			fputs("\nIn cycles it is the difference of two sets of placements: = is none, ?\n"
			      "is not told from none. dmabench compare --against has all rows.\n",
			      f);
	}
	compare_free(&c);
}
