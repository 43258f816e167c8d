/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_STATS_MEDIAN_H
#define BENCH_STATS_MEDIAN_H

#include <stddef.h>

/* The median of @n values, 1 and more, which are sorted on the way. */
double stats_median(double *v, size_t n);

#endif /* BENCH_STATS_MEDIAN_H */
