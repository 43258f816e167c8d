// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cmd_run.c - dmabench run: options, then run_all().
 */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cmd.h"
#include "run.h"

#define MAX_COUNT	1000

enum { OPT_PASSES = 256, OPT_BOOT, OPT_SEED };

static const struct argp_option options[] = {
	{ "target", 't', "TARGET", 0,
	  "user or vm; may be given more than once (user)", 0 },
	{ "suite", 's', "NAME", 0,
	  "quick, full, or a file of rows (quick)", 0 },
	{ "output", 'o', "DIR", 0,
	  "make the run directory in DIR (results)", 0 },
	{ "boots", 'b', "N", 0, "boots of each VM, 1 to 1000 (2)", 0 },
	{ "passes", OPT_PASSES, "N", 0,
	  "passes over the rows of the user target, 1 to 1000 (24)", 0 },
	{ "boot", OPT_BOOT, "NAME=CMD", 0,
	  "a VM: the kernel's name, and the command that boots it "
	  "(scripts/vm.sh boot); may be given more than once", 0 },
	{ "seed", OPT_SEED, "N", 0,
	  "seed of every random order (from the clock)", 0 },
	{ 0 }
};

static const char doc[] =
	"Run the rows of a suite and write a run directory.\v"
	"The directory is the last line of standard output, as 'run: DIR'. "
	"An interrupted run keeps the rows that were done. scripts/bench.sh "
	"sets up and calls this; use it directly for the user target.";

/* What the options say, before it is checked as a whole. */
struct args {
	struct run_config cfg;
	const char *suite;
};

static unsigned int count(struct argp_state *state, const char *arg)
{
	char *end;
	long n = strtol(arg, &end, 10);

	if (*end || n < 1 || n > MAX_COUNT)
		argp_error(state, "'%s' is not a number from 1 to %d", arg,
			   MAX_COUNT);
	return n;
}

static void add_boot(struct argp_state *state, struct run_config *cfg,
		    char *arg)
{
	char *eq = strchr(arg, '=');
	struct boot_cmd *boot;

	if (!eq || eq == arg || !eq[1])
		argp_error(state, "--boot wants NAME=CMD, not '%s'", arg);
	boot = realloc(cfg->boot, (cfg->nr_boot + 1) * sizeof(*boot));
	if (!boot)
		argp_failure(state, EXIT_INTERNAL, ENOMEM, "--boot");
	*eq = '\0';
	boot[cfg->nr_boot++] = (struct boot_cmd) { arg, eq + 1 };
	cfg->boot = boot;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;
	unsigned int target;
	char *end;

	switch (key) {
	case 't':
		target = target_from_name(arg);
		if (!(target & (TARGET_USER | TARGET_VM)))
			argp_error(state, "no target '%s'; there are user and vm",
				   arg);
		a->cfg.targets |= target;
		return 0;
	case 's':
		a->suite = arg;
		return 0;
	case 'o':
		a->cfg.output = arg;
		return 0;
	case 'b':
		a->cfg.boots = count(state, arg);
		return 0;
	case OPT_PASSES:
		a->cfg.passes = count(state, arg);
		return 0;
	case OPT_BOOT:
		add_boot(state, &a->cfg, arg);
		return 0;
	case OPT_SEED:
		a->cfg.seed = strtoul(arg, &end, 10);
		if (*end || !*arg)
			argp_error(state, "'%s' is not a seed", arg);
		return 0;
	case ARGP_KEY_END:
		if (!a->cfg.targets)
			a->cfg.targets = TARGET_USER;
		if (!!(a->cfg.targets & TARGET_VM) != !!a->cfg.nr_boot)
			argp_error(state, "--target vm and --boot go together");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options, .parser = parse, .doc = doc,
};

int cmd_run(int argc, char **argv)
{
	struct args a = {
		.cfg = {
			.output = "results", .passes = 24, .boots = 2,
			.seed = time(NULL),
		},
		.suite = "quick",
	};
	char err[320], dir[PATH_MAX];
	int ret;

	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	if (suite_read(&a.cfg.suite, a.suite, err, sizeof(err))) {
		fprintf(stderr, "dmabench run: %s\n", err);
		free(a.cfg.boot);
		return EXIT_USAGE;
	}
	ret = run_all(&a.cfg, dir);
	if (*dir)
		printf("run: %s\n", dir);
	suite_free(&a.cfg.suite);
	free(a.cfg.boot);
	return ret;
}
