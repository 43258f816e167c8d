// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lkml.c - the mail: what, on what, the table, a plot, how to repeat it.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "history/history.h"
#include "mail/lkml.h"
#include "plot/plot.h"
#include "report/report.h"
#include "report/rows.h"

/* Rows that a mail has room for in a table, in one of many, in a plot. */
#define ROWS	24
#define TABLES	4
#define ROWS_OF_MANY	12
#define BARS	12

int lkml_hash(FILE *f, int indent, const char *what, const struct result *r)
{
	char hex[RESULT_HASH + 1];
	int ret = result_hash(r, hex);

	if (!ret)
		fprintf(f, "%*s%s, sha256:\n%*s%s\n", indent, "", what, indent,
			"", hex);
	return ret;
}

/* How much a table has to show: numbers, and exact ones first. */
static size_t weight(const struct history_table *t)
{
	size_t i, k, nr = 0;

	for (i = 0; i < t->nr_row; i++)
		for (k = 0; k < t->nr_column; k++)
			nr += !isnan(history_value(t, i, k));
	return t->unit == UNIT_INSN ? nr << 16 : nr;
}

/* The table that is drawn, and that a commit's message quotes. */
static const struct history_table *best_table(const struct history *h)
{
	size_t i, best = 0;

	for (i = 1; i < h->nr; i++)
		if (weight(&h->table[i]) > weight(&h->table[best]))
			best = i;
	return &h->table[best];
}

/*
 * The bars: a name and a number each, of the first column; of all rows, or only
 * of those with the operation of the first.
 */
static size_t write_bars(FILE *f, const struct history_table *t, bool all)
{
	const char *op = strrchr(t->row[0], '/');
	size_t i, nr = 0;

	for (i = 0; i < t->nr_row && nr < BARS; i++) {
		double v = history_value(t, i, 0);

		if (isnan(v) || v <= 0 ||
		    (!all && strcmp(strrchr(t->row[i], '/'), op)))
			continue;
		fprintf(f, "\"%s\" %.2f\n", t->row[i], v);
		nr++;
	}
	return nr;
}

/* A line a row over several kernels, for one kernel a bar a row. */
static int print_plot(FILE *f, const struct history_table *t, bool all)
{
	const bool series = t->nr_column > 1;
	char *data = NULL, label[128];
	size_t len, nr;
	FILE *to = open_memstream(&data, &len);
	int ret = 0;

	if (!to)
		return -ENOMEM;
	nr = series ? history_plot_data(to, t) : write_bars(to, t, all);
	if (fclose(to))
		ret = -ENOMEM;
	if (series)
		history_plot_label(t, nr, label, sizeof(label));
	else
		snprintf(label, sizeof(label), "%.50s; %s", t->title,
			 unit_name(t->unit));
	if (!ret && nr)
		ret = plot_print(f, series ? "history" : "bars", data, label,
				 nr);
	if (!ret && nr)
		fputc('\n', f);
	free(data);
	return ret;
}

/* The tables, cut to what a mail has room for. */
static int make_tables(struct history *h, const struct result *r,
		       const char *pattern, char *err, size_t size)
{
	int ret = history_build(h, r, 1, pattern);

	if (ret)
		snprintf(err, size, "out of memory");
	else if (!h->nr)
		ret = -ENODATA;
	if (ret == -ENODATA)
		snprintf(err, size, pattern ? "no row has such a name" :
			 "no row with a number in it");
	if (!ret && !pattern)
		history_shorten(h, h->nr > TABLES ? ROWS_OF_MANY : ROWS);
	return ret;
}

int lkml_missing(int plot, int hash, char *err, size_t size)
{
	if (plot)
		snprintf(err, size, "%s: the mail has no plot",
			 plot == -ENOENT ? "there is no gnuplot" :
			 plot == -ENOTDIR ? "no temporary file can be made" :
			 "gnuplot failed");
	else if (hash)
		snprintf(err, size, hash == -ENOENT ?
			 "there is no sha256sum: the mail has no hash" :
			 "sha256sum failed: the mail has no hash");
	return plot ? plot : hash;
}

static int print_mail(FILE *f, const struct result *r, const struct history *h,
		      bool all, char *err, size_t size)
{
	int plot, hash;

	fprintf(f, "What dispatching a DMA operation costs, by dmabench, suite %.12s%s\n\n",
		r->suite, r->complete ? "" : "\n(the run is not COMPLETE)");
	lkml_machines(f, r);
	fputc('\n', f);
	history_print(f, h);
	fputc('\n', f);
	plot = print_plot(f, best_table(h), all);
	lkml_command(f, "it", r);
	fputc('\n', f);
	hash = lkml_hash(f, 0, "run.json of the run", r);
	return lkml_missing(plot, hash, err, size);
}

/* "costs: direct/null/map_single 14 insn/op", of the last column. */
static void print_costs(FILE *f, const struct history_table *t)
{
	size_t i, nr = 0;

	for (i = 0; i < t->nr_row && nr < 6; i++) {
		double v = history_value(t, i, t->nr_column - 1);

		if (isnan(v))
			continue;
		fprintf(f, "%s%-48s %8.*f %s\n", nr ? "       " : "costs: ",
			t->row[i], v == floor(v) ? 0 : 1, v,
			unit_name(t->unit));
		nr++;
	}
}

static int print_cover(FILE *f, const struct result *r, const struct history *h,
		       char *err, size_t size)
{
	const struct history_table *t = best_table(h);

	print_costs(f, t);
	report_wrapped(f, 7, t->title);
	if (!t->by_start)
		fprintf(f, "       kernel %.57s\n",
			env_get(&t->column[t->nr_column - 1].e->env, "kernel.release"));
	return lkml_missing(0, lkml_hash(f, 7, "run.json", r), err, size);
}

int lkml_print(FILE *f, const struct result *r, const struct lkml_ask *ask,
	       char *err, size_t size)
{
	struct history h;
	int ret;

	ret = make_tables(&h, r, ask->pattern, err, size);
	if (!ret && ask->cover)
		ret = print_cover(f, r, &h, err, size);
	else if (!ret)
		ret = print_mail(f, r, &h, ask->pattern, err, size);
	history_free(&h);
	return ret;
}
