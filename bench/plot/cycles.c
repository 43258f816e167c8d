// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cycles.c - what is drawn of the user target.
 */
#include <math.h>

#include "plot/columns.h"
#include "plot/cycles.h"

/* Which of a design's two builds have no bar, behind its name. */
static const char *which_is_void(const struct result_row *plain,
				 const struct result_row *retpoline)
{
	if (row_is_void(plain))
		return row_is_void(retpoline) ? ": void" : ": void plain";
	return row_is_void(retpoline) ? ": void with retpolines" : "";
}

/*
 * The user rows as a line a design: its name, and what @put writes of it
 * without and with retpolines, where both have a place.
 */
static size_t write_builds(FILE *f, const struct result *r,
			   bool (*has_place)(const struct result_row *row),
			   void (*put)(FILE *f, const struct result_row *row))
{
	bool many, any = false;
	size_t i, nr = 0;

	if (plot_count_bars(r, TARGET_USER, &many) > RESULT_MANY)
		return 0;
	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *a = &r->row[i], *b;

		if (!plot_is_op(a, TARGET_USER) ||
		    (many && result_is_sweep(a)) ||
		    !row_on(a, ENV_USER_PLAIN) || !has_place(a))
			continue;
		b = result_find(r, ENV_USER_RETPOLINE, a->name);
		if (!b || !has_place(b))
			continue;
		fprintf(f, "\"%.*s%s\"", plot_design_len(a), a->name,
			which_is_void(a, b));
		put(f, a);
		put(f, b);
		fputc('\n', f);
		any = any || !row_is_void(a) || !row_is_void(b);
		nr++;
	}
	return any ? nr : 0;
}

/* The end of a row's interval, or its median where there is none. */
static void put_end(FILE *f, const struct result_row *row, double end)
{
	if (isnan(end) || !row_is_measured(row))
		plot_median(f, row);
	else
		plot_number(f, end);
}

static void put_interval(FILE *f, const struct result_row *row)
{
	plot_median(f, row);
	put_end(f, row, row->s.ci_low);
	put_end(f, row, row->s.ci_high);
}

/* design, then median, low, high without and with retpolines */
size_t plot_designs_cycles(FILE *f, const struct result *r)
{
	fputs("# map_single over null, cycles/op (user)\n"
	      "# design plain low high retpoline low high\n", f);
	return write_builds(f, r, plot_has_place, put_interval);
}

static void put_placements(FILE *f, const struct result_row *row)
{
	size_t k;

	plot_median(f, row);
	for (k = 0; k < DB_PLACEMENTS; k++)
		plot_number(f, row_is_void(row) ? NAN : row->s.place[k]);
}

/* Early runs have no placements. */
static bool has_placements(const struct result_row *row)
{
	size_t k;

	for (k = 0; k < DB_PLACEMENTS; k++)
		if (row_is_measured(row) && !isnan(row->s.place[k]))
			return true;
	return row_is_void(row);
}

/*
 * design, then median and that of each placement, without and with retpolines
 */
size_t plot_placements(FILE *f, const struct result *r)
{
	fputs("# map_single over null by placement, cycles/op (user)\n"
	      "# design plain 0..7 retpoline 0..7\n", f);
	return write_builds(f, r, has_placements, put_placements);
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
			nr += plot_column(f, r, ENV_USER_RETPOLINE, name) &&
			      x > s->enough;
		}
		fputc('\n', f);
	}
	return nr;
}

/* Each way of stacking; a depth of 3 is in every suite. */
size_t plot_depth(FILE *f, const struct result *r)
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
size_t plot_devices(FILE *f, const struct result *r)
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
