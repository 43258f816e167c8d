// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * designs.c - section 1 of the report: per design and operation what
 * it costs, and how far the loop's placement moves that.
 */
#include <math.h>
#include <string.h>

#include "report/report.h"
#include "report/rows.h"

#define LABEL_WIDTH	18
#define MAX_COLUMNS	7
#define MAX_OPS		8

/**
 * struct column - a column that each operation of a table has
 * @env:	of its rows
 * @head:	what it is called
 * @number:	of a row
 * @digits:	behind the point, at least
 * @least:	its width, with the blank before it, if nothing needs more
 * @width:	in the table that is printed
 */
struct column {
	const char *env;
	const char *head;
	number_fn number;
	int digits;
	int least;
	int width;
};

/**
 * struct table - what the tables of section 1 share
 * @r:		the run
 * @designs:	their lines
 * @nr:		columns an operation
 * @column:	which
 */
struct table {
	const struct result *r;
	struct labels designs;
	size_t nr;
	struct column column[MAX_COLUMNS];
};

static void add_column(struct table *t, const char *env, const char *head,
		       number_fn number, int least, int digits)
{
	t->column[t->nr++] = (struct column) {
		.env = env, .head = head, .number = number,
		.digits = digits, .least = least,
	};
}

/* A number for a column, "-" for none; returns its length. */
static int cell(char *buf, size_t size, const struct table *t,
		const struct column *c, const char *design,
		const char *backend, const char *op)
{
	double v = c->number(t->r, c->env, design, backend, op);

	if (isnan(v))
		return snprintf(buf, size, "-");
	return snprintf(buf, size, "%.*f", v == floor(v) ? c->digits : 1, v);
}

/* Set the columns' widths for these operations; returns that of a line. */
static int fit(struct table *t, const char *backend, const char *const *op,
	       size_t nr_op)
{
	int line = LABEL_WIDTH;
	char buf[32];
	size_t k, d, o;

	for (k = 0; k < t->nr; k++) {
		struct column *c = &t->column[k];

		c->width = c->least;
		for (d = 0; d < t->designs.nr; d++)
			for (o = 0; o < nr_op; o++) {
				int need = 1 + cell(buf, sizeof(buf), t, c,
						    t->designs.text[d],
						    backend, op[o]);

				c->width = need > c->width ? need : c->width;
			}
	}
	for (o = 0; o < nr_op; o++) {
		int group = 0;

		for (k = 0; k < t->nr; k++)
			group += t->column[k].width;
		/* Its name stands above its columns, behind two blanks. */
		if (group < 2 + (int)strlen(op[o]))
			t->column[0].width += 2 + strlen(op[o]) - group;
	}
	for (k = 0; k < t->nr; k++)
		line += nr_op * t->column[k].width;
	return line;
}

/* Is there a row of a design for one of these operations? */
static bool has_row(const struct table *t, const char *design,
		    const char *backend, const char *const *op, size_t nr_op)
{
	size_t o, k;

	for (o = 0; o < nr_op; o++)
		for (k = 0; k < t->nr; k++)
			if (find_row(t->r, t->column[k].env, design, backend,
				     op[o]))
				return true;
	return false;
}

static void print_table(FILE *f, const struct table *t, const char *backend,
			const char *const *op, size_t nr_op)
{
	char buf[32];
	int group = 0;
	size_t d, o, k;

	for (k = 0; k < t->nr; k++)
		group += t->column[k].width;
	fprintf(f, "\n%-*s", LABEL_WIDTH, "");
	for (o = 0; o < nr_op; o++)
		fprintf(f, "%*s", group, op[o]);
	fprintf(f, "\nover %-*.*s", LABEL_WIDTH - 5, LABEL_WIDTH - 5, backend);
	for (o = 0; o < nr_op; o++)
		for (k = 0; k < t->nr; k++)
			fprintf(f, "%*s", t->column[k].width,
				t->column[k].head);
	fputc('\n', f);
	for (d = 0; d < t->designs.nr; d++) {
		if (!has_row(t, t->designs.text[d], backend, op, nr_op))
			continue;
		fprintf(f, "%-*.*s", LABEL_WIDTH, LABEL_WIDTH,
			t->designs.text[d]);
		for (o = 0; o < nr_op; o++)
			for (k = 0; k < t->nr; k++) {
				cell(buf, sizeof(buf), t, &t->column[k],
				     t->designs.text[d], backend, op[o]);
				fprintf(f, "%*s", t->column[k].width, buf);
			}
		fputc('\n', f);
	}
}

/*
 * Tables of as many operations side by side as there is room for, but of none
 * that no design has over this backend.
 */
static void print_backend(FILE *f, struct table *t, const char *backend,
			  const struct labels *ops)
{
	struct labels shown = { 0 };
	size_t i, d, nr;

	for (i = 0; i < ops->nr; i++)
		for (d = 0; d < t->designs.nr; d++)
			if (has_row(t, t->designs.text[d], backend,
				    ops->text + i, 1))
				labels_add(&shown, ops->text[i]);
	for (i = 0; i < shown.nr; i += nr) {
		nr = shown.nr - i < MAX_OPS ? shown.nr - i : MAX_OPS;
		while (fit(t, backend, shown.text + i, nr) > REPORT_WIDTH &&
		       nr > 1)
			nr--;
		print_table(f, t, backend, shown.text + i, nr);
	}
}

void report_layers(FILE *f, const struct result *r, enum state_kind state)
{
	struct labels designs = { 0 };
	size_t i;

	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];
		const struct db_design *d = db_find_design(row->design);

		if (d && d->layers && row->depth > 1 && row->in_state == state)
			labels_add(&designs, d->id);
	}
	if (designs.nr)
		fputs("\nA stack of depth N has N - 1 layers above the backend:\n",
		      f);
	for (i = 0; i < designs.nr; i++)
		fprintf(f, "  %-18s%s\n", designs.text[i],
			db_find_design(designs.text[i])->layers);
}

/* How much the loop's place moved the row that it moved most. */
static void print_placements(FILE *f, const struct result *r)
{
	const struct result_row *worst = NULL;
	double most = -1;
	size_t i;

	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];

		/* What is not known is not more than anything. */
		if (row->target == TARGET_VM || row->kind != ROW_DESIGN ||
		    !row_has_number(row) || !(row_span(row) > most))
			continue;
		most = row_span(row);
		worst = row;
	}
	if (worst)
		fprintf(f, "\nWhere its loop lies moves a row by up to %.1f cyc:\n"
			"%s, %s.\n"
			"Rows that differ by less than they are moved (their span) are not told\n"
			"apart.\n",
			most, worst->name, worst->env);
}

/* The columns, and a line on each. */
static void choose_columns(FILE *f, struct table *t, const char *host,
			   const char *vm, bool user)
{
	bool exact = vm && result_unit(t->r, vm) == UNIT_INSN;

	if (vm && exact) {
		add_column(t, vm, "insn", median_of, 6, 0);
		fprintf(f, "insn  instructions per op (%.36s)\n", vm);
	} else if (vm) {
		add_column(t, vm, "vm", median_of, 6, 1);
		fprintf(f, "vm    virtualised cycles per op (%.36s)\n", vm);
	}
	if (host) {
		add_column(t, host, "host", median_of, 6, 1);
		add_column(t, host, "span", span_of, 5, 1);
		fputs("host  cycles per op in the kernel, median over placements\n",
		      f);
	}
	if (!user)
		return;
	add_column(t, ENV_USER_PLAIN, "cyc", median_of, vm ? 5 : 6, 1);
	add_column(t, ENV_USER_PLAIN, "span", span_of, 5, 1);
	add_column(t, ENV_USER_RETPOLINE, "retp", median_of, 6, 1);
	add_column(t, ENV_USER_RETPOLINE, "span", span_of, 5, 1);
	fputs("cyc   cycles per op, median over placements (user)\n"
	      "retp  the same, each indirect call through a retpoline\n"
	      "span  how far the medians of the placements lie apart\n", f);
}

/* Is it of this section: a design's operation, hot? */
static bool is_shown(const struct result_row *row)
{
	return row->kind == ROW_DESIGN && row->in_state == STATE_HOT &&
	       !row_is_op(row, DB_ATTACH) && !row_is_op(row, DB_DETACH);
}

static size_t count_designs(const struct result *r)
{
	static char names[MAX_LABELS + 1][ROW_NAME_LEN];
	struct labels designs = { 0 };
	size_t i;

	for (i = 0; i < r->nr_row; i++)
		if (is_shown(&r->row[i]))
			labels_add(&designs,
				   label_of(&r->row[i], names[designs.nr]));
	return designs.nr;
}

void report_designs(FILE *f, const struct result *r, const char *host,
		    const char *vm)
{
	/* One more: where a name is put to be compared. */
	static char names[MAX_LABELS + 1][ROW_NAME_LEN];
	struct labels ops = { 0 }, backends = { 0 };
	struct table t = { .r = r };
	bool user = false, many;
	size_t i;

	many = count_designs(r) > RESULT_MANY;
	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];

		if (!is_shown(row) || (many && result_is_sweep(row)))
			continue;
		user = user || row->target == TARGET_USER;
		labels_add(&ops, op_of(row));
		labels_add(&backends, row->backend);
		labels_add(&t.designs, label_of(row, names[t.designs.nr]));
	}
	if (!t.designs.nr)
		return;
	fputs("\n1. The designs: what it takes to find the code that maps\n\n",
	      f);
	choose_columns(f, &t, host, vm, user);
	for (i = 0; i < backends.nr; i++)
		print_backend(f, &t, backends.text[i], &ops);
	if (many)
		fputs("\nOther depths than 1 and 3 are in run.json and in the plot by depth.\n",
		      f);
	report_layers(f, r, STATE_HOT);
	if (user || host)
		print_placements(f, r);
}
