// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ledger.c - the rows of one environment while they are being run: what has
 * been measured so far, and the numbers that it comes to.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "run/ledger.h"

static void describe_row(struct result_row *out, const struct row *row,
			 const char *env, enum target_id target)
{
	char buf[ROW_NAME_LEN];

	out->status = ROW_NOT_RUN;
	out->steady = -1;
	snprintf(out->env, sizeof(out->env), "%s", env);
	row_name(row, out->name);
	snprintf(out->design, sizeof(out->design), "%s", row->design->id);
	snprintf(out->backend, sizeof(out->backend), "%s", row->backend->id);
	snprintf(out->op, sizeof(out->op), "%s", db_op_info[row->op].name);
	out->target = target;
	out->unit = target == TARGET_VM ? UNIT_INSN : UNIT_CYCLES;
	snprintf(out->state, sizeof(out->state), "%s", row_state(row, buf));
	out->size = row->len;
	out->nents = row->nents;
	out->depth = row->depth;
	out->threads = row->threads;
	result_row_parse(out);
}

int ledger_begin(struct run *run, struct ledger *ledger, const char *env,
		 enum target_id target, unsigned int boots)
{
	const struct suite *suite = &run->cfg->suite;
	struct result *r = &run->result;
	struct result_row *rows;
	size_t i;

	memset(ledger, 0, sizeof(*ledger));
	snprintf(ledger->env, sizeof(ledger->env), "%s", env);
	ledger->boots = boots;
	ledger->first = r->nr_row;
	ledger->items = calloc(suite->nr, sizeof(*ledger->items));
	ledger->samples = calloc(suite->nr * boots, sizeof(*ledger->samples));
	ledger->nr_done = calloc(suite->nr, sizeof(*ledger->nr_done));
	rows = realloc(r->row, (r->nr_row + suite->nr) * sizeof(*rows));
	if (rows)
		r->row = rows;
	if (!ledger->items || !ledger->samples || !ledger->nr_done || !rows ||
	    !result_env(r, env)) {
		ledger_end(run, ledger);
		return -ENOMEM;
	}
	/* A full IOVA space leaves its mark on later allocations: last. */
	for (i = 0; i < 2 * suite->nr; i++) {
		const struct suite_item *item = &suite->item[i % suite->nr];
		bool fails = item->row.flags & DMABENCH_RUN_FAIL;
		bool last = i >= suite->nr;

		if (!(item->targets & target) || fails != last)
			continue;
		ledger->items[ledger->nr++] = &item->row;
		memset(&rows[r->nr_row], 0, sizeof(*rows));
		describe_row(&rows[r->nr_row++], &item->row, env, target);
	}
	return 0;
}

/*
 * Write run.json now and then: a run that is killed has lost at most what it
 * did since, a second or a tenth of its time.
 */
static int write_sometimes(struct run *run)
{
	struct timespec now, end;
	double since, took;
	int ret;

	clock_gettime(CLOCK_MONOTONIC, &now);
	since = now.tv_sec - run->written.tv_sec +
		(now.tv_nsec - run->written.tv_nsec) / 1e9;
	if (since < 1)
		return 0;
	ret = result_write(&run->result);
	clock_gettime(CLOCK_MONOTONIC, &end);
	took = end.tv_sec - now.tv_sec + (end.tv_nsec - now.tv_nsec) / 1e9;
	run->written = end;
	if (took > 0.1)
		run->written.tv_sec += 10 * took;
	return ret;
}

/* The numbers of row @i from all its boots so far. */
static int summarise(struct run *run, struct ledger *ledger, size_t i)
{
	const struct samples *all = ledger->samples + i * ledger->boots;
	struct result_row *row = &run->result.row[ledger->first + i];

	row->boots = ledger->nr_done[i];
	row->mapped = all->mapped;
	row->steady = ledger->items[i]->backend->kernel && !row->status ?
		      (int)all->steady : -1;
	if (ledger->items[i]->each && stats_slow(all, &row->slow))
		return -ENOMEM;
	row->identical = row->boots > 1 && stats_identical(all, row->boots);
	if (stats_summary(all, row->boots, &row->s))
		return -ENOMEM;
	/* Passes of a process or of one boot are no evidence of their own. */
	if (row->target == TARGET_VM ?
	    evidence_of_boots(all, row->boots, &row->evidence) :
	    evidence_of_run(all, row->boots, &row->s, &row->evidence))
		return -ENOMEM;
	if (run->cfg->aa &&
	    aa_from_samples(all, row->boots, row->identical, &row->aa))
		return -ENOMEM;
	/*
	 * With more boots it may be one no more.  Of a VM of several CPUs no
	 * number is told, so that there is none to withhold.
	 */
	if (!row->status || row_is_void(row))
		row->status = stats_void(&row->s) && !row_is_functional(row) ?
			      ROW_VOID : ROW_OK;
	return 0;
}

/*
 * Which operation failed, and how many of a window's.  What fails beside the
 * clock is of the chain that leads to it, whichever step; of a row in which all
 * have to fail (@fail) it is those that did not.
 */
static void say_failure(struct result_row *out, const struct row *row,
			const struct samples *s)
{
	const struct db_op_info *info = &db_op_info[row->op];
	__u32 i;

	for (i = 0; i < s->nr; i++) {
		const struct dmabench_window *w = &s->w[i];

		if (!(w->causes & DMABENCH_CAUSE_ERROR))
			continue;
		if (row->flags & DMABENCH_RUN_FAIL)
			snprintf(out->why, sizeof(out->why),
				 "%s did not fail: %u of %u operations of a window",
				 info->name, w->n - w->errors, w->n);
		else if (w->errors)
			snprintf(out->why, sizeof(out->why),
				 "%s%s failed: %u of %u operations of a window",
				 w->end || info->before == DB_NO_OP ? "" :
				 "what comes before ", info->name, w->errors,
				 w->n);
		else
			continue;
		return;
	}
}

int ledger_add(struct run *run, struct ledger *ledger, size_t i,
	       unsigned int boot, int status, const char *device,
	       struct samples *s)
{
	struct result_row *row = &run->result.row[ledger->first + i];
	struct samples *all = ledger->samples + i * ledger->boots;
	unsigned int nr = ledger->nr_done[i];
	int ret;

	ret = result_add_samples(&run->result, row, boot, s);
	if (status == -EIO)
		say_failure(row, ledger->items[i], s);
	all[nr] = *s;
	if (boot < nr) {
		all[nr] = all[nr - 1];
		all[nr - 1] = *s;
	}
	memset(s, 0, sizeof(*s));
	ledger->nr_done[i] = ++nr;
	/* One failure in any boot leaves the row without a number. */
	if (row->status == ROW_NOT_RUN || status)
		result_row_status(row, status);
	snprintf(row->device, sizeof(row->device), "%s", device);
	/* Not every time, which would be work by the square of the passes. */
	if (!ret && (nr == ledger->boots || !(nr & (nr - 1))))
		ret = summarise(run, ledger, i);
	if (!ret && status == -ETIMEDOUT) {
		/* It may still run, beside whatever is measured next. */
		fprintf(stderr, "dmabench: %s: void, a thread of %s is stuck\n",
			ledger->env, row->name);
		return -ECANCELED;
	}
	return ret ? ret : write_sometimes(run);
}

void ledger_end(struct run *run, struct ledger *ledger)
{
	size_t i;

	for (i = 0; i < ledger->nr; i++)
		if (ledger->nr_done[i])
			summarise(run, ledger, i);
	for (i = 0; ledger->samples && i < ledger->nr * ledger->boots; i++)
		samples_free(&ledger->samples[i]);
	free(ledger->samples);
	free(ledger->nr_done);
	free(ledger->items);
	memset(ledger, 0, sizeof(*ledger));
}
