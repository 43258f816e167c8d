// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * run.c - a run: its targets in turn, and what each row they give becomes.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "machine/exit.h"
#include "run/run.h"

volatile int run_stop;

static void on_signal(int sig)
{
	run_stop = sig;
}

static void catch_signals(void)
{
	struct sigaction sa = { .sa_handler = on_signal }, hup;

	/* No SA_RESTART: what waits shall come back and see run_stop. */
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	/* nohup's word counts: the run goes on when its terminal is gone. */
	sigaction(SIGHUP, NULL, &hup);
	if (hup.sa_handler != SIG_IGN)
		sigaction(SIGHUP, &sa, NULL);
}

static void describe_row(struct result_row *out, const struct row *row,
			 const char *env, unsigned int target)
{
	char buf[ROW_NAME_LEN];

	out->status = -EINPROGRESS;
	out->steady = -1;
	snprintf(out->env, sizeof(out->env), "%s", env);
	row_name(row, out->name);
	snprintf(out->design, sizeof(out->design), "%s", row->design->id);
	snprintf(out->backend, sizeof(out->backend), "%s", row->backend->id);
	snprintf(out->op, sizeof(out->op), "%s", db_op_info[row->op].name);
	snprintf(out->target, sizeof(out->target), "%s", target_name(target));
	snprintf(out->unit, sizeof(out->unit), "%s",
		 target == TARGET_VM ? "insn/op" : "cycles/op");
	snprintf(out->state, sizeof(out->state), "%s", row_state(row, buf));
	out->size = row->len;
	out->nents = row->nents;
	out->depth = row->depth;
	out->threads = row->threads;
}

int side_begin(struct run *run, struct side *side, const char *env,
	       unsigned int target, unsigned int boots)
{
	const struct suite *suite = &run->cfg->suite;
	struct result *r = &run->result;
	struct result_row *rows;
	size_t i;

	memset(side, 0, sizeof(*side));
	snprintf(side->env, sizeof(side->env), "%s", env);
	side->boots = boots;
	side->first = r->nr_row;
	side->items = calloc(suite->nr, sizeof(*side->items));
	side->samples = calloc(suite->nr * boots, sizeof(*side->samples));
	side->nr_done = calloc(suite->nr, sizeof(*side->nr_done));
	rows = realloc(r->row, (r->nr_row + suite->nr) * sizeof(*rows));
	if (rows)
		r->row = rows;
	if (!side->items || !side->samples || !side->nr_done || !rows ||
	    !result_env(r, env)) {
		side_end(run, side);
		return -ENOMEM;
	}
	/* A full IOVA space leaves its mark on later allocations: last. */
	for (i = 0; i < 2 * suite->nr; i++) {
		const struct suite_item *item = &suite->item[i % suite->nr];
		bool fails = item->row.flags & DMABENCH_RUN_FAIL;
		bool last = i >= suite->nr;

		if (!(item->targets & target) || fails != last)
			continue;
		side->items[side->nr++] = &item->row;
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
static int summarise(struct run *run, struct side *side, size_t i)
{
	const struct samples *all = side->samples + i * side->boots;
	struct result_row *row = &run->result.row[side->first + i];

	row->boots = side->nr_done[i];
	row->mapped = all->mapped;
	row->steady = side->items[i]->backend->kernel && !row->status ?
		      (int)all->steady : -1;
	if (side->items[i]->each && stats_slow(all, &row->slow))
		return -ENOMEM;
	row->identical = row->boots > 1 && stats_identical(all, row->boots);
	if (stats_summary(all, row->boots, &row->s))
		return -ENOMEM;
	/* Passes of a process or of one boot are no evidence of their own. */
	if (!strcmp(row->target, "vm") ?
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
	if (!row->status || row->status == RESULT_VOID)
		row->status = stats_void(&row->s) &&
			      strcmp(row->unit, "functional") ?
			      RESULT_VOID : 0;
	return 0;
}

int side_add(struct run *run, struct side *side, size_t i, unsigned int boot,
	     int status, const char *device, struct samples *s)
{
	struct result_row *row = &run->result.row[side->first + i];
	struct samples *all = side->samples + i * side->boots;
	unsigned int nr = side->nr_done[i];
	int ret;

	ret = result_add_samples(&run->result, row, boot, s);
	all[nr] = *s;
	if (boot < nr) {
		all[nr] = all[nr - 1];
		all[nr - 1] = *s;
	}
	memset(s, 0, sizeof(*s));
	side->nr_done[i] = ++nr;
	/* One failure in any boot leaves the row without a number. */
	if (row->status == -EINPROGRESS || status)
		row->status = status;
	snprintf(row->device, sizeof(row->device), "%s", device);
	/* Not every time, which would be work by the square of the passes. */
	if (!ret && (nr == side->boots || !(nr & (nr - 1))))
		ret = summarise(run, side, i);
	if (!ret && status == -ETIMEDOUT) {
		/* It may still run, beside whatever is measured next. */
		fprintf(stderr, "dmabench: %s: void, a thread of %s is stuck\n",
			side->env, row->name);
		return -ECANCELED;
	}
	return ret ? ret : write_sometimes(run);
}

void side_end(struct run *run, struct side *side)
{
	size_t i;

	for (i = 0; i < side->nr; i++)
		if (side->nr_done[i])
			summarise(run, side, i);
	for (i = 0; side->samples && i < side->nr * side->boots; i++)
		samples_free(&side->samples[i]);
	free(side->samples);
	free(side->nr_done);
	free(side->items);
	memset(side, 0, sizeof(*side));
}

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
		if (r->row[i].status != RESULT_VOID)
			return false;
	return r->nr_row;
}

int run_all(const struct run_config *cfg, char *dir)
{
	struct run run = { .cfg = cfg };
	struct result *r = &run.result;
	char label[160];
	bool all_void;
	int i, ret;

	catch_signals();
	snprintf(r->suite, sizeof(r->suite), "%s", cfg->suite.name);
	r->seed = cfg->seed;
	run_label(cfg, label, sizeof(label));
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
