/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_RUN_RUN_H
#define BENCH_RUN_RUN_H

#include "result/result.h"
#include "row/suite.h"
#include "split/stream.h"

/**
 * struct boot_cmd - how to boot a VM
 * @name:	the kernel's name in results
 * @cmd:	for sh -c; see vm.c for what it is given and gives
 */
struct boot_cmd {
	const char *name;
	const char *cmd;
};

/**
 * struct run_config - what 'dmabench run' was asked for
 * @targets:	TARGET_* bits
 * @suite:	the rows
 * @output:	parent of the run directory
 * @device:	PCI device for the host target's rows behind an IOMMU, or ""
 * @unbind:	take it from the driver that has it
 * @passes:	passes over the rows of the user and host targets
 * @boots:	boots of each VM
 * @seed:	of every random order
 * @counters:	events to count by the PMU, separated by commas; "" for none
 * @split:	count per function too: the VMs have a QEMU plugin for it
 * @identify:	say in the result which box this is
 * @aa:		visit each row as two sides, A and B, that are the same
 * @boot:	the VMs
 */
struct run_config {
	unsigned int targets;
	struct suite suite;
	const char *output;
	const char *device;
	bool unbind;
	unsigned int passes;
	unsigned int boots;
	unsigned long seed;
	const char *counters;
	bool split;
	bool identify;
	bool aa;
	struct boot_cmd *boot;
	size_t nr_boot;
};

/**
 * struct side - the rows of one environment while they are being run
 * @env:	its key
 * @items:	the suite's rows that this target has
 * @samples:	of row i in boot b: samples[i * boots + b]
 * @nr_done:	boots that row i has
 * @first:	index of row 0 in the result
 */
struct side {
	char env[ENV_KEY_LEN];
	unsigned int boots;
	size_t nr;
	const struct row **items;
	struct samples *samples;
	unsigned int *nr_done;
	size_t first;
};

/**
 * struct run - a run under way
 */
struct run {
	const struct run_config *cfg;
	struct result result;
	struct timespec written;
};

/* Set by SIGINT, SIGTERM and SIGHUP: stop, keep what is done. */
extern volatile int run_stop;

/**
 * run_all - run every row of a suite on every target
 * @cfg:	what was asked
 * @dir:	out: the run directory, PATH_MAX bytes; "" when there is none
 *
 * Says on standard error what went wrong.  Returns an exit status:
 * EXIT_DONE, EXIT_VOID when it was interrupted or is void, as it is when each
 * of its rows is, EXIT_SKIPPED when
 * what a target needs is missing, EXIT_INTERNAL.
 */
int run_all(const struct run_config *cfg, char *dir);

/* For the files of targets: */

/* Begin a side: its rows are in the result, "not run" so far.  0 or -errno. */
int side_begin(struct run *run, struct side *side, const char *env,
	       unsigned int target, unsigned int boots);

/*
 * Row @i was run once more, as number @boot, with this status; takes @s.  Of
 * two numbers 2k and 2k + 1 either may come first.  0 or -errno; a thread that
 * is stuck is said and ends the run: -ECANCELED.
 */
int side_add(struct run *run, struct side *side, size_t i, unsigned int boot,
	     int status, const char *device, struct samples *s);

/*
 * No more rows: bring the numbers up to date, free the samples.  Twice is once.
 */
void side_end(struct run *run, struct side *side);

/* How often a row of user or host is visited in all passes. */
unsigned int run_visits(const struct run_config *cfg);

/**
 * run_passes - run the rows of sides, cfg->passes times, in random order
 * @t:		the target of each side
 * @side:	begun, for run_visits() boots
 * @nr_side:	how many
 * @rng:	seeded
 * @what:	for the progress that is said
 *
 * In this thread, which is pinned.  Returns 0, also when run_stop ended it, or
 * a negative errno.
 */
int run_passes(struct run *run, struct target *const *t, struct side *side,
	       size_t nr_side, gsl_rng *rng, const char *what);

/*
 * split_stream_take() and split_stream_resolve() for a side.  What is wrong
 * with the stream is said; then -ECANCELED, or another negative errno.
 */
int run_split_take(struct split_stream *s, const struct side *side, size_t i,
		   const struct samples *samples);
int run_split_name(struct split_stream *s, struct run *run,
		   const struct side *side, const char *text, size_t len);

/*
 * Boot a VM as number @nr, from 0; its rows are those of @side.  Returns 0,
 * -ENOPKG when what boots it is missing, -ECANCELED when the boot is void,
 * which has been said, or another negative errno.
 */
int run_boot(struct run *run, struct side *side, const struct boot_cmd *boot,
	     unsigned int nr);

/* The targets: 0, also when run_stop ended them, or a negative errno. */
int run_user(struct run *run);
int run_host(struct run *run);
int run_vms(struct run *run);

#endif /* BENCH_RUN_RUN_H */
