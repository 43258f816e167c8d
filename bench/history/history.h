/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * history.h - rows over the kernels and runs that they were measured in.
 */
#ifndef BENCH_HISTORY_HISTORY_H
#define BENCH_HISTORY_HISTORY_H

#include "result/result.h"

/* One place where rows were measured: an environment of a run. */
struct history_column {
	const struct result *r;
	const struct result_env *e;
};

/**
 * struct history_table - what may stand side by side: one target, unit, IOMMU
 *	and mode; for cycles also one CPU, and one way of indirect calls (user)
 *	or one device (host)
 * @title:	says all of that
 * @slug:	the same for a file's name, of no other table
 * @unit:	of all its values
 * @by_start:	columns stand by the start of their runs (user), else by the
 *		version of the kernel, and for one kernel by the start
 * @column:	in that order
 * @row:	names, in the order in which they were met
 * @nr_left:	rows that history_shorten() left out
 */
struct history_table {
	char title[256];
	char slug[96];
	enum unit unit;
	bool by_start;
	size_t nr_column;
	struct history_column *column;
	size_t nr_row;
	const char **row;
	size_t nr_left;
};

struct history {
	size_t nr;
	struct history_table *table;
};

/**
 * history_build - the tables of some runs
 * @h:		out; for history_free() whatever is returned
 * @runs:	@nr of them, which have to stay
 * @pattern:	as of a shell, of the names of rows; NULL for all but the
 *		instrument's own
 *
 * A table has rows that were run in one of its columns.  What measured nothing
 * is left out.  Returns 0 or -ENOMEM.
 */
int history_build(struct history *h, const struct result *runs, size_t nr,
		  const char *pattern);

/*
 * Keep at most @most rows of a table that has more: those in the usual state,
 * if they are still too many of the usual size, and of these the first.
 */
void history_shorten(struct history *h, size_t most);

void history_free(struct history *h);

/* The row of a column, or NULL; its median, NAN for none. */
const struct result_row *history_row(const struct history_table *t, size_t row,
				     size_t column);
double history_value(const struct history_table *t, size_t row, size_t column);

/**
 * enum history_change - is it another value than the next one to its left?
 * @HISTORY_UNKNOWN:	there is none to its left, or no floor to judge by
 * @HISTORY_UNCLEAR:	another count of a row with a state, of another seed or
 *			suite: compare would call it unclear
 */
enum history_change {
	HISTORY_UNKNOWN, HISTORY_SAME, HISTORY_CHANGED, HISTORY_UNCLEAR
};

/*
 * Counts change where dmabench compare says so of the two runs; cycles have to
 * differ by more than the A/A floors of both.
 */
enum history_change history_change(const struct history_table *t, size_t row,
				   size_t column);

/* Does any run of the table have floors, or needs it none? */
bool history_has_floor(const struct history_table *t);

/*
 * What a column is called in @size bytes: the number of its kernel, where two
 * kernels have the same what stands behind it, or a date.
 */
const char *history_label(const struct history_table *t, size_t column,
			  char *buf, size_t size);

/* The last part of a run's directory. */
const char *history_run_name(const struct result *r);

/* The tables as text of 72 columns, and as CSV, a line a value. */
void history_print(FILE *f, const struct history *h);
void history_print_csv(FILE *f, const struct history *h);

/*
 * What plots/history.gp draws, of the rows that move most, and what stands
 * below its title: returns how many rows; 0 where it is no series.
 */
size_t history_plot_data(FILE *f, const struct history_table *t);
void history_plot_label(const struct history_table *t, size_t nr, char *buf,
			size_t size);

/**
 * history_plot - draw each table that has two columns or more
 * @dir:	where; it is there
 * @err:	why not, for a message
 *
 * Returns how many, or a negative errno as plot_draw().
 */
int history_plot(const struct history *h, const char *dir, char *err,
		 size_t size);

#endif /* BENCH_HISTORY_HISTORY_H */
