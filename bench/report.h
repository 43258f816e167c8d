/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_REPORT_H
#define BENCH_REPORT_H

#include <stdio.h>

#include "result.h"

/* Print the report of a run: ASCII, at most 72 columns. */
void report_print(FILE *f, const struct result *r);

#endif /* BENCH_REPORT_H */
