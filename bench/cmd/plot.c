// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plot.c - dmabench plot: draw a run's plots.
 */
#include <argp.h>
#include <errno.h>
#include <stdio.h>

#include "cmd/cmd.h"
#include "plot/plot.h"

static const char doc[] =
	"Draw the plots of runs with gnuplot, into the directory plots of "
	"each: PNG, SVG, ASCII of 72 columns, and the data.\v"
	"RUN is a run directory, or its run.json.";

static int draw_run(const char *path)
{
	struct result r;
	char err[160];
	int ret;

	if (cmd_read_run(&r, "plot", path))
		return EXIT_USAGE;
	ret = plot_all(&r, err, sizeof(err));
	if (ret < 0)
		fprintf(stderr, "dmabench plot: %s\n", err);
	else
		fprintf(stderr, "%d plots in %s/plots\n", ret, r.dir);
	result_free(&r);
	return ret == -ENOENT ? EXIT_SKIPPED : ret < 0 ? EXIT_INTERNAL :
	       EXIT_DONE;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	int *status = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (!*status)
			*status = draw_run(arg);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "name a run directory");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.parser = parse, .args_doc = "RUN..", .doc = doc,
};

int cmd_plot(int argc, char **argv)
{
	int status = EXIT_DONE;

	if (argp_parse(&argp, argc, argv, 0, NULL, &status))
		return EXIT_USAGE;
	return status;
}
