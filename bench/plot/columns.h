/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_PLOT_COLUMNS_H
#define BENCH_PLOT_COLUMNS_H

#include <stdio.h>

#include "result/result.h"

/* How much of a row's name is "stack-global.3" of it. */
int plot_design_len(const struct result_row *row);

/*
 * What stands behind the name of a bar that is missing: ": void", else "".  A
 * picture that left a void row out would say that there was none.
 */
const char *plot_void(const struct result_row *row);

/* Is it the one operation that designs are drawn by, on this target? */
bool plot_is_op(const struct result_row *row, enum target_id target);

/*
 * How many bars a target has; without the depths of a sweep if they are @many.
 */
size_t plot_count_bars(const struct result *r, enum target_id target,
		       bool *many);

/* Has it a place in a plot: a number, or a void row's lack of one? */
bool plot_has_place(const struct result_row *row);

/* A column of numbers; gnuplot leaves out NaN. */
void plot_number(FILE *f, double x);

/* A row's median as a column; NaN if it has none: false. */
bool plot_median(FILE *f, const struct result_row *row);

/* The same of a row by its name, which may not be there. */
bool plot_column(FILE *f, const struct result *r, const char *env,
		 const char *name);

#endif /* BENCH_PLOT_COLUMNS_H */
