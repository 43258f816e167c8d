// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cycles.c - core cycles beside the TSC's, from the counter that the module
 * reads around each of its windows.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cycles.h"
#include "stats.h"

#define NAME	"cycles"

/* Windows whose length is what was counted; those that were not are marked. */
static int recount(const struct samples *s, struct samples *out)
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
		out->w[i].end = w->cycles;
		if (w->cycles == DMABENCH_NOT_COUNTED)
			out->w[i].causes |= DMABENCH_CAUSE_COUNTER;
	}
	return 0;
}

static void judge(const struct summary *ticks, const struct summary *cycles,
		  struct counter *c)
{
	double share = ticks->n ? (double)cycles->n / ticks->n : 0;

	if (!cycles->n)
		strcpy(c->why, "not counted: perf had no counter for it");
	else if (share < COUNTER_SHARE_MIN)
		snprintf(c->why, sizeof(c->why),
			 "refused: counted in %.0f %% of the pairs",
			 100 * share);
	/* One that is left out is no part of a sum: nothing is scaled. */
	c->per_op = *c->why ? 0 : cycles->median;
	c->share = *c->why ? 0 : 1;
}

int cycles_row(const struct samples *s, size_t nr_s, struct counter *c)
{
	struct samples *copy = calloc(nr_s + 1, sizeof(*copy));
	struct summary ticks, cycles;
	int ret = copy ? 0 : -ENOMEM;
	size_t i;

	*c = (struct counter) { .name = NAME };
	for (i = 0; !ret && i < nr_s; i++)
		ret = recount(&s[i], &copy[i]);
	if (!ret)
		ret = stats_summary(s, nr_s, &ticks);
	if (!ret)
		ret = stats_summary(copy, nr_s, &cycles);
	if (!ret)
		judge(&ticks, &cycles, c);
	for (i = 0; copy && i < nr_s; i++)
		free(copy[i].w);
	free(copy);
	return ret;
}

int cycles_side(struct run *run, const struct side *side, bool counted)
{
	struct result_env *e;
	size_t i;
	int ret;

	if (!counters_have(run->cfg->counters, NAME))
		return 0;
	e = result_env(&run->result, side->env);
	if (!e)
		return -ENOMEM;
	ret = env_set(&e->env, "counter." NAME, "%s", counted ? "counted" :
		      "not supported here: no PMU, or none of its counters free");
	for (i = 0; !ret && counted && i < side->nr; i++) {
		struct result_row *row = &run->result.row[side->first + i];

		if (row->status || side->items[i]->each)
			continue;
		ret = cycles_row(side->samples + i * side->boots,
				 side->nr_done[i], &row->counter[0]);
		row->nr_counter = 1;
	}
	return ret;
}
