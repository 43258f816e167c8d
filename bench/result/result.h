/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_RESULT_RESULT_H
#define BENCH_RESULT_RESULT_H

#include <limits.h>
#include <stdio.h>

#include "result/env.h"
#include "result/row.h"

#define RESULT_SCHEMA	1

/**
 * struct result - a run directory
 * @file:	its run.json, where it was read
 * @argv:	@nr_argv words of the command that made it; none where nobody
 *		said, and in runs of early versions
 */
struct result {
	char dir[PATH_MAX];
	char file[PATH_MAX];
	char suite[64];
	char started[24];
	unsigned long seed;
	bool complete;
	size_t nr_argv;
	char **argv;
	size_t nr_env;
	struct result_env *env;
	size_t nr_row;
	struct result_row *row;
	FILE *csv;
};

/**
 * result_create - make a run directory and open its samples.csv
 * @r:		suite and seed are set; dir and started are filled in
 * @parent:	where, made if it is not there
 * @label:	target and kernel, for the directory's name
 *
 * Returns 0 or a negative errno.
 */
int result_create(struct result *r, const char *parent, const char *label);

/* Append a word to its command line; 0 or -ENOMEM. */
int result_add_word(struct result *r, const char *word);

/* Add an environment or find it by its key; NULL without memory or room. */
struct result_env *result_env(struct result *r, const char *key);

/* The environment with that key, or NULL. */
const struct result_env *result_find_env(const struct result *r,
					 const char *key);

/* The first environment of a target in which something is measured, or NULL. */
const struct result_env *result_first_env(const struct result *r,
					  enum target_id target);

/* The unit of an environment's rows; UNIT_NONE where it has none. */
enum unit result_unit(const struct result *r, const char *env);

/* Append a row's windows to samples.csv; 0 or a negative errno. */
int result_add_samples(struct result *r, const struct result_row *row,
		       unsigned int boot, const struct samples *s);

/* Write run.json: to another name, synced, renamed.  0 or a negative errno. */
int result_write(struct result *r);

/**
 * result_read - read run.json of a directory
 * @r:		out
 * @dir:	the directory, or the file itself
 * @err:	why not, for a message
 *
 * Returns 0, -ENOENT, or -EINVAL for what is not a run of this schema.
 */
int result_read(struct result *r, const char *dir, char *err, size_t size);

/* Bits that a window's causes may have: DMABENCH_CAUSE_*, and room for more. */
#define RESULT_CAUSES	32

/**
 * struct result_causes - what disturbed the windows of an environment
 * @windows:	that were measured, those that warmed up left out
 * @by:		how many of them each bit was seen beside; one may have several
 */
struct result_causes {
	size_t windows;
	size_t by[RESULT_CAUSES];
};

/**
 * result_count_causes - read samples.csv of a run
 * @r:		from result_read()
 * @out:	room for one of each of its environments
 * @err:	why not, for a message
 *
 * Returns 0, -ENOENT or another errno of opening it, -EIO, or -EINVAL where a
 * line is not a window of an environment of the run.
 */
int result_count_causes(const struct result *r, struct result_causes *out,
			char *err, size_t size);

void result_free(struct result *r);

/* The row of that name on that environment, or NULL. */
const struct result_row *result_find(const struct result *r, const char *env,
				     const char *name);

/* Write @text as a JSON string, in ASCII. */
void result_quote(FILE *f, const char *text);

#define RESULT_HASH	64

/**
 * result_hash - the SHA-256 of a run.json, by the command sha256sum
 * @r:		from result_read()
 * @hex:	out: RESULT_HASH digits
 *
 * Returns 0, -ENOENT without that command, or another negative errno.
 */
int result_hash(const struct result *r, char hex[RESULT_HASH + 1]);

#endif /* BENCH_RESULT_RESULT_H */
