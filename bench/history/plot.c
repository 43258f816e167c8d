// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plot.c - a line a row: how its value moves from column to column.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "history/history.h"
#include "plot/plot.h"

/* More lines than that cannot be told apart in ASCII. */
#define LINES	8

/* A row's first number, which is its 1; NAN for none. */
static double first_value(const struct history_table *t, size_t row)
{
	double v = NAN;
	size_t i;

	for (i = 0; i < t->nr_column && isnan(v); i++)
		v = history_value(t, row, i);
	return v > 0 ? v : NAN;
}

/* How far it goes, as a factor, up or down alike. */
static double moves(const struct history_table *t, size_t row)
{
	const double first = first_value(t, row);
	double most = 0;
	size_t i;

	for (i = 0; i < t->nr_column && !isnan(first); i++) {
		double v = history_value(t, row, i);

		if (v > 0)
			most = fmax(most, fabs(log(v / first)));
	}
	return isnan(first) ? -1 : most;
}

/* The rows that move most, in the order of the table; returns how many. */
static size_t choose(const struct history_table *t, size_t chosen[LINES])
{
	double *left = calloc(t->nr_row, sizeof(*left));
	bool *take = calloc(t->nr_row, sizeof(*take));
	size_t i, k, nr = 0;

	for (i = 0; left && take && i < t->nr_row; i++)
		left[i] = moves(t, i);
	for (k = 0; left && take && k < LINES; k++) {
		size_t best = 0;

		for (i = 1; i < t->nr_row; i++)
			if (left[i] > left[best])
				best = i;
		take[best] = take[best] || left[best] >= 0;
		left[best] = -1;
	}
	for (i = 0; take && i < t->nr_row; i++)
		if (take[i])
			chosen[nr++] = i;
	free(left);
	free(take);
	return nr;
}

size_t history_plot_data(FILE *f, const struct history_table *t)
{
	size_t chosen[LINES], nr, i, k;
	char label[24];

	nr = choose(t, chosen);
	fputs("column", f);
	for (k = 0; k < nr; k++)
		fprintf(f, " \"%s (%g)\"", t->row[chosen[k]],
			first_value(t, chosen[k]));
	fputc('\n', f);
	for (i = 0; i < t->nr_column; i++) {
		fprintf(f, "\"%s\"", history_label(t, i, label, sizeof(label)));
		for (k = 0; k < nr; k++) {
			double v = history_value(t, chosen[k], i) /
				   first_value(t, chosen[k]);

			if (isnan(v))
				fputs(" NaN", f);
			else
				fprintf(f, " %.6f", v);
		}
		fputc('\n', f);
	}
	return t->nr_column < 2 ? 0 : nr;
}

void history_plot_label(const struct history_table *t, size_t nr, char *buf,
			size_t size)
{
	if (nr < t->nr_row)
		snprintf(buf, size, "%.28s, %s: the %zu of %zu rows that move most",
			 t->title, unit_name(t->unit), nr, t->nr_row);
	else
		snprintf(buf, size, "%.60s, %s", t->title,
			 unit_name(t->unit));
}

static int plot_table(const struct history_table *t, const char *dir,
		      char *err, size_t size)
{
	char base[PATH_MAX], path[PATH_MAX + 8], label[128];
	size_t nr = 0;
	int ret;
	FILE *f;

	ret = snprintf(base, sizeof(base), "%s/history-%s", dir, t->slug);
	if (ret >= (int)sizeof(base)) {
		snprintf(err, size, "'%.60s..' is too long", dir);
		return -ENAMETOOLONG;
	}
	snprintf(path, sizeof(path), "%s.dat", base);
	f = fopen(path, "we");
	if (f)
		nr = history_plot_data(f, t);
	if (!f || fclose(f)) {
		ret = -errno;
		snprintf(err, size, "cannot write '%.120s'", path);
		return ret;
	}
	if (!nr) {
		unlink(path);
		return 0;
	}
	history_plot_label(t, nr, label, sizeof(label));
	ret = plot_draw("history", base, label, nr);
	if (ret)
		snprintf(err, size, ret == -ENOENT ?
			 "no gnuplot, or no script for '%s'" :
			 "gnuplot failed on '%s'", "history");
	return ret ? ret : 1;
}

int history_plot(const struct history *h, const char *dir, char *err,
		 size_t size)
{
	int ret, drawn = 0;
	size_t i;

	for (i = 0; i < h->nr; i++) {
		ret = plot_table(&h->table[i], dir, err, size);
		if (ret < 0)
			return ret;
		drawn += ret;
	}
	return drawn;
}
