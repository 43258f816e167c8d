/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_RESULT_CSV_H
#define BENCH_RESULT_CSV_H

#include <stdio.h>

/* Fields of CSV (RFC 4180, lines end as on Unix); commas are the caller's. */

/* A text: quoted, if it has to be. */
void csv_text(FILE *f, const char *text);

/* A number; what is none, or not known, is an empty field. */
void csv_number(FILE *f, double x);

#endif /* BENCH_RESULT_CSV_H */
