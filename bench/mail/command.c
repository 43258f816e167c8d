// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * command.c - how a run is repeated: the command line that made it, as it was.
 */
#include <stdlib.h>
#include <string.h>

#include "mail/lkml.h"
#include "report/rows.h"

#define INDENT	6	/* of the lines behind the first */

/* What a shell takes as it is. */
#define PLAIN	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" \
		"0123456789_@%+=:,./-"

/* A word as a shell reads it; a byte that is no ASCII would not be mailed. */
static void put_word(FILE *f, const char *word)
{
	if (*word && strspn(word, PLAIN) == strlen(word)) {
		fputs(word, f);
		return;
	}
	fputc('\'', f);
	for (; *word; word++) {
		if (*word == '\'')
			fputs("'\\''", f);
		else
			fputc(*word >= ' ' && *word <= '~' ? *word : '?', f);
	}
	fputc('\'', f);
}

static bool is_option(const char *word, const char *option)
{
	const size_t len = strlen(option);

	return !strncmp(word, option, len) && (!word[len] || word[len] == '=');
}

/* How many words from number @i on stay in one line: an option, its value. */
static size_t words_at(const struct result *r, size_t i)
{
	return r->argv[i][0] == '-' && i + 1 < r->nr_argv &&
	       r->argv[i + 1][0] != '-' ? 2 : 1;
}

/* @text behind what is in the line, or in the next one; the column after it. */
static size_t put_part(FILE *f, const char *text, size_t column)
{
	if (column + 1 + strlen(text) > REPORT_WIDTH - 2) {
		fprintf(f, " \\\n%*s", INDENT - 1, "");
		column = INDENT - 1;
	}
	fprintf(f, " %s", text);
	return column + 1 + strlen(text);
}

/* Words of the command line from number @i on; NULL without memory. */
static char *join_words(const struct result *r, size_t i, size_t nr)
{
	size_t len, k;
	char *text;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		return NULL;
	for (k = i; k < i + nr; k++) {
		if (k > i)
			fputc(' ', f);
		put_word(f, r->argv[k]);
	}
	return fclose(f) ? NULL : text;
}

/* Where the run went to is the reader's own affair. */
static void put_command(FILE *f, const struct result *r)
{
	size_t i, nr, column = 1;
	bool seeded = false;
	char seed[32];

	fputc(' ', f);
	for (i = 0; i < r->nr_argv; i += nr) {
		char *text;

		nr = words_at(r, i);
		if (is_option(r->argv[i], "--output"))
			continue;
		seeded = seeded || is_option(r->argv[i], "--seed");
		text = join_words(r, i, nr);
		if (text)
			column = put_part(f, text, column);
		free(text);
	}
	snprintf(seed, sizeof(seed), "--seed %lu", r->seed);
	if (!seeded)
		put_part(f, seed, column);
	fputc('\n', f);
}

void lkml_command(FILE *f, const char *what, const struct result *r)
{
	const char *commit = "";
	size_t i;

	for (i = 0; i < r->nr_env && !*commit; i++)
		commit = env_get(&r->env[i].env, "dmabench.commit");
	if (!r->nr_argv) {
		fprintf(f, "To repeat %s: its command line was not recorded (dmabench %.20s)\n",
			what, commit);
		return;
	}
	fprintf(f, "To repeat %s, with dmabench %.20s:\n\n", what, commit);
	put_command(f, r);
}
