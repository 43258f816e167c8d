/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_PATHS_H
#define BENCH_PATHS_H

#include <limits.h>

/**
 * path_data - where a file that comes with dmabench is
 * @buf:	out, PATH_MAX bytes
 * @dir:	"suites" or "plots"
 * @name:	the file
 *
 * Beside the program in its source tree, or where 'make install' put it:
 * ../share/dmabench from the program.  Returns 0 or -ENOENT.
 */
int path_data(char *buf, const char *dir, const char *name);

#endif /* BENCH_PATHS_H */
