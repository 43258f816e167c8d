// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report.c - a run as text that survives a mail client: 72 columns, ASCII.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/noise.h"
#include "report/report.h"
#include "report/rows.h"

/* How many rows of an environment are the same each time, and are not. */
static void print_same(FILE *f, const struct result *r, const char *key)
{
	unsigned int same = 0, state = 0, boots = 0;
	bool aa = false;
	size_t i;

	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];

		if (!row_on(row, key) || row->status)
			continue;
		boots = row->boots > boots ? row->boots : boots;
		same += row->identical;
		aa = aa || row->aa.n;
		state += row->s.min != row->s.max;
	}
	fprintf(f, "         %u boot%s", boots, boots == 1 ? "" : "s");
	if (boots > 1)
		fprintf(f, ": %u rows read the same in every window of each",
			same);
	fprintf(f, "\n         %u rows have a state (IOVA cache, flush queue): "
		"median\n", state);
	if (aa)
		report_floor(f, r, TARGET_VM, key);
}

/* How many checks of the device came to @word. */
static size_t count_checks(const struct env *e, const char *word)
{
	size_t i, nr = 0;

	for (i = 0; i < e->nr; i++)
		nr += !strncmp(e->item[i].key, "edu.", strlen("edu.")) &&
		      !strcmp(e->item[i].value, word);
	return nr;
}

/*
 * Did the device copy through its mappings, and could it when they were gone?
 */
static void print_edu(FILE *f, const struct env *e)
{
	const size_t equal = count_checks(e, "equal");
	const size_t refused = count_checks(e, "refused");
	const size_t reached = count_checks(e, "reached");
	const char *key = NULL;

	if (!*env_get(e, "edu.map_single"))
		return;
	fprintf(f, "         edu copied: %zu ways equal; unmapped: ", equal);
	if (refused && reached)
		fprintf(f, "%zu ways refused, %zu REACHED\n", refused,
			reached);
	else
		fprintf(f, "%zu ways %s\n", refused + reached,
			reached ? "reached" : "refused");
	while ((key = env_wrong_check(e, key)))
		fprintf(f, "         WRONG: %s is %s; do not use these rows\n",
			key, env_get(e, key));
}

/*
 * A VM; @other is one of the same kernel that was printed before it, or NULL.
 */
static void print_vm(FILE *f, const struct result *r,
		     const struct result_env *e, const struct result_env *other)
{
	int len;
	const char *v2 = env_spectre_v2(&e->env, &len);
	bool exact = env_unit(e) != UNIT_CYCLES && !env_is_functional(e);

	if (other) {
		fprintf(f, "       + IOMMU %s, %s (domain %s)\n",
			env_get(&e->env, "vm.iommu"),
			env_get(&e->env, "vm.mode"),
			env_get(&e->env, "iommu.domain"));
		print_edu(f, &e->env);
		if (exact)
			print_same(f, r, e->key);
		return;
	}
	fprintf(f, "vm       kernel %.28s, package %.18s\n",
		env_get(&e->env, "kernel.release"),
		env_get(&e->env, "vm.package"));
	fprintf(f, "         QEMU %s %s %s, IOMMU %s, %s (domain %s)\n",
		env_get(&e->env, "vm.qemu"), env_get(&e->env, "vm.machine"),
		env_get(&e->env, "vm.accel"), env_get(&e->env, "vm.iommu"),
		env_get(&e->env, "vm.mode"), env_get(&e->env, "iommu.domain"));
	fprintf(f, "         spectre_v2: %.*s\n", len, v2);
	report_debug(f, &e->env);
	report_calls(f, &e->env);
	print_edu(f, &e->env);
	if (env_is_functional(e)) {
		fprintf(f, "         FUNCTIONAL, not a measurement: %s CPUs\n",
			env_get(&e->env, "vm.smp"));
		return;
	}
	if (!exact) {
		fprintf(f, "         VIRTUALISED cycles: -icount was off\n");
		return;
	}
	fprintf(f, "         insn = instructions, exact: one TSC tick each\n");
	print_same(f, r, e->key);
}

/* A VM of the same kernel that stands before number @i, or NULL. */
static const struct result_env *same_kernel(const struct result *r, size_t i)
{
	const char *release = env_get(&r->env[i].env, "kernel.release");
	size_t k;

	for (k = 0; k < i; k++)
		if (r->env[k].target == TARGET_VM &&
		    !strcmp(env_get(&r->env[k].env, "kernel.release"), release))
			return &r->env[k];
	return NULL;
}

static void print_head(FILE *f, const struct result *r)
{
	const char *base = strrchr(r->dir, '/');
	const struct result_env *user = result_find_env(r, ENV_USER_PLAIN);
	const char *commit = "";
	size_t i;

	for (i = 0; i < r->nr_env && !*commit; i++)
		commit = env_get(&r->env[i].env, "dmabench.commit");
	fprintf(f, "dmabench %.20s: what dispatching a DMA operation costs\n",
		commit);
	fprintf(f, "run      %.63s\n", base ? base + 1 : r->dir);
	fprintf(f, "         suite %.24s%s\n", r->suite,
		r->complete ? "" : ", INCOMPLETE: not all rows were run");
	if (user) {
		report_cpu(f, TARGET_USER, &user->env);
		report_floor(f, r, TARGET_USER, NULL);
	}
	for (i = 0; i < r->nr_env; i++)
		if (r->env[i].target == TARGET_HOST) {
			report_host(f, &r->env[i].env);
			report_floor(f, r, TARGET_HOST, NULL);
		}
	for (i = 0; i < r->nr_env; i++)
		if (r->env[i].target == TARGET_VM)
			print_vm(f, r, &r->env[i], same_kernel(r, i));
}

/* A row of the instrument's own test that was counted? */
static bool is_test(const struct result_row *row)
{
	return row->kind == ROW_KNOWN && row->parsed && row_is_count(row) &&
	       row_has_number(row);
}

/* A loop whose count is known, in all VMs; false where one read another. */
static bool print_test(FILE *f, const struct result *r,
		       const struct result_row *first)
{
	double min = INFINITY, max = -INFINITY;
	bool right = true;
	size_t i;

	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];

		if (!is_test(row) || strcmp(row->name, first->name))
			continue;
		min = fmin(min, row->s.min);
		max = fmax(max, row->s.max);
		right = right && !row_is_wrong(row);
	}
	fprintf(f, "  %-20.20s is %8.2f  read %8.2f to %8.2f  %s\n",
		first->name, row_known_insn(&first->row), min, max,
		right ? "ok" : "WRONG");
	return right;
}

/* The instrument's own test: counts that are known beforehand. */
static void print_known(FILE *f, const struct result *r)
{
	struct labels names = { 0 };
	bool wrong = false;
	size_t i;

	for (i = 0; i < r->nr_row; i++) {
		const size_t nr = names.nr;

		if (!is_test(&r->row[i]))
			continue;
		labels_add(&names, r->row[i].name);
		if (names.nr == nr)
			continue;
		if (!nr)
			fputs("\n3. Is the instrument right? Loops whose count is known, insn\n\n",
			      f);
		wrong = !print_test(f, r, &r->row[i]) || wrong;
	}
	if (wrong)
		fputs("Do not use this run: the instrument is off.\n", f);
}

/* What cycles were counted with, as it measured itself before the first row. */
static void print_self(FILE *f, const struct result *r)
{
	bool any = false;
	size_t i;

	for (i = 0; i < r->nr_env; i++) {
		const struct env *e = &r->env[i].env;

		if (!*env_get(e, "self.step"))
			continue;
		if (!any)
			fputs("\nThe instrument, measured by itself before the first row; TSC ticks:\n\n"
			      "                 step  empty min p50 p99  N-2N off   add direct indirect\n",
			      f);
		any = true;
		if (!*env_get(e, "self.empty")) {
			fprintf(f, "%-16.16s unknown: each try was disturbed\n",
				r->env[i].key);
			continue;
		}
		fprintf(f, "%-16.16s %4.4s  %17.17s  %8.8s %5.5s %6.6s %8.8s\n",
			r->env[i].key, env_get(e, "self.step"),
			env_get(e, "self.empty"), env_get(e, "self.residual"),
			env_get(e, "self.add"), env_get(e, "self.direct"),
			env_get(e, "self.indirect"));
	}
	for (i = 0; i < r->nr_env; i++)
		if (*env_get(&r->env[i].env, "self.judged"))
			fprintf(f, "%.16s: EMULATED, which no band is for\n",
				r->env[i].key);
	for (i = 0; any && i < r->nr_env; i++)
		if (*env_get(&r->env[i].env, "self.step")) {
			fprintf(f, "TSC: constant %s, nonstop %s\n",
				env_get(&r->env[i].env, "tsc.constant"),
				env_get(&r->env[i].env, "tsc.nonstop"));
			break;
		}
}

static void print_threads(FILE *f, const struct result *r)
{
	bool any = false;
	size_t i;

	for (i = 0; i < r->nr_env; i++)
		if (!env_is_functional(&r->env[i]) &&
		    report_at_once(f, r, r->env[i].key))
			any = true;
	if (any)
		fputs("\nEach thread has a CPU, buffers and results of its own; median of all.\n"
		      "apart: how far the medians of single threads lie apart, of the most.\n",
		      f);
}

/* Rows without a number because too little of them is clean, and why. */
static void print_void(FILE *f, const struct result *r)
{
	bool any = false;
	size_t i;

	for (i = 0; i < r->nr_row; i++) {
		if (!row_is_void(&r->row[i]))
			continue;
		if (!any)
			fprintf(f, "\nVOID: less than %d %% of their pairs of windows are clean\n\n",
				MEASURE_CLEAN);
		any = true;
		fprintf(f, "  %.70s\n", r->row[i].name);
		report_wrapped(f, 4, result_reason(&r->row[i]));
	}
}

/* What would not have been seen, of each environment that says so. */
static void print_unseen(FILE *f, const struct result *r)
{
	char text[256], key[32];
	size_t i, k;
	int len;

	for (i = 0; i < r->nr_env; i++) {
		const struct result_env *e = &r->env[i];
		const char *comma = "";

		/* Of the builds of a target, and of its kernels, the first. */
		for (k = 0; k < i; k++)
			if (env_same_target(e->key, r->env[k].key))
				break;
		if (k < i)
			continue;
		len = snprintf(text, sizeof(text), "%.*s does not see:",
			       (int)strcspn(e->key, "/"), e->key);
		for (k = 0; k < DMABENCH_CAUSES; k++) {
			snprintf(key, sizeof(key), "cause.%s", cause_key(k));
			if (strcmp(env_get(&e->env, key), "unknown"))
				continue;
			len += snprintf(text + len, sizeof(text) - len, "%s %s",
					comma, cause_words(k));
			comma = ",";
		}
		if (*comma)
			report_wrapped(f, 9, text);
	}
}

/* How many windows were left out, and why nothing else was. */
static void print_rejected(FILE *f, const struct result *r)
{
	size_t i, k, kept = 0, rejected = 0, repeated = 0;
	size_t by[DMABENCH_CAUSES] = { 0 };
	char text[160];

	for (i = 0; i < r->nr_row; i++) {
		kept += r->row[i].s.n;
		rejected += r->row[i].s.rejected;
		repeated += r->row[i].s.repeated;
		for (k = 0; k < DMABENCH_CAUSES; k++)
			by[k] += r->row[i].s.by[k];
	}
	fprintf(f, "\nwindows: %zu pairs clean, %zu left out for a cause, see samples.csv\n",
		kept, rejected);
	if (*cause_list(by, text, sizeof(text)))
		report_wrapped(f, 9, text);
	print_unseen(f, r);
	if (repeated)
		fprintf(f, "         %zu more in visits that were taken again: too disturbed\n",
			repeated);
}

/* Where rows are what is left of them, the reader should ask why. */
static void print_noisy(FILE *f, const struct result *r)
{
	const size_t nr = noise_rows_lost(r);

	if (nr)
		fprintf(f, "noisy: %zu row%s lost over a fifth of the pairs; dmabench check says why\n",
			nr, nr == 1 ? "" : "s");
}

static const char *key_of(const struct result_env *e)
{
	return e ? e->key : NULL;
}

void report_print(FILE *f, const struct result *r)
{
	const char *vm = key_of(result_first_env(r, TARGET_VM));
	bool several;
	size_t i;

	print_head(f, r);
	report_designs(f, r, key_of(result_first_env(r, TARGET_HOST)), vm);
	report_against(f, r, key_of(result_first_env(r, TARGET_HOST)), vm);
	report_thread(f, r, vm);
	several = report_matrix(f, r);
	for (i = 0; !several && i < r->nr_env; i++)
		if (!env_is_functional(&r->env[i]))
			report_running(f, r, r->env[i].key);
	print_threads(f, r);
	for (i = 0; i < r->nr_env; i++)
		if (env_is_functional(&r->env[i]))
			report_functional(f, r, &r->env[i]);
	print_known(f, r);
	print_self(f, r);
	report_aa(f, r);
	report_split(f, r);
	report_modes(f, r);
	report_counters(f, r);
	print_void(f, r);
	print_rejected(f, r);
	print_noisy(f, r);
}
