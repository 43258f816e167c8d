// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * running.c - section 2: what the running kernel's own DMA API costs,
 * and how much of that is dispatch.
 */
#include <math.h>
#include <string.h>

#include "report/report.h"
#include "report/rows.h"

#define MAX_COLUMNS	4

/* Design and backend of rows whose differences are shown. */
static const char *const ours[] = { "per-device", "null" };
static const char *const direct[] = { "direct", "null" };
static const char *const kernel[] = { "running", "null" };

/* The operations that stand side by side, and how wide each column is. */
struct columns {
	size_t nr;
	int width;
	const char *head[MAX_COLUMNS];
};

/* A line of a table, one number per operation. */
static void print_line(FILE *f, const char *head, const double *v,
		       const struct columns *c, const char *unit)
{
	size_t o;

	fprintf(f, "%-20s", head);
	for (o = 0; o < c->nr; o++) {
		const char *behind = isnan(v[o]) ? "" : unit;

		fputc(' ', f);
		report_value(f, c->width - (int)strlen(behind), v[o]);
		fputs(behind, f);
	}
	fputc('\n', f);
}

/* The floor of differences of two rows an operation, if it was measured. */
static void print_floor(FILE *f, const struct result *r, const char *env,
			const char *const a[2], const char *const b[2],
			const struct columns *c)
{
	double v[MAX_COLUMNS];
	bool any = false;
	size_t o;

	for (o = 0; o < c->nr; o++) {
		const char *op = c->head[o];

		v[o] = report_floor_of(find_row(r, env, a[0], a[1], op),
				       find_row(r, env, b[0], b[1], op));
		any = any || v[o] > 0;
	}
	if (any)
		print_line(f, "  floor (A/A)", v, c, "");
}

/* What part of an operation behind the IOMMU is dispatch, asked in two ways. */
static void print_share(FILE *f, const struct result *r, const char *env,
			const struct columns *c)
{
	double call[MAX_COLUMNS], entry_part[MAX_COLUMNS];
	double call_part[MAX_COLUMNS];
	bool iommu = false, model = false;
	size_t o;

	for (o = 0; o < c->nr; o++) {
		const char *op = c->head[o];
		double whole = median_of(r, env, "running", "kernel-iommu", op);

		call[o] = median_of(r, env, "per-device", "null", op) -
			  median_of(r, env, "direct", "null", op);
		entry_part[o] = 100 * median_of(r, env, "running", "null", op) /
				whole;
		call_part[o] = 100 * call[o] / whole;
		iommu = iommu || !isnan(entry_part[o]);
		model = model || !isnan(call[o]);
	}
	if (model) {
		print_line(f, "a call through ops", call, c, "");
		print_floor(f, r, env, ours, direct, c);
	}
	if (!iommu)
		return;
	fputs("of kernel-iommu that is\n", f);
	print_line(f, "  null", entry_part, c, "%");
	if (model)
		print_line(f, "  a call through ops", call_part, c, "%");
}

/*
 * The model check: null is the kernel's dispatch of an operation that does
 * nothing, per-device/null our model of it.  What is left must be what the
 * kernel does beside dispatch.  Returns whether there was something to check.
 */
static bool print_check(FILE *f, const struct result *r, const char *env,
			const struct columns *c)
{
	double model[MAX_COLUMNS], left[MAX_COLUMNS];
	bool any = false;
	size_t o;

	for (o = 0; o < c->nr; o++) {
		model[o] = median_of(r, env, "per-device", "null",
				     c->head[o]);
		left[o] = median_of(r, env, "running", "null", c->head[o]) -
			  model[o];
		any = any || !isnan(left[o]);
	}
	if (!any)
		return false;
	fputs("model check\n", f);
	print_line(f, "  per-device/null", model, c, "");
	print_line(f, "  null less that", left, c, "");
	print_floor(f, r, env, ours, kernel, c);
	return true;
}

/* Rows that are not the same every time, and rows that could not be run. */
static void print_spread(FILE *f, const struct result *r, const char *env)
{
	bool any = false;
	size_t i;

	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];

		/* What is void is told of all rows at the end. */
		if (!row_on(row, env) || row->kind != ROW_RUNNING ||
		    row_is_void(row))
			continue;
		if (!row_has_number(row)) {
			fprintf(f, "  %.66s:\n    %.66s\n", row->name,
				result_reason(row));
			continue;
		}
		if (row->s.min == row->s.max)
			continue;
		if (!any)
			fputs("\nWith a state (IOVA cache, flush queue) an op is rarely much slower:\n",
			      f);
		any = true;
		fprintf(f, "  %-36.36s median %7.0f  mean %7.0f\n", row->name,
			row->s.median, row->s.mean);
	}
}

/* Some operations' rows; returns whether the model was checked by them. */
static bool print_running_of(FILE *f, const struct result *r, const char *env,
			     const struct labels *backends,
			     const struct columns *c)
{
	double v[MAX_COLUMNS];
	size_t i, o;

	fprintf(f, "\n%-20s", "over");
	for (o = 0; o < c->nr; o++)
		fprintf(f, " %*s", c->width, c->head[o]);
	fputc('\n', f);
	for (i = 0; i < backends->nr; i++) {
		for (o = 0; o < c->nr; o++)
			v[o] = median_of(r, env, "running",
					 backends->text[i], c->head[o]);
		print_line(f, backends->text[i], v, c, "");
	}
	print_share(f, r, env, c);
	return print_check(f, r, env, c);
}

void report_running(FILE *f, const struct result *r, const char *env)
{
	struct labels backends = { 0 }, ops = { 0 };
	struct columns c = { .width = 12 };
	bool checked = false;
	size_t i, o, most;

	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];

		if (!row_on(row, env) || row->kind != ROW_RUNNING)
			continue;
		labels_add(&ops, op_of(row));
		labels_add(&backends, row->backend);
		if (c.width < (int)strlen(op_of(row)))
			c.width = strlen(op_of(row));
	}
	if (!backends.nr)
		return;
	fprintf(f, "\n2. What the kernel's own DMA API costs (running), %s\n   %.60s\n",
		unit_name(result_unit(r, env)), env);
	most = (REPORT_WIDTH - 20) / (c.width + 1);
	for (o = 0; o < ops.nr; o += c.nr) {
		for (c.nr = 0; c.nr < most && o + c.nr < ops.nr; c.nr++)
			c.head[c.nr] = ops.text[o + c.nr];
		if (print_running_of(f, r, env, &backends, &c))
			checked = true;
	}
	fputs("\nnull is the kernel's API on a device whose ops return at once:\n"
	      "entry and dispatch. A call through ops is dispatch alone:\n"
	      "per-device less direct, of section 1.\n", f);
	if (checked)
		fputs("Model check: both end in an operation that returns at once, so what\n"
		      "is left is what the kernel's API does beside dispatch. For Debian's\n"
		      "6.1 METHODOLOGY.md, section 6, names it by the instruction.\n", f);
	print_spread(f, r, env);
}
