// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * compare.c - a comparison as text: how many of what, and how to read it;
 * compare_pair.c has the rows.
 */
#include <stdint.h>

#include "report/compare.h"
#include "report/rows.h"

#define FEW_VALUES	10	/* a side has fewer: exploratory */

static void print_extreme(FILE *f, const struct compare *c, const char *word,
			  const struct compare_row *row)
{
	char share[24], diff[24];

	if (!row)
		return;
	fprintf(f, "         %-5s %s %% (%s %s)\n", word,
		compare_percent(compare_effect(&row->c), share, sizeof(share)),
		compare_number(row->c.shift.mid, row->c.exact, true, diff,
			       sizeof(diff)), compare_unit(row));
	report_wrapped(f, 15, row->name);
	if (c->nr_pair > 1)
		report_wrapped(f, 15, c->pair[row->pair].b);
}

const char *compare_sum_text(const struct compare_sum *sum, char *buf,
			     size_t size)
{
	snprintf(buf, size, "%zu row%s, %s: %zu %s, %zu %s, %zu same, %zu unclear",
		 sum->compared, sum->compared == 1 ? "" : "s",
		 unit_short(sum->unit), sum->by[VERDICT_MORE],
		 verdict_name(VERDICT_MORE, sum->unit), sum->by[VERDICT_LESS],
		 verdict_name(VERDICT_LESS, sum->unit), sum->by[VERDICT_SAME],
		 sum->by[VERDICT_UNCLEAR]);
	return buf;
}

static void print_sums(FILE *f, const struct compare *c)
{
	struct compare_sum sum[COMPARE_SUMS];
	size_t i, k, nr, left, lines;
	char text[128];

	for (i = 1; i < c->nr_side; i++) {
		nr = compare_sums(c, i, sum);
		fprintf(f, "%c vs A   ", c->side[i].name);
		for (left = 0, lines = 0, k = 0; k < nr; k++) {
			left += sum[k].left;
			if (!sum[k].compared)
				continue;
			compare_sum_text(&sum[k], text, sizeof(text));
			fprintf(f, "%*s%s%s\n", lines++ ? 9 : 0, "",
				sum[k].beside ? "beside it " : "", text);
			print_extreme(f, c, "worst", sum[k].worst);
			print_extreme(f, c, "best", sum[k].best);
		}
		if (!lines)
			fputs("0 rows\n", f);
		if (left)
			fprintf(f, "         %zu not compared, see below\n",
				left);
	}
}

/**
 * struct kinds - how many rows of which kind there are
 * @grain:	exact ones with a state
 * @few:	noisy ones with too few values a side
 * @blind:	counts of which it is not known what they hide
 * @asked:	noisy ones that are judged together, because they were asked for
 * @least_a:	of exact ones: boots behind them, at the least; those apart that
 *		are one value a run
 */
struct kinds {
	size_t exact, grain, noisy, few, state, blind, asked;
	size_t least_a, least_b;
};

static void count_kinds(const struct compare *c, struct kinds *out)
{
	size_t i;

	*out = (struct kinds) { .least_a = SIZE_MAX, .least_b = SIZE_MAX };
	for (i = 0; i < c->nr_row; i++) {
		const struct compare_row *row = &c->row[i];

		if (!row->compared)
			continue;
		out->state += row->by_run;
		out->blind += row_is_count(row->a) && !row->c.kinds.known;
		if (row->c.exact) {
			out->exact++;
			out->grain += row->c.grain > 0;
			if (row->by_run)
				continue;
			if (row->c.na < out->least_a)
				out->least_a = row->c.na;
			if (row->c.nb < out->least_b)
				out->least_b = row->c.nb;
			continue;
		}
		out->noisy++;
		if (!row->beside)
			out->asked = row->c.family;
		out->few += row->c.na < FEW_VALUES || row->c.nb < FEW_VALUES;
	}
}

/* How to read what is above, as far as it is needed. */
static void print_legend(FILE *f, const struct compare *c)
{
	const struct verdict_rule *rule = &c->ask.verdict;
	struct kinds nr;
	char text[560], together[48];

	count_kinds(c, &nr);
	if (nr.exact || nr.noisy)
		fputc('\n', f);
	if (nr.exact && nr.least_a != SIZE_MAX) {
		snprintf(text, sizeof(text), "insn are exact (n %zu+%zu), so that any difference is one: %s",
			 nr.least_a, nr.least_b,
			 nr.least_a > 1 && nr.least_b > 1 ?
			 "each boot read the same." :
			 "by one boot a side, which --boots 2 would confirm.");
		report_wrapped(f, 0, text);
	}
	if (nr.grain) {
		snprintf(text, sizeof(text), "Rows with a state (IOVA cache, flush queue) are the same if they differ by less than %.4g insn: so much hangs on which operations fall into a window.",
			 rule->grain);
		report_wrapped(f, 0, text);
	}
	if (nr.blind) {
		snprintf(text, sizeof(text), "Of %zu row%s it was not counted what is locked, a fence or an element of REP: --split on both sides does.",
			 nr.blind, nr.blind == 1 ? "" : "s");
		report_wrapped(f, 0, text);
	}
	if (nr.state)
		report_wrapped(f, 0, "Rows with a state (IOVA cache, flush queue) hang on what ran before: runs of another seed or suite are one value each. With one --seed and suite they are exact.");
	if (!nr.noisy)
		return;
	if (c->ask.against)
		snprintf(together, sizeof(together), "the designs of one operation");
	else
		snprintf(together, sizeof(together), "the %zu row%s", nr.asked,
			 nr.asked == 1 ? "" : "s");
	snprintf(text, sizeof(text), "CI: 95 %% interval of the difference, over %s; n: their number. Same: it lies inside of %.4g, or %.4g %% of A, if that is more (for each row at 2.5 %%, not for all together). Faster, slower: it leaves out 0, and p, corrected for %s (Holm), is at most %.2g.",
		 c->ask.against ? "placements of the loop" : "boots (vm) or runs",
		 rule->margin, 100 * rule->margin_rel, together, rule->alpha);
	report_wrapped(f, 0, text);
	/* There are no more placements than these. */
	if (!nr.few || c->ask.against)
		return;
	snprintf(text, sizeof(text), "EXPLORATORY, %zu of %zu rows: fewer than %d values a side.",
		 nr.few, nr.noisy, FEW_VALUES);
	report_wrapped(f, 0, text);
}

void report_compare(FILE *f, const struct compare *c, bool all, bool colour)
{
	size_t i;

	fputs("dmabench compare: what changed from A\n", f);
	report_compare_head(f, c);
	print_sums(f, c);
	for (i = 0; i < c->nr_pair; i++)
		report_compare_pair(f, c, i, all, colour);
	print_legend(f, c);
}
