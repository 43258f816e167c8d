// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report.c - a run as text that survives a mail client: 72 columns, ASCII.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

#define MAX_LABELS	64
#define LABEL_WIDTH	20
#define REPORT_WIDTH	72
#define MAX_COLUMNS	4

/* Distinct texts in the order they were met. */
struct labels {
	size_t nr;
	const char *text[MAX_LABELS];
};

static void labels_add(struct labels *l, const char *text)
{
	size_t i;

	for (i = 0; i < l->nr; i++)
		if (!strcmp(l->text[i], text))
			return;
	if (l->nr < MAX_LABELS)
		l->text[l->nr++] = text;
}

static bool has_prefix(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

/* The last part of a name: the operation, and its size or count. */
static const char *op_of(const struct result_row *row)
{
	return strrchr(row->name, '/') + 1;
}

/* The design's part of a name, and its depth. */
static const char *label_of(const struct result_row *row, char *buf)
{
	snprintf(buf, ROW_NAME_LEN, "%.*s", (int)strcspn(row->name, "/"),
		 row->name);
	return buf;
}

static bool is_design(const struct result_row *row)
{
	return strcmp(row->design, "known") && strcmp(row->design, "running");
}

/* A number for a column: counts without a fraction, "-" for none. */
static const char *value(const struct result_row *row, char *buf)
{
	if (!row || row->status || !row->s.n)
		snprintf(buf, 16, "-");
	else if (!strcmp(row->unit, "insn/op") &&
		 row->s.median == floor(row->s.median))
		snprintf(buf, 16, "%.0f", row->s.median);
	else
		snprintf(buf, 16, "%.1f", row->s.median);
	return buf;
}

/* The row of an environment that has this name, in three parts. */
static const struct result_row *find(const struct result *r, const char *env,
				     const char *design, const char *backend,
				     const char *op)
{
	char name[3 * ROW_NAME_LEN];

	snprintf(name, sizeof(name), "%s/%s/%s", design, backend, op);
	return result_find(r, env, name);
}

static void print_user(FILE *f, const struct env *e)
{
	bool guest = strcmp(env_get(e, "cpu.hypervisor"), "none");

	fprintf(f, "user     %.60s\n", env_get(e, "cpu.name"));
	fprintf(f, "         family %s model %s stepping %s, microcode %s\n",
		env_get(e, "cpu.family"), env_get(e, "cpu.model"),
		env_get(e, "cpu.stepping"), env_get(e, "cpu.microcode"));
	fprintf(f, "         %s%s\n",
		guest ? "VIRTUALISED cycles: a guest of " : "bare metal",
		guest ? env_get(e, "cpu.hypervisor") : "");
	fprintf(f, "         cyc = TSC cycles at %.0f MHz, on CPU %s\n",
		atof(env_get(e, "tsc.khz")) / 1000, env_get(e, "topology.cpu"));
}

static void print_vm(FILE *f, const struct result *r,
		     const struct result_env *e)
{
	const char *v2 = env_get(&e->env, "mitigation.spectre_v2");
	bool exact = strcmp(env_get(&e->env, "vm.unit"), "cycles/op");
	unsigned int same = 0, state = 0, boots = 0;
	size_t i;

	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];

		if (strcmp(row->env, e->key) || row->status)
			continue;
		boots = row->boots > boots ? row->boots : boots;
		same += row->identical;
		state += row->s.min != row->s.max;
	}
	if (has_prefix(v2, "Mitigation: "))
		v2 += strlen("Mitigation: ");
	fprintf(f, "vm       kernel %.28s, package %.18s\n",
		env_get(&e->env, "kernel.release"),
		env_get(&e->env, "vm.package"));
	fprintf(f, "         QEMU %s %s %s, IOMMU %s, %s (domain %s)\n",
		env_get(&e->env, "vm.qemu"), env_get(&e->env, "vm.machine"),
		env_get(&e->env, "vm.accel"), env_get(&e->env, "vm.iommu"),
		env_get(&e->env, "vm.mode"), env_get(&e->env, "iommu.domain"));
	fprintf(f, "         spectre_v2: %.*s\n", (int)strcspn(v2, ";"), v2);
	if (!exact) {
		fprintf(f, "         VIRTUALISED cycles: -icount was off\n");
		return;
	}
	fprintf(f, "         insn = instructions, exact: one TSC tick each\n");
	fprintf(f, "         %u boot%s", boots, boots == 1 ? "" : "s");
	if (boots > 1)
		fprintf(f, ": %u rows read the same in every window of each",
			same);
	fprintf(f, "\n         %u rows have a state (IOVA cache, flush queue): "
		"median\n", state);
}

static void print_head(FILE *f, const struct result *r)
{
	const char *base = strrchr(r->dir, '/');
	const char *commit = "";
	size_t i;

	for (i = 0; i < r->nr_env && !*commit; i++)
		commit = env_get(&r->env[i].env, "dmabench.commit");
	fprintf(f, "dmabench %.20s: what dispatching a DMA operation costs\n",
		commit);
	fprintf(f, "run      %.63s\n", base ? base + 1 : r->dir);
	fprintf(f, "         suite %.24s%s\n", r->suite,
		r->complete ? "" : ", INCOMPLETE: not all rows were run");
	for (i = 0; i < r->nr_env; i++)
		if (!strcmp(r->env[i].key, "user/plain"))
			print_user(f, &r->env[i].env);
	for (i = 0; i < r->nr_env; i++)
		if (has_prefix(r->env[i].key, "vm/"))
			print_vm(f, r, &r->env[i]);
}

/* The columns of a table: what they are called, whose they are. */
struct columns {
	size_t nr;
	int width;
	const char *env[MAX_COLUMNS];
	const char *head[MAX_COLUMNS];
};

/* One table of the designs for at most two operations side by side. */
static void print_designs_of(FILE *f, const struct result *r,
			     const struct columns *c,
			     const struct labels *designs, const char *backend,
			     const char *const *op, size_t nr_op)
{
	char buf[16];
	size_t d, o, k;

	fprintf(f, "\n%-*s", LABEL_WIDTH, "");
	for (o = 0; o < nr_op; o++)
		fprintf(f, "  %*s", 8 * (int)c->nr - 1, op[o]);
	fprintf(f, "\nover %-*.*s", LABEL_WIDTH - 5, LABEL_WIDTH - 5, backend);
	for (o = 0; o < nr_op; o++)
		for (k = 0; k < c->nr; k++)
			fprintf(f, "%s%7s", k ? " " : "  ", c->head[k]);
	fputc('\n', f);
	for (d = 0; d < designs->nr; d++) {
		fprintf(f, "%-*.*s", LABEL_WIDTH, LABEL_WIDTH,
			designs->text[d]);
		for (o = 0; o < nr_op; o++)
			for (k = 0; k < c->nr; k++)
				fprintf(f, "%s%7s", k ? " " : "  ",
					value(find(r, c->env[k],
						   designs->text[d], backend,
						   op[o]), buf));
		fputc('\n', f);
	}
}

/* How much the loop's place moved the row that it moved most. */
static void print_placements(FILE *f, const struct result *r)
{
	const struct result_row *worst = NULL;
	double most = -1;
	size_t i;

	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];
		double spread = row->s.place_max - row->s.place_min;

		if (strcmp(row->target, "user") || !is_design(row) ||
		    !row->s.n || spread <= most)
			continue;
		most = spread;
		worst = row;
	}
	if (worst)
		fprintf(f, "\nWhere its loop lies moves a row by up to %.1f cyc:\n"
			"%s, %s.\n"
			"Rows that differ by less than they are moved (place_min, place_max\n"
			"in run.json) are not told apart.\n",
			most, worst->name, worst->env);
}

/* The unit of an environment's rows. */
static const char *unit_of(const struct result *r, const char *env)
{
	size_t i;

	for (i = 0; i < r->nr_row; i++)
		if (!strcmp(r->row[i].env, env))
			return r->row[i].unit;
	return "";
}

static void print_designs(FILE *f, const struct result *r, const char *vm)
{
	static char names[MAX_LABELS][ROW_NAME_LEN];
	struct labels designs = { 0 }, ops = { 0 }, backends = { 0 };
	struct columns c = { 0 };
	bool user = false, exact = true;
	char buf[ROW_NAME_LEN];
	size_t i, b;

	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];

		if (!is_design(row))
			continue;
		if (strcmp(row->state, "hot") || !strcmp(row->op, "attach") ||
		    !strcmp(row->op, "detach"))
			continue;
		user = user || !strcmp(row->target, "user");
		labels_add(&ops, op_of(row));
		labels_add(&backends, row->backend);
		snprintf(names[designs.nr % MAX_LABELS], ROW_NAME_LEN, "%s",
			 label_of(row, buf));
		labels_add(&designs, names[designs.nr % MAX_LABELS]);
	}
	if (!designs.nr)
		return;
	if (vm) {
		exact = !strcmp(unit_of(r, vm), "insn/op");
		c.env[c.nr] = vm;
		c.head[c.nr++] = exact ? "insn" : "cyc-vm";
	}
	if (user) {
		c.env[c.nr] = "user/plain";
		c.head[c.nr++] = "cyc";
		c.env[c.nr] = "user/retpoline";
		c.head[c.nr++] = "cyc-ret";
	}
	fputs("\n1. The designs: what it takes to find the code that maps\n\n", f);
	if (vm)
		fprintf(f, "%-8s %s per op (%.36s)\n", c.head[0],
			exact ? "instructions" : "virtualised cycles", vm);
	if (user)
		fputs("cyc      cycles per op, median over placements (user)\n"
		      "cyc-ret  the same, each indirect call through a retpoline\n",
		      f);
	for (b = 0; b < backends.nr; b++)
		for (i = 0; i < ops.nr; i += 2)
			print_designs_of(f, r, &c, &designs, backends.text[b],
					 ops.text + i, ops.nr - i < 2 ? 1 : 2);
	if (user)
		print_placements(f, r);
}

static double median_of(const struct result *r, const char *env,
			const char *design, const char *backend,
			const char *op)
{
	const struct result_row *row = find(r, env, design, backend, op);

	return row && !row->status && row->s.n ? row->s.median : NAN;
}

/* A line of a table of section 2, one number per operation. */
static void print_line(FILE *f, const char *head, const double *v,
		       const struct columns *c, const char *unit)
{
	size_t o;

	fprintf(f, "%-20s", head);
	for (o = 0; o < c->nr; o++) {
		if (isnan(v[o]))
			fprintf(f, " %*s", c->width, "-");
		else
			fprintf(f, " %*.*f%s", c->width - (int)strlen(unit),
				v[o] == floor(v[o]) ? 0 : 1, v[o], unit);
	}
	fputc('\n', f);
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
	if (model)
		print_line(f, "a call through ops", call, c, "");
	if (!iommu)
		return;
	fputs("of kernel-iommu that is\n", f);
	print_line(f, "  null", entry_part, c, "%");
	if (model)
		print_line(f, "  a call through ops", call_part, c, "%");
}

/* Rows that are not the same every time, and rows that could not be run. */
static void print_spread(FILE *f, const struct result *r, const char *env)
{
	bool any = false;
	size_t i;

	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];

		if (strcmp(row->env, env) || strcmp(row->design, "running"))
			continue;
		if (row->status || !row->s.n) {
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

/* The running kernel's rows for some of its operations. */
static void print_running_of(FILE *f, const struct result *r, const char *env,
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
			v[o] = median_of(r, env, "running", backends->text[i],
					 c->head[o]);
		print_line(f, backends->text[i], v, c, "");
	}
	print_share(f, r, env, c);
}

static void print_running(FILE *f, const struct result *r, const char *env)
{
	struct labels backends = { 0 }, ops = { 0 };
	struct columns c = { .width = 12 };
	size_t i, o, most;

	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];

		if (strcmp(row->env, env) || strcmp(row->design, "running"))
			continue;
		labels_add(&ops, op_of(row));
		labels_add(&backends, row->backend);
		if (c.width < (int)strlen(op_of(row)))
			c.width = strlen(op_of(row));
	}
	if (!backends.nr)
		return;
	fprintf(f, "\n2. What the kernel's own DMA API costs (running), %s\n   %.60s\n",
		unit_of(r, env), env);
	most = (REPORT_WIDTH - 20) / (c.width + 1);
	for (o = 0; o < ops.nr; o += c.nr) {
		for (c.nr = 0; c.nr < most && o + c.nr < ops.nr; c.nr++)
			c.head[c.nr] = ops.text[o + c.nr];
		print_running_of(f, r, env, &backends, &c);
	}
	fputs("\nnull is the kernel's API on a device whose ops return at once:\n"
	      "entry and dispatch. A call through ops is dispatch alone:\n"
	      "per-device less direct, of section 1.\n", f);
	print_spread(f, r, env);
}

/* The instrument's own test: counts that are known beforehand. */
static void print_known(FILE *f, const struct result *r)
{
	char err[160];
	struct row parsed;
	size_t i;
	bool any = false, wrong = false;

	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];
		double want;

		if (strcmp(row->unit, "insn/op") ||
		    strcmp(row->design, "known") || !row->s.n ||
		    row_parse(row->name, &parsed, err, sizeof(err)))
			continue;
		if (!any)
			fputs("\n3. Is the instrument right? Loops whose count is known, insn\n\n",
			      f);
		any = true;
		want = row_known_insn(&parsed);
		fprintf(f, "  %-20.20s is %8.2f  read %8.2f to %8.2f  %s\n",
			row->name, want, row->s.min, row->s.max,
			row->s.min == want && row->s.max == want ? "ok" :
			"WRONG");
		wrong = wrong || row->s.min != want || row->s.max != want;
	}
	if (wrong)
		fputs("Do not use this run: the instrument is off.\n", f);
}

/* How many windows were left out, and why nothing else was. */
static void print_rejected(FILE *f, const struct result *r)
{
	size_t i, kept = 0, rejected = 0;

	for (i = 0; i < r->nr_row; i++) {
		kept += r->row[i].s.n;
		rejected += r->row[i].s.rejected;
	}
	fprintf(f, "\nwindows: %zu pairs used, %zu left out for a cause seen beside\n"
		"them (switch, interrupt, shared core, clock); see samples.csv\n",
		kept, rejected);
}

void report_print(FILE *f, const struct result *r)
{
	const char *first_vm = NULL;
	size_t i;

	print_head(f, r);
	for (i = 0; i < r->nr_env && !first_vm; i++)
		if (has_prefix(r->env[i].key, "vm/"))
			first_vm = r->env[i].key;
	print_designs(f, r, first_vm);
	report_thread(f, r, first_vm);
	for (i = 0; i < r->nr_env; i++)
		print_running(f, r, r->env[i].key);
	print_known(f, r);
	print_rejected(f, r);
}
