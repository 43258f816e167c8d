// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * matrix.c - section 2 of a run with several machines: the running
 * kernel's own DMA API by kernel, IOMMU and mode.
 */
#include <math.h>
#include <string.h>

#include "report/matrix.h"
#include "report/report.h"
#include "report/rows.h"

#define OPS_A_TABLE	3

size_t matrix_vms(const struct result *r)
{
	size_t i, nr = 0;

	for (i = 0; i < r->nr_env; i++)
		nr += env_is_measured_vm(&r->env[i]);
	return nr;
}

/* What an environment's operations go over: without an IOMMU, directly. */
static const char *backend_of(const struct result_env *e)
{
	return env_has_iommu(&e->env) ? "kernel-iommu" : "kernel-direct";
}

const struct result_row *matrix_row(const struct result *r,
				    const struct result_env *e, const char *op,
				    const char *state)
{
	char name[2 * ROW_NAME_LEN];

	snprintf(name, sizeof(name), "%s%s", op, state);
	return find_row(r, e->key, "running", backend_of(e), name);
}

/* "  intel  lazy   DMA-FQ", and above it its kernel where that is another. */
void matrix_label(FILE *f, const struct result *r, size_t i, bool first)
{
	const struct env *e = &r->env[i].env, *before = NULL;
	bool none = !env_has_iommu(e);

	if (!first)
		before = &r->env[i - 1].env;
	if (!before || strcmp(env_get(before, "kernel.release"),
			      env_get(e, "kernel.release")))
		fprintf(f, "%.70s\n", env_get(e, "kernel.release"));
	fprintf(f, "  %-8.7s%-7.6s%-9.8s", env_get(e, "vm.iommu"),
		none ? "" : env_get(e, "vm.mode"),
		none ? "-" : env_get(e, "iommu.domain"));
}

/* A number of a row, if it has any. */
static void print_of(FILE *f, int width, const struct result_row *row, double v)
{
	report_value(f, width, row && row_has_number(row) ? v : NAN);
}

/* An operation in all environments: slope, and single ones' percentiles. */
static void print_op(FILE *f, const struct result *r, const char *op)
{
	bool first = true;
	size_t i;

	fprintf(f, "\n%-26s%11s%11s%11s%11s\n", op, "median", "p50", "p99",
		"max");
	for (i = 0; i < r->nr_env; i++) {
		const struct result_row *row, *each;

		if (!env_is_measured_vm(&r->env[i]))
			continue;
		row = matrix_row(r, &r->env[i], op, "");
		each = matrix_row(r, &r->env[i], op, "@each");
		matrix_label(f, r, i, first);
		first = false;
		print_of(f, 11, row, row ? row->s.median : 0);
		print_of(f, 11, each, each ? each->s.p50 : 0);
		print_of(f, 11, each, each ? each->s.p99 : 0);
		print_of(f, 11, each, each ? each->s.max : 0);
		fputc('\n', f);
	}
}

/* The rare slow operations, and how far one is from the next. */
static void print_slow(FILE *f, const struct result *r)
{
	bool any = false;
	size_t i;

	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];
		char every[32] = "no period";

		if (row->status || !row->slow.nr || row->kind != ROW_RUNNING)
			continue;
		if (!any)
			fputs("\nSlow operations: more than twice the median (rows @each, first boot)\n",
			      f);
		any = true;
		if (row->slow.period)
			snprintf(every, sizeof(every), "one in %zu",
				 row->slow.period);
		fprintf(f, "  %.48s %.*s\n    %zu, %s, %.0f insn\n",
			env_name(row->env),
			(int)strcspn(op_of(row), "@"), op_of(row),
			row->slow.nr, every, row->slow.median);
	}
}

/* The medians of some operations: a line an environment. */
static void print_ops(FILE *f, const struct result *r,
		      const char *const *op, size_t nr)
{
	bool first = true;
	size_t i, k;

	/* The operation; below it its size, its state. */
	fprintf(f, "\n%-26s", "median");
	for (k = 0; k < nr; k++)
		fprintf(f, "%*s%.*s", 15 - (int)strcspn(op[k], ":@"), "",
			(int)strcspn(op[k], ":@"), op[k]);
	fprintf(f, "\n%-26s", "");
	for (k = 0; k < nr; k++)
		fprintf(f, "%15s", op[k] + strcspn(op[k], ":@"));
	fputc('\n', f);
	for (i = 0; i < r->nr_env; i++) {
		if (!env_is_measured_vm(&r->env[i]))
			continue;
		matrix_label(f, r, i, first);
		first = false;
		for (k = 0; k < nr; k++) {
			const struct result_row *row;

			row = matrix_row(r, &r->env[i], op[k], "");
			print_of(f, 15, row, row ? row->s.median : 0);
		}
		fputc('\n', f);
	}
}

/* Bounced: the same whatever IOMMU there is for others, so once a kernel. */
static void print_swiotlb(FILE *f, const struct result *r)
{
	const char *kernel = "";
	size_t i, k;

	for (i = 0; i < r->nr_env; i++) {
		const char *release = env_get(&r->env[i].env, "kernel.release");
		bool first = true;

		if (!env_is_measured_vm(&r->env[i]) || !strcmp(release, kernel))
			continue;
		kernel = release;
		for (k = 0; k < r->nr_row; k++) {
			const struct result_row *row = &r->row[k];

			if (!row_on(row, r->env[i].key) ||
			    row->over != OVER_KERNEL_SWIOTLB)
				continue;
			if (first)
				fprintf(f, "\nover kernel-swiotlb, %.40s %14s\n",
					kernel, "median");
			first = false;
			fprintf(f, "  %-40.40s ", op_of(row));
			print_of(f, 11, row, row->s.median);
			fputc('\n', f);
		}
	}
}

bool report_matrix(FILE *f, const struct result *r)
{
	struct labels main_ops = { 0 }, ops = { 0 };
	size_t i;

	if (matrix_vms(r) < 2)
		return false;
	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];

		const struct result_env *e = result_find_env(r, row->env);

		if (row->kind != ROW_RUNNING || !e ||
		    (row->over != OVER_KERNEL_DIRECT &&
		     row->over != OVER_KERNEL_IOMMU))
			continue;
		if (row->in_state == STATE_HOT &&
		    matrix_row(r, e, op_of(row), "@each"))
			labels_add(&main_ops, op_of(row));
		else if (row->in_state != STATE_EACH)
			labels_add(&ops, op_of(row));
	}
	if (!main_ops.nr && !ops.nr)
		return false;
	fputs("\n2. What the kernel's own DMA API costs, by kernel, IOMMU, mode (insn)\n",
	      f);
	for (i = 0; i < main_ops.nr; i++)
		print_op(f, r, main_ops.text[i]);
	if (main_ops.nr)
		fputs("\nmedian: of slopes over many operations. p50, p99, max: of single ones.\n"
		      "none: dma-direct on a platform device; else a PCI device. The domain\n"
		      "says what the kernel made of the mode.\n", f);
	print_slow(f, r);
	for (i = 0; i < ops.nr; i += OPS_A_TABLE)
		print_ops(f, r, ops.text + i, ops.nr - i < OPS_A_TABLE ?
			  ops.nr - i : OPS_A_TABLE);
	print_swiotlb(f, r);
	return true;
}
