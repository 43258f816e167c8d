// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * thread.c - the argument of May 2008 in one table: per design what an
 * operation costs hot, unpredicted and cold, what a device costs when it
 * appears, and after how many operations that has paid.
 */
#include <math.h>
#include <string.h>

#include "report/report.h"
#include "report/rows.h"
#include "row/capability.h"

/* There is no room for a digit behind a long number's point. */
static void print_short(FILE *f, int width, double v)
{
	report_value(f, width, v >= 1000 ? rint(v) : v);
}

/*
 * After how many map_single has a design paid for attaching, against the walk
 * of the registered IOMMUs in a stack of the same depth?
 */
static void print_payback(FILE *f, const struct result *r, const char *vm,
			  const char *design)
{
	const char *dot = strchr(design, '.');
	char walk[ROW_NAME_LEN];
	double more, less;

	snprintf(walk, sizeof(walk), "stack-global%s", dot ? dot : "");
	more = median_of(r, vm, design, "null", "attach") -
	       median_of(r, vm, walk, "null", "attach");
	less = median_of(r, vm, walk, "null", "map_single") -
	       median_of(r, vm, design, "null", "map_single");
	if (isnan(more) || isnan(less))
		fprintf(f, "%7s", "-");
	else if (more <= 0 && less >= 0)
		fprintf(f, "%7d", 0);
	else if (less <= 0)
		fprintf(f, "%7s", "never");
	else
		fprintf(f, "%7.0f", ceil(more / less));
}

/* The lines of the table, and above them its head; returns how many. */
static size_t print_designs(FILE *f, const struct result *r, const char *vm,
			    const char *title, number_fn number)
{
	static const char *const user[] = {
		ENV_USER_PLAIN, ENV_USER_RETPOLINE,
	};
	static const char *const op[] = {
		"map_single", "map_single@mixed4", "map_single@cold",
	};
	char design[ROW_NAME_LEN];
	size_t i, nr = 0;
	int k;

	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];

		/* One line a design: where its cold row is. */
		if (!row_is_op(row, DB_MAP_SINGLE) ||
		    row->in_state != STATE_COLD ||
		    !row_on(row, vm ? vm : user[0]))
			continue;
		if (!nr++)
			fprintf(f, "\n%s\n\n%-18s%5s%13s%15s%15s\n"
				"%-18s%5s%6s%7s%7s%8s%7s%8s\n", title, "",
				"insn", "cyc, hot ", "mixed ", "cold ", "",
				"", "call", "retp", "call", "retp", "call",
				"retp");
		fprintf(f, "%-18.18s", label_of(row, design));
		print_short(f, 5, vm ? number(r, vm, design, "null", op[0]) :
			    NAN);
		for (k = 0; k < 6; k++)
			print_short(f, k ? 7 + (k > 2 && k % 2) : 6,
				    number(r, user[k % 2], design, "null",
					   op[k / 2]));
		fputc('\n', f);
	}
	return nr;
}

void report_thread(FILE *f, const struct result *r, const char *vm)
{
	if (!print_designs(f, r, vm, "The argument of the thread: map_single over null",
			   median_of))
		return;
	fputs("\nmixed: four devices with different ops, in an order that no predictor\n"
	      "learns. cold: what the operation touches was flushed before it; code\n"
	      "that the front end fetches ahead of the clock is not seen.\n"
	      "call, retp: cycles with plain indirect calls, with retpolines.\n", f);
	report_layers(f, r, STATE_COLD);
	print_designs(f, r, vm, "How far the placements of each lie apart (span)",
		      span_of);
	if (vm)
		report_attach(f, r, vm);
	fputs("\nWhat a design can express\n\n", f);
	capability_print(f);
}

void report_attach(FILE *f, const struct result *r, const char *vm)
{
	char design[ROW_NAME_LEN];
	bool any = false;
	size_t i;

	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];

		if (!row_is_op(row, DB_ATTACH) || row->in_state != STATE_HOT ||
		    !row_on(row, vm))
			continue;
		if (!any)
			fprintf(f, "\nWhen a device appears%13s%8s%7s\n", "",
				"attach", "pays");
		any = true;
		fprintf(f, "  %-32.32s", label_of(row, design));
		print_short(f, 8, row_has_number(row) ? row->s.median : NAN);
		print_payback(f, r, vm, design);
		fputc('\n', f);
	}
	if (any)
		fputs("\nattach: insn for one more device. pays: after how many map_single it\n"
		      "has cost less than stack-global of the same depth, both counted.\n",
		      f);
}
