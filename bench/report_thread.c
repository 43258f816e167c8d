// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report_thread.c - the argument of May 2008 in one table: per design what an
 * operation costs hot, unpredicted and cold, what a device costs when it
 * appears, and after how many operations that has paid.
 */
#include <math.h>
#include <string.h>

#include "capability.h"
#include "report.h"

static double median_of(const struct result *r, const char *env,
			const char *design, const char *rest)
{
	const struct result_row *row;
	char name[2 * ROW_NAME_LEN];

	snprintf(name, sizeof(name), "%s/null/%s", design, rest);
	row = result_find(r, env, name);
	return row && !row->status && row->s.n ? row->s.median : NAN;
}

static void print_value(FILE *f, int width, double v)
{
	if (isnan(v))
		fprintf(f, "%*s", width, "-");
	else if (v == floor(v) || v >= 1000)
		fprintf(f, "%*.0f", width, v);
	else
		fprintf(f, "%*.1f", width, v);
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
	more = median_of(r, vm, design, "attach") -
	       median_of(r, vm, walk, "attach");
	less = median_of(r, vm, walk, "map_single") -
	       median_of(r, vm, design, "map_single");
	if (isnan(more) || isnan(less))
		fprintf(f, "%7s", "-");
	else if (more <= 0 && less >= 0)
		fprintf(f, "%7d", 0);
	else if (less <= 0)
		fprintf(f, "%7s", "never");
	else
		fprintf(f, "%7.0f", ceil(more / less));
}

void report_thread(FILE *f, const struct result *r, const char *vm)
{
	static const char *const user[] = { "user/plain", "user/retpoline" };
	char design[ROW_NAME_LEN];
	bool any = false;
	size_t i;
	int e;

	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];

		/* One line a design: where its cold row is. */
		if (strcmp(row->op, "map_single") ||
		    strcmp(row->state, "cold") ||
		    strcmp(row->env, vm ? vm : user[0]))
			continue;
		if (!any)
			fprintf(f, "\nThe argument of the thread: map_single over null\n\n"
				"%-18s%5s%13s%15s%15s\n"
				"%-18s%5s%6s%7s%7s%8s%7s%8s\n", "",
				"insn", "cyc, hot ", "mixed ", "cold ", "",
				"", "call", "retp", "call", "retp", "call",
				"retp");
		any = true;
		snprintf(design, sizeof(design), "%.*s",
			 (int)strcspn(row->name, "/"), row->name);
		fprintf(f, "%-18.18s", design);
		print_value(f, 5, vm ? median_of(r, vm, design, "map_single") :
			    NAN);
		for (e = 0; e < 2; e++)
			print_value(f, 6 + e, median_of(r, user[e], design,
							"map_single"));
		for (e = 0; e < 2; e++)
			print_value(f, 7 + e, median_of(r, user[e], design,
							"map_single@mixed4"));
		for (e = 0; e < 2; e++)
			print_value(f, 7 + e, median_of(r, user[e], design,
							"map_single@cold"));
		fputc('\n', f);
	}
	if (!any)
		return;
	fputs("\nmixed: four devices with different ops, in an order that no predictor\n"
	      "learns. cold: what the operation touches was flushed before it; code that\n"
	      "the front end fetches ahead of the clock is not seen.\n"
	      "call, retp: cycles with plain indirect calls, with retpolines.\n", f);
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

		if (strcmp(row->op, "attach") || strcmp(row->state, "hot") ||
		    strcmp(row->env, vm))
			continue;
		if (!any)
			fprintf(f, "\nWhen a device appears%13s%8s%7s\n", "",
				"attach", "pays");
		any = true;
		snprintf(design, sizeof(design), "%.*s",
			 (int)strcspn(row->name, "/"), row->name);
		fprintf(f, "  %-32.32s", design);
		print_value(f, 8, row->s.n ? row->s.median : NAN);
		print_payback(f, r, vm, design);
		fputc('\n', f);
	}
	if (any)
		fputs("\nattach: insn for one more device. pays: after how many map_single it\n"
		      "has cost less than stack-global of the same depth, both counted.\n",
		      f);
}
