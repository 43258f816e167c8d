/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_RESULT_COUNTERS_H
#define BENCH_RESULT_COUNTERS_H

#include <jansson.h>

#include "result/row.h"

/* For row_json.c: the counters of a row as an object, event by event. */
json_t *counters_to_json(const struct result_row *row);

/* Back; what is no counter is left out. */
void counters_from_json(const json_t *j, struct result_row *row);

#endif /* BENCH_RESULT_COUNTERS_H */
