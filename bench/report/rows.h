/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rows.h - what the sections of the report share: finding rows, and
 * their words.
 */
#ifndef BENCH_REPORT_ROWS_H
#define BENCH_REPORT_ROWS_H

#include "result/result.h"

#define REPORT_WIDTH	72
#define MAX_LABELS	64

/* Distinct texts in the order they were met; what is pointed to must stay. */
struct labels {
	size_t nr;
	const char *text[MAX_LABELS];
};

/*
 * Lines of @text, each @indent columns in, broken between words; the second
 * goes on at @column of a line that was begun.  What is not ASCII is a '?'.
 */
void report_wrapped(FILE *f, int indent, const char *text);
void report_wrapped_from(FILE *f, int column, int indent, const char *text);

/* A number in a column: whole, or with a digit behind the point; - for NAN. */
void report_value(FILE *f, int width, double v);

/* Add @text if it is new and there is room. */
void labels_add(struct labels *l, const char *text);

/* The last part of a row's name: the operation, and its size or count. */
const char *op_of(const struct result_row *row);

/* The first part into @buf, ROW_NAME_LEN: design and depth; returns @buf. */
const char *label_of(const struct result_row *row, char *buf);

/* The row of an environment that has this name, in three parts, or NULL. */
const struct result_row *find_row(const struct result *r, const char *env,
				  const char *design, const char *backend,
				  const char *op);

/* The median of that row in its unit; NAN where there is none. */
double median_of(const struct result *r, const char *env, const char *design,
		 const char *backend, const char *op);

/*
 * How far the medians of its placements lie apart, greatest less least, in its
 * unit; NAN where there is none.
 */
double span_of(const struct result *r, const char *env, const char *design,
	       const char *backend, const char *op);

/* Either of them: what a column shows of its rows. */
typedef double (*number_fn)(const struct result *r, const char *env,
			    const char *design, const char *backend,
			    const char *op);

#endif /* BENCH_REPORT_ROWS_H */
