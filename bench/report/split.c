// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * split.c - where a row's instructions go: a stacked bar in text, and
 * numbers that sum.
 */
#include <string.h>

#include "report/matrix.h"
#include "report/report.h"
#include "report/rows.h"
#include "stats/share.h"

#define BAR_WIDTH	27
#define NAME_WIDTH	34
#define MATRIX_OPS	4
#define TITLE		"4. Where the instructions go, insn/op, exact: the parts sum\n"

/* Was it counted?  Less than nothing has no parts. */
static bool is_split(const struct result_row *row)
{
	return row->split.ops > 0 && row->split.insn > 0;
}

/* Share @units among the parts of a row, by what each costs. */
static void share_parts(const struct split *s, long long units,
			struct share part[PARTS])
{
	int i;

	for (i = 0; i < PARTS; i++)
		part[i].value = split_cost(s, i).insn;
	share(part, PARTS, units, s->insn);
}

static void print_bar(FILE *f, const struct split *s)
{
	char bar[BAR_WIDTH + 1];
	struct share n[PARTS];
	int part, at = 0;

	share_parts(s, BAR_WIDTH, n);
	for (part = 0; part < PARTS; part++)
		for (; n[part].units > 0 && at < BAR_WIDTH; n[part].units--)
			bar[at++] = part_info[part].letter;
	bar[at] = '\0';
	fprintf(f, "%s", bar);
}

/* An amount per operation in hundredths, rounded to the nearest. */
static long long per_op(const struct split *s, long long total)
{
	struct share all = { .value = total };

	return share(&all, 1, 100, s->ops);
}

/* Text after text; a new line where one would be too long. */
static void put(FILE *f, int *column, const char *text)
{
	int len = strlen(text);

	if (*column && *column + 2 + len > REPORT_WIDTH) {
		fputc('\n', f);
		*column = 0;
	}
	*column += fprintf(f, "  %s", text);
}

static void print_parts(FILE *f, const struct split *s)
{
	char buf[HUNDREDTHS_LEN], text[64];
	struct share n[PARTS];
	int part, column = 0;

	share_parts(s, per_op(s, s->insn), n);
	for (part = 0; part < PARTS; part++) {
		if (!n[part].units)
			continue;
		snprintf(text, sizeof(text), "%s %s", part_info[part].name,
			 hundredths(n[part].units, buf));
		put(f, &column, text);
	}
	fputc('\n', f);
}

static void print_memory(FILE *f, const struct split *s)
{
	const struct cost all = split_cost(s, PARTS);
	char buf[3][HUNDREDTHS_LEN];

	fprintf(f, "  indirect %s, loads %s, stores %s",
		hundredths(per_op(s, all.indirect), buf[0]),
		hundredths(per_op(s, all.loads), buf[1]),
		hundredths(per_op(s, all.stores), buf[2]));
	if (s->data_lines >= 0)
		fprintf(f, "; lines %s + %s",
			hundredths(per_op(s, s->data_lines), buf[0]),
			hundredths(per_op(s, s->code_lines), buf[1]));
	fputc('\n', f);
	if (all.locked || all.fences || all.serial)
		fprintf(f, "  of them locked %s, fences %s, serialising %s\n",
			hundredths(per_op(s, all.locked), buf[0]),
			hundredths(per_op(s, all.fences), buf[1]),
			hundredths(per_op(s, all.serial), buf[2]));
	if (all.rep)
		fprintf(f, "  REP: %s are elements of a string instruction, not what a CPU takes\n",
			hundredths(per_op(s, all.rep), buf[0]));
}

static void print_row(FILE *f, const struct result_row *row)
{
	const struct split *s = &row->split;
	char buf[HUNDREDTHS_LEN];

	fprintf(f, "\n%-*s", NAME_WIDTH, row->name);
	/* A long name has the line for itself. */
	if (strlen(row->name) > NAME_WIDTH)
		fprintf(f, "\n%-*s", NAME_WIDTH, "");
	fprintf(f, " %8s  ", hundredths(per_op(s, s->insn), buf));
	print_bar(f, s);
	fputc('\n', f);
	print_parts(f, s);
	print_memory(f, s);
}

/* Which letters stand in the bars of a VM, or of all with NULL. */
static void print_legend(FILE *f, const struct result *r, const char *env)
{
	bool there[PARTS] = { false };
	char text[64];
	int part, column = 0;
	size_t i, k;

	for (i = 0; i < r->nr_row; i++)
		for (k = 0; k < r->row[i].split.nr &&
		     (!env || row_on(&r->row[i], env)); k++)
			there[r->row[i].split.function[k].part] = true;
	for (part = 0; part < PARTS; part++) {
		if (!there[part])
			continue;
		snprintf(text, sizeof(text), "%c %s", part_info[part].letter,
			 part_info[part].name);
		put(f, &column, text);
	}
	fputc('\n', f);
}

/* All rows of a VM; false where nothing was counted. */
static bool print_rows(FILE *f, const struct result *r, const char *env)
{
	bool any = false;
	size_t i;

	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];

		if (!row_on(row, env) || !is_split(row) ||
		    row->kind == ROW_KNOWN)
			continue;
		if (!any) {
			fprintf(f, "\n" TITLE "   %.60s\n\n", env);
			print_legend(f, r, env);
		}
		any = true;
		print_row(f, row);
	}
	if (any)
		fputs("\nloop has in it what is inlined there: a design's test, the API's own\n"
		      "wrappers. entry: the API's functions, the thunks they call through.\n"
		      "indirect: branches through a pointer, retpolines too. lines: of 64\n"
		      "bytes, data + code, each once an operation. With a state: the mean.\n",
		      f);
	return any;
}

/* An operation in all VMs: the whole, and its bar. */
static void print_op(FILE *f, const struct result *r, const char *op)
{
	bool first = true;
	char buf[HUNDREDTHS_LEN];
	size_t i;

	fprintf(f, "\n%-26s%11s\n", op, "mean");
	for (i = 0; i < r->nr_env; i++) {
		const struct result_row *row;

		if (!env_is_measured_vm(&r->env[i]))
			continue;
		matrix_label(f, r, i, first);
		first = false;
		row = matrix_row(r, &r->env[i], op, "");
		if (!row || !is_split(row)) {
			fprintf(f, "%11s\n", "-");
			continue;
		}
		fprintf(f, "%11s  ", hundredths(per_op(&row->split,
						       row->split.insn),
						buf));
		print_bar(f, &row->split);
		fputc('\n', f);
	}
}

/* The first operations of several VMs; false where there is none. */
static bool print_matrix(FILE *f, const struct result *r)
{
	struct labels ops = { 0 };
	size_t i, k;

	for (k = 0; k < r->nr_env; k++)
		for (i = 0; i < r->nr_row && ops.nr < MATRIX_OPS &&
		     env_is_measured_vm(&r->env[k]); i++) {
			const struct result_row *row = &r->row[i];

			if (row->in_state == STATE_HOT && is_split(row) &&
			    matrix_row(r, &r->env[k], op_of(row), "") == row)
				labels_add(&ops, op_of(row));
		}
	if (!ops.nr)
		return false;
	fputs("\n" TITLE "\n", f);
	print_legend(f, r, NULL);
	for (i = 0; i < ops.nr; i++)
		print_op(f, r, ops.text[i]);
	fputs("\nThe parts in numbers, and every other row, are in run.json.\n", f);
	return true;
}

void report_split(FILE *f, const struct result *r)
{
	size_t i;

	if (matrix_vms(r) > 1 && print_matrix(f, r))
		return;
	for (i = 0; i < r->nr_env; i++)
		if (print_rows(f, r, r->env[i].key))
			return;
}
