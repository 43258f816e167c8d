// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * modes.c - rows whose slopes are of two kinds: their median is neither.
 */
#include "report/report.h"
#include "report/rows.h"

void report_modes(FILE *f, const struct result *r)
{
	bool any = false;
	size_t i;

	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];
		const struct modes *m = &row->s.modes;

		/* A count that varies has a state, and is named for that. */
		if (row->status || m->share <= 0 || row->unit != UNIT_CYCLES)
			continue;
		if (!any)
			fputs("\nTWO MODES: these rows are the one or the other, their median neither\n\n",
			      f);
		any = true;
		fprintf(f, "  %.50s, %.16s\n    %.1f or %.1f cyc, the second in %.0f %%\n",
			row->name, row->env, m->low, m->high, 100 * m->share);
	}
}
