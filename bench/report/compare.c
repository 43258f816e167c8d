// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * compare.c - a comparison as text: how many of what, then row by row.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare.h"
#include "report/rows.h"

#define NAME_WIDTH	34
#define NUMBER_WIDTH	7
#define FEW_VALUES	10	/* a side has fewer: exploratory */
#define REASON_LEN	128

const char *compare_number(double x, bool exact, bool sign, char *buf,
			   size_t size)
{
	int digits = exact && x == rint(x) ? 0 : 2;

	snprintf(buf, size, "-");
	/* As many digits as the column has room for, and no -0.00. */
	for (; digits >= 0 && !isnan(x); digits--) {
		if (fabs(x) * pow(10, digits) < 0.5)
			x = 0;
		snprintf(buf, size, sign && x != 0 ? "%+.*f" : "%.*f", digits,
			 x);
		if (strlen(buf) <= NUMBER_WIDTH)
			break;
	}
	for (digits = 2; digits >= 0 && strlen(buf) > NUMBER_WIDTH; digits--)
		snprintf(buf, size, sign ? "%+.*e" : "%.*e", digits, x);
	return buf;
}

const char *compare_unit(const struct compare_row *row)
{
	return unit_short(row->a->unit);
}

static const char *percent(double share, char *buf, size_t size)
{
	const double p = 100 * share;

	if (!isfinite(share))
		snprintf(buf, size, "-");
	else if (share == 0)
		snprintf(buf, size, "0");
	else
		snprintf(buf, size, "%+.*f", fabs(p) < 9.995 ? 2 :
			 fabs(p) < 99.95, p);
	return buf;
}

static const char *colour_of(enum verdict v)
{
	static const char *const codes[] = {
		[VERDICT_UNCLEAR] = "\033[33m", [VERDICT_SAME] = "",
		[VERDICT_FASTER] = "\033[32m", [VERDICT_SLOWER] = "\033[31m",
	};

	return codes[v];
}

static void print_verdict(FILE *f, enum verdict v, bool colour)
{
	const char *code = colour ? colour_of(v) : "";

	fprintf(f, "%s%s%s", code, verdict_name(v), *code ? "\033[0m" : "");
}

/* "[+1.90, +2.30]", or "-" where there is no interval. */
static const char *interval(const struct shift *s, bool sign, char *buf,
			    size_t size)
{
	char low[24], high[24];

	if (isnan(s->low))
		snprintf(buf, size, "-");
	else if (sign)
		snprintf(buf, size, "%s to %s",
			 compare_number(s->low, false, true, low, sizeof(low)),
			 compare_number(s->high, false, true, high,
					sizeof(high)));
	else
		snprintf(buf, size, "%.3f to %.3f", s->low, s->high);
	return buf;
}

/* What is behind the verdict of a row with noise. */
static void print_evidence(FILE *f, const struct comparison *c)
{
	char shift[64], ratio[64], text[256];
	int len;

	len = snprintf(text, sizeof(text), "CI %s", interval(&c->shift, true,
							     shift,
							     sizeof(shift)));
	if (!isnan(c->ratio.mid))
		len += snprintf(text + len, sizeof(text) - len,
				"; ratio %.3f", c->ratio.mid);
	if (!isnan(c->ratio.low))
		len += snprintf(text + len, sizeof(text) - len, " (%s)",
				interval(&c->ratio, false, ratio,
					 sizeof(ratio)));
	len += snprintf(text + len, sizeof(text) - len, "; n %zu+%zu", c->na,
			c->nb);
	if (!isnan(c->p_holm) && !isnan(c->shift.low))
		len += snprintf(text + len, sizeof(text) - len, "; p %.2g",
				c->p_holm);
	if (!isnan(c->floor))
		snprintf(text + len, sizeof(text) - len, "; floor %.2f",
			 c->floor);
	report_wrapped(f, 4, text);
}

static void print_row(FILE *f, const struct compare_row *row, bool reasons,
		      bool colour)
{
	const struct comparison *c = &row->c;
	char a[24], b[24], d[24], share[24], why[REASON_LEN];
	char text[REASON_LEN + 16];

	if (strlen(row->name) > NAME_WIDTH)
		report_wrapped(f, 0, row->name);
	fprintf(f, "%-*s", NAME_WIDTH, strlen(row->name) > NAME_WIDTH ? "" :
		row->name);
	fprintf(f, " %7s %7s %7s %5s ",
		compare_number(c->a, c->exact, false, a, sizeof(a)),
		compare_number(c->b, c->exact, false, b, sizeof(b)),
		compare_number(c->shift.mid, c->exact, true, d, sizeof(d)),
		percent(compare_effect(c), share, sizeof(share)));
	print_verdict(f, c->verdict, colour);
	fputc('\n', f);
	if (c->exact)
		return;
	print_evidence(f, c);
	if (reasons && c->verdict == VERDICT_UNCLEAR) {
		snprintf(text, sizeof(text), "unclear: %s",
			 verdict_reason(c, why, sizeof(why)));
		report_wrapped(f, 4, text);
	}
}

/* Rows of a pair that are compared, from the first on; by verdict. */
static size_t count_verdict(const struct compare *c, size_t pair,
			    enum verdict v)
{
	size_t i, nr = 0;

	for (i = 0; i < c->nr_row; i++)
		nr += c->row[i].pair == pair && c->row[i].compared &&
		      c->row[i].c.verdict == v;
	return nr;
}

/* Is it unclear for one reason only?  Then it is said once. */
static bool one_reason(const struct compare *c, size_t pair, char *reason)
{
	char why[REASON_LEN];
	bool any = false;
	size_t i;

	*reason = '\0';
	for (i = 0; i < c->nr_row; i++) {
		const struct compare_row *row = &c->row[i];

		if (row->pair != pair || !row->compared ||
		    row->c.verdict != VERDICT_UNCLEAR)
			continue;
		verdict_reason(&row->c, why, sizeof(why));
		if (any && strcmp(why, reason))
			return false;
		snprintf(reason, REASON_LEN, "%s", why);
		any = true;
	}
	return any;
}

/* The largest difference among those that are the same. */
static void print_same(FILE *f, const struct compare *c, size_t pair)
{
	const struct compare_row *most = NULL;
	const size_t nr = count_verdict(c, pair, VERDICT_SAME);
	char text[ROW_NAME_LEN + 96];
	size_t i;

	for (i = 0; i < c->nr_row && !most; i++)
		if (c->row[i].pair == pair && c->row[i].compared &&
		    c->row[i].c.verdict == VERDICT_SAME)
			most = &c->row[i];
	if (!most)
		return;
	if (most->c.shift.mid == 0)
		snprintf(text, sizeof(text), "same: %zu row%s, to the last digit; --all lists them",
			 nr, nr == 1 ? "" : "s");
	else
		snprintf(text, sizeof(text), "same: %zu row%s, at most %.2f %% apart (%s); --all lists them",
			 nr, nr == 1 ? "" : "s",
			 100 * fabs(compare_effect(&most->c)), most->name);
	report_wrapped(f, 0, text);
}

/* Names of the rows that were not compared for what row @from was not. */
static void print_names(FILE *f, const struct compare *c, size_t from)
{
	const struct compare_row *first = &c->row[from];
	size_t i, len;
	char *text;
	FILE *names = open_memstream(&text, &len);

	if (!names)
		return;
	for (i = from; i < c->nr_row; i++)
		if (c->row[i].pair == first->pair && !c->row[i].compared &&
		    !strcmp(c->row[i].why, first->why))
			fprintf(names, "%s%s", ftell(names) ? ", " : "",
				c->row[i].name);
	if (fclose(names))
		return;
	report_wrapped(f, 4, text);
	free(text);
}

/* Rows that were not compared, those of one reason together. */
static void print_left(FILE *f, const struct compare *c, size_t pair)
{
	size_t i, k, nr;

	for (i = 0; i < c->nr_row; i++) {
		const struct compare_row *row = &c->row[i];
		char text[COMPARE_WHY + 64];

		if (row->pair != pair || row->compared)
			continue;
		for (k = 0; k < i; k++)
			if (c->row[k].pair == pair && !c->row[k].compared &&
			    !strcmp(c->row[k].why, row->why))
				break;
		if (k < i)
			continue;
		for (nr = 0, k = i; k < c->nr_row; k++)
			nr += c->row[k].pair == pair && !c->row[k].compared &&
			      !strcmp(c->row[k].why, row->why);
		snprintf(text, sizeof(text), "not compared, %zu row%s: %s",
			 nr, nr == 1 ? "" : "s", row->why);
		report_wrapped(f, 0, text);
		print_names(f, c, i);
	}
}

static const struct compare_row *first_of(const struct compare *c, size_t pair)
{
	size_t i;

	for (i = 0; i < c->nr_row; i++)
		if (c->row[i].pair == pair && c->row[i].compared)
			return &c->row[i];
	return NULL;
}

static void print_pair(FILE *f, const struct compare *c, size_t pair, bool all,
		       bool colour)
{
	const struct compare_pair *p = &c->pair[pair];
	const char other = c->side[p->side].name;
	const struct compare_row *first = first_of(c, pair);
	char reason[REASON_LEN], text[REASON_LEN + 16], diff[8], unit[16];
	bool once = one_reason(c, pair, reason);
	size_t i;

	if (!p->a || !p->b) {
		/* Those of a side stand in a block. */
		if (!pair || (c->pair[pair - 1].a && c->pair[pair - 1].b) ||
		    c->pair[pair - 1].side != p->side)
			fputc('\n', f);
		fprintf(f, "on side %c only: %.50s\n", p->a ? 'A' : other,
			p->a ? p->a : p->b);
		return;
	}
	fputc('\n', f);
	snprintf(diff, sizeof(diff), "%c - A", other);
	if (!strcmp(p->a, p->b))
		fprintf(f, "%.72s\n", p->a);
	else
		fprintf(f, "A %.70s\n%c %.70s\n", p->a, other, p->b);
	if (first && (all || first->c.verdict != VERDICT_SAME)) {
		snprintf(unit, sizeof(unit), "%s/op", compare_unit(first));
		fprintf(f, "%-*s %7s %7c %7s %5s\n", NAME_WIDTH, unit, "A",
			other, diff, "%");
	}
	for (i = 0; i < c->nr_row; i++) {
		const struct compare_row *row = &c->row[i];

		if (row->pair != pair || !row->compared ||
		    (!all && row->c.verdict == VERDICT_SAME))
			continue;
		print_row(f, row, !once, colour);
	}
	if (once) {
		snprintf(text, sizeof(text), "unclear: %s", reason);
		report_wrapped(f, 0, text);
	}
	if (!all)
		print_same(f, c, pair);
	print_left(f, c, pair);
}

static void print_extreme(FILE *f, const struct compare *c, const char *word,
			  const struct compare_row *row)
{
	char share[24], diff[24];

	if (!row)
		return;
	fprintf(f, "         %-5s %s %% (%s %s)\n", word,
		percent(compare_effect(&row->c), share, sizeof(share)),
		compare_number(row->c.shift.mid, row->c.exact, true, diff,
			       sizeof(diff)), compare_unit(row));
	report_wrapped(f, 15, row->name);
	if (c->nr_pair > 1)
		report_wrapped(f, 15, c->pair[row->pair].b);
}

static void print_sums(FILE *f, const struct compare *c)
{
	size_t i;

	for (i = 1; i < c->nr_side; i++) {
		struct compare_sum sum;

		compare_count(c, i, &sum);
		fprintf(f, "%c vs A   %zu row%s: %zu slower, %zu faster, %zu same, %zu unclear\n",
			c->side[i].name, sum.compared,
			sum.compared == 1 ? "" : "s", sum.by[VERDICT_SLOWER],
			sum.by[VERDICT_FASTER], sum.by[VERDICT_SAME],
			sum.by[VERDICT_UNCLEAR]);
		if (sum.left)
			fprintf(f, "         %zu not compared, see below\n",
				sum.left);
		print_extreme(f, c, "worst", sum.worst);
		print_extreme(f, c, "best", sum.best);
	}
}

/**
 * struct kinds - how many rows of which kind there are
 * @grain:	exact ones with a state
 * @few:	noisy ones with too few values a side
 * @least_a:	of exact ones: boots behind them, at the least
 */
struct kinds {
	size_t exact, grain, noisy, few, state;
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
		if (row->c.exact) {
			out->exact++;
			out->grain += row->c.grain > 0;
			if (row->c.na < out->least_a)
				out->least_a = row->c.na;
			if (row->c.nb < out->least_b)
				out->least_b = row->c.nb;
			continue;
		}
		out->noisy++;
		out->few += row->c.na < FEW_VALUES || row->c.nb < FEW_VALUES;
	}
}

/* How to read what is above, as far as it is needed. */
static void print_legend(FILE *f, const struct compare *c)
{
	const struct verdict_rule *rule = &c->ask.verdict;
	struct kinds nr;
	char text[400];

	count_kinds(c, &nr);
	if (nr.exact || nr.noisy)
		fputc('\n', f);
	if (nr.exact) {
		snprintf(text, sizeof(text), "insn are exact: each boot read the same (n %zu+%zu), so that any difference is one.",
			 nr.least_a, nr.least_b);
		report_wrapped(f, 0, text);
	}
	if (nr.grain) {
		snprintf(text, sizeof(text), "In rows with a state (IOVA cache, flush queue) one is from %.4g insn on: less is which operations fell into a window.",
			 rule->margin);
		report_wrapped(f, 0, text);
	}
	if (nr.state)
		report_wrapped(f, 0, "Rows with a state (IOVA cache, flush queue) hang on what ran before: runs of another seed or suite are one value each. With one --seed and suite they are exact.");
	if (!nr.noisy)
		return;
	snprintf(text, sizeof(text), "CI: 95 %% interval of the difference, over boots (vm) or runs; n: their number. Same: it lies inside of %.4g, or %.4g %% of A, if that is more. Faster, slower: it leaves out 0, and p, for all %zu rows together (Holm), is at most %.2g.",
		 rule->margin, 100 * rule->margin_rel, nr.noisy, rule->alpha);
	report_wrapped(f, 0, text);
	if (nr.few)
		report_wrapped(f, 0, "EXPLORATORY: fewer than 10 values a side.");
}

void report_compare(FILE *f, const struct compare *c, bool all, bool colour)
{
	size_t i;

	fputs("dmabench compare: what changed from A\n", f);
	report_compare_head(f, c);
	print_sums(f, c);
	for (i = 0; i < c->nr_pair; i++)
		print_pair(f, c, i, all, colour);
	print_legend(f, c);
}
