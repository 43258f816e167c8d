// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * aa.c - the floor: what rows differ by from themselves.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"
#include "report/rows.h"

/* Of a long list the rows that matter: those with the greatest floor. */
#define WORST	12

/* Is it of the target, and of the environment if one is meant? */
static bool has_floor(const struct result_row *row, enum target_id target,
		      const char *env)
{
	return row->target == target && (!env || row_on(row, env)) &&
	       !row->status && row->aa.n && !isnan(aa_floor(&row->aa));
}

/* The rows with a floor, that of the greatest first; malloc'ed. */
static const struct result_row **sorted(const struct result *r,
					enum target_id target,
					const char *env, size_t *nr)
{
	const struct result_row **rows = calloc(r->nr_row + 1, sizeof(*rows));
	size_t i, k;

	*nr = 0;
	for (i = 0; rows && i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];

		if (!has_floor(row, target, env))
			continue;
		for (k = (*nr)++; k && aa_floor(&rows[k - 1]->aa) <
		     aa_floor(&row->aa); k--)
			rows[k] = rows[k - 1];
		rows[k] = row;
	}
	return rows;
}

/* "12 passes": what the pairs of a row are of. */
static const char *pairs_of(const struct result_row *row, char *buf,
			    size_t size)
{
	bool vm = row->target == TARGET_VM;

	snprintf(buf, size, "%zu %s%s", row->aa.n,
		 vm ? "pair of boots" : "pass", row->aa.n == 1 ? "" :
		 vm ? "s" : "es");
	return buf;
}

/* The most pairs that a row has, of an A/A without a floor. */
static size_t most_pairs(const struct result *r, enum target_id target,
			 const char *env)
{
	size_t i, most = 0;

	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];

		if (row->target == target && (!env || row_on(row, env)) &&
		    row->aa.n > most)
			most = row->aa.n;
	}
	return most;
}

/* An interval of 95 % takes six pairs (signed ranks: 2 / 2^6 is 0.03). */
static void print_no_floor(FILE *f, size_t pairs, bool vm)
{
	if (!pairs)
		fputs("         floor: not measured; --aa does\n", f);
	else
		fprintf(f, "         floor: %zu pair%s of A and B are too few; 6 are enough (%s)\n",
			pairs, pairs == 1 ? "" : "s",
			vm ? "--boots 12" : "--passes 6");
}

void report_floor(FILE *f, const struct result *r, enum target_id target,
		  const char *env)
{
	const struct result_row **rows;
	char pairs[48];
	size_t nr;

	rows = sorted(r, target, env, &nr);
	if (!rows)
		return;
	if (!nr)
		print_no_floor(f, most_pairs(r, target, env),
			       target == TARGET_VM);
	else if (aa_floor(&rows[0]->aa) == 0)
		fprintf(f, "         floor: 0 %s in %zu rows (A/A, %s)\n",
			unit_short(rows[0]->unit), nr,
			pairs_of(rows[0], pairs, sizeof(pairs)));
	else
		fprintf(f, "         floor: half of the rows %.2f %s, all %.2f (A/A, %s)\n",
			aa_floor(&rows[nr / 2]->aa), unit_short(rows[0]->unit),
			aa_floor(&rows[0]->aa),
			pairs_of(rows[0], pairs, sizeof(pairs)));
	free(rows);
}

double report_floor_of(const struct result_row *a, const struct result_row *b)
{
	double fa = a && a->aa.n ? aa_floor(&a->aa) : NAN;
	double fb = b && b->aa.n ? aa_floor(&b->aa) : NAN;

	return isnan(fa) || isnan(fb) ? NAN : fmax(fa, fb);
}

static void print_env(FILE *f, const struct result *r,
		      const struct result_env *e)
{
	const struct result_row **rows;
	char pairs[48];
	size_t i, nr;

	rows = sorted(r, e->target, e->key, &nr);
	if (!rows || !nr || aa_floor(&rows[0]->aa) == 0) {
		free(rows);
		return;
	}
	fprintf(f, "\n%-36.36s %8s %8s %8s %8s\n", e->key,
		unit_short(rows[0]->unit), "B - A", "+-", "floor");
	for (i = 0; i < nr && i < WORST; i++)
		fprintf(f, "  %-34.34s %8.2f %8.2f %8.2f %8.2f\n",
			rows[i]->name, rows[i]->s.median,
			rows[i]->aa.shift.mid, aa_half_width(&rows[i]->aa),
			aa_floor(&rows[i]->aa));
	fprintf(f, "  %zu row%s, %s each", nr, nr == 1 ? "" : "s",
		pairs_of(rows[0], pairs, sizeof(pairs)));
	if (nr > WORST)
		fprintf(f, "; the others have a floor of %.2f or less",
			aa_floor(&rows[WORST]->aa));
	fputc('\n', f);
	free(rows);
}

void report_aa(FILE *f, const struct result *r)
{
	bool any = false;
	size_t i;

	for (i = 0; i < r->nr_row && !any; i++)
		any = has_floor(&r->row[i], r->row[i].target, NULL) &&
		      aa_floor(&r->row[i].aa) > 0;
	if (!any)
		return;
	fputs("\nThe floor: each row as two sides, A and B, that are the same (A/A)\n",
	      f);
	for (i = 0; i < r->nr_env; i++)
		print_env(f, r, &r->env[i]);
	fputs("\n+- is half of the 95 % interval of B - A. A difference that is not above\n"
	      "the floor is not told from none.\n", f);
}
