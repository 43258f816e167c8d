// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * data.c - what is drawn: a function a plot, and the table of plots.
 */
#include <math.h>
#include <string.h>

#include "plot/data.h"

/* "stack-global.3" of "stack-global.3/null/map_single" */
static int design_len(const struct result_row *row)
{
	return strcspn(row->name, "/");
}

static bool is_op_of_design(const struct result_row *row,
			    enum target_id target)
{
	return row->target == target && row_is_op(row, DB_MAP_SINGLE) &&
	       row->over == OVER_NULL && row->in_state == STATE_HOT &&
	       row->kind != ROW_RUNNING;
}

/*
 * How many bars a target has; without the depths of a sweep if they are many.
 */
static size_t count_bars(const struct result *r, enum target_id target,
			 bool *many)
{
	const char *env = NULL;
	size_t i, nr = 0, sweep = 0;

	for (i = 0; i < r->nr_row; i++) {
		if (!is_op_of_design(&r->row[i], target))
			continue;
		env = env ? env : r->row[i].env;
		if (!row_on(&r->row[i], env))
			continue;
		nr++;
		sweep += result_is_sweep(&r->row[i]);
	}
	*many = nr > RESULT_MANY;
	return *many ? nr - sweep : nr;
}

/* A column of numbers; gnuplot leaves out NaN. */
static void put_number(FILE *f, double x)
{
	if (isnan(x))
		fputs(" NaN", f);
	else
		fprintf(f, " %.3f", x);
}

/* A row's median on an environment as a column, NaN without it. */
static bool put_column(FILE *f, const struct result *r, const char *env,
		       const char *name)
{
	const struct result_row *row = result_find(r, env, name);
	bool there = row && row_is_measured(row);

	put_number(f, there ? row->s.median : NAN);
	return there;
}

/*
 * The user rows as a line a design: its name, and what @put writes of it
 * without and with retpolines, where both can be used.
 */
static size_t write_builds(FILE *f, const struct result *r,
			   bool (*is_usable)(const struct result_row *row),
			   void (*put)(FILE *f, const struct result_row *row))
{
	bool many;
	size_t i, nr = 0;

	if (count_bars(r, TARGET_USER, &many) > RESULT_MANY)
		return 0;
	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *a = &r->row[i], *b;

		if (!is_op_of_design(a, TARGET_USER) ||
		    (many && result_is_sweep(a)) ||
		    !row_on(a, ENV_USER_PLAIN) || !is_usable(a))
			continue;
		b = result_find(r, ENV_USER_RETPOLINE, a->name);
		if (!b || !is_usable(b))
			continue;
		fprintf(f, "\"%.*s\"", design_len(a), a->name);
		put(f, a);
		put(f, b);
		fputc('\n', f);
		nr++;
	}
	return nr;
}

static double or_median(double x, const struct result_row *row)
{
	return isnan(x) ? row->s.median : x;
}

static void put_interval(FILE *f, const struct result_row *row)
{
	put_number(f, row->s.median);
	put_number(f, or_median(row->s.ci_low, row));
	put_number(f, or_median(row->s.ci_high, row));
}

/* design, then median, low, high without and with retpolines */
static size_t write_designs_cycles(FILE *f, const struct result *r)
{
	fputs("# map_single over null, cycles/op (user)\n"
	      "# design plain low high retpoline low high\n", f);
	return write_builds(f, r, row_is_measured, put_interval);
}

static void put_placements(FILE *f, const struct result_row *row)
{
	size_t k;

	put_number(f, row->s.median);
	for (k = 0; k < DB_PLACEMENTS; k++)
		put_number(f, row->s.place[k]);
}

/* Early runs have no placements. */
static bool has_placements(const struct result_row *row)
{
	size_t k;

	for (k = 0; k < DB_PLACEMENTS; k++)
		if (row_is_measured(row) && !isnan(row->s.place[k]))
			return true;
	return false;
}

/*
 * design, then median and that of each placement, without and with retpolines
 */
static size_t write_placements(FILE *f, const struct result *r)
{
	fputs("# map_single over null by placement, cycles/op (user)\n"
	      "# design plain 0..7 retpoline 0..7\n", f);
	return write_builds(f, r, has_placements, put_placements);
}

/* design, instructions */
static size_t write_designs_insn(FILE *f, const struct result *r)
{
	size_t i, nr = 0;
	bool many;

	if (count_bars(r, TARGET_VM, &many) > RESULT_MANY)
		return 0;
	fputs("# map_single over null, insn/op (vm)\n# design insn\n", f);
	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];

		if (!is_op_of_design(row, TARGET_VM) || !row_is_measured(row) ||
		    (many && result_is_sweep(row)) ||
		    !row_is_count(row))
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

		if (row->kind != ROW_RUNNING || row->over != OVER_NULL ||
		    !row_is_measured(row) || !row_is_count(row))
			continue;
		/* An underscore would be a subscript to gnuplot. */
		fprintf(f, "\"%s\"", op);
		for (k = 0; k < 3; k++) {
			snprintf(name, sizeof(name), "running/%s/%s",
				 backends[k], op);
			put_column(f, r, row->env, name);
		}
		fputc('\n', f);
		nr++;
	}
	return nr;
}

/**
 * struct sweep - map_single over null, with retpolines, by a number
 * @by:		what the number is
 * @design:	of each column, ending with NULL
 * @mark:	what stands before the number in a row's name; it is left out
 *		where it is 1
 * @state:	it is the row's state, and not the design's depth
 * @last:	greatest number
 * @times:	the next is this many times the number..
 * @plus:	..and this much more
 * @enough:	no sweep if there is no row with more than this
 */
struct sweep {
	const char *by;
	const char *const *design;
	const char *mark;
	bool state;
	unsigned int last, times, plus, enough;
};

/* the number, then cycles of each design */
static size_t write_sweep(FILE *f, const struct result *r,
			  const struct sweep *s)
{
	char name[ROW_NAME_LEN], number[24];
	const char *const *d;
	unsigned int x;
	size_t nr = 0;

	fprintf(f, "# map_single over null by %s, cycles/op (user/retpoline)\n# %s",
		s->by, s->by);
	for (d = s->design; *d; d++)
		fprintf(f, " %s", *d);
	fputc('\n', f);
	for (x = 1; x <= s->last; x = x * s->times + s->plus) {
		snprintf(number, sizeof(number), "%s%u", s->mark, x);
		if (x == 1)
			number[0] = '\0';
		fprintf(f, "%u", x);
		for (d = s->design; *d; d++) {
			snprintf(name, sizeof(name), "%s%s/null/map_single%s",
				 *d, s->state ? "" : number,
				 s->state ? number : "");
			nr += put_column(f, r, ENV_USER_RETPOLINE, name) &&
			      x > s->enough;
		}
		fputc('\n', f);
	}
	return nr;
}

/* Each way of stacking; a depth of 3 is in every suite. */
static size_t write_depth(FILE *f, const struct result *r)
{
	static const char *const stacks[] = {
		"stack-global", "stack-middle", "stack-first",
		"stack-getops", "stack-per-device", "stack-working",
		"stack-resolved", NULL
	};
	static const struct sweep sweep = {
		.by = "depth", .design = stacks, .mark = ".",
		.last = DMABENCH_MAX_DEPTH, .times = 1, .plus = 1, .enough = 3,
	};

	return write_sweep(f, r, &sweep);
}

/* Designs that chase pointers, and one that does not. */
static size_t write_devices(FILE *f, const struct result *r)
{
	static const char *const designs[] = {
		"global", "per-device", "stack-global", "stack-per-device.3",
		NULL
	};
	static const struct sweep sweep = {
		.by = "devices", .design = designs, .mark = "@devs",
		.state = true, .last = DMABENCH_MAX_DEVICES, .times = 4,
		.enough = 1,
	};

	return write_sweep(f, r, &sweep);
}

/* x, y, design, backend, instructions: a cell of the heat map a line */
static size_t write_heat(FILE *f, const struct result *r)
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

		if (!is_op_of_design(row, TARGET_VM) || !row_is_measured(row) ||
		    !row_is_count(row))
			continue;
		snprintf(design, sizeof(design), "%.*s", design_len(row),
			 row->name);
		for (k = 0; k < nr; k++) {
			snprintf(name, sizeof(name), "%.60s/%s/%s", design,
				 columns[k][0], columns[k][1]);
			fprintf(f, "%zu %zu \"%s\" \"%s\"", k, y, design,
				columns[k][2]);
			others += put_column(f, r, row->env, name) && k;
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
static size_t write_iommu(FILE *f, const struct result *r)
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
			fprintf(f, " %.3f", row && row_is_measured(row) ?
				row->s.mean : NAN);
		}
		fputc('\n', f);
		nr += there;
	}
	return nr > 1 ? r->nr_env : 0;
}

/* row, insn/op, then the end of each part in percent of it */
static size_t write_split(FILE *f, const struct result *r)
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

const struct plot plots[] = {
	{ "designs-cycles", TARGET_USER, write_designs_cycles },
	{ "placements-cycles", TARGET_USER, write_placements },
	{ "designs-insn", TARGET_VM, write_designs_insn },
	{ "running-insn", TARGET_VM, write_running_insn },
	{ "depth-cycles", TARGET_USER, write_depth },
	{ "devices-cycles", TARGET_USER, write_devices },
	{ "heat-insn", TARGET_VM, write_heat },
	{ "iommu-insn", TARGET_VM, write_iommu },
	{ "split-insn", TARGET_VM, write_split },
	{ NULL, 0, NULL }
};
