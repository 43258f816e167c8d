// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * run.c - dmabench run: options, then run_all().
 */
#include <argp.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cmd/cmd.h"
#include "machine/devices.h"
#include "measure/counters.h"
#include "run/defaults.h"
#include "run/run.h"

#define TEXT_OF(x)	#x
#define TEXT(x)		TEXT_OF(x)	/* of a number with a name */

/* What a kernel's release is made of; it becomes part of a file name. */
#define NAME_CHARS	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" \
			"0123456789.+~_-"
#define MAX_NAME	64

enum {
	OPT_PASSES = 256, OPT_BOOT, OPT_SEED, OPT_DEVICE, OPT_UNBIND, OPT_SPLIT,
	OPT_IDENTIFY, OPT_AA, OPT_COUNTERS, OPT_DRY_RUN, OPT_ARGV
};

static const struct argp_option options[] = {
	{ "target", 't', "user|host|vm", 0,
	  "may be given more than once (user)", 0 },
	{ "suite", 's', "NAME", 0,
	  "a file of rows, or one that comes with dmabench (" RUN_SUITE ")", 0 },
	{ "output", 'o', "DIR", 0,
	  "make the run directory in DIR (results)", 0 },
	{ "boots", 'b', "N", 0,
	  "boots of each VM, 1 to " TEXT(RUN_MOST) " (" TEXT(RUN_BOOTS) ")", 0 },
	{ "passes", OPT_PASSES, "N", 0,
	  "passes over the rows of user and host, 1 to " TEXT(RUN_MOST) " ("
	  TEXT(RUN_PASSES) ")", 0 },
	{ "device", OPT_DEVICE, "BDF", 0,
	  "for host: the PCI device (0000:01:00.0) for rows behind an IOMMU; "
	  "'dmabench env' lists them", 0 },
	{ "unbind", OPT_UNBIND, NULL, 0,
	  "claim it from the driver that has it, which gets it back", 0 },
	{ "boot", OPT_BOOT, "NAME=CMD", 0,
	  "a VM: the kernel's name, and the command that boots it "
	  "(scripts/vm.sh boot); may be given more than once", 0 },
	{ "seed", OPT_SEED, "N", 0,
	  "seed of every random order (from the clock)", 0 },
	{ "split", OPT_SPLIT, NULL, 0,
	  "in VMs count per function: where the instructions go; the --boot "
	  "commands load a QEMU plugin for it (scripts/vm.sh --help)", 0 },
	{ "counters", OPT_COUNTERS, "EVENT,..", 0,
	  "what the PMU counts of user and host rows, where there is one, or "
	  "'none': cycles, instructions, branches and what was missed; for "
	  "user also page-faults and task-clock, which need no PMU", 0 },
	{ "aa", OPT_AA, NULL, 0,
	  "measure each row against itself, which is the floor under which no "
	  "difference is believed: each pass of user and host measures it twice, "
	  "of a VM's boots every second is the other side", 0 },
	{ "identify", OPT_IDENTIFY, NULL, 0,
	  "put the host's name, product and firmware into the result", 0 },
	{ "dry-run", OPT_DRY_RUN, NULL, 0,
	  "check options, suite and device, and run nothing", 0 },
	/* scripts/bench.sh's own words, one after the other. */
	{ "argv", OPT_ARGV, "WORD", OPTION_HIDDEN, NULL, 0 },
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
	bool dry_run;
};

static unsigned int parse_count(struct argp_state *state,
				const char *option, const char *arg)
{
	char *end;
	long n = strtol(arg, &end, 10);

	if (*end || n < 1 || n > RUN_MOST)
		argp_error(state, "%s is a number from 1 to %d, not '%s'",
			   option, RUN_MOST, arg);
	return n;
}

static void add_boot(struct argp_state *state, struct run_config *cfg,
		     char *arg)
{
	char *eq = strchr(arg, '=');
	struct boot_cmd *boot;
	size_t i;

	if (!eq || eq == arg || !eq[1])
		argp_error(state, "--boot wants NAME=CMD, not '%s'", arg);
	*eq = '\0';
	if (strspn(arg, NAME_CHARS) != strlen(arg) || strlen(arg) > MAX_NAME)
		argp_error(state, "--boot: '%s' is not a kernel's name", arg);
	for (i = 0; i < cfg->nr_boot; i++)
		if (!strcmp(cfg->boot[i].name, arg))
			argp_error(state, "--boot: '%s' is there twice", arg);
	boot = realloc(cfg->boot, (cfg->nr_boot + 1) * sizeof(*boot));
	if (!boot)
		argp_failure(state, EXIT_INTERNAL, ENOMEM, "--boot");
	boot[cfg->nr_boot++] = (struct boot_cmd) { arg, eq + 1 };
	cfg->boot = boot;
}

static void add_argv(struct argp_state *state, struct run_config *cfg,
		     const char *word)
{
	const char **argv;

	argv = realloc(cfg->argv, (cfg->nr_argv + 1) * sizeof(*argv));
	if (!argv)
		argp_failure(state, EXIT_INTERNAL, ENOMEM, "--argv");
	argv[cfg->nr_argv++] = word;
	cfg->argv = argv;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *a = state->input;
	unsigned int target;
	char *end;

	switch (key) {
	case 't':
		target = target_from_name(arg);
		if (!target)
			argp_error(state, "no target '%s'; there are user, host and vm",
				   arg);
		a->cfg.targets |= target;
		return 0;
	case 's':
		a->suite = arg;
		return 0;
	case 'o':
		if (!*arg)
			argp_error(state, "--output wants a directory");
		a->cfg.output = arg;
		return 0;
	case 'b':
		a->cfg.boots = parse_count(state, "--boots", arg);
		return 0;
	case OPT_PASSES:
		a->cfg.passes = parse_count(state, "--passes", arg);
		return 0;
	case OPT_BOOT:
		add_boot(state, &a->cfg, arg);
		return 0;
	case OPT_DEVICE:
		if (!*arg)
			argp_error(state, "--device wants a PCI address");
		a->cfg.device = arg;
		return 0;
	case OPT_UNBIND:
		a->cfg.unbind = true;
		return 0;
	case OPT_SEED:
		errno = 0;
		a->cfg.seed = strtoul(arg, &end, 10);
		if (*end || !isdigit((unsigned char)*arg) || errno ||
		    a->cfg.seed > LONG_MAX)
			argp_error(state, "--seed is a whole number, not '%s'",
				   arg);
		return 0;
	case OPT_SPLIT:
		a->cfg.split = true;
		return 0;
	case OPT_COUNTERS:
		if (!counters_valid(arg))
			argp_error(state, "--counters: '%s' is not a list of up to %d events",
				   arg, COUNTERS_MAX);
		a->cfg.counters = strcmp(arg, "none") ? arg : "";
		return 0;
	case OPT_AA:
		a->cfg.aa = true;
		return 0;
	case OPT_ARGV:
		add_argv(state, &a->cfg, arg);
		return 0;
	case OPT_IDENTIFY:
		a->cfg.identify = true;
		return 0;
	case OPT_DRY_RUN:
		a->dry_run = true;
		return 0;
	case ARGP_KEY_END:
		if (!a->cfg.targets)
			a->cfg.targets = TARGET_USER;
		if (!!(a->cfg.targets & TARGET_VM) != !!a->cfg.nr_boot)
			argp_error(state, "--target vm and --boot go together");
		if (*a->cfg.device && !(a->cfg.targets & TARGET_HOST))
			argp_error(state, "--device is for --target host");
		if (a->cfg.unbind && !*a->cfg.device)
			argp_error(state, "--unbind wants a --device");
		if (a->cfg.split && !a->cfg.nr_boot)
			argp_error(state, "--split is for the vm target");
		if (a->cfg.aa && a->cfg.nr_boot && a->cfg.boots < 2)
			argp_error(state, "--aa wants two boots of a VM");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* The names of suites are those of the files that are there. */
static char *help_filter(int key, const char *text, void *input)
{
	char *all = NULL, *names;

	if (key != 's')
		return (char *)text;
	names = suite_names();
	if (!names || asprintf(&all, "%s: %s", text, names) < 0)
		all = NULL;
	free(names);
	return all ? all : (char *)text;
}

/* Targets that the suite has rows for; those without are said and dropped. */
static unsigned int targets_with_rows(const struct run_config *cfg)
{
	unsigned int bit, has = 0;
	size_t i;

	for (i = 0; i < cfg->suite.nr; i++)
		has |= cfg->suite.item[i].targets & cfg->targets;
	for (bit = 1; bit <= cfg->targets; bit <<= 1)
		if (cfg->targets & ~has & bit)
			fprintf(stderr,
				"dmabench run: suite '%s' has no row for target %s\n",
				cfg->suite.name, target_name(bit));
	return has;
}

/*
 * May it be claimed?  The module asks only whether a driver has it; what the
 * machine needs is seen from here.  An exit status.
 */
static int check_device(const struct run_config *cfg)
{
	struct pci_device d;
	int ret = device_read("", cfg->device, &d);

	if (ret) {
		fprintf(stderr, "dmabench run: %s '%s'; dmabench env lists those that can be claimed\n",
			ret == -ENODEV ? "no PCI device" : "a bridge is",
			cfg->device);
		return EXIT_USAGE;
	}
	if (d.verdict == CLAIM_NEVER) {
		fprintf(stderr, "dmabench run: %s cannot be claimed: %s\n",
			d.bdf, d.why);
		return EXIT_SKIPPED;
	}
	if (d.verdict == CLAIM_HELD && !cfg->unbind) {
		fprintf(stderr, "dmabench run: %s is held by %s; --unbind claims it and releases it\n",
			d.bdf, d.driver);
		return EXIT_SKIPPED;
	}
	return EXIT_DONE;
}

static const struct argp argp = {
	.options = options, .parser = parse, .doc = doc,
	.help_filter = help_filter,
};

int cmd_run(int argc, char **argv)
{
	struct args a = {
		.cfg = {
			.output = "results", .device = "",
			.counters = COUNTERS_DEFAULT, .passes = RUN_PASSES,
			.boots = RUN_BOOTS, .seed = time(NULL),
		},
		.suite = RUN_SUITE,
	};
	char err[320], dir[PATH_MAX];
	int ret;

	if (argp_parse(&argp, argc, argv, 0, NULL, &a))
		return EXIT_USAGE;
	ret = *a.cfg.device ? check_device(&a.cfg) : EXIT_DONE;
	if (ret)
		goto out_free_words;
	if (suite_read(&a.cfg.suite, a.suite, err, sizeof(err))) {
		fprintf(stderr, "dmabench run: %s\n", err);
		ret = EXIT_USAGE;
		goto out_free_words;
	}
	a.cfg.targets = targets_with_rows(&a.cfg);
	if (!(a.cfg.targets & TARGET_VM))
		a.cfg.nr_boot = 0;
	*dir = '\0';
	ret = a.cfg.targets ? EXIT_DONE : EXIT_USAGE;
	if (!ret && !a.dry_run)
		ret = run_all(&a.cfg, dir);
	if (*dir)
		printf("run: %s\n", dir);
	suite_free(&a.cfg.suite);
out_free_words:
	free(a.cfg.boot);
	free(a.cfg.argv);
	return ret;
}
