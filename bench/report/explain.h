/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_REPORT_EXPLAIN_H
#define BENCH_REPORT_EXPLAIN_H

#include "compare/explain.h"
#include "result/result.h"

/* The functions of a row, which are sorted, as a tree. */
void report_explain_path(FILE *f, const struct result *r,
			 struct result_row *row);

/* The functions that differ between two rows, and a line that sums. */
void report_explain_pair(FILE *f, const struct explain *e,
			 const struct result *ra, const struct result_row *a,
			 const struct result *rb, const struct result_row *b);

#endif /* BENCH_REPORT_EXPLAIN_H */
