/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_REPORT_REPORT_H
#define BENCH_REPORT_REPORT_H

#include <stdio.h>

#include "result/result.h"

/* Print the report of a run: ASCII, at most 72 columns. */
void report_print(FILE *f, const struct result *r);

/* Lines of its head: a CPU whose cycles are counted; host, the kernel, too. */
void report_cpu(FILE *f, enum target_id target, const struct env *e);
void report_host(FILE *f, const struct env *e);

/* The checkers that the kernel was built with, if there are any. */
void report_debug(FILE *f, const struct env *e);

/*
 * How the kernel's text calls and returns, and a warning where the module is of
 * another compiler: what the module said, nothing of a run that lacks it.
 */
void report_calls(FILE *f, const struct env *e);

/*
 * The floor of a target's rows, or with @env of those of one environment, in a
 * line of the head, and a table of A/A for those that have one above 0.
 */
void report_floor(FILE *f, const struct result *r, enum target_id target,
		  const char *env);
void report_aa(FILE *f, const struct result *r);

/*
 * What the difference of two rows of a run has to be above: the greater floor,
 * because that of a row is of the difference of two measurements already.  NAN
 * where it was not measured.
 */
double report_floor_of(const struct result_row *a, const struct result_row *b);

/*
 * Its section 1, and its parts about the thread: @host is the key of the box
 * whose cycles are shown, @vm is the key of the VM whose
 * instructions are shown, or NULL.  All print nothing where there are no such
 * rows.
 */
void report_designs(FILE *f, const struct result *r, const char *host,
		    const char *vm);
void report_against(FILE *f, const struct result *r, const char *host,
		    const char *vm);
void report_thread(FILE *f, const struct result *r, const char *vm);
void report_attach(FILE *f, const struct result *r, const char *vm);

/*
 * Its part about the running kernel: @env is the key of the environment whose
 * rows are shown.  Prints nothing where there are none.
 */
void report_running(FILE *f, const struct result *r, const char *env);

/*
 * The same for all environments at once, of a run that has several VMs; false,
 * and nothing is printed, for another.
 */
bool report_matrix(FILE *f, const struct result *r);

/*
 * Its part about rows of several threads: @env as above.  Returns whether there
 * were any.
 */
bool report_at_once(FILE *f, const struct result *r, const char *env);

/* What ran where nothing is measured: how many rows, and why others did not. */
void report_functional(FILE *f, const struct result *r,
		       const struct result_env *e);

/* What the layers are of the stacks that have rows in @state. */
void report_layers(FILE *f, const struct result *r, enum state_kind state);

/* Rows in cycles that have two modes, if there are any. */
void report_modes(FILE *f, const struct result *r);

/* What the PMU counted in an operation, or why nothing. */
void report_counters(FILE *f, const struct result *r);

/*
 * Where the instructions of a VM's rows go, if they were counted; of a run with
 * several VMs those of a few operations in all.
 */
void report_split(FILE *f, const struct result *r);

#endif /* BENCH_REPORT_REPORT_H */
