// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * suite.c - lists of rows: a line says for which targets, and a pattern.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "machine/paths.h"
#include "row/suite.h"

#define MAX_PATTERN	1024

int brace_expand(const char *pattern, int (*emit)(const char *, void *),
		 void *arg)
{
	const char *open = strchr(pattern, '{');
	const char *close = open ? strchr(open, '}') : NULL;
	const char *from, *to;
	char one[MAX_PATTERN];
	int ret = 0;

	if (!open)
		return strchr(pattern, '}') ? -EINVAL : emit(pattern, arg);
	if (!close || strlen(pattern) >= sizeof(one))
		return -EINVAL;
	for (from = open + 1; !ret && from <= close; from = to + 1) {
		to = from + strcspn(from, ",}");
		snprintf(one, sizeof(one), "%.*s%.*s%s",
			 (int)(open - pattern), pattern, (int)(to - from), from,
			 close + 1);
		ret = brace_expand(one, emit, arg);
	}
	return ret;
}

/* What one line of a suite adds to. */
struct adding {
	struct suite *s;
	unsigned int targets;
	char *err;
	size_t size;
};

static int add_row(const char *name, void *arg)
{
	struct adding *a = arg;
	struct suite_item *item;
	int ret;

	item = realloc(a->s->item, (a->s->nr + 1) * sizeof(*item));
	if (!item)
		return -ENOMEM;
	a->s->item = item;
	item += a->s->nr;
	item->targets = a->targets;
	ret = row_parse(name, &item->row, a->err, a->size);
	if (!ret)
		a->s->nr++;
	return ret;
}

/* "user,vm PATTERN" */
static int add_line(struct suite *s, char *line, char *err, size_t size)
{
	struct adding a = { .s = s, .err = err, .size = size };
	char *save, *word, *targets, *pattern;
	int ret;

	line[strcspn(line, "#\n")] = '\0';
	targets = strtok_r(line, " \t", &save);
	if (!targets)
		return 0;
	pattern = strtok_r(NULL, " \t", &save);
	if (!pattern || strtok_r(NULL, " \t", &save)) {
		snprintf(err, size, "a line is 'TARGET[,TARGET].. ROW'");
		return -EINVAL;
	}
	while ((word = strsep(&targets, ","))) {
		unsigned int bit = target_from_name(word);

		if (!bit) {
			snprintf(err, size, "no target '%s'", word);
			return -EINVAL;
		}
		a.targets |= bit;
	}
	*err = '\0';
	ret = brace_expand(pattern, add_row, &a);
	if (ret && !*err)
		snprintf(err, size, ret == -EINVAL ? "braces do not match" :
			 "out of memory");
	return ret;
}

/* A bare word is a suite that comes with dmabench; else it is a path. */
static FILE *open_suite(const char *name)
{
	char path[PATH_MAX], file[NAME_MAX + 1];

	if (strchr(name, '/') || !access(name, F_OK))
		return fopen(name, "re");
	if (snprintf(file, sizeof(file), "%s.suite", name) >=
	    (int)sizeof(file) || path_data(path, "suites", file))
		return NULL;
	return fopen(path, "re");
}

int suite_read(struct suite *s, const char *name, char *err, size_t size)
{
	const char *base = strrchr(name, '/');
	unsigned int at = 0;
	char *line = NULL, *c;
	size_t room = 0;
	char why[160];
	int ret = 0;
	FILE *f;

	memset(s, 0, sizeof(*s));
	snprintf(s->name, sizeof(s->name), "%s", base ? base + 1 : name);
	/* It is printed in reports, which are ASCII. */
	for (c = s->name; *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	f = open_suite(name);
	if (!f) {
		char *names = suite_names();

		snprintf(err, size, "no suite '%s'; name a file, or one of %s",
			 name, names ? names : "");
		free(names);
		return -ENOENT;
	}
	errno = 0;
	while (!ret && getline(&line, &room, f) >= 0) {
		at++;
		ret = add_line(s, line, why, sizeof(why));
	}
	if (!ret && !feof(f)) {
		ret = errno ? -errno : -EIO;
		snprintf(why, sizeof(why), "%s", strerror(-ret));
	}
	free(line);
	fclose(f);
	if (!ret && !s->nr) {
		snprintf(why, sizeof(why), "no rows");
		ret = -EINVAL;
	}
	if (ret) {
		snprintf(err, size, "suite '%s', line %u: %s", name,
			 at ? at : 1, why);
		suite_free(s);
	}
	return ret;
}

void suite_free(struct suite *s)
{
	free(s->item);
	s->item = NULL;
	s->nr = 0;
}
