// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * count_host.c - what the PMU counted in the module's own windows, which are
 * those that are timed.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "measure/counters.h"
#include "run/count.h"
#include "stats/summary.h"

/* Pairs of which an event must have been counted: twice in each placement. */
#define PAIRS_MIN	(2 * DB_PLACEMENTS)

static const char *const names[DMABENCH_COUNTS] = {
	[DMABENCH_COUNT_CYCLES] = "cycles",
	[DMABENCH_COUNT_INSN] = "instructions",
	[DMABENCH_COUNT_BRANCHES] = "branches",
	[DMABENCH_COUNT_BRANCH_MISSES] = "branch-miss",
	[DMABENCH_COUNT_INDIRECT_MISSES] = "indirect-miss",
	[DMABENCH_COUNT_L1D_MISSES] = "l1d-miss",
	[DMABENCH_COUNT_ITLB_MISSES] = "itlb-miss",
};

/* Its DMABENCH_COUNT_*, or -1 for an event that the module does not count. */
static int count_of(const char *name)
{
	int i;

	for (i = 0; i < DMABENCH_COUNTS; i++)
		if (!strcmp(name, names[i]))
			return i;
	return -1;
}

/* Windows whose length is what was counted; those that were not are marked. */
static int recount(const struct samples *s, int what, struct samples *out)
{
	__u32 i;

	*out = *s;
	out->w = calloc(s->nr + 1, sizeof(*out->w));
	if (!out->w)
		return -ENOMEM;
	for (i = 0; i < s->nr; i++) {
		const struct dmabench_window *w = &s->w[i];

		out->w[i] = *w;
		out->w[i].begin = 0;
		out->w[i].end = w->count[what];
		if (w->count[what] == DMABENCH_NOT_COUNTED)
			out->w[i].causes |= DMABENCH_CAUSE_COUNTER;
	}
	return 0;
}

static void judge(const struct summary *ticks, const struct summary *events,
		  struct counter *c)
{
	double share = ticks->n ? (double)events->n / ticks->n : 0;

	if (!events->n)
		strcpy(c->why, "not counted: perf had no counter for it");
	else if (events->n < PAIRS_MIN)
		snprintf(c->why, sizeof(c->why),
			 "refused: counted in %zu pairs only", events->n);
	c->per_op = *c->why ? 0 : events->median;
	c->share = *c->why ? 0 : share;
}

int count_host_row(const struct samples *s, size_t nr_s, int what,
		   struct counter *c)
{
	struct samples *copy = calloc(nr_s + 1, sizeof(*copy));
	struct summary ticks, events;
	int ret = copy ? 0 : -ENOMEM;
	size_t i;

	*c = (struct counter) { 0 };
	strcpy(c->name, names[what]);
	for (i = 0; !ret && i < nr_s; i++)
		ret = recount(&s[i], what, &copy[i]);
	if (!ret)
		ret = stats_summary(s, nr_s, &ticks);
	if (!ret)
		ret = stats_summary(copy, nr_s, &events);
	if (!ret)
		judge(&ticks, &events, c);
	for (i = 0; copy && i < nr_s; i++)
		free(copy[i].w);
	free(copy);
	return ret;
}

/* Of a pair that is one operation, what stands around it is in the count. */
static bool is_counted(const struct row *row)
{
	return !row->each && !(row->flags & DMABENCH_RUN_COLD);
}

/* An event in all rows of a ledger; @why: out, "" if one of them has a number. */
static int count_event(struct run *run, const struct ledger *ledger, int what,
		       char *why)
{
	size_t i;
	int ret = 0;

	strcpy(why, "not counted: no row that could be");
	for (i = 0; !ret && i < ledger->nr; i++) {
		struct result_row *row = &run->result.row[ledger->first + i];
		struct counter *c = &row->counter[row->nr_counter];

		if (row->status || !is_counted(ledger->items[i]))
			continue;
		ret = count_host_row(ledger->samples + i * ledger->boots,
				     ledger->nr_done[i], what, c);
		row->nr_counter++;
		if (*why)
			strcpy(why, c->why);
	}
	return ret;
}

int count_host_ledger(struct run *run, const struct ledger *ledger,
		      __u32 counts)
{
	struct result_env *e = result_env(&run->result, ledger->env);
	struct counters c;
	size_t i;
	int ret;

	if (!*run->cfg->counters)
		return 0;
	ret = e ? counters_names(run->cfg->counters, &c) : -ENOMEM;
	for (i = 0; !ret && i < c.nr; i++) {
		int what = count_of(c.c[i].name);

		if (what < 0)
			strcpy(c.c[i].why, "not an event of the module's");
		else if (!(counts & 1U << what))
			strcpy(c.c[i].why,
			       "not supported here: no PMU, or not this event");
		else
			ret = count_event(run, ledger, what, c.c[i].why);
	}
	return ret ? ret : counters_env(&c, &e->env);
}
