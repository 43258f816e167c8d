// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * run_user.c - the user target: both builds of the designs, pass by pass.
 *
 * A pass visits every row of both builds once, in an order of its own: what
 * changes slowly on a shared machine then touches all rows alike.
 */
#include <errno.h>
#include <gsl/gsl_randist.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "progress.h"
#include "run.h"
#include "topology.h"

#define BUILDS	2

static const char *const build_env[BUILDS] = { "user/plain", "user/retpoline" };

static int collect(struct run *run, const struct env *where,
		   const struct target_user *u, const char *key)
{
	struct result_env *e = result_env(&run->result, key);
	char *text = env_format(where);
	int ret = e && text ? env_collect(&e->env) : -ENOMEM;

	if (!ret)
		ret = env_parse(&e->env, text);
	if (!ret)
		ret = env_set(&e->env, "clock", "TSC");
	if (!ret)
		ret = env_set(&e->env, "tsc.khz", "%u", u->t.tsc_khz);
	if (!ret)
		ret = env_set(&e->env, "thunk", "%s",
			      u->retpoline ? "retpoline" : "none");
	free(text);
	return ret;
}

static int one_pass(struct run *run, struct target_user *u, struct side *side,
		    gsl_rng *rng, struct progress *progress)
{
	const struct plan plan = PLAN_DEFAULT;
	size_t nr = side[0].nr, total = BUILDS * nr, i;
	unsigned int *order = calloc(total + 1, sizeof(*order));
	int ret = order ? 0 : -ENOMEM;

	for (i = 0; !ret && i < total; i++)
		order[i] = i;
	if (!ret)
		gsl_ran_shuffle(rng, order, total, sizeof(*order));
	for (i = 0; !ret && !run_stop && i < total; i++) {
		struct side *s = &side[order[i] / nr];
		size_t k = order[i] % nr;
		struct samples samples;
		char name[ROW_NAME_LEN];
		int status;

		status = measure_row(&u[order[i] / nr].t, s->items[k], &plan,
				     rng, &samples);
		ret = side_add(run, s, k, status, "", &samples);
		progress_step(progress, row_name(s->items[k], name));
	}
	free(order);
	return ret;
}

int run_user(struct run *run)
{
	struct target_user u[BUILDS];
	struct side side[BUILDS] = { 0 };
	struct progress progress;
	struct env where = { 0 };
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	unsigned int i;
	int ret = rng ? topology_pin(&where) : -ENOMEM;

	if (rng)
		gsl_rng_set(rng, run->cfg->seed);
	for (i = 0; !ret && i < BUILDS; i++) {
		ret = side_begin(run, &side[i], build_env[i], TARGET_USER,
				 run->cfg->passes);
		if (!ret)
			ret = target_user_open(&u[i], i);
		if (!ret)
			ret = collect(run, &where, &u[i], build_env[i]);
	}
	if (!ret) {
		progress_begin(&progress,
			       BUILDS * side[0].nr * run->cfg->passes, "user");
		for (i = 0; !ret && !run_stop && i < run->cfg->passes; i++)
			ret = one_pass(run, u, side, rng, &progress);
		progress_end(&progress, run_stop ? "interrupted" : "");
	}
	for (i = 0; i < BUILDS; i++)
		side_end(run, &side[i]);
	if (rng)
		gsl_rng_free(rng);
	env_free(&where);
	return ret;
}
