// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * compare_head.c - the head of a comparison: what is compared, and what
 * should make the reader doubt it.
 */
#include <stdlib.h>
#include <string.h>

#include "report/compare.h"
#include "report/rows.h"

#define KEY_INDENT	9	/* behind "varied   " */

const char *compare_first_run(const struct compare_side *side)
{
	const char *dir = side->run[0]->dir, *slash = strrchr(dir, '/');

	return slash && slash[1] ? slash + 1 : dir;
}

/*
 * The text of others may hold anything: what is not ASCII would not be mailed.
 */
static void to_ascii(char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}

static void print_side(FILE *f, const char *who, const char *value)
{
	char *text;

	if (asprintf(&text, "%s: %s", who, value) < 0)
		return;
	report_wrapped(f, KEY_INDENT + 2, text);
	free(text);
}

/* On one line if it fits, else a line or more for each side. */
static void print_difference(FILE *f, const char *word,
			     const struct difference *d)
{
	char *line;

	if (!*d->who_b) {
		fprintf(f, "%-*s%.63s\n", KEY_INDENT, word, d->key);
		print_side(f, d->who_a, d->a);
		return;
	}
	if (asprintf(&line, "%-*s%s: %s %s, %s %s", KEY_INDENT, word, d->key,
		     d->who_a, d->a, d->who_b, d->b) < 0)
		return;
	to_ascii(line);
	if (strlen(line) <= REPORT_WIDTH) {
		fprintf(f, "%s\n", line);
	} else {
		fprintf(f, "%-*s%.63s\n", KEY_INDENT, word, d->key);
		print_side(f, d->who_a, d->a);
		print_side(f, d->who_b, d->b);
	}
	free(line);
}

static void print_differences(FILE *f, const struct differences *all,
			      enum difference_what what, const char *word)
{
	size_t i;

	for (i = 0; i < all->nr; i++) {
		if (all->d[i].what != what)
			continue;
		print_difference(f, word, &all->d[i]);
		/* What was forced is said again with each. */
		if (what != DIFFERENCE_FORCED)
			word = "";
	}
}

bool compare_same_code(const struct compare *c)
{
	size_t i;

	for (i = 0; i < c->nr_pair; i++)
		if (c->pair[i].same_code)
			return true;
	return false;
}

void report_compare_head(FILE *f, const struct compare *c)
{
	const struct differences *d = &c->differences;
	size_t i;

	for (i = 0; i < c->nr_side; i++) {
		const struct compare_side *side = &c->side[i];

		fprintf(f, "%c        %.63s\n", side->name,
			compare_first_run(side));
		if (side->nr_run > 1)
			fprintf(f, "         and %zu more\n", side->nr_run - 1);
		if (side->design)
			fprintf(f, "         %.60s\n", side->design);
		if (*side->kernel || *side->env)
			fprintf(f, "         %s %.54s\n",
				*side->kernel ? "kernel" : "of it",
				*side->kernel ? side->kernel : side->env);
	}
	if (compare_same_code(c))
		report_wrapped(f, 0, "NOTHING TO COMPARE: " COMPARE_SAME_CODE);
	if (differences_count(d, DIFFERENCE_CHECKED))
		report_wrapped(f, 0, "NOT THE SAME WORK: a check of what is measured came out otherwise.");
	print_differences(f, d, DIFFERENCE_CHECKED, "CHECK");
	if (differences_count(d, DIFFERENCE_FORCED))
		report_wrapped(f, 0, "NOT COMPARABLE, and compared all the same (--force):");
	print_differences(f, d, DIFFERENCE_FORCED, "FORCED");
	print_differences(f, d, DIFFERENCE_VARIED, "varied");
	print_differences(f, d, DIFFERENCE_NOTED, "note");
}

/* Is the next key, too, refused, and for the same? */
static bool same_advice(const struct differences *all, size_t i)
{
	const char *advice = all->d[i].advice;

	while (++i < all->nr)
		if (all->d[i].what == DIFFERENCE_REFUSED)
			return !strcmp(all->d[i].advice, advice);
	return false;
}

void report_compare_refused(FILE *f, const struct compare *c)
{
	const struct differences *all = &c->differences;
	size_t i;

	for (i = 0; i < all->nr; i++) {
		const struct difference *d = &all->d[i];
		char *text;

		if (d->what != DIFFERENCE_REFUSED)
			continue;
		print_difference(f, "", d);
		if (same_advice(all, i) ||
		    asprintf(&text, "-> %s", d->advice) < 0)
			continue;
		report_wrapped(f, KEY_INDENT + 2, text);
		free(text);
	}
	report_wrapped(f, 0, "--force KEY compares in spite of a key, and the report says so.");
}
