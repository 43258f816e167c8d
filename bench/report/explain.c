// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * explain.c - the functions of a row, or of two, in text: at most 72
 * columns, numbers that sum.
 */
#include <stdlib.h>
#include <string.h>

#include "report/explain.h"
#include "report/report.h"
#include "stats/share.h"

/* What is left of a line behind the numbers. */
#define PATH_NAME	39
#define PAIR_NAME	30
#define INDENT		2

/*
 * A number of each of @nr functions, @stride bytes apart, in hundredths an
 * operation; NULL where there is no memory.
 */
static struct share *shares(const void *first, size_t stride, size_t nr,
			    long long per, long long *total)
{
	struct share *s = calloc(nr + 1, sizeof(*s));
	size_t i;

	for (i = 0; s && i < nr; i++)
		memcpy(&s[i].value, (const char *)first + i * stride,
		       sizeof(s[i].value));
	if (s)
		*total = share(s, nr, 100, per);
	return s;
}

/* A VM, and the package of its kernel, where it has one. */
static void print_vm(FILE *f, const char *side, const struct result *r,
		     const struct result_row *row)
{
	const struct result_env *e = result_find_env(r, row->env);
	const char *package = e ? env_get(&e->env, "vm.package") : "";

	if (*package)
		fprintf(f, "%s%.45s, %.20s\n", side, row->env, package);
	else
		fprintf(f, "%s%.65s\n", side, row->env);
}

/* A run of an early version does not say in which order. */
static const char *heading(long long at)
{
	return at < 0 ? "function" : "function, as first executed";
}

static bool has_state(const struct result_row *row)
{
	return row->s.min < row->s.max;
}

static void print_state(FILE *f, bool state)
{
	if (state)
		fputs("  with a state (IOVA cache, flush queue): the mean\n", f);
}

/* A function in the tree: deep ones are not moved out of the line. */
static void print_function(FILE *f, const struct split *s,
			   const struct function_cost *fn, long long units)
{
	char insn[HUNDREDTHS_LEN], calls[HUNDREDTHS_LEN] = "";
	struct share n = { .value = fn->calls };
	int indent = fn->at < 0 ? 0 : INDENT * fn->depth;
	int room = PATH_NAME - (int)strlen(fn->name);

	if (fn->calls > 0)
		hundredths(share(&n, 1, 100, s->ops), calls);
	if (indent > room)
		indent = room > 0 ? room : 0;
	fprintf(f, "%9s %8s  %-10s  %*s%.*s\n", hundredths(units, insn), calls,
		part_info[fn->part].name, indent, "", PATH_NAME, fn->name);
}

void report_explain_path(FILE *f, const struct result *r,
			 struct result_row *row)
{
	struct split *s = &row->split;
	char buf[HUNDREDTHS_LEN];
	struct share *n;
	long long total;
	size_t i;

	explain_path(s);
	if (!s->nr)
		return;
	n = shares(&s->function->cost.insn, sizeof(*s->function), s->nr,
		   s->ops, &total);
	if (!n)
		return;
	fprintf(f, "%s\n", row->name);
	print_vm(f, "  ", r, row);
	print_state(f, has_state(row));
	fprintf(f, "\n%9s %8s  %-10s  %s\n", "insn/op", "calls", "part",
		heading(s->function->at));
	for (i = 0; i < s->nr; i++)
		print_function(f, s, &s->function[i], n[i].units);
	fprintf(f, "%9s %8s  the whole: %zu function%s sum to it\n\n",
		hundredths(total, buf), "", s->nr, s->nr == 1 ? "" : "s");
	free(n);
}

/* A difference has its sign always. */
static const char *difference(long long n, char buf[HUNDREDTHS_LEN])
{
	char text[HUNDREDTHS_LEN];

	snprintf(buf, HUNDREDTHS_LEN, "%s%.30s", n > 0 ? "+" : "",
		 hundredths(n, text));
	return buf;
}

static void print_pair(FILE *f, const char *a, const char *b, long long diff,
		       const char *part, const char *name)
{
	char buf[HUNDREDTHS_LEN];

	fprintf(f, "%8s %8s %9s  %-10s  %.*s\n", a, b, difference(diff, buf),
		part, PAIR_NAME, name);
}

static void print_pair_of(FILE *f, const struct explained *fn, long long a,
			  long long b, long long diff)
{
	char text[2][HUNDREDTHS_LEN];

	print_pair(f, fn->in[0] ? hundredths(a, text[0]) : "new",
		   fn->in[1] ? hundredths(b, text[1]) : "gone", diff,
		   part_info[fn->part].name, fn->name);
}

void report_explain_pair(FILE *f, const struct explain *e,
			 const struct result *ra, const struct result_row *a,
			 const struct result *rb, const struct result_row *b)
{
	struct share *n[3];
	char text[2][HUNDREDTHS_LEN];
	long long total[3] = { 0 }, equal = 0;
	size_t i, same = 0;

	n[0] = shares(&e->f->insn[0], sizeof(*e->f), e->nr, e->ops[0],
		      &total[0]);
	n[1] = shares(&e->f->insn[1], sizeof(*e->f), e->nr, e->ops[1],
		      &total[1]);
	n[2] = shares(&e->f->diff, sizeof(*e->f), e->nr, e->per, &total[2]);
	if (!n[0] || !n[1] || !n[2])
		goto out_free;
	fprintf(f, "%s\n", b->name);
	print_vm(f, "  A  ", ra, a);
	print_vm(f, "  B  ", rb, b);
	print_state(f, has_state(a) || has_state(b));
	fprintf(f, "\n%8s %8s %9s  %-10s  %s\n", "A", "B", "B - A", "part",
		heading(b->split.function->at));
	for (i = 0; i < e->nr; i++) {
		if (e->f[i].diff) {
			print_pair_of(f, &e->f[i], n[0][i].units,
				      n[1][i].units, n[2][i].units);
			continue;
		}
		same++;
		equal += n[0][i].units;
	}
	if (same) {
		hundredths(equal, text[0]);
		fprintf(f, "%8s %8s %9s  %zu function%s the same\n", text[0],
			text[0], "", same, same == 1 ? "" : "s");
	}
	hundredths(total[0], text[0]);
	hundredths(total[1], text[1]);
	fprintf(f, "%8s %8s", text[0], text[1]);
	fprintf(f, " %9s  the whole: ", difference(total[2], text[0]));
	if (same < e->nr)
		fprintf(f, "%zu function%s sum to it, exactly\n",
			e->nr - same, e->nr - same == 1 ? "" : "s");
	else
		fputs("no function differs\n", f);
out_free:
	for (i = 0; i < 3; i++)
		free(n[i]);
}
