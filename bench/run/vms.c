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

/* Has it to do with this VM, and with no other? */
static bool is_its_own(int err)
{
	return err == -ECANCELED || err == -ETIMEDOUT || err == -EBADMSG;
}

/*
 * All boots in that order.  A VM that is void, or hangs, is booted no more: the
 * others are, and what it did is kept.
 */
static int boot_all(struct run *run, struct ledger *ledger,
		    const size_t *order)
{
	const struct run_config *cfg = run->cfg;
	bool *lost = calloc(cfg->nr_boot, sizeof(*lost));
	int ret = lost ? 0 : -ENOMEM, why = 0;
	size_t i;

	for (i = 0; !ret && !run_stop && i < cfg->nr_boot * cfg->boots; i++) {
		const size_t vm = order[i];

		if (lost[vm])
			continue;
		ret = note_order(run, &ledger[vm], i + 1);
		if (!ret)
			ret = run_boot(run, &ledger[vm], &cfg->boot[vm],
				       i / cfg->nr_boot);
		if (!is_its_own(ret))
			continue;
		lost[vm] = true;
		why = ret;
		ret = 0;
	}
	free(lost);
	return ret ? ret : why;
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
	if (!ret)
		ret = boot_all(run, ledger, order);
	for (i = 0; ledger && i < nr; i++)
		ledger_end(run, &ledger[i]);
	free(order);
	free(ledger);
	return ret;
}
