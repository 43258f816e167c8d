/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_ROW_ROW_H
#define BENCH_ROW_ROW_H

#include <stddef.h>
#include <stdio.h>

#include "kmod/dispatch/dispatch.h"

#define ROW_NAME_LEN	96

/**
 * struct row - what one line of a report measures
 * @design:	from the table of designs
 * @backend:	from the table of backends
 * @op:		which operation is timed
 * @len:	bytes of a mapping or of a list's entry, the greatest of
 *		several; the count of known/loop
 * @nents:	entries of a scatterlist, 1 for a single mapping
 * @depth:	layers of a stack or registered IOMMUs, 0 where there is none
 * @devices:	attached at once; each operation is for a random one of them
 * @flags:	DMABENCH_RUN_*: what the module is told
 * @ring:	mappings that are held beside
 * @threads:	that make operations at once, each on its own CPU
 * @offset:	where in its page a buffer begins
 * @each:	every operation is a sample: no slope, what is rare is seen
 */
struct row {
	const struct db_design *design;
	const struct db_backend *backend;
	enum db_op op;
	__u32 len;
	__u32 nents;
	__u32 depth;
	__u32 devices;
	__u32 flags;
	__u32 ring;
	__u32 offset;
	__u32 threads;
	bool each;
};

/**
 * row_parse - a row from its name
 * @name:	design[.depth]/backend/op[:size|:nents][@state]
 * @row:	filled in
 * @err:	why not, for a message
 * @size:	of @err
 *
 * A size may end in K or M.  Returns 0, or -EINVAL with a reason in @err.
 */
int row_parse(const char *name, struct row *row, char *err, size_t size);

/* The row's name into @buf, ROW_NAME_LEN bytes; returns @buf. */
const char *row_name(const struct row *row, char *buf);

/* The design's part of the name ("stack-global.3"); returns @buf. */
const char *row_design(const struct row *row, char *buf);

/* The operation's part of the name ("map_sg:16"); returns @buf. */
const char *row_op(const struct row *row, char *buf);

/* The state ("hot", "mixed16", "ring64+lifo", "cold"); returns @buf. */
const char *row_state(const struct row *row, char *buf);

/* Print each word of a state and what it says, a line each. */
void row_state_list(FILE *f);

/* For row.c: the state of a row whose other parts are there. */
int row_state_parse(const char *s, struct row *row, char *err, size_t size);

/* A whole number but 0, with K or M where @units; 0 or -EINVAL. */
int row_number(const char *s, int units, __u32 *value);

/* Write why a name is no row's; returns -EINVAL. */
__attribute__((__format__(__printf__, 3, 4)))
int row_fail(char *err, size_t size, const char *format, ...);

/* Is it of the running kernel's own API, on a device behind its IOMMU? */
bool row_behind_iommu(const struct row *row);

/* Instructions per op of a "known" row, or 0 for one whose count is asked. */
double row_known_insn(const struct row *row);

#endif /* BENCH_ROW_ROW_H */
