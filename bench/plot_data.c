// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plot_data.c - what is drawn: a function a plot, and the table of plots.
 */
#include <math.h>
#include <string.h>

#include "plot_data.h"

static bool usable(const struct result_row *row)
{
	return !row->status && row->s.n;
}

/* "stack-global.3" of "stack-global.3/null/map_single" */
static int design_len(const struct result_row *row)
{
	return strcspn(row->name, "/");
}

static bool is_op_of_design(const struct result_row *row, const char *target)
{
	return !strcmp(row->target, target) && !strcmp(row->op, "map_single") &&
	       !strcmp(row->backend, "null") && !strcmp(row->state, "hot") &&
	       strcmp(row->design, "running");
}

/* More bars than that are a sweep, which has plots of its own. */
#define MAX_BARS	24

static size_t count_designs(const struct result *r, const char *target)
{
	const char *env = NULL;
	size_t i, nr = 0;

	for (i = 0; i < r->nr_row; i++) {
		if (!is_op_of_design(&r->row[i], target))
			continue;
		env = env ? env : r->row[i].env;
		nr += !strcmp(r->row[i].env, env);
	}
	return nr;
}

static double or_median(double x, const struct result_row *row)
{
	return isnan(x) ? row->s.median : x;
}

/* design, then median, low, high without and with retpolines */
static size_t write_designs_cycles(FILE *f, const struct result *r)
{
	size_t i, nr = 0;

	if (count_designs(r, "user") > MAX_BARS)
		return 0;
	fputs("# map_single over null, cycles/op (user)\n"
	      "# design plain low high retpoline low high\n", f);
	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *a = &r->row[i], *b;

		if (!is_op_of_design(a, "user") ||
		    strcmp(a->env, "user/plain") || !usable(a))
			continue;
		b = result_find(r, "user/retpoline", a->name);
		if (!b || !usable(b))
			continue;
		fprintf(f, "\"%.*s\" %.3f %.3f %.3f %.3f %.3f %.3f\n",
			design_len(a), a->name, a->s.median,
			or_median(a->s.ci_low, a), or_median(a->s.ci_high, a),
			b->s.median, or_median(b->s.ci_low, b),
			or_median(b->s.ci_high, b));
		nr++;
	}
	return nr;
}

/* design, instructions */
static size_t write_designs_insn(FILE *f, const struct result *r)
{
	size_t i, nr = 0;

	if (count_designs(r, "vm") > MAX_BARS)
		return 0;
	fputs("# map_single over null, insn/op (vm)\n# design insn\n", f);
	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];

		if (!is_op_of_design(row, "vm") || !usable(row) ||
		    strcmp(row->unit, "insn/op"))
			continue;
		fprintf(f, "\"%.*s\" %.3f\n", design_len(row), row->name,
			row->s.median);
		nr++;
	}
	return nr;
}

/* op, then instructions of running over null, kernel-direct, kernel-iommu */
static size_t write_running_insn(FILE *f, const struct result *r)
{
	static const char *const backends[] = {
		"null", "kernel-direct", "kernel-iommu",
	};
	char name[ROW_NAME_LEN];
	size_t i, k, nr = 0;

	fputs("# the running kernel's API, insn/op (vm)\n"
	      "# op null kernel-direct kernel-iommu\n", f);
	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];
		const char *op = strrchr(row->name, '/') + 1;

		if (strcmp(row->design, "running") ||
		    strcmp(row->backend, "null") || !usable(row) ||
		    strcmp(row->unit, "insn/op"))
			continue;
		/* An underscore would be a subscript to gnuplot. */
		fprintf(f, "\"%s\"", op);
		for (k = 0; k < 3; k++) {
			const struct result_row *b;

			snprintf(name, sizeof(name), "running/%s/%s",
				 backends[k], op);
			b = result_find(r, row->env, name);
			if (b && usable(b))
				fprintf(f, " %.3f", b->s.median);
			else
				fputs(" NaN", f);
		}
		fputc('\n', f);
		nr++;
	}
	return nr;
}

/* A row's median on an environment as a column, NaN without it. */
static bool put_column(FILE *f, const struct result *r, const char *env,
		       const char *name)
{
	const struct result_row *row = result_find(r, env, name);
	bool there = row && usable(row);

	if (there)
		fprintf(f, " %.3f", row->s.median);
	else
		fputs(" NaN", f);
	return there;
}

/* depth, then cycles with retpolines of each way of stacking */
static size_t write_depth(FILE *f, const struct result *r)
{
	static const char *const stacks[] = {
		"stack-global", "stack-getops", "stack-per-device",
		"stack-working", "stack-resolved",
	};
	char name[ROW_NAME_LEN];
	size_t k, nr = 0;
	int depth;

	fputs("# map_single over null by depth, cycles/op (user/retpoline)\n"
	      "# depth stack-global stack-getops stack-per-device stack-working stack-resolved\n",
	      f);
	for (depth = 1; depth <= DMABENCH_MAX_DEPTH; depth++) {
		fprintf(f, "%d", depth);
		for (k = 0; k < sizeof(stacks) / sizeof(*stacks); k++) {
			snprintf(name, sizeof(name),
				 depth > 1 ? "%s.%d/null/map_single" :
				 "%s/null/map_single", stacks[k], depth);
			nr += put_column(f, r, "user/retpoline", name) &&
			      depth > 3;
		}
		fputc('\n', f);
	}
	return nr;
}

/* devices, then cycles with retpolines of designs that chase pointers or not */
static size_t write_devices(FILE *f, const struct result *r)
{
	static const char *const designs[] = {
		"global", "per-device", "stack-global", "stack-per-device.3",
	};
	char name[ROW_NAME_LEN];
	size_t k, nr = 0;
	int devices;

	fputs("# map_single over null by devices, cycles/op (user/retpoline)\n"
	      "# devices global per-device stack-global stack-per-device.3\n",
	      f);
	for (devices = 1; devices <= DMABENCH_MAX_DEVICES; devices *= 4) {
		fprintf(f, "%d", devices);
		for (k = 0; k < sizeof(designs) / sizeof(*designs); k++) {
			snprintf(name, sizeof(name),
				 devices > 1 ? "%s/null/map_single@devs%d" :
				 "%s/null/map_single", designs[k], devices);
			nr += put_column(f, r, "user/retpoline", name) &&
			      devices > 1;
		}
		fputc('\n', f);
	}
	return nr;
}

/* x, y, design, backend, instructions: a cell of the heat map a line */
static size_t write_heat(FILE *f, const struct result *r)
{
	static const char *const backends[] = { "null", "linear" };
	char name[ROW_NAME_LEN], design[ROW_NAME_LEN];
	size_t i, k, y = 0, linear = 0;

	fputs("# map_sg:16, insn/op (vm)\n# x y design backend insn\n", f);
	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];

		if (strcmp(row->unit, "insn/op") || strcmp(row->op, "map_sg") ||
		    row->nents != 16 || strcmp(row->backend, "null") ||
		    strcmp(row->state, "hot") || !usable(row) ||
		    !strcmp(row->design, "running"))
			continue;
		snprintf(design, sizeof(design), "%.*s", design_len(row),
			 row->name);
		for (k = 0; k < 2; k++) {
			snprintf(name, sizeof(name), "%.60s/%s/map_sg:16",
				 design, backends[k]);
			fprintf(f, "%zu %zu \"%s\" \"%s\"", k, y, design,
				backends[k]);
			linear += put_column(f, r, row->env, name) && k;
			fputc('\n', f);
		}
		y++;
	}
	return linear ? y : 0;
}

const struct plot plots[] = {
	{ "designs-cycles", "user/", write_designs_cycles },
	{ "designs-insn", "vm/", write_designs_insn },
	{ "running-insn", "vm/", write_running_insn },
	{ "depth-cycles", "user/", write_depth },
	{ "devices-cycles", "user/", write_devices },
	{ "heat-insn", "vm/", write_heat },
	{ NULL, NULL, NULL }
};
