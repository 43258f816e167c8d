// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * passes.c - the rows of this machine, pass by pass.
 *
 * A pass measures every row of every ledger once, in an order of its own: what
 * changes slowly on a shared machine then touches all rows alike.  For A/A it
 * measures each row twice, once as A and once as B; chance says which is first.
 */
#include <errno.h>
#include <gsl/gsl_randist.h>
#include <stdlib.h>
#include <string.h>

#include "measure/measure.h"
#include "run/passes.h"
#include "run/progress.h"
#include "run/stop.h"

/* A signal that is not for us ends a row; it is run again. */
static int measure(struct target *t, const struct row *row, gsl_rng *rng,
		   struct samples *s)
{
	const struct plan plan = PLAN_DEFAULT;
	int status;

	for (;;) {
		status = measure_row(t, row, &plan, rng, s);
		if (status != -EINTR || run_stop)
			return status;
		samples_free(s);
	}
}

/* How often a pass measures a row. */
static unsigned int times_a_pass(const struct run_config *cfg)
{
	return cfg->aa ? 2 : 1;
}

unsigned int run_times(const struct run_config *cfg)
{
	return cfg->passes * times_a_pass(cfg);
}

/* Measure row @i for the time number @time. */
static int one_row(struct run *run, struct target *t, struct ledger *ledger,
		   size_t i, unsigned int time, gsl_rng *rng)
{
	const struct row *row = ledger->items[i];
	bool behind_iommu = row_behind_iommu(row);
	struct samples samples;
	int status = measure(t, row, rng, &samples);

	/* Interrupted in the middle: as if it had not been begun. */
	if (status == -EINTR) {
		samples_free(&samples);
		return 0;
	}
	return ledger_add(run, ledger, i, time, status,
			behind_iommu ? t->device : "", &samples);
}

static int one_pass(struct run *run, struct target *const *t,
		    struct ledger *ledger, size_t total, unsigned int pass,
		    gsl_rng *rng, struct progress *progress)
{
	const unsigned int times = times_a_pass(run->cfg);
	unsigned int *order = calloc(total * times + 1, sizeof(*order));
	char name[ROW_NAME_LEN];
	int ret = order ? 0 : -ENOMEM;
	size_t i, s, k;

	for (i = 0; !ret && i < total * times; i++)
		order[i] = i;
	if (!ret)
		gsl_ran_shuffle(rng, order, total * times, sizeof(*order));
	for (i = 0; !ret && !run_stop && i < total * times; i++) {
		for (s = 0, k = order[i] % total; k >= ledger[s].nr; s++)
			k -= ledger[s].nr;
		ret = one_row(run, t[s], &ledger[s], k,
			      pass * times + order[i] / total, rng);
		progress_step(progress, row_name(ledger[s].items[k], name));
	}
	free(order);
	return ret;
}

int run_passes(struct run *run, struct target *const *t, struct ledger *ledger,
	       size_t nr_ledger, gsl_rng *rng, const char *what)
{
	const unsigned int passes = run->cfg->passes;
	struct progress progress;
	size_t i, total = 0;
	int ret = 0;

	for (i = 0; i < nr_ledger; i++)
		total += ledger[i].nr;
	progress_begin(&progress, total * run_times(run->cfg), "%s", what);
	for (i = 0; !ret && !run_stop && i < passes; i++)
		ret = one_pass(run, t, ledger, total, i, rng, &progress);
	progress_end(&progress, run_stop ? "interrupted" : "");
	return ret;
}
