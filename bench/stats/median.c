// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * median.c - the value in the middle.
 */
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

#include "stats/median.h"

double stats_median(double *v, size_t n)
{
	gsl_sort(v, 1, n);
	return gsl_stats_median_from_sorted_data(v, 1, n);
}
