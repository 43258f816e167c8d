// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * causes.c - samples.csv, read back: how many windows each cause
 * disturbed.  A line at a time, there may be millions.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "result/result.h"

#define MAX_COLUMNS	32

/* Where in a line what is asked for stands; by its header. */
struct columns {
	int env, warm, causes;
};

/* Cut @line at its commas; how many fields, at most MAX_COLUMNS. */
static int cut(char *line, char *field[MAX_COLUMNS])
{
	int nr = 0;

	line[strcspn(line, "\r\n")] = '\0';
	while (nr < MAX_COLUMNS && line)
		field[nr++] = strsep(&line, ",");
	return nr;
}

/* Returns how many columns there are, or 0 where one is missing. */
static int find_columns(char *line, struct columns *c)
{
	char *field[MAX_COLUMNS];
	int i, nr = cut(line, field);

	*c = (struct columns) { -1, -1, -1 };
	for (i = 0; i < nr; i++) {
		if (!strcmp(field[i], "env"))
			c->env = i;
		else if (!strcmp(field[i], "warm"))
			c->warm = i;
		else if (!strcmp(field[i], "causes"))
			c->causes = i;
	}
	return c->env < 0 || c->warm < 0 || c->causes < 0 ? 0 : nr;
}

/* The number of an environment; @last is where the last one was. */
static size_t find_env(const struct result *r, const char *key, size_t last)
{
	const struct result_env *e;

	if (last < r->nr_env && env_is(&r->env[last], key))
		return last;
	e = result_find_env(r, key);
	return e ? (size_t)(e - r->env) : r->nr_env;
}

/* One window; -EINVAL for what is none. */
static int count_window(const struct result *r, char *line,
			const struct columns *at, int columns, size_t *env,
			struct result_causes *out)
{
	char *field[MAX_COLUMNS], *end;
	unsigned long causes;
	int bit;

	if (cut(line, field) != columns)
		return -EINVAL;
	*env = find_env(r, field[at->env], *env);
	causes = strtoul(field[at->causes], &end, 10);
	if (*env == r->nr_env || end == field[at->causes] || *end ||
	    causes >> RESULT_CAUSES)
		return -EINVAL;
	if (strcmp(field[at->warm], "0"))
		return 0;
	out[*env].windows++;
	for (bit = 0; causes >> bit; bit++)
		out[*env].by[bit] += causes >> bit & 1;
	return 0;
}

int result_count_causes(const struct result *r, struct result_causes *out,
			char *err, size_t size)
{
	char path[PATH_MAX + 16], *line = NULL;
	size_t room = 0, nr = 1, env = 0;
	struct columns at;
	int columns, ret = 0;
	ssize_t len;
	FILE *f;

	memset(out, 0, r->nr_env * sizeof(*out));
	snprintf(path, sizeof(path), "%s/samples.csv", r->dir);
	f = fopen(path, "re");
	if (!f) {
		ret = -errno;
		snprintf(err, size, "samples.csv: %s", strerror(-ret));
		return ret;
	}
	len = getline(&line, &room, f);
	columns = len > 0 ? find_columns(line, &at) : 0;
	if (!columns)
		ret = -EINVAL;
	while (!ret && (len = getline(&line, &room, f)) > 0) {
		nr++;
		/* A run that was killed may have left half a line. */
		if (line[len - 1] == '\n')
			ret = count_window(r, line, &at, columns, &env, out);
	}
	if (!ret && ferror(f))
		ret = -EIO;
	free(line);
	fclose(f);
	if (ret)
		snprintf(err, size, ret == -EIO ? "samples.csv: can't be read" :
			 "samples.csv, line %zu: not a window", nr);
	return ret;
}
