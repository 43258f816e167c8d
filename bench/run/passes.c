// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * passes.c - the rows of this machine, pass by pass.
 *
 * A pass visits every row of every side once, in an order of its own: what
 * changes slowly on a shared machine then touches all rows alike.  For A/A it
 * visits each row twice, once as A and once as B; chance says which is first.
 */
#include <errno.h>
#include <gsl/gsl_randist.h>
#include <stdlib.h>
#include <string.h>

#include "run/progress.h"
#include "run/run.h"

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

/* How often a pass visits a row. */
static unsigned int visits_a_pass(const struct run_config *cfg)
{
	return cfg->aa ? 2 : 1;
}

unsigned int run_visits(const struct run_config *cfg)
{
	return cfg->passes * visits_a_pass(cfg);
}

/* Visit number @visit of row @i. */
static int one_row(struct run *run, struct target *t, struct side *side,
		   size_t i, unsigned int visit, gsl_rng *rng)
{
	const struct row *row = side->items[i];
	bool behind_iommu = !strcmp(row->backend->id, "kernel-iommu");
	struct samples samples;
	int status = measure(t, row, rng, &samples);

	/* Interrupted in the middle: as if it had not been begun. */
	if (status == -EINTR) {
		samples_free(&samples);
		return 0;
	}
	return side_add(run, side, i, visit, status,
			behind_iommu ? t->device : "", &samples);
}

static int one_pass(struct run *run, struct target *const *t,
		    struct side *side, size_t total, unsigned int pass,
		    gsl_rng *rng, struct progress *progress)
{
	const unsigned int visits = visits_a_pass(run->cfg);
	unsigned int *order = calloc(total * visits + 1, sizeof(*order));
	char name[ROW_NAME_LEN];
	int ret = order ? 0 : -ENOMEM;
	size_t i, s, k;

	for (i = 0; !ret && i < total * visits; i++)
		order[i] = i;
	if (!ret)
		gsl_ran_shuffle(rng, order, total * visits, sizeof(*order));
	for (i = 0; !ret && !run_stop && i < total * visits; i++) {
		for (s = 0, k = order[i] % total; k >= side[s].nr; s++)
			k -= side[s].nr;
		ret = one_row(run, t[s], &side[s], k,
			      pass * visits + order[i] / total, rng);
		progress_step(progress, row_name(side[s].items[k], name));
	}
	free(order);
	return ret;
}

int run_passes(struct run *run, struct target *const *t, struct side *side,
	       size_t nr_side, gsl_rng *rng, const char *what)
{
	const unsigned int passes = run->cfg->passes;
	struct progress progress;
	size_t i, total = 0;
	int ret = 0;

	for (i = 0; i < nr_side; i++)
		total += side[i].nr;
	progress_begin(&progress, total * run_visits(run->cfg), "%s", what);
	for (i = 0; !ret && !run_stop && i < passes; i++)
		ret = one_pass(run, t, side, total, i, rng, &progress);
	progress_end(&progress, run_stop ? "interrupted" : "");
	return ret;
}
