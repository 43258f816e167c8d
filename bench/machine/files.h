/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_MACHINE_FILES_H
#define BENCH_MACHINE_FILES_H

#include <stddef.h>

/* First line of a file, without its end, in @buf; "" when it can't be read. */
char *read_line(const char *path, char *buf, size_t size);

/*
 * All of a file, malloc'ed, with a NUL behind it; NULL when it can't be read.
 */
char *read_text(const char *path);

#endif /* BENCH_MACHINE_FILES_H */
