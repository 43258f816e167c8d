// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * side.c - what is named on the command line: sides, and their runs.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compare/compare.h"
#include "compare/noise.h"

static int keep_run(struct compare *c, struct result *r)
{
	struct result **all;

	all = realloc(c->run, (c->nr_run + 1) * sizeof(*all));
	if (!all)
		return -ENOMEM;
	c->run = all;
	all[c->nr_run++] = r;
	return 0;
}

static int give_run(struct compare_side *side, const struct result *r)
{
	const struct result **all;

	all = realloc(side->run, (side->nr_run + 1) * sizeof(*all));
	if (!all)
		return -ENOMEM;
	side->run = all;
	all[side->nr_run++] = r;
	return 0;
}

static int give_key(struct compare_side *side, const char *key)
{
	const char **all;

	all = realloc(side->key, (side->nr_key + 1) * sizeof(*all));
	if (!all)
		return -ENOMEM;
	side->key = all;
	all[side->nr_key++] = key;
	return 0;
}

static bool is_there(const char *path)
{
	struct stat st;

	return !stat(path, &st);
}

static bool is_dir(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

/* The last part of a directory's name, for a message. */
static const char *short_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

static bool same_file(const char *a, const char *b)
{
	struct stat x, y;

	return !stat(a, &x) && !stat(b, &y) && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino;
}

/* Read a run and make it one of the side's. */
static int add_run(struct compare *c, struct compare_side *side,
		   const char *path, char *err, size_t size)
{
	struct result *r = calloc(1, sizeof(*r));
	const char *why;
	char text[160];
	size_t i;
	int ret;

	if (!r)
		return -ENOMEM;
	ret = result_read(r, path, text, sizeof(text));
	if (ret) {
		snprintf(err, size, "'%s': %s", path, text);
		free(r);
		return ret;
	}
	ret = keep_run(c, r);
	if (ret) {
		result_free(r);
		free(r);
		return ret;
	}
	for (i = 0; i < side->nr_run; i++) {
		if (!same_file(side->run[i]->dir, r->dir))
			continue;
		snprintf(err, size, "'%s' is there twice on side %c",
			 short_name(r->dir), side->name);
		return -EINVAL;
	}
	why = noise_void(r);
	if (why) {
		snprintf(err, size, "'%s' is void: %s", short_name(r->dir),
			 why);
		return -ENODATA;
	}
	return give_run(side, r);
}

/* All runs of a directory that is none itself. */
static int add_runs(struct compare *c, struct compare_side *side,
		    const char *dir, char *err, size_t size)
{
	char path[PATH_MAX + 16], sub[PATH_MAX];
	struct dirent **list;
	int i, nr, ret = 0;
	bool any = false;

	nr = scandir(dir, &list, NULL, alphasort);
	for (i = 0; i < nr; i++) {
		if (!ret && list[i]->d_name[0] != '.' &&
		    snprintf(sub, sizeof(sub), "%s/%s", dir,
			     list[i]->d_name) < (int)sizeof(sub)) {
			snprintf(path, sizeof(path), "%s/run.json", sub);
			if (is_there(path)) {
				any = true;
				ret = add_run(c, side, sub, err, size);
			}
		}
		free(list[i]);
	}
	if (nr >= 0)
		free(list);
	if (!ret && !any) {
		snprintf(err, size, "'%s': no run.json there, nor in what it holds",
			 dir);
		ret = -ENOENT;
	}
	return ret;
}

static int add_path(struct compare *c, struct compare_side *side,
		    const char *path, char *err, size_t size)
{
	char file[PATH_MAX + 16];

	if (!*path) {
		snprintf(err, size, "a side names no run");
		return -EINVAL;
	}
	snprintf(file, sizeof(file), "%s/run.json", path);
	if (is_dir(path) && !is_there(file))
		return add_runs(c, side, path, err, size);
	return add_run(c, side, path, err, size);
}

/* Where ENV begins in "RUN:ENV", or NULL: a name of a run may have a colon. */
static char *env_in(char *arg)
{
	char *colon = strrchr(arg, ':');

	return colon && target_begins(colon + 1) ? colon : NULL;
}

static int read_side(struct compare *c, struct compare_side *side, char *err,
		     size_t size)
{
	char *copy, *next, *path, *colon;
	int ret = 0;

	/* A path that has what separates runs is still a path. */
	if (is_there(side->arg))
		return add_path(c, side, side->arg, err, size);
	copy = strdup(side->arg);
	if (!copy)
		return -ENOMEM;
	next = copy;
	colon = env_in(copy);
	if (colon) {
		*colon = '\0';
		snprintf(side->env, sizeof(side->env), "%s", colon + 1);
	}
	while (!ret && (path = strsep(&next, ",")))
		ret = add_path(c, side, path, err, size);
	free(copy);
	return ret;
}

const char *compare_kernel(const struct result_env *e)
{
	return e->target == TARGET_VM ? env_get(&e->env, "kernel.release") : "";
}

const char *compare_kind(const struct result_env *e, char *buf, size_t size)
{
	const char *iommu = env_get(&e->env, "vm.iommu");
	const char *mode = env_get(&e->env, "vm.mode");
	const bool has = env_has_iommu(&e->env);

	*buf = '\0';
	if (e->target == TARGET_VM)
		snprintf(buf, size, "%s%s%s", iommu, has ? "+" : "",
			 has ? mode : "");
	else if (e->target == TARGET_USER)
		snprintf(buf, size, "%s", env_name(e->key));
	return buf;
}

bool compare_has(const struct compare_side *side, const struct result_env *e)
{
	if (strncmp(e->key, side->env, strlen(side->env)))
		return false;
	return !*side->kernel || !strcmp(compare_kernel(e), side->kernel);
}

static int find_keys(struct compare_side *side)
{
	size_t i, k, n;
	int ret = 0;

	for (i = 0; i < side->nr_run; i++) {
		for (k = 0; !ret && k < side->run[i]->nr_env; k++) {
			const struct result_env *e = &side->run[i]->env[k];

			if (!compare_has(side, e))
				continue;
			for (n = 0; n < side->nr_key; n++)
				if (env_is(e, side->key[n]))
					break;
			if (n == side->nr_key)
				ret = give_key(side, e->key);
		}
	}
	return ret;
}

static bool has_kernel(const struct compare *c, const char *kernel)
{
	size_t i;

	for (i = 0; i < c->nr_side; i++)
		if (!strcmp(c->side[i].kernel, kernel))
			return true;
	return false;
}

/* One argument: a side for each kernel that it has, in their order. */
static int split_by_kernel(struct compare *c, char *err, size_t size)
{
	const struct compare_side all = c->side[0];
	size_t i, k, n;
	int ret = 0;

	c->nr_side = 0;
	for (i = 0; i < all.nr_run; i++) {
		for (k = 0; !ret && k < all.run[i]->nr_env; k++) {
			const struct result_env *e = &all.run[i]->env[k];
			struct compare_side *side = &c->side[c->nr_side];
			const char *kernel = compare_kernel(e);

			if (!*kernel || !compare_has(&all, e) ||
			    has_kernel(c, kernel))
				continue;
			if (c->nr_side == COMPARE_SIDES) {
				snprintf(err, size, "'%s' has more than %d kernels",
					 all.arg, COMPARE_SIDES);
				ret = -EINVAL;
				break;
			}
			*side = (struct compare_side) {
				.name = 'A' + c->nr_side++, .arg = all.arg,
			};
			strcpy(side->env, all.env);
			snprintf(side->kernel, sizeof(side->kernel), "%s",
				 kernel);
			for (n = 0; !ret && n < all.nr_run; n++)
				ret = give_run(side, all.run[n]);
		}
	}
	if (!ret && c->nr_side < 2) {
		snprintf(err, size, "'%s' has %s kernel in vm: name another run to compare with",
			 all.arg, c->nr_side ? "one" : "no");
		ret = -EINVAL;
	}
	if (!c->nr_side)
		c->nr_side = 1;
	if (c->side[0].run != all.run)
		free(all.run);
	return ret;
}

/* Is there a row of that design? */
static bool has_design(const struct result *r, const char *design)
{
	size_t i;

	for (i = 0; i < r->nr_row; i++)
		if (row_is_design(&r->row[i], design))
			return true;
	return false;
}

/* One run: its rows of one design, and those of all others. */
static int split_by_design(struct compare *c, char *err, size_t size)
{
	struct compare_side *a = &c->side[0], *b = &c->side[1];

	if (c->nr_side != 1 || a->nr_run != 1) {
		snprintf(err, size, "--against is of one run");
		return -EINVAL;
	}
	if (!has_design(a->run[0], c->ask.against)) {
		snprintf(err, size, "'%s' has no row of a design '%s'",
			 short_name(a->run[0]->dir), c->ask.against);
		return -EINVAL;
	}
	*b = (struct compare_side) { .name = 'B', .arg = a->arg };
	strcpy(b->env, a->env);
	a->design = c->ask.against;
	b->design = "each other design";
	c->nr_side = 2;
	return give_run(b, a->run[0]);
}

int compare_sides(struct compare *c, char *err, size_t size)
{
	size_t i;
	int ret = 0;

	if (c->ask.nr_side > COMPARE_SIDES) {
		snprintf(err, size, "more than %d sides", COMPARE_SIDES);
		return -EINVAL;
	}
	if (c->ask.run) {
		c->side[0] = (struct compare_side) { .name = 'A', .arg = "" };
		c->nr_side = 1;
		ret = give_run(&c->side[0], c->ask.run);
	}
	for (i = 0; !ret && i < c->ask.nr_side; i++) {
		struct compare_side *side = &c->side[c->nr_side++];

		side->name = 'A' + i;
		side->arg = c->ask.side[i];
		ret = read_side(c, side, err, size);
	}
	if (!ret && c->ask.against)
		ret = split_by_design(c, err, size);
	else if (!ret && c->nr_side == 1)
		ret = split_by_kernel(c, err, size);
	for (i = 0; !ret && i < c->nr_side; i++) {
		ret = find_keys(&c->side[i]);
		if (!ret && !c->side[i].nr_key) {
			snprintf(err, size, "'%s' has no environment that begins with '%s'",
				 c->side[i].arg, c->side[i].env);
			ret = -EINVAL;
		}
	}
	return ret;
}
