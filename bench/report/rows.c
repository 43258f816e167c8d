// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rows.c - what the sections of the report share; see rows.h.
 */
#include <math.h>
#include <string.h>

#include "report/rows.h"

void labels_add(struct labels *l, const char *text)
{
	size_t i;

	for (i = 0; i < l->nr; i++)
		if (!strcmp(l->text[i], text))
			return;
	if (l->nr < MAX_LABELS)
		l->text[l->nr++] = text;
}

const char *op_of(const struct result_row *row)
{
	return strrchr(row->name, '/') + 1;
}

const char *label_of(const struct result_row *row, char *buf)
{
	snprintf(buf, ROW_NAME_LEN, "%.*s", (int)strcspn(row->name, "/"),
		 row->name);
	return buf;
}

const struct result_row *find_row(const struct result *r, const char *env,
				  const char *design, const char *backend,
				  const char *op)
{
	char name[3 * ROW_NAME_LEN];

	snprintf(name, sizeof(name), "%s/%s/%s", design, backend, op);
	return result_find(r, env, name);
}

double median_of(const struct result *r, const char *env, const char *design,
		 const char *backend, const char *op)
{
	const struct result_row *row = find_row(r, env, design, backend, op);

	return row && row_has_number(row) ? row->s.median : NAN;
}

double span_of(const struct result *r, const char *env, const char *design,
	       const char *backend, const char *op)
{
	const struct result_row *row = find_row(r, env, design, backend, op);

	return row && row_has_number(row) ? row_span(row) : NAN;
}

void report_value(FILE *f, int width, double v)
{
	if (isnan(v))
		fprintf(f, "%*s", width, "-");
	else
		fprintf(f, "%*.*f", width, v == floor(v) ? 0 : 1, v);
}

void report_wrapped_from(FILE *f, int column, int indent, const char *text)
{
	while (*text) {
		int room = REPORT_WIDTH - column, len = strlen(text), i;

		if (len > room)
			for (len = room; len && text[len] != ' '; len--)
				;
		/* A word that is longer than a line is cut. */
		if (!len && column == indent)
			len = room;
		for (i = 0; i < len; i++)
			fputc(text[i] >= ' ' && text[i] <= '~' ? text[i] : '?',
			      f);
		text += len;
		text += *text == ' ';
		column = indent;
		if (*text)
			fprintf(f, "\n%*s", indent, "");
	}
	fputc('\n', f);
}

void report_wrapped(FILE *f, int indent, const char *text)
{
	if (!*text)
		return;
	fprintf(f, "%*s", indent, "");
	report_wrapped_from(f, indent, indent, text);
}
