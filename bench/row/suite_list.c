// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * suite_list.c - the suites that come with dmabench: whatever files there are.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/paths.h"
#include "row/suite.h"

#define SUFFIX	".suite"

/* Where they are: where this one is. */
static int find_dir(char *dir)
{
	int ret = path_data(dir, "suites", "quick" SUFFIX);

	if (!ret)
		*strrchr(dir, '/') = '\0';
	return ret;
}

static int is_suite(const struct dirent *d)
{
	const char *dot = strrchr(d->d_name, '.');

	return *d->d_name != '.' && dot && !strcmp(dot, SUFFIX);
}

/* What the first line, "# NAME - WHAT", says; "" where it says nothing. */
static void read_what(const char *dir, const char *file, char *what,
		      size_t size)
{
	char path[PATH_MAX + 300], line[256];
	const char *text;
	FILE *f;

	*what = '\0';
	snprintf(path, sizeof(path), "%s/%s", dir, file);
	f = fopen(path, "re");
	if (!f)
		return;
	if (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		text = *line == '#' ? strstr(line, " - ") : NULL;
		snprintf(what, size, "%s", text ? text + 3 : "");
	}
	fclose(f);
}

int suite_each(int (*emit)(const char *name, const char *what, void *arg),
	       void *arg)
{
	char dir[PATH_MAX], what[256];
	struct dirent **file;
	int i, nr, ret;

	ret = find_dir(dir);
	if (ret)
		return ret;
	nr = scandir(dir, &file, is_suite, alphasort);
	if (nr < 0)
		return -errno;
	for (i = 0; i < nr; i++) {
		if (!ret) {
			read_what(dir, file[i]->d_name, what, sizeof(what));
			*strrchr(file[i]->d_name, '.') = '\0';
			ret = emit(file[i]->d_name, what, arg);
		}
		free(file[i]);
	}
	free(file);
	return ret;
}

static int add_name(const char *name, const char *what, void *arg)
{
	FILE *f = arg;

	return fprintf(f, "%s%s", ftell(f) > 0 ? ", " : "", name) < 0 ?
	       -ENOMEM : 0;
}

char *suite_names(void)
{
	char *names = NULL;
	size_t size;
	FILE *f = open_memstream(&names, &size);

	if (!f)
		return NULL;
	/* Without any there is nothing to name. */
	suite_each(add_name, f);
	fclose(f);
	return names;
}
