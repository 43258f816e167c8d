// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * explain.c - dmabench explain: a row as it was executed, function by
 * function; of two, the functions that differ.
 */
#include <argp.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "compare/explain.h"
#include "report/explain.h"
#include "report/report.h"

#define MAX_ARGS 3

static const struct argp_option options[] = {
	{ "vm", 'm', "PATTERN", 0,
	  "of the VMs of a run, the one whose name has that in it "
	  "(6.12*none); twice for the two that are compared",
	  0 },
	{ 0 }
};

static const char doc[] =
	"Say where the instructions of a row go, function by function in the "
	"order in which they are executed first: exact counts of a run with "
	"--split. Of two, the functions that differ and the difference that "
	"each makes; they sum to the whole.\v"
	"RUN, A and B are run directories, or their run.json. With a ROW and "
	"two VMs in RUN that have it, the two are compared; without a ROW "
	"every row of the VM is told. ROW is a name as the report has it: "
	"running/kernel-direct/map_single.";

/**
 * struct args - the command line
 * @arg:	RUN [ROW], or A B ROW
 * @vm:		patterns
 */
struct args {
	const char *arg[MAX_ARGS];
	int nr;
	const char *vm[2];
	int nr_vm;
};

/**
 * struct found - a row that is meant
 * @r:		the run that it is of
 * @row:	with functions
 */
struct found {
	struct result *r;
	struct result_row *row;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case 'm':
		if (a->nr_vm == 2)
			argp_error(state, "two VMs are compared, no more");
		a->vm[a->nr_vm++] = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (a->nr == MAX_ARGS)
			argp_error(state, "RUN [ROW], or A B ROW");
		a->arg[a->nr++] = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "name a run directory");
		return 0;
	case ARGP_KEY_END:
		if (a->nr_vm == 2 && a->nr == 1)
			argp_error(state, "which row of the two? name a ROW");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options, .parser = parse,
	.args_doc = "RUN [ROW]\nA B ROW", .doc = doc,
};

/* Is it in the VM that is meant, if one is? */
static bool is_in(const char *env, const char *vm)
{
	char pattern[ENV_KEY_LEN + 2];

	if (!vm)
		return true;
	snprintf(pattern, sizeof(pattern), "*%.*s*", ENV_KEY_LEN - 1, vm);
	return !fnmatch(pattern, env, 0);
}

/* Of several VMs one has to be named: which there are, in a line. */
static void say_which(const struct result *r, const char *name)
{
	size_t i;

	fprintf(stderr, "dmabench explain: '%s': which VM? say by --vm:",
		r->dir);
	for (i = 0; i < r->nr_env; i++)
		if (!name || result_find(r, r->env[i].key, name))
			fprintf(stderr, " %s", r->env[i].key);
	fputc('\n', stderr);
}

/* Rows of that name and VM, up to @max; how many there are. */
static int find(struct result *r, const char *name, const char *vm,
		struct found *out, int max)
{
	int nr = 0;
	size_t i;

	for (i = 0; i < r->nr_row; i++) {
		struct result_row *row = &r->row[i];

		if (strcmp(row->name, name) || !row->split.ops ||
		    !is_in(row->env, vm))
			continue;
		if (nr < max)
			out[nr] = (struct found) { r, row };
		nr++;
	}
	return nr;
}

/* Why is there none? */
static int say_none(const struct result *r, const char *name, const char *vm)
{
	bool row = false, env = false, split = false;
	size_t i;

	for (i = 0; i < r->nr_row; i++) {
		const bool in = is_in(r->row[i].env, vm);

		env = env || in;
		split = split || (in && r->row[i].split.ops);
		row = row || (in && !strcmp(r->row[i].name, name));
	}
	fprintf(stderr, "dmabench explain: '%s': ", r->dir);
	if (!env)
		fprintf(stderr, "no VM '%s' in it\n", vm ? vm : "");
	else if (!split)
		fputs("nothing was counted by function; run it with --split\n",
		      stderr);
	else if (!row)
		fprintf(stderr, "no row '%s' in it; the report has their names\n",
			name);
	else
		fprintf(stderr, "row '%s' has no number\n", name);
	return env && !split ? EXIT_SKIPPED : EXIT_USAGE;
}

/* The one row of that name and VM. */
static int find_one(struct result *r, const char *name, const char *vm,
		    struct found *out)
{
	int nr = find(r, name, vm, out, 1);

	if (!nr)
		return say_none(r, name, vm);
	if (nr == 1)
		return EXIT_DONE;
	say_which(r, name);
	return EXIT_USAGE;
}

static int tell_pair(const struct found *a, const struct found *b)
{
	struct explain e;
	int ret = explain_pair(&e, &a->row->split, &b->row->split);

	switch (ret) {
	case 0:
		break;
	case -EOVERFLOW:
		fprintf(stderr,
			"dmabench explain: %s: too many operations to compare without rounding; use fewer boots\n",
			a->row->name);
		return EXIT_VOID;
	case -EBADMSG:
		fprintf(stderr,
			"dmabench explain: %s: its functions are not the whole\n",
			a->row->name);
		return EXIT_VOID;
	default:
		fprintf(stderr, "dmabench explain: %s\n", strerror(-ret));
		return EXIT_INTERNAL;
	}
	report_explain_pair(stdout, &e, a->r, a->row, b->r, b->row);
	explain_free(&e);
	return EXIT_DONE;
}

/* Every row of the one VM. */
static int tell_all(struct result *r, const char *vm)
{
	const char *env = NULL;
	size_t i;

	for (i = 0; i < r->nr_row; i++) {
		if (!r->row[i].split.ops || !is_in(r->row[i].env, vm))
			continue;
		if (env && !row_on(&r->row[i], env)) {
			say_which(r, NULL);
			return EXIT_USAGE;
		}
		env = r->row[i].env;
	}
	if (!env)
		return say_none(r, "", vm);
	for (i = 0; i < r->nr_row; i++)
		if (r->row[i].split.ops && row_on(&r->row[i], env))
			report_explain_path(stdout, r, &r->row[i]);
	return EXIT_DONE;
}

/* A row of one run: told, or compared where two VMs have it. */
static int tell(struct result *r, const struct args *a)
{
	struct found f[2];
	int nr, ret;

	if (a->nr == 1)
		return tell_all(r, a->vm[0]);
	if (a->nr_vm == 2) {
		ret = find_one(r, a->arg[1], a->vm[0], &f[0]);
		if (!ret)
			ret = find_one(r, a->arg[1], a->vm[1], &f[1]);
		return ret ? ret : tell_pair(&f[0], &f[1]);
	}
	nr = find(r, a->arg[1], a->vm[0], f, 2);
	if (nr == 2)
		return tell_pair(&f[0], &f[1]);
	ret = find_one(r, a->arg[1], a->vm[0], &f[0]);
	if (!ret)
		report_explain_path(stdout, r, f[0].row);
	return ret;
}

/* One row of two runs. */
static int tell_runs(struct result *a, struct result *b,
		     const struct args *args)
{
	const char *vm_b = args->nr_vm == 2 ? args->vm[1] : args->vm[0];
	struct found f[2];
	int ret;

	ret = find_one(a, args->arg[2], args->vm[0], &f[0]);
	if (!ret)
		ret = find_one(b, args->arg[2], vm_b, &f[1]);
	return ret ? ret : tell_pair(&f[0], &f[1]);
}

int cmd_explain(int argc, char **argv)
{
	struct args args = { 0 };
	struct result a, b;
	int ret;

	if (argp_parse(&argp, argc, argv, 0, NULL, &args))
		return EXIT_USAGE;
	ret = cmd_read_run(&a, "explain", args.arg[0]);
	if (ret)
		return ret;
	if (args.nr < 3) {
		ret = tell(&a, &args);
		goto out_free_a;
	}
	ret = cmd_read_run(&b, "explain", args.arg[1]);
	if (ret)
		goto out_free_a;
	ret = tell_runs(&a, &b, &args);
	result_free(&b);
out_free_a:
	result_free(&a);
	return ret;
}
