// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * unit.c - temporary files and comparisons for the unit tests.
 */
#include <errno.h>
#include <ftw.h>
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"

char *unit_dir;

int unit_make_dir(void **state)
{
	const char *tmp = getenv("TMPDIR");

	assert_true(asprintf(&unit_dir, "%s/dmabench-unit-XXXXXX",
			     tmp && *tmp ? tmp : "/tmp") > 0);
	assert_non_null(mkdtemp(unit_dir));
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	return remove(path);
}

int unit_remove_dir(void **state)
{
	assert_int_equal(nftw(unit_dir, remove_one, 8, FTW_DEPTH | FTW_PHYS),
			 0);
	free(unit_dir);
	return 0;
}

bool unit_is_there(const char *dir, const char *name)
{
	char *path;
	bool there;

	assert_true(asprintf(&path, "%s/%s", dir, name) > 0);
	there = !access(path, F_OK);
	free(path);
	return there;
}

char *unit_file(const char *dir, const char *name, const char *text)
{
	char *path;
	FILE *f;

	assert_true(asprintf(&path, "%s/%s", dir, name) > 0);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
	return path;
}

char *unit_slurp(const char *dir, const char *name)
{
	char *path, *text = NULL;
	size_t size = 0;
	FILE *f;

	assert_true(asprintf(&path, "%s/%s", dir, name) > 0);
	f = fopen(path, "r");
	free(path);
	if (!f)
		return NULL;
	errno = 0;
	if (getdelim(&text, &size, '\0', f) < 0) {
		assert_int_equal(errno, 0);
		text = realloc(text, 1);
		*text = '\0';
	}
	fclose(f);
	return text;
}

int unit_end(int failed)
{
	fflush(NULL);
	if (failed)
		_exit(1);
	return 0;
}

void unit_pin(void)
{
	int cpu = sched_getcpu();
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu < 0 ? 0 : cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

void unit_near(double a, double b, const char *file, int line)
{
	if (isnan(a) && isnan(b))
		return;
	if (fabs(a - b) <= 1e-9 * fmax(1, fmax(fabs(a), fabs(b))))
		return;
	print_error("%.17g is not %.17g\n", a, b);
	_fail(file, line);
}

void unit_part(const char *text, const char *part, const char *file, int line)
{
	if (strstr(text, part))
		return;
	print_error("no \"%s\" in \"%s\"\n", part, text);
	_fail(file, line);
}

void unit_words(const char *text, const char *words, const char *file,
		int line)
{
	char *copy = strdup(words), *at, *word;

	for (word = strtok_r(copy, " ", &at); word;
	     word = strtok_r(NULL, " ", &at)) {
		if (strcasestr(text, word))
			continue;
		print_error("no \"%s\" in \"%s\"\n", word, text);
		free(copy);
		_fail(file, line);
	}
	free(copy);
}
