// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * json.c - a run as flat JSON, as results/export.schema.json says: no
 * object in a row, so that a row is a record of a table.
 */
#include <math.h>

#include "export/export.h"
#include "export/row.h"

#define EXPORT_SCHEMA	1

static void put_value(FILE *f, const struct field *field)
{
	if (field->kind == FIELD_TEXT)
		result_quote(f, field->text);
	else if (field->kind == FIELD_BOOL)
		fputs(field->number ? "true" : "false", f);
	else if (isfinite(field->number))
		fprintf(f, "%.12g", field->number);
	else
		fputs("null", f);
}

static void put_row(FILE *f, const struct result *r,
		    const struct result_row *row)
{
	struct field field[FIELDS_MAX];
	const size_t nr = export_fields(r, row, field);
	size_t k;

	for (k = 0; k < nr; k++) {
		fprintf(f, "%s\"%s\": ", k ? ", " : "  { ", field[k].name);
		put_value(f, &field[k]);
	}
	fputs(" }", f);
}

void export_json(FILE *f, const struct result *r)
{
	size_t i;

	fprintf(f, "{\n \"export\": %d,\n \"started\": ", EXPORT_SCHEMA);
	result_quote(f, r->started);
	fputs(",\n \"suite\": ", f);
	result_quote(f, r->suite);
	fprintf(f, ",\n \"seed\": %lu,\n \"complete\": %s,\n \"commit\": ",
		r->seed, r->complete ? "true" : "false");
	result_quote(f, r->nr_env ? env_get(&r->env[0].env, "dmabench.commit") :
		     "");
	fputs(",\n \"rows\": [\n", f);
	for (i = 0; i < r->nr_row; i++) {
		put_row(f, r, &r->row[i]);
		fputs(i + 1 < r->nr_row ? ",\n" : "\n", f);
	}
	fputs(" ]\n}\n", f);
}
