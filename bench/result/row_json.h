/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_RESULT_ROW_JSON_H
#define BENCH_RESULT_ROW_JSON_H

#include <jansson.h>

#include "result/row.h"

/* A row as an object; NULL without memory. */
json_t *row_to_json(const struct result_row *row);

/* Back; 0, -ENOMEM, or -EINVAL for what is not a row. */
int row_from_json(const json_t *j, struct result_row *row);

/*
 * Its split, if it has one; 0, -ENOMEM, or -EINVAL where the functions are not
 * what the row costs.
 */
int row_split_from_json(const json_t *row, struct split *s);

#endif /* BENCH_RESULT_ROW_JSON_H */
