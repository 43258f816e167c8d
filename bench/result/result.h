/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_RESULT_RESULT_H
#define BENCH_RESULT_RESULT_H

#include <errno.h>
#include <limits.h>
#include <stdio.h>

#include "machine/env.h"
#include "row/row.h"
#include "split/split.h"
#include "stats/aa.h"
#include "stats/counter.h"
#include "stats/evidence.h"
#include "stats/stats.h"

#define RESULT_SCHEMA	1
#define ENV_KEY_LEN	128

/*
 * The status of a row that was run and is void: fewer than MEASURE_CLEAN % of
 * its pairs of windows were clean.  No target returns it.
 */
#define RESULT_VOID	(-ENODATA)

/**
 * struct result_env - one thing that rows were run on
 * @key:	"user/plain", "vm/6.1.0-56-amd64": what rows refer to
 * @env:	what it is
 */
struct result_env {
	char key[ENV_KEY_LEN];
	struct env env;
};

/**
 * struct result_row - one row of run.json; see results/schema.json
 * @env:	key of its struct result_env
 * @status:	0, or the negative errno for which there is no number
 * @boots:	boots (vm, host) or passes (user) behind the numbers
 * @mapped:	entries of a list that the device sees; 0 for no list
 * @steady:	groups of warm-up windows until it was, 0 if it never was; -1
 *		where nobody asked
 * @slow:	of a row @each: the rare slow operations of its first boot
 * @identical:	@boots > 1 and all read the same ticks in the same windows
 * @evidence:	its values for who compares: one a boot or, in an older run and
 *		where a run is one value, the run's own; none without a number
 * @aa:		the row against itself; n is 0 where that was not asked
 * @nr_counter:	events of the PMU that it was counted with
 * @counter:	what each came to
 * @split:	where its instructions go; no ops where that was not asked
 */
struct result_row {
	char env[ENV_KEY_LEN];
	char name[ROW_NAME_LEN];
	char design[ROW_NAME_LEN];
	char backend[DMABENCH_NAME_LEN];
	char op[DMABENCH_NAME_LEN];
	char device[DMABENCH_BDF_LEN];
	char target[8];
	char unit[16];
	char state[48];
	unsigned int size;
	unsigned int nents;
	unsigned int mapped;
	unsigned int depth;
	unsigned int threads;
	unsigned int boots;
	int steady;
	struct slow slow;
	bool identical;
	int status;
	struct summary s;
	struct evidence evidence;
	struct aa aa;
	size_t nr_counter;
	struct counter counter[COUNTERS_MAX];
	struct split split;
};

/* More designs than that are too many for a table, and for bars. */
#define RESULT_MANY	24

/* Of many designs, is this a depth for the plot by depth, and not for those? */
static inline bool result_is_sweep(const struct result_row *row)
{
	return row->depth > 1 && row->depth != 3;
}

/**
 * struct result - a run directory
 * @file:	its run.json, where it was read
 */
struct result {
	char dir[PATH_MAX];
	char file[PATH_MAX];
	char suite[64];
	char started[24];
	unsigned long seed;
	bool complete;
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

/* Add an environment or find it by its key; NULL without memory or room. */
struct result_env *result_env(struct result *r, const char *key);

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

/* Why a row has no number, in words; until it is asked for another's. */
const char *result_reason(const struct result_row *row);

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
