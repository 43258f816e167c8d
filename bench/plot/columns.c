// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * columns.c - what the data of plots have in common.
 */
#include <math.h>
#include <string.h>

#include "plot/columns.h"

int plot_design_len(const struct result_row *row)
{
	return strcspn(row->name, "/");
}

const char *plot_void(const struct result_row *row)
{
	return row_is_void(row) ? ": void" : "";
}

bool plot_has_place(const struct result_row *row)
{
	return row_is_measured(row) || row_is_void(row);
}

bool plot_is_op(const struct result_row *row, enum target_id target)
{
	return row->target == target && row_is_op(row, DB_MAP_SINGLE) &&
	       row->over == OVER_NULL && row->in_state == STATE_HOT &&
	       row->kind != ROW_RUNNING;
}

size_t plot_count_bars(const struct result *r, enum target_id target,
		       bool *many)
{
	const char *env = NULL;
	size_t i, nr = 0, sweep = 0;

	for (i = 0; i < r->nr_row; i++) {
		if (!plot_is_op(&r->row[i], target))
			continue;
		env = env ? env : r->row[i].env;
		if (!row_on(&r->row[i], env))
			continue;
		nr++;
		sweep += result_is_sweep(&r->row[i]);
	}
	*many = nr > RESULT_MANY;
	return *many ? nr - sweep : nr;
}

void plot_number(FILE *f, double x)
{
	if (isnan(x))
		fputs(" NaN", f);
	else
		fprintf(f, " %.3f", x);
}

bool plot_median(FILE *f, const struct result_row *row)
{
	bool there = row && row_is_measured(row);

	plot_number(f, there ? row->s.median : NAN);
	return there;
}

bool plot_column(FILE *f, const struct result *r, const char *env,
		 const char *name)
{
	return plot_median(f, result_find(r, env, name));
}
