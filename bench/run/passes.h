/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_RUN_PASSES_H
#define BENCH_RUN_PASSES_H

#include <gsl/gsl_rng.h>

#include "measure/target.h"
#include "run/ledger.h"

/* How often a row of user or host is measured in all passes. */
unsigned int run_times(const struct run_config *cfg);

/**
 * run_passes - run the rows of ledgers, cfg->passes times, in random order
 * @t:		the target of each ledger
 * @ledger:	begun, for run_times() boots
 * @nr_ledger:	how many
 * @rng:	seeded
 * @what:	for the progress that is said
 *
 * In this thread, which is pinned.  Returns 0, also when run_stop ended it, or
 * a negative errno.
 */
int run_passes(struct run *run, struct target *const *t, struct ledger *ledger,
	       size_t nr_ledger, gsl_rng *rng, const char *what);

#endif /* BENCH_RUN_PASSES_H */
