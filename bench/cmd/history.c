// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * history.c - dmabench history: rows over kernels and runs.
 */
#include <argp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/cmd.h"
#include "history/history.h"

static const struct argp_option options[] = {
	{ "rows", 'r', "PATTERN", 0,
	  "only rows with such a name, as of a shell: 'running/*'", 0 },
	{ "format", 'f', "text|csv", 0, "how (text)", 0 },
	{ "output", 'o', "DIR", 0,
	  "also draw a plot a table into DIR: PNG, SVG, ASCII, data", 0 },
	{ NULL, 0, NULL, 0, NULL, 0 }
};

static const char doc[] =
	"Print how rows change over kernels and runs.\v"
	"RUN is a run directory, or its run.json; each of its kernels is a "
	"column. There is one table for each target, IOMMU and mode, of user "
	"and host also for each CPU. Columns stand by the kernel's version, "
	"then by the start of the run; those of user by the start. A * marks "
	"what changed. A plot has the rows that move most, as multiples of "
	"their first number. Exit status 4: there is no gnuplot, or no table "
	"of two columns to draw.";

struct args {
	const char *pattern, *output;
	bool csv;
	size_t nr;
	char **run;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;

	switch (key) {
	case 'r':
		a->pattern = arg;
		return 0;
	case 'f':
		a->csv = !strcmp(arg, "csv");
		if (!a->csv && strcmp(arg, "text"))
			argp_error(state, "--format is one of text|csv, not '%s'",
				   arg);
		return 0;
	case 'o':
		a->output = arg;
		return 0;
	case ARGP_KEY_ARGS:
		a->run = state->argv + state->next;
		a->nr = state->argc - state->next;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "name a run directory");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options, .parser = parse, .args_doc = "RUN..", .doc = doc,
};

static int fail(int status, const char *why)
{
	fprintf(stderr, "dmabench history: %s\n", why);
	return status;
}

static int draw_tables(const struct history *h, const char *dir)
{
	char err[160];
	int ret;

	if (mkdir(dir, 0777) && errno != EEXIST) {
		fprintf(stderr, "dmabench history: cannot make '%s': %s\n", dir,
			strerror(errno));
		return EXIT_USAGE;
	}
	ret = history_plot(h, dir, err, sizeof(err));
	if (!ret)
		return fail(EXIT_SKIPPED, "no table of two columns to draw");
	if (ret < 0)
		return fail(ret == -ENOENT ? EXIT_SKIPPED : EXIT_INTERNAL, err);
	fprintf(stderr, "%d plots in %s\n", ret, dir);
	return EXIT_DONE;
}

static int show(const struct args *a, const struct result *runs)
{
	struct history h;
	int status = EXIT_DONE;

	if (history_build(&h, runs, a->nr, a->pattern)) {
		status = fail(EXIT_INTERNAL, "out of memory");
		goto out_free;
	}
	if (!h.nr) {
		status = a->pattern ?
			 fail(EXIT_USAGE, "no row has such a name") :
			 fail(EXIT_VOID, "no row in these runs");
		goto out_free;
	}
	if (a->csv)
		history_print_csv(stdout, &h);
	else
		history_print(stdout, &h);
	if (a->output)
		status = draw_tables(&h, a->output);
out_free:
	history_free(&h);
	return status;
}

int cmd_history(int argc, char **argv)
{
	struct args a = { 0 };
	struct result *runs;
	int status = EXIT_DONE;
	size_t i, nr = 0;

	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	runs = calloc(a.nr, sizeof(*runs));
	if (!runs)
		return fail(EXIT_INTERNAL, "out of memory");
	while (!status && nr < a.nr) {
		status = cmd_read_run(&runs[nr], "history", a.run[nr]);
		nr += !status;
	}
	if (!status)
		status = show(&a, runs);
	for (i = 0; i < nr; i++)
		result_free(&runs[i]);
	free(runs);
	return status;
}
