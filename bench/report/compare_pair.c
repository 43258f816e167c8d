// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * compare_pair.c - two environments, row by row.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare.h"
#include "report/rows.h"

#define NAME_WIDTH	34
#define REASON_LEN	128

static const char *colour_of(enum verdict v)
{
	static const char *const codes[] = {
		[VERDICT_UNCLEAR] = "\033[33m", [VERDICT_SAME] = "",
		[VERDICT_LESS] = "\033[32m", [VERDICT_MORE] = "\033[31m",
	};

	return codes[v];
}

static void print_verdict(FILE *f, const struct compare_row *row, bool colour)
{
	const char *code = colour ? colour_of(row->c.verdict) : "";

	fprintf(f, "%s%s%s", code, verdict_name(row->c.verdict, row->a->unit),
		*code ? "\033[0m" : "");
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
		compare_percent(compare_effect(c), share, sizeof(share)));
	print_verdict(f, row, colour);
	fputc('\n', f);
	if (!c->exact)
		print_evidence(f, c);
	report_wrapped(f, 4, compare_kinds(c, text, sizeof(text)));
	if (reasons && c->verdict == VERDICT_UNCLEAR) {
		snprintf(text, sizeof(text), "unclear: %s",
			 verdict_reason(c, why, sizeof(why)));
		report_wrapped(f, 4, text);
	}
}

/* A part of the rows: of one pair, what was asked or what is beside it. */
struct block {
	const struct compare *c;
	size_t pair;
	bool beside;
};

static bool is_in(const struct block *b, const struct compare_row *row)
{
	return row->pair == b->pair && row->beside == b->beside;
}

static bool has_verdict(const struct block *b, const struct compare_row *row,
			enum verdict v)
{
	return is_in(b, row) && row->compared && row->c.verdict == v;
}

static size_t count_verdict(const struct block *b, enum verdict v)
{
	size_t i, nr = 0;

	for (i = 0; i < b->c->nr_row; i++)
		nr += has_verdict(b, &b->c->row[i], v);
	return nr;
}

/* Is it unclear for one reason only?  Then it is said once. */
static bool one_reason(const struct block *b, char *reason)
{
	char why[REASON_LEN];
	bool any = false;
	size_t i;

	*reason = '\0';
	for (i = 0; i < b->c->nr_row; i++) {
		const struct compare_row *row = &b->c->row[i];

		if (!has_verdict(b, row, VERDICT_UNCLEAR))
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
static void print_same(FILE *f, const struct block *b)
{
	const struct compare_row *most = NULL;
	const size_t nr = count_verdict(b, VERDICT_SAME);
	char text[ROW_NAME_LEN + 96];
	size_t i;

	for (i = 0; i < b->c->nr_row && !most; i++)
		if (has_verdict(b, &b->c->row[i], VERDICT_SAME))
			most = &b->c->row[i];
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

/* Are both left out, of the same block and for the same reason? */
static bool same_left(const struct compare_row *x, const struct compare_row *y)
{
	return x->pair == y->pair && x->beside == y->beside && !x->compared &&
	       !y->compared && !strcmp(x->why, y->why);
}

/* Names of the rows that were not compared for what row @from was not. */
static void print_names(FILE *f, const struct compare *c, size_t from)
{
	size_t i, len;
	char *text;
	FILE *names = open_memstream(&text, &len);

	if (!names)
		return;
	for (i = from; i < c->nr_row; i++)
		if (same_left(&c->row[i], &c->row[from]))
			fprintf(names, "%s%s", ftell(names) ? ", " : "",
				c->row[i].name);
	if (fclose(names))
		return;
	report_wrapped(f, 4, text);
	free(text);
}

/* Rows that were not compared, those of one reason together. */
static void print_left(FILE *f, const struct block *b)
{
	const struct compare_row *all = b->c->row;
	size_t i, k, nr;

	for (i = 0; i < b->c->nr_row; i++) {
		char text[COMPARE_WHY + 64];

		if (!is_in(b, &all[i]) || all[i].compared)
			continue;
		for (k = 0; k < i && !same_left(&all[k], &all[i]); k++)
			;
		if (k < i)
			continue;
		for (nr = 0, k = i; k < b->c->nr_row; k++)
			nr += same_left(&all[k], &all[i]);
		snprintf(text, sizeof(text), "not compared, %zu row%s: %s",
			 nr, nr == 1 ? "" : "s", all[i].why);
		report_wrapped(f, 0, text);
		print_names(f, b->c, i);
	}
}

static const struct compare_row *first_of(const struct block *b)
{
	size_t i;

	for (i = 0; i < b->c->nr_row; i++)
		if (is_in(b, &b->c->row[i]) && b->c->row[i].compared)
			return &b->c->row[i];
	return NULL;
}

static void print_block(FILE *f, const struct block *b, bool all, bool colour)
{
	const char other = b->c->side[b->c->pair[b->pair].side].name;
	const struct compare_row *first = first_of(b);
	char reason[REASON_LEN], text[REASON_LEN + 16], diff[8], unit[16];
	const bool once = one_reason(b, reason);
	size_t i;

	snprintf(diff, sizeof(diff), "%c - A", other);
	if (first && (all || first->c.verdict != VERDICT_SAME)) {
		snprintf(unit, sizeof(unit), "%s/op", compare_unit(first));
		fprintf(f, "%-*s %7s %7c %7s %5s\n", NAME_WIDTH, unit, "A",
			other, diff, "%");
	}
	for (i = 0; i < b->c->nr_row; i++) {
		const struct compare_row *row = &b->c->row[i];

		if (is_in(b, row) && row->compared &&
		    (all || row->c.verdict != VERDICT_SAME))
			print_row(f, row, !once, colour);
	}
	if (once) {
		snprintf(text, sizeof(text), "unclear: %s", reason);
		report_wrapped(f, 0, text);
	}
	if (!all)
		print_same(f, b);
	print_left(f, b);
}

static void print_beside(FILE *f, const struct block *b, bool all, bool colour)
{
	size_t i, nr = 0;

	for (i = 0; i < b->c->nr_row; i++)
		nr += is_in(b, &b->c->row[i]);
	if (!nr)
		return;
	fputs("\nbeside it, our designs as each kernel compiles them\n", f);
	print_block(f, b, all, colour);
}

void report_compare_pair(FILE *f, const struct compare *c, size_t pair,
			 bool all, bool colour)
{
	const struct compare_pair *p = &c->pair[pair];
	const char other = c->side[p->side].name;

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
	if (!strcmp(p->a, p->b))
		fprintf(f, "%.72s\n", p->a);
	else
		fprintf(f, "A %.70s\n%c %.70s\n", p->a, other, p->b);
	print_block(f, &(struct block) { c, pair, false }, all, colour);
	print_beside(f, &(struct block) { c, pair, true }, all, colour);
}
