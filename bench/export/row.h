/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * row.h - what the formats share: the fields of a row, and its evidence.
 */
#ifndef BENCH_EXPORT_ROW_H
#define BENCH_EXPORT_ROW_H

#include <stdio.h>

#include "result/result.h"

enum field_kind { FIELD_TEXT, FIELD_NUMBER, FIELD_BOOL };

/**
 * struct field - a column of CSV, a key of JSON
 * @name:	the same in both; results/export.schema.json says what each is
 * @text:	of a text, "" for none
 * @number:	of the others; NAN for none
 */
struct field {
	const char *name;
	enum field_kind kind;
	const char *text;
	double number;
};

#define FIELDS_MAX	40

/* The fields of a row, always the same in the same order; returns how many. */
size_t export_fields(const struct result *r, const struct result_row *row,
		     struct field field[FIELDS_MAX]);

/* What the row was run on; without keys where the run does not say. */
const struct env *export_env(const struct result *r,
			     const struct result_row *row);

/* Why there is no number; "" where there is one. */
const char *export_why(const struct result_row *row);

/*
 * The values that are evidence of a row, one a boot (vm) or run (user, host),
 * never one a window: how many, and each of them.
 */
size_t export_nr_values(const struct result_row *row);
double export_value(const struct result_row *row, size_t i);

/* A text in a line: what would end the line is a blank. */
void export_put_line(FILE *f, const char *text);

#endif /* BENCH_EXPORT_ROW_H */
