// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_report.c - dmabench report: print it, and keep it beside the run.
 */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "report.h"

static const struct argp_option options[] = {
	{ "save", 's', NULL, 0, "also write report.txt into the run directory",
	  0 },
	{ 0 }
};

static const char doc[] =
	"Print the report of a run: at most 72 columns of ASCII.\v"
	"RUN is a run directory, or its run.json.";

struct args {
	const char *run;
	int save;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case 's':
		a->save = 1;
		return 0;
	case ARGP_KEY_ARG:
		if (a->run)
			argp_error(state, "one RUN at a time");
		a->run = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "name a run directory");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options, .parser = parse, .args_doc = "RUN", .doc = doc,
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

int cmd_report(int argc, char **argv)
{
	struct args a = { 0 };
	struct result r;
	char err[160];
	int ret;

	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	if (result_read(&r, a.run, err, sizeof(err))) {
		fprintf(stderr, "dmabench report: '%s': %s\n", a.run, err);
		return EXIT_USAGE;
	}
	report_print(stdout, &r);
	ret = a.save ? save(&r) : 0;
	if (ret)
		fprintf(stderr, "dmabench report: cannot write report.txt: %s\n",
			strerror(-ret));
	result_free(&r);
	return ret ? EXIT_INTERNAL : EXIT_DONE;
}
