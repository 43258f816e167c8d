// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * at_once.c - rows of several threads: what an operation costs when
 * others make theirs at the same time.
 */
#include <math.h>
#include <string.h>

#include "report/report.h"
#include "report/rows.h"

#define LABEL_WIDTH	36
#define COLUMNS		4	/* thread counts side by side */

/**
 * struct sweep - an environment's rows of several threads
 * @nr:		thread counts that have a number, ascending; the first is 1
 */
struct sweep {
	const struct result *r;
	const char *env;
	size_t nr;
	unsigned int threads[DMABENCH_MAX_THREADS];
};

static void add_count(struct sweep *s, unsigned int threads)
{
	size_t i, k;

	for (i = 0; i < s->nr && s->threads[i] < threads; i++)
		;
	if (i < s->nr && s->threads[i] == threads)
		return;
	for (k = s->nr++; k > i; k--)
		s->threads[k] = s->threads[k - 1];
	s->threads[i] = threads;
}

/* The name that @row would have with so many threads; returns @buf. */
static const char *name_with(const struct result_row *row, unsigned int threads,
			     char *buf)
{
	struct row other = row->row;

	if (!row->parsed)
		return row->name;
	other.threads = threads;
	return row_name(&other, buf);
}

static const struct result_row *with(const struct sweep *s,
				     const struct result_row *row,
				     unsigned int threads)
{
	char name[ROW_NAME_LEN];

	row = result_find(s->r, s->env, name_with(row, threads, name));
	return row && row_has_number(row) ? row : NULL;
}

/* Is it the first of the rows that differ in their threads only? */
static bool is_first(const struct sweep *s, const struct result_row *row)
{
	const struct result_row *other;
	char mine[ROW_NAME_LEN], its[ROW_NAME_LEN];

	for (other = s->r->row; other < row; other++)
		if (row_on(other, s->env) && other->threads > 1 &&
		    !strcmp(name_with(other, 1, its), name_with(row, 1, mine)))
			return false;
	return true;
}

/* A line: a row with these thread counts, and how well the most agree. */
static void print_line(FILE *f, const struct sweep *s,
		       const struct result_row *row,
		       const unsigned int *threads, size_t nr)
{
	char name[ROW_NAME_LEN];
	double apart = NAN;
	size_t i;

	fprintf(f, "%-*.*s", LABEL_WIDTH, LABEL_WIDTH, name_with(row, 1, name));
	for (i = 0; i < nr; i++) {
		const struct result_row *at = with(s, row, threads[i]);

		if (at)
			fprintf(f, " %6.1f", at->s.median);
		else
			fprintf(f, " %6s", "-");
		if (at && threads[i] > 1)
			apart = at->s.thread_max - at->s.thread_min;
	}
	if (isnan(apart))
		fprintf(f, " %7s\n", "-");
	else
		fprintf(f, " %7.1f\n", apart);
}

static void print_counts(FILE *f, const struct sweep *s,
			 const unsigned int *threads, size_t nr)
{
	size_t i;

	fprintf(f, "\n%-*s", LABEL_WIDTH, "threads");
	for (i = 0; i < nr; i++)
		fprintf(f, " %6u", threads[i]);
	fprintf(f, " %7s\n", "apart");
	for (i = 0; i < s->r->nr_row; i++) {
		const struct result_row *row = &s->r->row[i];

		if (row_on(row, s->env) && row->threads > 1 &&
		    is_first(s, row))
			print_line(f, s, row, threads, nr);
	}
}

static bool is_refused(const struct sweep *s, const struct result_row *row)
{
	return row_on(row, s->env) && row->threads > 1 && !row_has_number(row);
}

/* Rows of several threads that have no number say why, those alike once. */
static void print_reasons(FILE *f, const struct sweep *s)
{
	const struct result_row *row, *other, *end = s->r->row + s->r->nr_row;

	for (row = s->r->row; row < end; row++) {
		unsigned int before = 0, alike = 0;

		for (other = s->r->row; other < end; other++) {
			if (!is_refused(s, other) ||
			    !row_same_status(other, row) ||
			    other->threads != row->threads)
				continue;
			alike++;
			before += other < row;
		}
		if (is_refused(s, row) && !before)
			fprintf(f, "  %u of threads%u: %.50s\n", alike,
				row->threads, result_reason(row));
	}
}

bool report_at_once(FILE *f, const struct result *r, const char *env)
{
	struct sweep s = { .r = r, .env = env };
	bool any = false;
	size_t i;

	add_count(&s, 1);
	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];

		if (!row_on(row, env) || row->threads < 2)
			continue;
		any = true;
		if (row_has_number(row))
			add_count(&s, row->threads);
	}
	if (!any)
		return false;
	fprintf(f, "\nThreads that run at once, %s, %.40s\n",
		unit_name(result_unit(r, env)), env);
	for (i = 0; s.nr > 1 && i < s.nr; i += COLUMNS)
		print_counts(f, &s, s.threads + i,
			     s.nr - i < COLUMNS ? s.nr - i : COLUMNS);
	print_reasons(f, &s);
	return true;
}

void report_functional(FILE *f, const struct result *r,
		       const struct result_env *e)
{
	unsigned int nr = 0;
	size_t i;

	for (i = 0; i < r->nr_row; i++)
		nr += row_on(&r->row[i], e->key) && row_has_number(&r->row[i]);
	fprintf(f, "\nFunctional, not a measurement: %.40s\n"
		"%u rows ran on %s CPUs, which the host interleaves as it likes.\n",
		e->key, nr, env_get(&e->env, "vm.smp"));
	for (i = 0; i < r->nr_row; i++)
		if (row_on(&r->row[i], e->key) && !row_has_number(&r->row[i]))
			fprintf(f, "  %.66s:\n    %.66s\n", r->row[i].name,
				result_reason(&r->row[i]));
}
