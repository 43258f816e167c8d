/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_PLOT_CYCLES_H
#define BENCH_PLOT_CYCLES_H

#include <stdio.h>

#include "result/result.h"

/* Plots of the user target; as write of struct plot. */
size_t plot_designs_cycles(FILE *f, const struct result *r);
size_t plot_placements(FILE *f, const struct result *r);
size_t plot_depth(FILE *f, const struct result *r);
size_t plot_devices(FILE *f, const struct result *r);

#endif /* BENCH_PLOT_CYCLES_H */
