// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * check.c - dmabench check: what made a box noisy, and what to do.
 */
#include <argp.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "compare/noise.h"
#include "report/rows.h"

#define INDENT	9	/* of what stands below a share */

static const char doc[] =
	"List what made the numbers of a run noisy, the largest effect first, "
	"and what to do about each.\v"
	"RUN is a run directory, or its run.json. An effect is a share of "
	"windows, of rows or of a row's cost, as the line says; below 1 % it is "
	"not listed. Exit status: 0 the run may be used, 3 it is void or not "
	"complete.";

static error_t parse(int key, char *arg, struct argp_state *state)
{
	const char **run = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (*run)
			argp_error(state, "one RUN at a time");
		*run = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "name a run directory");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.parser = parse, .args_doc = "RUN", .doc = doc,
};

static void print_finding(const struct finding *f)
{
	if (isnan(f->share))
		printf("%8s ", "-");
	else
		printf("%6.1f %% ", 100 * f->share);
	report_wrapped_from(stdout, INDENT, INDENT, f->what);
	printf("%*s-> ", INDENT, "");
	report_wrapped_from(stdout, INDENT + 3, INDENT, f->advice);
}

static void print_box(const struct result_env *e, const struct noise *n)
{
	bool numbers = true;
	size_t i;

	printf("\n%.60s\n", e->target == TARGET_USER ?
	       target_name(TARGET_USER) : e->key);
	printf("         %zu pairs of windows used, %zu lost (%.1f %%)\n",
	       n->used, n->lost, n->used + n->lost ?
	       100.0 * n->lost / (n->used + n->lost) : 0);
	if (!n->nr)
		puts("         nothing to say");
	for (i = 0; i < n->nr; i++) {
		if (isnan(n->f[i].share) && numbers) {
			puts("         no number for these here:");
			numbers = false;
		}
		print_finding(&n->f[i]);
	}
}

/* The first environment of its box? */
static bool is_first(const struct result *r, size_t i)
{
	size_t k;

	for (k = 0; k < i; k++)
		if (noise_same_box(r->env[k].key, r->env[i].key))
			return false;
	return true;
}

static int print_check(const struct result *r,
		       const struct result_causes *causes)
{
	const char *base = strrchr(r->dir, '/');
	const char *why = noise_void(r);
	struct noise noise;
	size_t i;

	printf("check    ");
	report_wrapped_from(stdout, INDENT, INDENT,
			    base && base[1] ? base + 1 : r->dir);
	for (i = 0; i < r->nr_env; i++) {
		if (!is_first(r, i))
			continue;
		if (noise_find(r, &r->env[i], causes, &noise))
			return EXIT_INTERNAL;
		print_box(&r->env[i], &noise);
	}
	printf("\n%s%s\n", why ? "void: " : "usable", why ?: "");
	return why ? EXIT_VOID : EXIT_DONE;
}

int cmd_check(int argc, char **argv)
{
	struct result_causes *causes;
	const char *run = NULL;
	struct result r;
	char err[160];
	int ret;

	if (argp_parse(&argp, argc, argv, 0, NULL, &run))
		return EXIT_USAGE;
	if (cmd_read_run(&r, "check", run))
		return EXIT_USAGE;
	causes = calloc(r.nr_env + 1, sizeof(*causes));
	ret = causes ? result_count_causes(&r, causes, err, sizeof(err)) :
		       -ENOMEM;
	if (ret == -ENOENT) {
		ret = print_check(&r, NULL);
	} else if (causes && ret) {
		fprintf(stderr, "dmabench check: '%s': %s\n", run, err);
		ret = EXIT_USAGE;
	} else {
		ret = causes ? print_check(&r, causes) : EXIT_INTERNAL;
	}
	free(causes);
	result_free(&r);
	return ret;
}
