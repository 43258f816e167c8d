// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * print.c - a history as text that survives a mail client, and as CSV.
 */
#include <math.h>
#include <string.h>

#include "history/history.h"
#include "report/rows.h"
#include "result/csv.h"

/* 36 columns of a name, then 4 times 8 of a value and its mark: 72. */
#define COLUMNS		4
#define NAME_WIDTH	36
#define VALUE_WIDTH	8

static bool several_runs(const struct history_table *t)
{
	size_t i;

	for (i = 1; i < t->nr_column; i++)
		if (t->column[i].r != t->column[0].r)
			return true;
	return false;
}

/* What the columns are, in their order. */
static void print_legend(FILE *f, const struct history_table *t)
{
	const bool several = several_runs(t);
	size_t i;

	for (i = 0; i < t->nr_column; i++) {
		const struct history_column *c = &t->column[i];

		if (!t->by_start)
			fprintf(f, "  kernel %.34s%s%.28s\n",
				env_get(&c->e->env, "kernel.release"),
				*env_get(&c->e->env, "vm.package") ? ", " : "",
				env_get(&c->e->env, "vm.package"));
		/* A count may be another because dmabench is. */
		if (several)
			fprintf(f, "  %srun %.42s, %.12s%s\n",
				t->by_start ? "" : "  ", history_run_name(c->r),
				env_get(&c->e->env, "dmabench.commit"),
				c->r->complete ? "" : ", part");
	}
	if (!several && !t->column[0].r->complete)
		fputs("  the run is not complete\n", f);
	fprintf(f, "  median, %s; columns by %s\n", unit_name(t->unit),
		t->by_start ? "start of the run" :
		several ? "kernel version, then by start of the run" :
		"kernel version");
}

static const char *cell_text(const struct history_table *t, size_t row,
			     size_t column, char *text, size_t size)
{
	const double v = history_value(t, row, column);

	if (isnan(v))
		snprintf(text, size, "-");
	else
		snprintf(text, size, "%.*f", v == floor(v) ? 0 : 1, v);
	if (strlen(text) > VALUE_WIDTH)
		snprintf(text, size, "%.3g", v);
	return text;
}

static void print_cell(FILE *f, const struct history_table *t, size_t row,
		       size_t column)
{
	static const char marks[] = {
		[HISTORY_UNKNOWN] = ' ', [HISTORY_SAME] = ' ',
		[HISTORY_CHANGED] = '*', [HISTORY_UNCLEAR] = '?',
	};
	char text[32];

	fprintf(f, "%*s%c", VALUE_WIDTH,
		cell_text(t, row, column, text, sizeof(text)),
		marks[history_change(t, row, column)]);
}

/* Blanks at the end of a line do not survive everywhere. */
static void put_trimmed(FILE *f, char *line)
{
	size_t len = strlen(line);

	while (len && line[len - 1] == ' ')
		len--;
	fprintf(f, "%.*s\n", (int)len, line);
}

static void print_row(FILE *f, const struct history_table *t, size_t row,
		      size_t first, size_t end)
{
	const char *name = t->row[row];
	char line[2 * REPORT_WIDTH] = "", text[32];
	FILE *to = fmemopen(line, sizeof(line), "w");
	size_t i;

	if (!to)
		return;
	/* Nothing of a name is left out: it stands above its values. */
	if (strlen(name) > NAME_WIDTH ||
	    strlen(name) + strlen(cell_text(t, row, first, text,
					    sizeof(text))) >=
	    NAME_WIDTH + VALUE_WIDTH) {
		report_wrapped(f, 0, name);
		name = "";
	}
	fprintf(to, "%-*s", NAME_WIDTH, name);
	for (i = first; i < end; i++)
		print_cell(to, t, row, i);
	fclose(to);
	put_trimmed(f, line);
}

static void print_columns(FILE *f, const struct history_table *t, size_t first)
{
	size_t end = first + COLUMNS, i;
	char label[VALUE_WIDTH + 1];

	end = end < t->nr_column ? end : t->nr_column;
	fprintf(f, "\n%-*s", NAME_WIDTH, "");
	for (i = first; i < end; i++)
		fprintf(f, "%*s%s", VALUE_WIDTH,
			history_label(t, i, label, sizeof(label)),
			i + 1 < end ? " " : "\n");
	for (i = 0; i < t->nr_row; i++)
		print_row(f, t, i, first, end);
}

static bool has_unclear(const struct history_table *t)
{
	size_t i, k;

	for (i = 0; i < t->nr_row; i++)
		for (k = 1; k < t->nr_column; k++)
			if (history_change(t, i, k) == HISTORY_UNCLEAR)
				return true;
	return false;
}

static bool is_missing(const struct history_table *t)
{
	size_t i, k;

	for (i = 0; i < t->nr_row; i++)
		for (k = 0; k < t->nr_column; k++)
			if (isnan(history_value(t, i, k)))
				return true;
	return false;
}

void history_print(FILE *f, const struct history *h)
{
	bool counted = false, judged = false, unjudged = false;
	bool missing = false, unclear = false;
	size_t i, k;

	for (i = 0; i < h->nr; i++) {
		const struct history_table *t = &h->table[i];

		if (i)
			fputc('\n', f);
		report_wrapped(f, 0, t->title);
		print_legend(f, t);
		for (k = 0; k < t->nr_column; k += COLUMNS)
			print_columns(f, t, k);
		missing = missing || is_missing(t);
		unclear = unclear || has_unclear(t);
		if (t->nr_left)
			fprintf(f, "and %zu rows more\n", t->nr_left);
		if (t->nr_column < 2)
			continue;
		counted = counted || t->unit == UNIT_INSN;
		judged = judged || (t->unit != UNIT_INSN &&
				    history_has_floor(t));
		unjudged = unjudged || !history_has_floor(t);
	}
	if (missing || counted || judged || unjudged)
		fputc('\n', f);
	if (missing)
		fputs("-: no number there.\n", f);
	if (counted)
		fputs("*: another count than the next number to its left; counts are exact.\n",
		      f);
	if (unclear)
		fputs("?: another number, and unclear: dmabench compare of the two says why.\n",
		      f);
	if (judged)
		fputs("*: further from the next number to its left than the floor (A/A) of\n"
		      "both; where either has none nothing is marked.\n", f);
	if (unjudged)
		fputs("Cycles without a * may have changed or not: a run with --aa would say\n"
		      "what of it is noise.\n", f);
}

static void print_csv_cell(FILE *f, const struct history_table *t, size_t i,
			   size_t column)
{
	static const char *const said[] = { "", "no", "yes", "unclear" };
	const struct history_column *c = &t->column[column];
	const struct result_row *row = history_row(t, i, column);
	const struct env *e = &c->e->env;
	const double v = history_value(t, i, column);

	csv_text(f, t->title);
	fprintf(f, ",%s,%s,", unit_name(t->unit), t->row[i]);
	csv_text(f, env_get(e, "kernel.release"));
	fputc(',', f);
	csv_text(f, env_get(e, "vm.package"));
	fputc(',', f);
	csv_text(f, history_run_name(c->r));
	fprintf(f, ",%s,%s,", c->r->started, env_get(e, "dmabench.commit"));
	csv_number(f, v);
	fprintf(f, ",%s,", said[history_change(t, i, column)]);
	if (isnan(v))
		csv_text(f, row ? result_reason(row) : "not in that run");
	fputc('\n', f);
}

void history_print_csv(FILE *f, const struct history *h)
{
	size_t i, k, c;

	fputs("table,unit,row,kernel,package,run,started,commit,value,changed,unavailable\n",
	      f);
	for (i = 0; i < h->nr; i++)
		for (k = 0; k < h->table[i].nr_row; k++)
			for (c = 0; c < h->table[i].nr_column; c++)
				print_csv_cell(f, &h->table[i], k, c);
}
