// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * insn.c - what is drawn of VMs.
 */
#include <math.h>
#include <string.h>

#include "plot/columns.h"
#include "plot/insn.h"

/* design, instructions */
size_t plot_designs_insn(FILE *f, const struct result *r)
{
	bool many, any = false;
	size_t i, nr = 0;

	if (plot_count_bars(r, TARGET_VM, &many) > RESULT_MANY)
		return 0;
	fputs("# map_single over null, insn/op (vm)\n# design insn\n", f);
	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];

		if (!plot_is_op(row, TARGET_VM) || !plot_has_place(row) ||
		    (many && result_is_sweep(row)) ||
		    !row_is_count(row))
			continue;
		fprintf(f, "\"%.*s%s\"", plot_design_len(row), row->name,
			plot_void(row));
		any |= plot_median(f, row);
		fputc('\n', f);
		nr++;
	}
	return any ? nr : 0;
}

/* op, then instructions of running over null, kernel-direct, kernel-iommu */
size_t plot_running_insn(FILE *f, const struct result *r)
{
	static const char *const backends[] = {
		"null", "kernel-direct", "kernel-iommu",
	};
	char name[ROW_NAME_LEN];
	bool any = false;
	size_t i, k, nr = 0;

	fputs("# the running kernel's API, insn/op (vm)\n"
	      "# op null kernel-direct kernel-iommu\n", f);
	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];
		const char *op = strrchr(row->name, '/') + 1;

		if (row->kind != ROW_RUNNING || row->over != OVER_NULL ||
		    !plot_has_place(row) || !row_is_count(row))
			continue;
		fprintf(f, "\"%s%s\"", op, plot_void(row));
		for (k = 0; k < 3; k++) {
			snprintf(name, sizeof(name), "running/%s/%s",
				 backends[k], op);
			any |= plot_column(f, r, row->env, name);
		}
		fputc('\n', f);
		nr++;
	}
	return any ? nr : 0;
}

/* x, y, design, backend, instructions: a cell of the heat map a line */
size_t plot_heat(FILE *f, const struct result *r)
{
	static const char *const columns[][3] = {
		{ "null", "map_single", "null" },
		{ "linear", "map_single", "linear" },
		{ "pvdma", "map_single", "pvdma" },
		{ "swiotlb+pvdma", "map_single:512", "swiotlb+pvdma, 512 B" },
	};
	const size_t nr = sizeof(columns) / sizeof(*columns);
	char name[ROW_NAME_LEN], design[ROW_NAME_LEN];
	size_t i, k, y = 0, others = 0;

	fputs("# map_single, insn/op (vm)\n# x y design backend insn\n", f);
	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];

		if (!plot_is_op(row, TARGET_VM) || !plot_has_place(row) ||
		    !row_is_count(row))
			continue;
		snprintf(design, sizeof(design), "%.*s", plot_design_len(row),
			 row->name);
		for (k = 0; k < nr; k++) {
			snprintf(name, sizeof(name), "%.60s/%s/%s", design,
				 columns[k][0], columns[k][1]);
			fprintf(f, "%zu %zu \"%s%s\" \"%s\"", k, y, design,
				plot_void(row), columns[k][2]);
			others += plot_column(f, r, row->env, name) && k;
			fputc('\n', f);
		}
		y++;
	}
	return others ? y : 0;
}

/*
 * A VM a line, then what map_single and unmap_single cost over its IOMMU: the
 * mean, which has the rare slow operation in it.
 */
size_t plot_iommu(FILE *f, const struct result *r)
{
	static const char *const ops[] = { "map_single", "unmap_single" };
	char name[ROW_NAME_LEN];
	size_t i, k, nr = 0;

	fputs("# the running kernel's API by VM, mean insn/op\n"
	      "# vm map_single unmap_single\n", f);
	for (i = 0; i < r->nr_env; i++) {
		const struct result_env *e = &r->env[i];
		bool none = !env_has_iommu(&e->env), there = false;

		if (e->target != TARGET_VM)
			continue;
		fprintf(f, "\"%.*s %s%s%s\"",
			(int)strcspn(env_get(&e->env, "kernel.release"), "-+"),
			env_get(&e->env, "kernel.release"),
			env_get(&e->env, "vm.iommu"), none ? "" : " ",
			none ? "" : env_get(&e->env, "vm.mode"));
		for (k = 0; k < 2; k++) {
			const struct result_row *row;

			snprintf(name, sizeof(name), "running/%s/%s", none ?
				 "kernel-direct" : "kernel-iommu", ops[k]);
			row = result_find(r, e->key, name);
			there = there || (row && row_is_measured(row));
			plot_number(f, row && row_is_measured(row) ?
				    row->s.mean : NAN);
		}
		fputc('\n', f);
		nr += there;
	}
	return nr > 1 ? r->nr_env : 0;
}

/* row, insn/op, then the end of each part in percent of it */
size_t plot_split(FILE *f, const struct result *r)
{
	const char *env = NULL;
	size_t i, nr = 0;
	int part;

	fputs("# where the instructions go, percent (vm)\nrow insn", f);
	for (part = 0; part < PARTS; part++)
		fprintf(f, " %s", part_info[part].name);
	fputc('\n', f);
	for (i = 0; i < r->nr_row && nr < RESULT_MANY; i++) {
		const struct result_row *row = &r->row[i];
		double end = 0;

		if (row->kind != ROW_RUNNING || row->split.insn <= 0 ||
		    row->split.ops <= 0)
			continue;
		env = env ? env : row->env;
		if (!row_on(row, env))
			continue;
		fprintf(f, "\"%s\" %.2f", strchr(row->name, '/') + 1,
			(double)row->split.insn / row->split.ops);
		for (part = 0; part < PARTS; part++) {
			end += 100.0 * split_cost(&row->split, part).insn /
			       row->split.insn;
			fprintf(f, " %.3f", end);
		}
		fputc('\n', f);
		nr++;
	}
	return nr;
}
