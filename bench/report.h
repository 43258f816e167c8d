/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_REPORT_H
#define BENCH_REPORT_H

#include <stdio.h>

#include "result.h"

/* Print the report of a run: ASCII, at most 72 columns. */
void report_print(FILE *f, const struct result *r);

/*
 * Its parts about the thread: @vm is the key of the VM whose instructions are
 * shown, or NULL.  Both print nothing where there are no such rows.
 */
void report_thread(FILE *f, const struct result *r, const char *vm);
void report_attach(FILE *f, const struct result *r, const char *vm);

#endif /* BENCH_REPORT_H */
