/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * matrix.h - the lines of a table by kernel, IOMMU and mode.
 */
#ifndef BENCH_REPORT_MATRIX_H
#define BENCH_REPORT_MATRIX_H

#include <stdio.h>

#include "result/result.h"

/* How many environments of a run are VMs. */
size_t matrix_vms(const struct result *r);

/*
 * A VM's row of the running kernel's @op over its IOMMU, or over nothing where
 * it has none; @state with its @, or "".  NULL where there is none.
 */
const struct result_row *matrix_row(const struct result *r,
				    const struct result_env *e, const char *op,
				    const char *state);

/*
 * The begin of the line of environment @i, 26 columns, and above it a line with
 * its kernel where that is another, or where it is the @first of the table.
 */
void matrix_label(FILE *f, const struct result *r, size_t i, bool first);

#endif /* BENCH_REPORT_MATRIX_H */
