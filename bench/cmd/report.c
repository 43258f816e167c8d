// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report.c - dmabench report: print it, and keep it beside the run.
 */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "compare/comparable.h"
#include "mail/lkml.h"
#include "report/report.h"

#define MOST_FORCED	16

enum { OPT_LKML = 256, OPT_COVER, OPT_VARY, OPT_FORCE };

static const struct argp_option options[] = {
	{ "save", 's', NULL, 0, "also write report.txt into the run directory",
	  0 },
	{ "lkml", OPT_LKML, NULL, 0,
	  "print the body of a mail instead: machine, table, plot, how to repeat it, hash",
	  0 },
	{ "cover", OPT_COVER, NULL, 0,
	  "print the lines for a commit's message instead", 0 },
	{ "rows", 'r', "PATTERN", 0,
	  "for --lkml and --cover: rows with such a name, as of a shell", 0 },
	{ "vary", OPT_VARY, COMPARABLE_GROUPS, 0,
	  "and for two runs: what was changed, as in dmabench compare", 0 },
	{ "force", OPT_FORCE, "KEY", 0,
	  "compare although KEY differs; the mail says so", 0 },
	{ 0 }
};

static const char doc[] =
	"Print the report of a run: at most 72 columns of ASCII.\v"
	"RUN is a run directory, or its run.json. --lkml and --cover say what "
	"changed where there are two sides: RUN against the runs BASE.., or the "
	"two kernels of one run. Exit status 3: they are not comparable; 4: "
	"gnuplot or sha256sum is missing, and the mail lacks what it makes.";

struct args {
	char **run;
	size_t nr;
	const char *pattern;
	int save;
	int lkml, cover;
	struct comparable_rule comparable;
	const char *force[MOST_FORCED];
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case 's':
		a->save = 1;
		return 0;
	case OPT_LKML:
		a->lkml = 1;
		return 0;
	case OPT_COVER:
		a->cover = 1;
		return 0;
	case 'r':
		a->pattern = arg;
		return 0;
	case OPT_VARY:
		if (!comparable_group(arg))
			argp_error(state, "--vary is one of %s, not '%s'",
				   COMPARABLE_GROUPS, arg);
		a->comparable.vary |= comparable_group(arg);
		return 0;
	case OPT_FORCE:
		if (a->comparable.nr_force == MOST_FORCED)
			argp_error(state, "--force more than %d times",
				   MOST_FORCED);
		a->force[a->comparable.nr_force++] = arg;
		return 0;
	case ARGP_KEY_ARGS:
		a->run = state->argv + state->next;
		a->nr = state->argc - state->next;
		return 0;
	case ARGP_KEY_END:
		if (a->lkml || a->cover) {
			if (a->save)
				argp_error(state, "--save is of the report, not of the mail");
			return 0;
		}
		if (a->nr > 1)
			argp_error(state, "one RUN at a time");
		if (a->pattern || a->comparable.vary || a->comparable.nr_force)
			argp_error(state, "--rows, --vary and --force are for --lkml and --cover");
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "name a run directory");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options, .parser = parse, .args_doc = "RUN\nRUN BASE..", .doc = doc,
};

static int save(const struct result *r)
{
	char path[PATH_MAX + 16];
	FILE *f;

	snprintf(path, sizeof(path), "%s/report.txt", r->dir);
	f = fopen(path, "we");
	if (!f)
		return -errno;
	report_print(f, r);
	return fclose(f) ? -errno : 0;
}

static int mail(const struct args *a, const struct result *r)
{
	const struct lkml_ask ask = {
		.run = (const char *const *)a->run, .nr_run = a->nr,
		.pattern = a->pattern, .cover = a->cover,
		.comparable = a->comparable,
	};
	char err[256];
	int ret = lkml_is_compare(r, &ask) ?
		  lkml_compare(stdout, &ask, err, sizeof(err)) :
		  lkml_print(stdout, r, &ask, err, sizeof(err));

	if (ret)
		fprintf(stderr, "dmabench report: %s\n", err);
	switch (ret) {
	case 0:
		return EXIT_DONE;
	case -EINVAL:
		return EXIT_USAGE;
	case -ENODATA:
		return a->pattern ? EXIT_USAGE : EXIT_VOID;
	case -EXDEV:
		return EXIT_VOID;
	case -ENOENT:
		return EXIT_SKIPPED;
	default:
		return EXIT_INTERNAL;
	}
}

int cmd_report(int argc, char **argv)
{
	struct args a = { 0 };
	struct result r;
	int ret;

	a.comparable.force = a.force;
	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	if (cmd_read_run(&r, "report", *a.run))
		return EXIT_USAGE;
	if (a.lkml || a.cover) {
		ret = mail(&a, &r);
		result_free(&r);
		return ret;
	}
	report_print(stdout, &r);
	ret = a.save ? save(&r) : 0;
	if (ret)
		fprintf(stderr, "dmabench report: cannot write report.txt: %s\n",
			strerror(-ret));
	result_free(&r);
	return ret ? EXIT_INTERNAL : EXIT_DONE;
}
