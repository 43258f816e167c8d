/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_PLOT_DATA_H
#define BENCH_PLOT_DATA_H

#include <stdio.h>

#include "result/result.h"

/**
 * struct plot - one plot
 * @name:	of plots/NAME.gp, and of the files that are made
 * @target:	of its environment
 * @write:	writes the data; returns how many points there are, 0 for a run
 *		that has nothing to draw
 */
struct plot {
	const char *name;
	enum target_id target;
	size_t (*write)(FILE *f, const struct result *r);
};

/* All plots; the last has no name. */
extern const struct plot plots[];

#endif /* BENCH_PLOT_DATA_H */
