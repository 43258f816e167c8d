/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_RESULT_FIELDS_H
#define BENCH_RESULT_FIELDS_H

#include <jansson.h>
#include <stddef.h>

/*
 * Fields of an object of run.json.  What is missing, or of another type, is ""
 * as a text, 0 as a count, -1 as an integer and NAN as a number: runs of early
 * versions lack fields.
 */
void field_text(const json_t *j, const char *key, char *buf, size_t size);
unsigned int field_count(const json_t *j, const char *key);
long long field_integer(const json_t *j, const char *key);
double field_number(const json_t *j, const char *key);

/* A number, and NAN for what is none. */
double number_or_nan(const json_t *v);

/* JSON has no NaN: what could not be computed is null. */
json_t *number_json(double x);

#endif /* BENCH_RESULT_FIELDS_H */
