// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vms.c - the vm target: the boots of all VMs, interleaved.
 *
 * A block is one boot of each VM, in an order of its own: what changes slowly
 * on this machine while they boot (its load, its heat, a file that is updated)
 * then does so for all VMs alike, and not between the first and the last of
 * them. Instructions don't mind either way; cycles under KVM do.
 */
#include <errno.h>
#include <gsl/gsl_randist.h>
#include <stdlib.h>
#include <string.h>

#include "run/stop.h"
#include "run/targets.h"
#include "run/vm.h"

/* The VMs of one block after the other, as indices; the caller frees. */
static size_t *random_blocks(const struct run_config *cfg)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	const size_t nr = cfg->nr_boot;
	size_t *order = calloc(nr * cfg->boots, sizeof(*order));
	size_t i, block;

	if (!rng || !order) {
		free(order);
		order = NULL;
		goto out_free_rng;
	}
	gsl_rng_set(rng, cfg->seed);
	for (block = 0; block < cfg->boots; block++) {
		for (i = 0; i < nr; i++)
			order[block * nr + i] = i;
		gsl_ran_shuffle(rng, order + block * nr, nr, sizeof(*order));
	}
out_free_rng:
	if (rng)
		gsl_rng_free(rng);
	return order;
}

/* Add to a VM's environment that its next boot is the run's, from 1. */
static int note_order(struct run *run, const struct ledger *ledger, size_t boot)
{
	struct result_env *e = result_env(&run->result, ledger->env);
	const char *before;
	char *text;
	int ret;

	if (!e)
		return -ENOMEM;
	before = env_get(&e->env, "vm.order");
	if (asprintf(&text, "%s%s%zu", before, *before ? " " : "", boot) < 0)
		return -ENOMEM;
	ret = env_set(&e->env, "vm.order", "%s", text);
	free(text);
	return ret;
}

int run_vms(struct run *run)
{
	const struct run_config *cfg = run->cfg;
	const size_t nr = cfg->nr_boot;
	struct ledger *ledger = calloc(nr, sizeof(*ledger));
	size_t *order = random_blocks(cfg);
	char key[ENV_KEY_LEN];
	int ret = ledger && order ? 0 : -ENOMEM;
	size_t i;

	/* Rows stand in the order that was asked for, whoever boots first. */
	for (i = 0; !ret && i < nr; i++) {
		snprintf(key, sizeof(key), "vm/%s", cfg->boot[i].name);
		ret = ledger_begin(run, &ledger[i], key, TARGET_VM, cfg->boots);
	}
	for (i = 0; !ret && !run_stop && i < nr * cfg->boots; i++) {
		const size_t vm = order[i];

		ret = note_order(run, &ledger[vm], i + 1);
		if (!ret)
			ret = run_boot(run, &ledger[vm], &cfg->boot[vm],
				       i / nr);
	}
	for (i = 0; ledger && i < nr; i++)
		ledger_end(run, &ledger[i]);
	free(order);
	free(ledger);
	return ret;
}
