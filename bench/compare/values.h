/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_COMPARE_VALUES_H
#define BENCH_COMPARE_VALUES_H

#include "compare/compare.h"

/* Has the row a value that can be compared, of any of its boots? */
bool values_there(const struct result_row *row);

/* Compare a row that both sides have, by their values; 0 or -ENOMEM. */
int values_compare(const struct compare *c, struct compare_row *row);

#endif /* BENCH_COMPARE_VALUES_H */
