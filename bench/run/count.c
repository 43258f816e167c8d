// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * count.c - which windows are counted, and what they say of an operation.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure/counters.h"
#include "run/count.h"
#include "run/stop.h"

/* Pairs of windows in each placement. */
#define PAIRS	4

/* The n of the row's windows, or 0 for a row that is not counted. */
static __u32 n_of(const struct ledger *ledger, size_t i)
{
	const struct row *row = ledger->items[i];
	const struct samples *s = &ledger->samples[i * ledger->boots];
	__u32 a, b;

	if (row->threads > 1 || row->each || row->flags & DMABENCH_RUN_COLD ||
	    !ledger->nr_done[i] || s->nr < 2)
		return 0;
	a = s->w[s->nr - 2].n;
	b = s->w[s->nr - 1].n;
	return a < b ? a : b;
}

static int count_row(struct target_user *u, struct counters *c,
		     const struct row *row, __u32 n, struct counter *out)
{
	struct dmabench_window w[2 * PAIRS * DB_PLACEMENTS] = { 0 };
	const __u32 nr = sizeof(w) / sizeof(*w);
	__u32 i;
	int ret;

	for (i = 0; i < nr; i++) {
		w[i].n = i & 1 ? 2 * n : n;
		w[i].placement = i / 2 % DB_PLACEMENTS;
	}
	u->counters = c;
	u->count_n = n;
	ret = u->t.run(&u->t, row, w, nr);
	u->counters = NULL;
	if (ret < 0)
		return ret;
	counters_take(c, (double)n * PAIRS * DB_PLACEMENTS, out);
	for (i = 0; i < nr; i++)
		if (w[i].causes & DMABENCH_CAUSE_COUNTER)
			return -EPIPE;
	return 0;
}

int count_ledger(struct run *run, struct target_user *u, struct ledger *ledger)
{
	struct result_env *e = result_env(&run->result, ledger->env);
	struct counters c;
	size_t i;
	int ret;

	if (!*run->cfg->counters)
		return 0;
	ret = counters_open(&c, run->cfg->counters, false);
	if (!ret)
		ret = e ? counters_env(&c, &e->env) : -ENOMEM;
	for (i = 0; !ret && c.nr_open && !run_stop && i < ledger->nr; i++) {
		struct result_row *row = &run->result.row[ledger->first + i];
		__u32 n = row->status ? 0 : n_of(ledger, i);

		if (!n)
			continue;
		ret = count_row(u, &c, ledger->items[i], n, row->counter);
		if (!ret)
			row->nr_counter = c.nr;
	}
	counters_close(&c);
	if (ret != -EPIPE)
		return ret;
	/* The rows are measured all the same. */
	fprintf(stderr, "dmabench: dmabench-counters ended early: %s has rows without counters\n",
		ledger->env);
	return 0;
}
