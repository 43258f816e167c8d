// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ktap.c - a run as KTAP 1 (the kernel's dev-tools/ktap.rst): an
 * environment a test, a row a subtest.  What cannot be there is skipped; what
 * was disturbed, failed or is not what is known of it is not ok.
 */
#include <string.h>

#include "export/export.h"
#include "export/row.h"

static bool has_failed(const struct result_row *row)
{
	switch (row->status) {
	case ROW_OK:
		return !row_is_functional(row) &&
		       (!row->s.n || row_is_wrong(row));
	case ROW_VOID:
	case ROW_OP_FAILED:
	case ROW_STUCK:
		return true;
	default:
		return false;
	}
}

/* "cycles_per_op=3.5 n=384": a metric stands in front of its result. */
static void put_metric(FILE *f, const struct result_row *row)
{
	fprintf(f, "  # %s %.*s_per_op=%.12g n=%zu rejected=%zu\n", row->name,
		(int)strcspn(unit_name(row->unit), "/"), unit_name(row->unit),
		row->s.median, row->s.n, row->s.rejected);
}

static bool put_row(FILE *f, const struct result_row *row, size_t nr)
{
	const bool failed = has_failed(row);

	if (row_is_measured(row))
		put_metric(f, row);
	fprintf(f, "  %sok %zu %s", failed ? "not " : "", nr, row->name);
	if (!row_is_measured(row)) {
		fprintf(f, " # %s", row->status && !failed ? "SKIP " : "");
		export_put_line(f, export_why(row));
	}
	fputc('\n', f);
	return !failed;
}

static bool put_env(FILE *f, const struct result *r, const char *env)
{
	size_t i, nr = 0;
	bool ok = true;

	for (i = 0; i < r->nr_row; i++)
		nr += row_on(&r->row[i], env);
	fprintf(f, "  KTAP version 1\n  # Subtest: %s\n  1..%zu\n", env, nr);
	for (nr = 0, i = 0; i < r->nr_row; i++)
		if (row_on(&r->row[i], env))
			ok = put_row(f, &r->row[i], ++nr) && ok;
	return ok;
}

/* Is it the first row of its environment? */
static bool is_first(const struct result *r, size_t i)
{
	size_t k;

	for (k = 0; k < i; k++)
		if (row_on(&r->row[k], r->row[i].env))
			return false;
	return true;
}

void export_ktap(FILE *f, const struct result *r)
{
	size_t i, nr = !r->complete;

	for (i = 0; i < r->nr_row; i++)
		nr += is_first(r, i);
	fprintf(f, "KTAP version 1\n1..%zu\n", nr);
	for (nr = 0, i = 0; i < r->nr_row; i++) {
		bool ok;

		if (!is_first(r, i))
			continue;
		ok = put_env(f, r, r->row[i].env);
		fprintf(f, "%sok %zu %s\n", ok ? "" : "not ", ++nr,
			r->row[i].env);
	}
	if (!r->complete)
		fprintf(f, "not ok %zu complete\n", ++nr);
}
