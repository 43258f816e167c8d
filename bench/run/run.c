// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * run.c - a run: its targets in turn, and how it ended.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "machine/exit.h"
#include "run/ledger.h"
#include "run/stop.h"
#include "run/targets.h"

/* "user+vm-6.1.0-56-amd64": targets, and the first kernel that is measured. */
static void run_label(const struct run_config *cfg, char *buf, size_t size)
{
	unsigned int bit;
	struct utsname u;
	size_t len = 0;

	uname(&u);
	for (bit = 1; bit <= cfg->targets; bit <<= 1)
		if (cfg->targets & bit)
			len += snprintf(buf + len, size - len, "%s%s",
					len ? "+" : "", target_name(bit));
	snprintf(buf + len, size - len, "-%s",
		 cfg->nr_boot ? cfg->boot[0].name : u.release);
}

/* Are there rows, and is each of them void? */
static bool nothing_but_void(const struct result *r)
{
	size_t i;

	for (i = 0; i < r->nr_row; i++)
		if (!row_is_void(&r->row[i]))
			return false;
	return r->nr_row;
}

int run_all(const struct run_config *cfg, char *dir)
{
	struct run run = { .cfg = cfg };
	struct result *r = &run.result;
	char label[160];
	bool all_void;
	size_t k;
	int i, ret = 0;

	stop_on_signals();
	snprintf(r->suite, sizeof(r->suite), "%s", cfg->suite.name);
	r->seed = cfg->seed;
	run_label(cfg, label, sizeof(label));
	for (k = 0; !ret && k < cfg->nr_argv; k++)
		ret = result_add_word(r, cfg->argv[k]);
	if (!ret)
		ret = result_create(r, cfg->output, label);
	snprintf(dir, PATH_MAX, "%s", ret ? "" : r->dir);
	if (!ret)
		ret = result_write(r);
	if (ret) {
		fprintf(stderr, "dmabench: cannot write a run below '%s': %s\n",
			cfg->output, strerror(-ret));
		result_free(r);
		return EXIT_INTERNAL;
	}
	clock_gettime(CLOCK_MONOTONIC, &run.written);
	if (cfg->targets & TARGET_USER)
		ret = run_user(&run);
	if (!ret && !run_stop && cfg->targets & TARGET_HOST)
		ret = run_host(&run);
	if (!ret && !run_stop && cfg->nr_boot)
		ret = run_vms(&run);
	r->complete = !ret && !run_stop;
	/* What has been measured is kept, whatever ended the run. */
	i = result_write(r);
	if (i && !ret)
		ret = i;
	if (run_stop)
		fprintf(stderr, "dmabench: interrupted; the rows that were done are kept\n");
	else if (ret && ret != -ECANCELED && ret != -ENOPKG)
		fprintf(stderr, "dmabench: run ended early: %s\n",
			strerror(-ret));
	all_void = !ret && nothing_but_void(r);
	if (all_void && !run_stop)
		fprintf(stderr, "dmabench: no row has a number: %s\n",
			result_reason(r->row));
	result_free(r);
	if (run_stop || ret == -ECANCELED || ret == -ETIMEDOUT)
		return EXIT_VOID;
	if (ret == -ENOPKG)
		return EXIT_SKIPPED;
	return ret ? EXIT_INTERNAL : all_void ? EXIT_VOID : EXIT_DONE;
}
