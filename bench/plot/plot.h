/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_PLOT_PLOT_H
#define BENCH_PLOT_PLOT_H

#include "result/result.h"

/**
 * plot_all - draw what a run has rows for, into its plots/
 * @r:		the run
 * @err:	why not, for a message
 *
 * Each plot is its .dat, made here, and .png, .svg and .txt, made by gnuplot
 * from plots/NAME.gp.  Returns how many were drawn, or a negative errno:
 * -ENOENT without gnuplot or its scripts.
 */
int plot_all(const struct result *r, char *err, size_t size);

/**
 * plot_draw - call gnuplot on data that is there
 * @name:	of the script plots/NAME.gp
 * @base:	BASE.dat is drawn as BASE.png, BASE.svg and BASE.txt
 * @label:	what was measured, below the title
 * @points:	how many there are
 *
 * Returns 0 or a negative errno: -ENOENT without gnuplot or the script, -EIO
 * where gnuplot failed.
 */
int plot_draw(const char *name, const char *base, const char *label,
	      size_t points);

/**
 * plot_print - a plot as ASCII of 72 columns, into a text
 * @data:	what would stand in its .dat
 *
 * The other arguments and what is returned are as of plot_draw(); also -ENOTDIR
 * where no temporary file can be made.
 */
int plot_print(FILE *f, const char *name, const char *data, const char *label,
	       size_t points);

#endif /* BENCH_PLOT_PLOT_H */
