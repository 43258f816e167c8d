// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * user.c - the user target: both builds of the designs, side by side.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/topology.h"
#include "run/count.h"
#include "run/passes.h"
#include "run/selfcheck.h"
#include "run/stop.h"
#include "run/targets.h"

#define BUILDS	2

static const char *const build_env[BUILDS] = {
	ENV_USER_PLAIN, ENV_USER_RETPOLINE,
};

static int collect(struct run *run, const struct env *where,
		   const struct target_user *u, const char *key)
{
	struct result_env *e = result_env(&run->result, key);
	char *text = env_format(where);
	int ret = e && text ? env_parse(&e->env, text) : -ENOMEM;

	if (!ret)
		ret = env_collect(&e->env);
	if (!ret && run->cfg->identify)
		ret = env_identify(&e->env);
	if (!ret)
		ret = target_user_env(u, &e->env);
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

int run_user(struct run *run)
{
	struct target_user u[BUILDS];
	struct target *t[BUILDS];
	struct ledger ledger[BUILDS] = { 0 };
	struct env where = { 0 };
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	unsigned int cpu[DMABENCH_MAX_THREADS];
	unsigned int i;
	int cpus = topology_spread(cpu, DMABENCH_MAX_THREADS);
	int ret = rng ? topology_pin(&where, "") : -ENOMEM;

	if (rng)
		gsl_rng_set(rng, run->cfg->seed);
	for (i = 0; !ret && i < BUILDS; i++) {
		ret = ledger_begin(run, &ledger[i], build_env[i], TARGET_USER,
				   run_times(run->cfg));
		if (!ret)
			ret = target_user_open(&u[i], i);
		if (!ret && cpus > 0) {
			memcpy(u[i].cpu, cpu, cpus * sizeof(*cpu));
			u[i].nr_cpus = cpus;
		}
		if (!ret)
			ret = collect(run, &where, &u[i], build_env[i]);
		t[i] = &u[i].t;
		if (!ret)
			ret = selfcheck_before(t[i], build_env[i],
					       &result_env(&run->result,
							   build_env[i])->env);
	}
	if (!ret)
		ret = run_passes(run, t, ledger, BUILDS, rng, "user");
	for (i = 0; !ret && !run_stop && i < BUILDS; i++)
		ret = count_ledger(run, &u[i], &ledger[i]);
	for (i = 0; i < BUILDS; i++)
		ledger_end(run, &ledger[i]);
	if (rng)
		gsl_rng_free(rng);
	env_free(&where);
	return ret;
}
