/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_RESULT_EVIDENCE_H
#define BENCH_RESULT_EVIDENCE_H

#include <jansson.h>

#include "result/row.h"

/* For row_json.c: "boot_median" and "boot_least" of a row, if it has any. */
void evidence_to_json(const struct evidence *e, json_t *row);

/*
 * Back.  Without them, in a run of an earlier version, a row that has a number
 * is one value: its median.  0, -ENOMEM, or -EINVAL where the two are
 * not of one length.
 */
int evidence_from_json(const json_t *j, struct result_row *row);

#endif /* BENCH_RESULT_EVIDENCE_H */
