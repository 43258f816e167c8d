/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_ROW_SUITE_H
#define BENCH_ROW_SUITE_H

#include "row/row.h"
#include "row/target.h"

/**
 * struct suite - a named list of rows
 * @name:	quick, full, or the file's name without its directory
 * @nr:		rows
 * @item:	the row, its name as parsed, and the targets it is for: bits of
 *		enum target_id
 */
struct suite {
	char name[64];
	size_t nr;
	struct suite_item {
		struct row row;
		unsigned int targets;
	} *item;
};

/**
 * suite_read - read a suite
 * @s:		out
 * @name:	a suite that comes with dmabench, or the path of a file
 * @err:	why not, with the line, for a message
 *
 * Returns 0, -ENOENT, -ENOMEM, -EINVAL, or the errno of reading it.
 */
int suite_read(struct suite *s, const char *name, char *err, size_t size);
void suite_free(struct suite *s);

/**
 * suite_each - the suites that come with dmabench, by name
 * @emit:	called for each, with what its first line says that it is for;
 *		stops on a non-zero return
 *
 * Returns 0, what @emit returned, or -ENOENT or another errno where the files
 * cannot be found or read.
 */
int suite_each(int (*emit)(const char *name, const char *what, void *arg),
	       void *arg);

/* Their names, "full, quick"; to be freed, or NULL. */
char *suite_names(void);

/**
 * brace_expand - expand {a,b} in a pattern, as a shell does
 * @pattern:	the pattern; braces may follow each other, not nest
 * @emit:	called with each expansion; stops on a non-zero return
 *
 * Returns 0, what @emit returned, or -EINVAL where a brace is not closed.
 */
int brace_expand(const char *pattern, int (*emit)(const char *, void *),
		 void *arg);

#endif /* BENCH_ROW_SUITE_H */
