// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * compare_table.c - a comparison as a table: Markdown for a page, CSV
 * for programs.
 */
#include <math.h>
#include <string.h>

#include "report/compare.h"
#include "result/csv.h"

/* Text in a cell: no bar, no line's end, and ASCII. */
static void print_cell(FILE *f, const char *text)
{
	for (; *text; text++) {
		if (*text == '|')
			fputs("\\|", f);
		else
			fputc(*text >= ' ' && *text <= '~' ? *text : '?', f);
	}
}

static void md_differences(FILE *f, const struct compare *c,
			   enum difference_what what, const char *word)
{
	size_t i;

	for (i = 0; i < c->differences.nr; i++) {
		const struct difference *d = &c->differences.d[i];

		if (d->what != what)
			continue;
		fprintf(f, "- %s `%s`: %s ", word, d->key, d->who_a);
		print_cell(f, d->a);
		if (*d->who_b) {
			fprintf(f, "; %s ", d->who_b);
			print_cell(f, d->b);
		}
		fputc('\n', f);
	}
}

static void md_sums(FILE *f, const struct compare *c, size_t side)
{
	struct compare_sum sum[COMPARE_SUMS];
	const size_t nr = compare_sums(c, side, sum);
	char text[128];
	size_t i;

	for (i = 0; i < nr; i++)
		fprintf(f, "- **%c vs A%s: %s**; %zu not compared\n",
			c->side[side].name,
			sum[i].beside ? ", our designs beside it" : "",
			compare_sum_text(&sum[i], text, sizeof(text)),
			sum[i].left);
}

static void md_head(FILE *f, const struct compare *c)
{
	size_t i;

	for (i = 0; i < c->nr_side; i++) {
		const struct compare_side *side = &c->side[i];
		const char *of = *side->kernel ? side->kernel : side->env;

		fprintf(f, "- %c: `%s`", side->name, compare_first_run(side));
		if (side->nr_run > 1)
			fprintf(f, " and %zu more", side->nr_run - 1);
		if (*of) {
			fputs(", ", f);
			print_cell(f, of);
		}
		fputc('\n', f);
	}
	if (compare_same_code(c))
		fputs("- **NOTHING TO COMPARE: " COMPARE_SAME_CODE "**\n", f);
	md_differences(f, c, DIFFERENCE_CHECKED,
		       "**NOT THE SAME WORK, a check came out otherwise:**");
	md_differences(f, c, DIFFERENCE_FORCED,
		       "**FORCED, not comparable:**");
	md_differences(f, c, DIFFERENCE_VARIED, "varied");
	md_differences(f, c, DIFFERENCE_NOTED, "note");
	for (i = 1; i < c->nr_side; i++)
		md_sums(f, c, i);
}

static void md_row(FILE *f, const struct compare_row *row)
{
	const struct comparison *c = &row->c;
	char a[24], b[24], d[24], low[24], high[24], why[128], kinds[128];

	fputs("| ", f);
	print_cell(f, row->name);
	fprintf(f, " | %s | %s | %s |",
		compare_number(c->a, c->exact, false, a, sizeof(a)),
		compare_number(c->b, c->exact, false, b, sizeof(b)),
		compare_number(c->shift.mid, c->exact, true, d, sizeof(d)));
	if (c->exact)
		fputs(" exact |", f);
	else if (isnan(c->shift.low))
		fputs(" - |", f);
	else
		fprintf(f, " %s to %s |",
			compare_number(c->shift.low, false, true, low,
				       sizeof(low)),
			compare_number(c->shift.high, false, true, high,
				       sizeof(high)));
	if (isnan(c->ratio.mid))
		fputs(" - |", f);
	else
		fprintf(f, " %.3f |", c->ratio.mid);
	compare_kinds(c, kinds, sizeof(kinds));
	fprintf(f, " %s%s%s%s%s |\n", verdict_name(c->verdict, row->a->unit),
		c->verdict == VERDICT_UNCLEAR ? ": " : "",
		verdict_reason(c, why, sizeof(why)), *kinds ? ", " : "", kinds);
}

static bool is_shown(const struct compare_row *row, size_t pair, bool all)
{
	return row->pair == pair && row->compared &&
	       (all || row->c.verdict != VERDICT_SAME);
}

void report_compare_md(FILE *f, const struct compare *c, bool all)
{
	size_t i, k;

	fputs("## dmabench compare\n\n", f);
	md_head(f, c);
	for (i = 0; i < c->nr_pair; i++) {
		const struct compare_pair *p = &c->pair[i];
		const char other = c->side[p->side].name;
		bool any = false;

		if (!p->a || !p->b) {
			fprintf(f, "\nOn side %c only: ", p->a ? 'A' : other);
			print_cell(f, p->a ?: p->b);
			fputc('\n', f);
			continue;
		}
		fputs("\n### ", f);
		print_cell(f, p->a);
		if (strcmp(p->a, p->b)) {
			fprintf(f, ", %c: ", other);
			print_cell(f, p->b);
		}
		fputs("\n\n", f);
		for (k = 0; k < c->nr_row; k++) {
			if (!is_shown(&c->row[k], i, all))
				continue;
			if (!any)
				fprintf(f, "| row, %s/op | A | %c | %c - A | 95 %% CI | ratio | verdict |\n"
					"|---|---:|---:|---:|---|---:|---|\n",
					compare_unit(&c->row[k]), other,
					other);
			any = true;
			md_row(f, &c->row[k]);
		}
		if (!any)
			fputs("No row that is not the same.\n", f);
		for (k = 0; k < c->nr_row; k++) {
			const struct compare_row *row = &c->row[k];

			if (row->pair != i || row->compared)
				continue;
			if (any)
				fputc('\n', f);
			any = false;
			fprintf(f, "- not compared: `%s`: ", row->name);
			print_cell(f, row->why);
			fputc('\n', f);
		}
	}
}

static void csv_comparison(FILE *f, const struct compare_row *row)
{
	const struct comparison *c = &row->c;
	const double number[] = {
		c->a, c->b, c->shift.mid, c->shift.low, c->shift.high,
		c->ratio.mid, c->ratio.low, c->ratio.high, c->p, c->p_holm,
		c->margin, c->floor,
		c->kinds.known ? c->kinds.locked : NAN,
		c->kinds.known ? c->kinds.fences : NAN,
		c->kinds.known ? c->kinds.serial : NAN,
		c->kinds.known ? c->kinds.rep : NAN,
	};
	char why[128];
	size_t i;

	fprintf(f, ",%s,%d,%zu,%zu", verdict_name(c->verdict, row->a->unit),
		c->exact, c->na, c->nb);
	for (i = 0; i < sizeof(number) / sizeof(*number); i++) {
		fputc(',', f);
		csv_number(f, number[i]);
	}
	fputc(',', f);
	csv_text(f, verdict_reason(c, why, sizeof(why)));
	fputc('\n', f);
}

void report_compare_csv(FILE *f, const struct compare *c)
{
	size_t i;

	fputs("side,env_a,env_b,row,unit,verdict,exact,n_a,n_b,a,b,diff,diff_low,diff_high,ratio,ratio_low,ratio_high,p,p_holm,margin,floor,locked,fences,serial,rep,why\n",
	      f);
	for (i = 0; i < c->nr_row; i++) {
		const struct compare_row *row = &c->row[i];
		const struct compare_pair *p = &c->pair[row->pair];

		fprintf(f, "%c,", c->side[p->side].name);
		csv_text(f, p->a);
		fputc(',', f);
		csv_text(f, p->b);
		fprintf(f, ",%s,%s", row->name,
			unit_name(row->a ? row->a->unit : row->b->unit));
		if (row->compared) {
			csv_comparison(f, row);
			continue;
		}
		fputs(",,,,,,,,,,,,,,,,,,,,,", f);
		csv_text(f, row->why);
		fputc('\n', f);
	}
}
