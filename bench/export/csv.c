// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * csv.c - a run as CSV (RFC 4180, lines end as on Unix): a header, and
 * a line a row.
 */
#include "export/export.h"
#include "export/row.h"
#include "result/csv.h"

/* What is not known is empty, as what is no text is. */
static void put_value(FILE *f, const struct field *field)
{
	if (field->kind == FIELD_TEXT)
		csv_text(f, field->text);
	else if (field->kind == FIELD_BOOL)
		fputs(field->number ? "true" : "false", f);
	else
		csv_number(f, field->number);
}

void export_csv(FILE *f, const struct result *r)
{
	struct field field[FIELDS_MAX];
	size_t i, k, nr;

	for (i = 0; i < r->nr_row; i++) {
		nr = export_fields(r, &r->row[i], field);
		for (k = 0; !i && k < nr; k++)
			fprintf(f, "%s%c", field[k].name,
				k + 1 < nr ? ',' : '\n');
		for (k = 0; k < nr; k++) {
			put_value(f, &field[k]);
			fputc(k + 1 < nr ? ',' : '\n', f);
		}
	}
}
