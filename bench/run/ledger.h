/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_RUN_LEDGER_H
#define BENCH_RUN_LEDGER_H

#include "result/result.h"
#include "run/run.h"

/**
 * struct run - a run under way
 */
struct run {
	const struct run_config *cfg;
	struct result result;
	struct timespec written;
};

/**
 * struct ledger - the rows of one environment while they are being run
 * @env:	its key
 * @items:	the suite's rows that this target has
 * @samples:	of row i in boot b: samples[i * boots + b]
 * @nr_done:	boots that row i has
 * @first:	index of row 0 in the result
 */
struct ledger {
	char env[ENV_KEY_LEN];
	unsigned int boots;
	size_t nr;
	const struct row **items;
	struct samples *samples;
	unsigned int *nr_done;
	size_t first;
};

/* Begin: its rows are in the result, "not run" so far.  0 or -errno. */
int ledger_begin(struct run *run, struct ledger *ledger, const char *env,
		 enum target_id target, unsigned int boots);

/*
 * Row @i was run once more, as number @boot, with this status; takes @s.  Of
 * two numbers 2k and 2k + 1 either may come first.  0 or -errno; a thread that
 * is stuck is said and ends the run: -ECANCELED.
 */
int ledger_add(struct run *run, struct ledger *ledger, size_t i,
	       unsigned int boot, int status, const char *device,
	       struct samples *s);

/*
 * No more rows: bring the numbers up to date, free the samples.  Twice is once.
 */
void ledger_end(struct run *run, struct ledger *ledger);

#endif /* BENCH_RUN_LEDGER_H */
