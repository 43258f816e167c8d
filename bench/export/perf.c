// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * perf.c - a run in the lines of perf stat -j: an object a row.  The
 * keys are perf's (tools/perf/util/stat-display.c of 6.1); those that would
 * have to be invented, such as event-runtime, are left out.
 *
 *	event		the row; cgroup: what it was run on, as perf does with
 *			events that it counts in several
 *	pcnt-running	share of the windows' pairs that were clean
 */
#include "export/export.h"
#include "export/row.h"

static void put_row(FILE *f, const struct result_row *row)
{
	const size_t pairs = row->s.n + row->s.rejected;

	/* perf's words: nothing came of it, or there is no such thing here. */
	if (row_is_measured(row))
		fprintf(f, "{\"counter-value\" : \"%f\"", row->s.median);
	else
		fprintf(f, "{\"counter-value\" : \"<not %s>\"",
			row->status && !row_is_void(row) ?
			"supported" : "counted");
	fprintf(f, ", \"unit\" : \"%s\", \"event\" : ",
		unit_name(row->unit));
	result_quote(f, row->name);
	fputs(", \"cgroup\" : ", f);
	result_quote(f, row->env);
	if (pairs)
		fprintf(f, ", \"pcnt-running\" : %.2f",
			100.0 * row->s.n / pairs);
	fputs("}\n", f);
}

void export_perf(FILE *f, const struct result *r)
{
	size_t i;

	for (i = 0; i < r->nr_row; i++)
		put_row(f, &r->row[i]);
}
