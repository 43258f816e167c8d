// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * noise.c - what disturbed the rows of a box, by what it did to them.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/finding.h"
#include "compare/noise.h"
#include "stats/median.h"

/* The mean of quiet slopes lies near their median; further is far. */
#define MEAN_FAR	0.1

/* By the number of its bit, DMABENCH_CAUSE_*. */
static const struct {
	const char *what;
	const char *advice;
} causes_info[DMABENCH_CAUSES] = {
	{ "an interrupt ran",
	  "move them off the CPU: scripts/tune.sh apply; the timer: "
	  "nohz_full=%c on the kernel's command line" },
	{ "an NMI ran",
	  "switch the NMI watchdog off: scripts/tune.sh apply; stop perf" },
	{ "the firmware took the CPU (SMI)",
	  "look for USB legacy, power and thermal settings in the firmware" },
	{ "the CPU was another one", "isolcpus=%c on the kernel's command line" },
	{ "the clock went backward",
	  "do not use the TSC of this box; dmesg says what the kernel thinks "
	  "of it" },
	{ "the thread was switched out",
	  "close what runs beside; isolcpus=%c nohz_full=%c on the kernel's "
	  "command line" },
	{ "an operation failed", "dmesg.txt of the run may say why" },
	{ "another thread took issue slots of the core",
	  "close what runs on the core's other thread, or boot with nosmt; of "
	  "a shared machine ask for whole cores" },
	{ "the core's clock moved", "governor and turbo: scripts/tune.sh apply" },
	{ "the hypervisor took the CPU",
	  "measure on bare metal, or give the guest CPUs of its own" },
	{ "the PMU's counter was another one", "stop perf, and what else counts" },
};

bool noise_same_box(const char *key, const char *other)
{
	return !strcmp(key, other) || (target_of_key(key) == TARGET_USER &&
				       target_of_key(other) == TARGET_USER);
}

static double share_of(size_t part, size_t all)
{
	return all ? (double)part / all : 0;
}

/* Did it have windows, also where too few were clean for a number? */
static bool had_windows(const struct result_row *row)
{
	return row->s.n + row->s.rejected && !row_is_functional(row);
}

static bool lost_too_much(const struct result_row *row)
{
	return had_windows(row) &&
	       share_of(row->s.rejected, row->s.n + row->s.rejected) >
	       NOISE_ROW_LOST;
}

size_t noise_rows_lost(const struct result *r)
{
	size_t i, nr = 0;

	for (i = 0; i < r->nr_row; i++)
		nr += lost_too_much(&r->row[i]);
	return nr;
}

/*
 * Windows by cause, if they could be read; else only how many pairs are lost.
 */
static void find_causes(const struct result *r, const struct result_env *e,
			const struct result_causes *causes, struct noise *out)
{
	struct result_causes sum = { 0 };
	char name[32];
	size_t i;
	int bit;

	for (i = 0; causes && i < r->nr_env; i++) {
		if (!noise_same_box(e->key, r->env[i].key))
			continue;
		sum.windows += causes[i].windows;
		for (bit = 0; bit < RESULT_CAUSES; bit++)
			sum.by[bit] += causes[i].by[bit];
	}
	for (bit = 0; bit < RESULT_CAUSES; bit++) {
		const double share = share_of(sum.by[bit], sum.windows);
		const bool known = bit < DMABENCH_CAUSES &&
				   causes_info[bit].what;

		/* A window takes the other one of its pair with it. */
		if (2 * share < NOISE_SAID)
			continue;
		snprintf(name, sizeof(name), "cause %#x", 1U << bit);
		noise_add(out, &e->env, share, "of windows: %v",
			  known ? causes_info[bit].what : name,
			  known ? causes_info[bit].advice :
			  "kmod/uapi/dmabench.h of the version that ran has it");
	}
	if (!sum.windows && share_of(out->lost, out->used + out->lost) >=
	    NOISE_SAID)
		noise_add(out, &e->env,
			  share_of(out->lost, out->used + out->lost),
			  "of pairs of windows are lost", "",
			  "keep samples.csv beside run.json: it says to what");
}

/* Rows that lost so much that what is left of them may not be like them. */
static void find_lost_rows(const struct result_env *e, size_t lost, size_t rows,
			   struct noise *out)
{
	char text[64];

	snprintf(text, sizeof(text), "%zu of %zu", lost, rows);
	if (lost && share_of(lost, rows) >= NOISE_SAID)
		noise_add(out, &e->env, share_of(lost, rows),
			  "of rows (%v) lost more than a fifth of their pairs",
			  text, "run them again when it is quiet");
}

static double span_share(const struct result_row *row)
{
	return row_span(row) / row->s.median;
}

/*
 * How far the placements of a row lie apart, as a share of the row: the median
 * of the rows, and the one that is moved most.
 */
static void find_spans(const struct result_env *e, double *span, size_t nr,
		       const struct result_row *most, struct noise *out)
{
	char text[ROW_NAME_LEN + 96];
	double share;

	if (!nr)
		return;
	share = stats_median(span, nr);
	snprintf(text, sizeof(text), "%.1f cyc, %.0f %%, of %s",
		 row_span(most), 100 * span_share(most),
		 most->name);
	if (share >= NOISE_SAID)
		noise_add(out, &e->env, share,
			  "of a row its placements lie apart (median of rows); at most %v",
			  text,
			  "no setting of the box: where code lies. Rows that "
			  "differ by less are not told apart");
}

/* Rows with slow windows that nothing was seen beside. */
static void find_means(const struct result_env *e, size_t far, size_t rows,
		       const struct result_row *most, struct noise *out)
{
	char text[ROW_NAME_LEN + 96];

	if (!far || share_of(far, rows) < NOISE_SAID)
		return;
	snprintf(text, sizeof(text), "%zu of %zu; most %s, %.3g times", far,
		 rows, most->name, most->s.mean / most->s.median);
	noise_add(out, &e->env, share_of(far, rows),
		  "of rows have a mean far above the median (%v)", text,
		  "windows were slow and no cause was seen: close what runs "
		  "beside");
}

/*
 * A rare slow operation is the row's own where it has a state, and what a row
 * is for where each operation is a sample.
 */
static bool may_be_skewed(const struct result_row *row)
{
	return row_over_kernel(row) || row->slow.over > 0;
}

/* By effect; what has none stays in the order of the tables. */
static void sort(struct noise *out)
{
	size_t i, k;

	for (i = 1; i < out->nr; i++) {
		const struct finding f = out->f[i];

		for (k = i; k && !(out->f[k - 1].share >= f.share) &&
		     !isnan(f.share); k--)
			out->f[k] = out->f[k - 1];
		out->f[k] = f;
	}
}

int noise_find(const struct result *r, const struct result_env *e,
	       const struct result_causes *causes, struct noise *out)
{
	const struct result_row *wide = NULL, *skewed = NULL;
	size_t i, rows = 0, lost = 0, spans = 0, may = 0, far = 0;
	double *span = calloc(r->nr_row + 1, sizeof(*span));

	memset(out, 0, sizeof(*out));
	if (!span)
		return -ENOMEM;
	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];
		const struct summary *s = &row->s;

		if (!noise_same_box(e->key, row->env) || !had_windows(row))
			continue;
		rows++;
		out->used += s->n;
		out->lost += s->rejected;
		lost += lost_too_much(row);
		if (row->unit != UNIT_CYCLES || !s->n || !(s->median > 0))
			continue;
		if (isfinite(span_share(row))) {
			span[spans++] = span_share(row);
			if (!wide || span_share(row) > span_share(wide))
				wide = row;
		}
		if (may_be_skewed(row) || !isfinite(s->mean))
			continue;
		may++;
		far += s->mean > (1 + MEAN_FAR) * s->median;
		if (!skewed || s->mean / s->median >
		    skewed->s.mean / skewed->s.median)
			skewed = row;
	}
	find_causes(r, e, causes, out);
	find_lost_rows(e, lost, rows, out);
	find_spans(e, span, spans, wide, out);
	find_means(e, far, may, skewed, out);
	free(span);
	if (spans)
		noise_env(&e->env, out);
	sort(out);
	return 0;
}

const char *noise_void(const struct result *r)
{
	bool any = false;
	size_t i;

	for (i = 0; i < r->nr_row; i++) {
		if (row_is_wrong(&r->row[i]))
			return "the instrument counted a known loop wrong";
		any = any || row_has_number(&r->row[i]);
	}
	if (!r->complete)
		return "it was interrupted, or it failed: not all rows were run";
	return any ? NULL : "no row of it has a number";
}
