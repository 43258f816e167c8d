// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * command.c - how a run is repeated: the line of scripts/bench.sh, by what
 * run.json knows.
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "machine/paths.h"
#include "mail/lkml.h"
#include "report/rows.h"

/*
 * A command over several lines: what was written, and where in the line it is.
 */
struct command {
	FILE *f;
	int column;
	struct labels said;
	char *text[MAX_LABELS];
};

/* An option with its value, once; they stay in one line. */
static void put(struct command *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static void put(struct command *c, const char *format, ...)
{
	const size_t nr = c->said.nr;
	char text[96];
	va_list ap;
	int len;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (nr == MAX_LABELS)
		return;
	c->text[nr] = strdup(text);
	if (!c->text[nr])
		return;
	labels_add(&c->said, c->text[nr]);
	if (c->said.nr == nr) {
		free(c->text[nr]);
		return;
	}
	len = strlen(text);
	if (c->column + 1 + len > REPORT_WIDTH - 2) {
		fputs(" \\\n     ", c->f);
		c->column = 5;
	}
	fprintf(c->f, " %s", text);
	c->column += 1 + len;
}

/* "git 0123456789ab", behind which there may be " + 3 patches" */
static bool is_git(const char *package)
{
	return !strncmp(package, "git ", 4);
}

/*
 * Of Debian's kernels what --kernel calls them; of a tree that is not in git
 * that it is one.
 */
static void put_kernel(struct command *c, const struct env *e)
{
	const char *release = env_get(e, "kernel.release");
	const char *package = env_get(e, "vm.package");
	const char *minor = strchr(release, '.');
	const char *flavour = strstr(release, "-cloud-amd64") ? "-cloud" :
			      strstr(release, "-rt-amd64") ? "-rt" : "";

	if (is_git(package))
		return;
	if (!strstr(release, "amd64") || !isdigit((unsigned char)*package) ||
	    !strchr(package, '-') || !minor)
		put(c, "--kernel DIR");
	else if (atoi(release) >= 7)
		put(c, "--kernel debian:%d%s", atoi(release), flavour);
	else
		put(c, "--kernel debian:%d.%d%s", atoi(release),
		    atoi(minor + 1), flavour);
}

/* What tree.sh built: one revision, or the base and then what is on it. */
static void put_trees(struct command *c, const struct result *r)
{
	struct labels built = { 0 };
	size_t i;

	for (i = 0; i < r->nr_env; i++)
		if (is_git(env_get(&r->env[i].env, "vm.package")))
			labels_add(&built, env_get(&r->env[i].env,
						   "vm.package"));
	if (!built.nr)
		return;
	put(c, "--tree TREE");
	for (i = 0; i < built.nr && i < 2; i++) {
		const char *commit = built.text[i] + 4;
		const int len = strcspn(commit, " ");

		if (commit[len])
			put(c, "--series PATCHES");
		else
			put(c, "%s %.*s", i + 1 < built.nr ? "--base" :
			    "--head", len, commit);
	}
}

/* All kernels, then all IOMMUs, then all modes: bench.sh does each of each. */
static void put_vms(struct command *c, const struct result *r)
{
	const struct env *e;
	size_t i;

	for (i = 0; i < r->nr_env; i++)
		if (r->env[i].target == TARGET_VM)
			put_kernel(c, &r->env[i].env);
	put_trees(c, r);
	for (i = 0; i < r->nr_env; i++)
		if (r->env[i].target == TARGET_VM)
			put(c, "--iommu %s", env_get(&r->env[i].env,
						     "vm.iommu"));
	for (i = 0; i < r->nr_env; i++) {
		e = &r->env[i].env;
		if (r->env[i].target != TARGET_VM)
			continue;
		if (env_has_iommu(e))
			put(c, "--mode %s", env_get(e, "vm.mode"));
		if (!strcmp(env_get(e, "vm.accel"), "kvm"))
			put(c, "--accel kvm");
		if (strcmp(env_get(e, "vm.smp"), "1"))
			put(c, "--smp %s", env_get(e, "vm.smp"));
	}
}

/* What rows say of how they were run. */
static void put_rows(struct command *c, const struct result *r)
{
	unsigned int boots = 0, passes = 0;
	bool split = false, aa = false;
	size_t i;

	for (i = 0; i < r->nr_row; i++) {
		const struct result_row *row = &r->row[i];
		unsigned int *most = row->target == TARGET_VM ? &boots :
				     &passes;

		*most = row->boots > *most ? row->boots : *most;
		split = split || row->split.ops;
		aa = aa || row->aa.n;
	}
	if (boots)
		put(c, "--boots %u", boots);
	if (passes)
		put(c, "--passes %u", passes);
	if (split)
		put(c, "--split");
	if (aa)
		put(c, "--aa");
}

/* A suite that comes with dmabench by its name, another as a file. */
static void put_suite(struct command *c, const char *suite)
{
	char file[sizeof(((struct result *)0)->suite) + 8], path[PATH_MAX];
	bool ours;

	snprintf(file, sizeof(file), "%s.suite", suite);
	ours = !strchr(suite, '/') && !path_data(path, "suites", file);
	put(c, ours ? "--suite %s" : "--suite FILE", suite);
}

/* What the reader has to fill in. */
static void put_note(FILE *f, const char *option)
{
	static const char *const notes[][2] = {
		{ "--kernel DIR", "DIR: a built kernel, as named above" },
		{ "--tree TREE", "TREE: a git tree that has what is named above" },
		{ "--series PATCHES", "PATCHES: those that were measured" },
		{ "--suite FILE", "FILE: the rows of run.json, a line each" },
		{ "--device BDF", "BDF: a device as named above" },
	};
	size_t i;

	for (i = 0; i < sizeof(notes) / sizeof(*notes); i++)
		if (!strcmp(option, notes[i][0]))
			fprintf(f, "  (%s)\n", notes[i][1]);
}

void lkml_command(FILE *f, const char *what, const struct result *r)
{
	struct command c = { .f = f, .column = strlen("  scripts/bench.sh") };
	const char *commit = "";
	size_t i;

	for (i = 0; i < r->nr_env && !*commit; i++)
		commit = env_get(&r->env[i].env, "dmabench.commit");
	fprintf(f, "To repeat %s, with dmabench %.20s:\n\n  scripts/bench.sh",
		what, commit);
	for (i = 0; i < r->nr_env; i++)
		put(&c, "--target %.*s", (int)strcspn(r->env[i].key, "/"),
		    r->env[i].key);
	put_suite(&c, r->suite);
	put_vms(&c, r);
	for (i = 0; i < r->nr_env; i++) {
		const struct env *e = &r->env[i].env;

		if (r->env[i].target == TARGET_HOST &&
		    *env_get(e, "device.bdf"))
			put(&c, "--device BDF");
		if (*env_get(e, "tune.cpu"))
			put(&c, "--tune");
	}
	put_rows(&c, r);
	put(&c, "--seed %lu", r->seed);
	fputc('\n', f);
	for (i = 0; i < c.said.nr; i++) {
		put_note(f, c.text[i]);
		free(c.text[i]);
	}
}
