/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_REPORT_COMPARE_H
#define BENCH_REPORT_COMPARE_H

#include <stdio.h>

#include "compare/compare.h"

/**
 * report_compare - a comparison as text: ASCII, at most 72 columns
 * @all:	rows that are the same are listed, not only counted
 * @colour:	verdicts are coloured, for a terminal
 */
void report_compare(FILE *f, const struct compare *c, bool all, bool colour);

#define COMPARE_SAME_CODE \
	"both kernels have the same code and data: what was changed is not built, or compiles to the same"

/* Are there kernels of which that is so? */
bool compare_same_code(const struct compare *c);

/* What it is of: sides, what was forced, what varies, what is to be noted. */
void report_compare_head(FILE *f, const struct compare *c);

/* Its rows of one pair of environments. */
void report_compare_pair(FILE *f, const struct compare *c, size_t pair,
			 bool all, bool colour);

/* What is refused, each key with both values and what to do. */
void report_compare_refused(FILE *f, const struct compare *c);

/* Tables for a page (Markdown) and for programs: a row of ours is one of it. */
void report_compare_md(FILE *f, const struct compare *c, bool all);
void report_compare_csv(FILE *f, const struct compare *c);

/* All that is known of it, described by results/compare.schema.json. */
int compare_json(FILE *f, const struct compare *c);

/* The name of a side's first run. */
const char *compare_first_run(const struct compare_side *side);

/* A number in a column: 0.50, 12345.6, of exact counts 42; in @buf. */
const char *compare_number(double x, bool exact, bool sign, char *buf,
			   size_t size);

/* "40 rows, insn: 3 more, 2 fewer, 35 same, 0 unclear"; in @buf. */
const char *compare_sum_text(const struct compare_sum *sum, char *buf,
			     size_t size);

/* "+1.90", "-12": a share in percent; in @buf. */
const char *compare_percent(double share, char *buf, size_t size);

/*
 * What of a difference a count hides, instructions that cost more than others
 * and those that cost less: "of which +1 locked, -2 fences", or "" without any
 * or where it is not known; in @buf.
 */
const char *compare_kinds(const struct comparison *c, char *buf, size_t size);

/* "cyc" or "insn" */
const char *compare_unit(const struct compare_row *row);

#endif /* BENCH_REPORT_COMPARE_H */
