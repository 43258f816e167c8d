/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lkml.h - a run, or what changed between two, as the body of a mail: 72
 * columns, so that it is not folded where it is quoted twice in 80.
 */
#ifndef BENCH_MAIL_LKML_H
#define BENCH_MAIL_LKML_H

#include <stdio.h>

#include "compare/comparable.h"
#include "result/result.h"

/**
 * struct lkml_ask - which mail
 * @run:	RUN and, behind it, the runs it is compared with, that are one
 *		side together: paths as for result_read()
 * @nr_run:	1 and more
 * @pattern:	of the names of rows (fnmatch), or NULL for those that fit
 * @cover:	only the lines for a commit's message
 * @comparable:	what may differ between the sides
 */
struct lkml_ask {
	const char *const *run;
	size_t nr_run;
	const char *pattern;
	bool cover;
	struct comparable_rule comparable;
};

/**
 * lkml_print - the mail of one run
 * @r:		ask->run[0]
 * @err:	why not, for a message
 *
 * What was measured and on what, the table, a plot, how to repeat it, and the
 * hash.  Nothing in it says whose machine it was.  Returns 0; -ENODATA without
 * a row to show; -ENOENT where gnuplot or sha256sum is missing, and the mail
 * lacks what they make; or another negative errno.
 */
int lkml_print(FILE *f, const struct result *r, const struct lkml_ask *ask,
	       char *err, size_t size);

/* Is that a comparison: of several runs, or of one with two kernels? */
bool lkml_is_compare(const struct result *r, const struct lkml_ask *ask);

/**
 * lkml_compare - the mail of a comparison: of runs, or of one run's two kernels
 *
 * As lkml_print(); also -EINVAL for runs that cannot be read, and -EXDEV for
 * what is not comparable, which is then said on standard error.
 */
int lkml_compare(FILE *f, const struct lkml_ask *ask, char *err, size_t size);

/* Their parts: each machine in four lines; how to run it again; the hash. */
void lkml_machines(FILE *f, const struct result *r);
void lkml_command(FILE *f, const char *what, const struct result *r);
int lkml_hash(FILE *f, int indent, const char *what, const struct result *r);

/* What is missing from the mail, for the one who sends it; returns an errno. */
int lkml_missing(int plot, int hash, char *err, size_t size);

#endif /* BENCH_MAIL_LKML_H */
