// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * main.c - finds the subcommand.
 */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "commit.h"
#include "kmod/uapi/version.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *what;
} cmds[] = {
	{ "list", cmd_list, "print the designs, backends and operations" },
	{ "run", cmd_run, "run the rows of a suite, write a run directory" },
	{ "report", cmd_report, "print a run's report, 72 columns of ASCII" },
	{ "compare", cmd_compare, "compare runs: what is faster, what slower" },
	{ "explain", cmd_explain, "say where a row's instructions go, and why two differ" },
	{ "plot", cmd_plot, "draw a run's plots with gnuplot" },
	{ "export", cmd_export, "print a run in the format of another tool" },
	{ "history", cmd_history, "print how rows change over kernels and runs" },
	{ "check", cmd_check, "list what made a run noisy, and what to do" },
	{ "env", cmd_env, "print what a result would say of this machine" },
};

#define NR_CMDS	(sizeof(cmds) / sizeof(*cmds))

static void print_help(FILE *f)
{
	size_t i;

	fputs("Usage: dmabench COMMAND [OPTION...]\n"
	      "What dispatching a DMA operation costs, measured.\n\n", f);
	for (i = 0; i < NR_CMDS; i++)
		fprintf(f, "  %-8s %s\n", cmds[i].name, cmds[i].what);
	fputs("\n'dmabench COMMAND --help' says more. Exit status: 0 done,\n"
	      "1 a gate found a row slower, 2 usage, 3 the run is void or runs\n"
	      "are not comparable, 4 skipped, 5 internal error.\n", f);
}

/* What was printed must have arrived; the status, or that it did not. */
static int say_all(int status)
{
	if (!fclose(stdout))
		return status;
	perror("dmabench: standard output");
	return status ? status : EXIT_INTERNAL;
}

int main(int argc, char **argv)
{
	static char name[32];
	size_t i;

	argp_err_exit_status = EXIT_USAGE;
	if (argc > 1 && (!strcmp(argv[1], "--help") ||
			 !strcmp(argv[1], "-h"))) {
		print_help(stdout);
		return EXIT_DONE;
	}
	if (argc > 1 && !strcmp(argv[1], "--version")) {
		puts("dmabench " DMABENCH_VERSION " (" DMABENCH_COMMIT ")");
		return EXIT_DONE;
	}
	for (i = 0; argc > 1 && i < NR_CMDS; i++) {
		if (strcmp(argv[1], cmds[i].name))
			continue;
		snprintf(name, sizeof(name), "dmabench %s", cmds[i].name);
		argv[1] = name;
		return say_all(cmds[i].run(argc - 1, argv + 1));
	}
	if (argc > 1)
		fprintf(stderr, "dmabench: no command '%s'; see dmabench --help\n",
			argv[1]);
	else
		print_help(stderr);
	return EXIT_USAGE;
}
