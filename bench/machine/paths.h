/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_MACHINE_PATHS_H
#define BENCH_MACHINE_PATHS_H

#include <limits.h>

/**
 * path_data - where a file that comes with dmabench is
 * @buf:	out, PATH_MAX bytes
 * @dir:	"suites" or "plots"
 * @name:	the file
 *
 * Where 'make install' put it (../share/dmabench from the program), beside the
 * program in its source tree, or in the tree that it was built from.  Returns 0
 * or -ENOENT.
 */
int path_data(char *buf, const char *dir, const char *name);

#endif /* BENCH_MACHINE_PATHS_H */
