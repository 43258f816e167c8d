// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * compare.c - the mail that says what a patch did: the table is that of
 * dmabench compare.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mail/lkml.h"
#include "plot/plot.h"
#include "report/compare.h"
#include "report/rows.h"

/* Rows that changed: of more than that only the two operations of each kind. */
#define ROWS	40
#define BARS	8
#define COSTS	6

bool lkml_is_compare(const struct result *r, const struct lkml_ask *ask)
{
	struct labels kernels = { 0 };
	size_t i;

	for (i = 0; i < r->nr_env; i++)
		if (env_is_measured_vm(&r->env[i]))
			labels_add(&kernels, env_get(&r->env[i].env,
						     "kernel.release"));
	return ask->nr_run > 1 || kernels.nr == 2;
}

/* A row that was asked for and is another now. */
static bool has_changed(const struct compare_row *row)
{
	return row->compared && !row->beside &&
	       (row->c.verdict == VERDICT_LESS ||
		row->c.verdict == VERDICT_MORE);
}

static size_t count_changed(const struct compare *c)
{
	size_t i, nr = 0;

	for (i = 0; i < c->nr_row; i++)
		nr += has_changed(&c->row[i]);
	return nr;
}

/* "BASE,BASE", or NULL: the runs behind the first are side A. */
static char *base_side(const struct lkml_ask *ask)
{
	size_t i, len;
	char *text;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return NULL;
	for (i = 1; i < ask->nr_run; i++)
		fprintf(f, "%s%s", i > 1 ? "," : "", ask->run[i]);
	return fclose(f) ? NULL : text;
}

/* What is left where there would be too many rows. */
static const char *const usual[] = { "*/map_single", "*/unmap_single" };

static bool is_few(const struct compare *c)
{
	return c->ask.usual;
}

/* A run is named by when it was made: a directory's name may say anything. */
static void hide_names(struct compare *c)
{
	size_t i;

	for (i = 0; i < c->nr_run; i++)
		snprintf(c->run[i]->dir, sizeof(c->run[i]->dir), "run of %s",
			 c->run[i]->started);
}

static int make_compare(struct compare *c, const struct compare_ask *ask,
			char *err, size_t size)
{
	int ret = compare_make(c, ask, err, size);

	if (!ret)
		hide_names(c);
	return ret == -ENOENT ? -EINVAL : ret;
}

static size_t write_bars(FILE *f, const struct compare *c, size_t *pair)
{
	size_t i, nr = 0;

	for (i = 0; i < c->nr_row && nr < BARS; i++) {
		const struct compare_row *row = &c->row[i];

		if (!row->compared || row->beside ||
		    (nr && row->pair != *pair))
			continue;
		*pair = row->pair;
		fprintf(f, "\"%s\" %.2f %.2f\n", row->name, row->c.a, row->c.b);
		nr++;
	}
	return nr;
}

/* The rows with the largest effect, of the first pair that has any. */
static int print_plot(FILE *f, const struct compare *c)
{
	char *data = NULL, label[128];
	size_t len, nr, pair = 0;
	FILE *to = open_memstream(&data, &len);
	int ret = 0;

	if (!to)
		return -ENOMEM;
	nr = write_bars(to, c, &pair);
	if (fclose(to))
		ret = -ENOMEM;
	snprintf(label, sizeof(label), "the largest effects, %.46s",
		 c->pair[pair].b);
	if (!ret && nr) {
		fputc('\n', f);
		ret = plot_print(f, "pairs", data, label, nr);
	}
	free(data);
	return ret;
}

/* One command where all runs were made by the same, else one a side. */
static void print_commands(FILE *f, const struct compare *c)
{
	const size_t last = c->nr_side - 1;
	char *text[2] = { NULL, NULL };
	size_t i, len;

	for (i = 0; i < 2; i++) {
		FILE *to = open_memstream(&text[i], &len);

		if (!to)
			continue;
		lkml_command(to, "it", c->side[i ? last : 0].run[0]);
		fclose(to);
	}
	if (text[0] && text[1] && !strcmp(text[0], text[1])) {
		fputs(text[0], f);
	} else {
		lkml_command(f, "A", c->side[0].run[0]);
		fputc('\n', f);
		lkml_command(f, "B", c->side[last].run[0]);
	}
	free(text[0]);
	free(text[1]);
}

static int print_hashes(FILE *f, int indent, const struct compare *c)
{
	char what[48];
	int ret = 0;
	size_t i, k;

	for (i = 0; !ret && i < c->nr_side; i++) {
		const struct compare_side *side = &c->side[i];

		/* Both sides of one run are in one file. */
		if (i && side->run[0] == c->side[0].run[0])
			break;
		for (k = 0; !ret && k < side->nr_run; k++) {
			snprintf(what, sizeof(what), "run.json of %c%s",
				 c->nr_run > 1 ? side->name : 'A',
				 c->nr_run > 1 ? "" : " and B");
			ret = lkml_hash(f, indent, what, side->run[k]);
		}
	}
	return ret;
}

static int print_mail(FILE *f, const struct compare *c, char *err, size_t size)
{
	int plot, hash;

	fputs("What dispatching a DMA operation costs, by dmabench: B against A\n\n",
	      f);
	lkml_machines(f, c->side[c->nr_side - 1].run[0]);
	fputc('\n', f);
	report_compare(f, c, false, false);
	if (is_few(c))
		fputs("Only map_single and unmap_single; dmabench compare has all rows.\n",
		      f);
	plot = print_plot(f, c);
	fputc('\n', f);
	print_commands(f, c);
	fputc('\n', f);
	hash = print_hashes(f, 0, c);
	return lkml_missing(plot, hash, err, size);
}

/* "costs: NAME 99 -> 108 insn/op (+9, +9.1 %)", in two lines if it is long. */
static void print_cost(FILE *f, const struct compare_row *row, bool first)
{
	char a[24], b[24], diff[24], text[96];

	snprintf(text, sizeof(text), "%s -> %s %s (%s, %+.1f %%)",
		 compare_number(row->c.a, row->c.exact, false, a, sizeof(a)),
		 compare_number(row->c.b, row->c.exact, false, b, sizeof(b)),
		 unit_name(row->a->unit),
		 compare_number(row->c.shift.mid, row->c.exact, true, diff,
				sizeof(diff)), 100 * compare_effect(&row->c));
	fprintf(f, "%s%.65s%s%s\n", first ? "costs: " : "       ", row->name,
		strlen(row->name) + 1 + strlen(text) > REPORT_WIDTH - 7 ?
		"\n         " : " ", text);
	report_wrapped(f, 9, compare_kinds(&row->c, text, sizeof(text)));
}

/* The first pair of environments in which something changed, or the first. */
static size_t changed_pair(const struct compare *c)
{
	size_t i;

	for (i = 0; i < c->nr_row; i++)
		if (has_changed(&c->row[i]))
			return c->row[i].pair;
	for (i = 0; i < c->nr_row && !c->row[i].compared; i++)
		;
	return c->row[i].pair;
}

/* What makes a cost no cost, before any is said. */
static void print_doubts(FILE *f, const struct compare *c)
{
	size_t i;
	char text[256];

	if (compare_same_code(c))
		report_wrapped(f, 7, "NOTHING TO COMPARE: " COMPARE_SAME_CODE);
	for (i = 0; i < c->differences.nr; i++) {
		const struct difference *d = &c->differences.d[i];

		if (d->what != DIFFERENCE_CHECKED)
			continue;
		snprintf(text, sizeof(text), "NOT THE SAME WORK: %s is %.60s, was %.60s",
			 d->key, d->b, d->a);
		report_wrapped(f, 7, text);
	}
}

static int print_cover(FILE *f, const struct compare *c, char *err, size_t size)
{
	const size_t pair = changed_pair(c);
	struct compare_sum sum[COMPARE_SUMS];
	const size_t nr_sum = compare_sums(c, 0, sum);
	size_t i, nr = 0;
	char text[160], counts[128];

	print_doubts(f, c);
	for (i = 0; i < c->nr_row && nr < COSTS; i++)
		if (has_changed(&c->row[i]) && c->row[i].pair == pair)
			print_cost(f, &c->row[i], !nr++);
	if (!nr)
		fputs("costs: no row is known to have changed\n", f);
	fprintf(f, "       A %.62s\n       B %.62s\n", c->pair[pair].a,
		c->pair[pair].b);
	for (i = 0; i < nr_sum; i++) {
		if (sum[i].beside || !sum[i].compared)
			continue;
		snprintf(text, sizeof(text), "all: %s",
			 compare_sum_text(&sum[i], counts, sizeof(counts)));
		report_wrapped(f, 7, text);
	}
	return lkml_missing(0, print_hashes(f, 7, c), err, size);
}

int lkml_compare(FILE *f, const struct lkml_ask *ask, char *err, size_t size)
{
	char *base = base_side(ask);
	const char *const side[] = { base, ask->run[0] };
	struct compare_ask what = {
		.side = ask->nr_run > 1 ? side : &side[1],
		.nr_side = ask->nr_run > 1 ? 2 : 1,
		.row = &ask->pattern, .nr_row = ask->pattern ? 1 : 0,
		.comparable = ask->comparable,
		.verdict = VERDICT_RULE_DEFAULT,
	};
	struct compare c;
	int ret;

	if (!base) {
		snprintf(err, size, "out of memory");
		return -ENOMEM;
	}
	ret = make_compare(&c, &what, err, size);
	/* A cover has few rows of whatever it is. */
	if (!ret && !ask->cover && !ask->pattern && count_changed(&c) > ROWS) {
		compare_free(&c);
		what.usual = true;
		what.row = usual;
		what.nr_row = sizeof(usual) / sizeof(*usual);
		ret = make_compare(&c, &what, err, size);
	}
	if (ret)
		goto out_free;
	if (c.refused) {
		snprintf(err, size, "A and B are not comparable");
		report_compare_refused(stderr, &c);
		ret = -EXDEV;
	} else if (!compare_compared(&c)) {
		snprintf(err, size, "A and B have no row in common");
		ret = -ENODATA;
	} else {
		ret = (ask->cover ? print_cover : print_mail)(f, &c, err, size);
	}
out_free:
	compare_free(&c);
	free(base);
	return ret;
}
