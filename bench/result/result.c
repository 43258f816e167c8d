// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * result.c - a run directory: made, found, its samples.csv; json.c has
 * its run.json.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "result/result.h"

/* mkdir -p, for the parent of run directories. */
static int make_path(const char *path)
{
	char part[PATH_MAX];
	char *p;

	if (!*path)
		return -ENOENT;
	if (strlen(path) >= sizeof(part))
		return -ENAMETOOLONG;
	strcpy(part, path);
	for (p = part + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (mkdir(part, 0777) && errno != EEXIST)
			return -errno;
		*p = '/';
	}
	return mkdir(part, 0777) && errno != EEXIST ? -errno : 0;
}

int result_create(struct result *r, const char *parent, const char *label)
{
	char path[PATH_MAX + 16], stamp[24];
	time_t now = time(NULL);
	struct tm tm;
	int ret;

	ret = make_path(parent);
	if (ret)
		return ret;
	gmtime_r(&now, &tm);
	strftime(r->started, sizeof(r->started), "%Y-%m-%dT%H:%M:%SZ", &tm);
	strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", &tm);
	ret = snprintf(r->dir, sizeof(r->dir), "%s/%s-%s-%06lx", parent, stamp,
		       label, (r->seed ^ getpid() * 0x9e3779b1UL) & 0xffffff);
	if (ret >= (int)sizeof(r->dir))
		return -ENAMETOOLONG;
	if (mkdir(r->dir, 0777))
		return -errno;
	snprintf(path, sizeof(path), "%s/samples.csv", r->dir);
	r->csv = fopen(path, "we");
	if (!r->csv)
		return -errno;
	fputs("env,row,boot,placement,warm,n,ticks,causes,thread\n", r->csv);
	return fflush(r->csv) ? -errno : 0;
}

int result_add_word(struct result *r, const char *word)
{
	char **argv = realloc(r->argv, (r->nr_argv + 1) * sizeof(*argv));

	if (!argv)
		return -ENOMEM;
	r->argv = argv;
	argv[r->nr_argv] = strdup(word);
	if (!argv[r->nr_argv])
		return -ENOMEM;
	r->nr_argv++;
	return 0;
}

int result_add_samples(struct result *r, const struct result_row *row,
		       unsigned int boot, const struct samples *s)
{
	const __u32 threads = s->threads ? s->threads : 1;
	__u32 i;

	for (i = 0; i < s->nr; i++) {
		const struct dmabench_window *w = &s->w[i];

		fprintf(r->csv, "%s,%s,%u,%u,%d,%u,%llu,%u,%u\n", row->env,
			row->name, boot, w->placement, i < s->nr_warm, w->n,
			(unsigned long long)(w->end - w->begin), w->causes,
			i % threads);
	}
	return fflush(r->csv) || ferror(r->csv) ? -errno : 0;
}

const struct result_row *result_find(const struct result *r, const char *env,
				     const char *name)
{
	size_t i;

	for (i = 0; i < r->nr_row; i++)
		if (row_on(&r->row[i], env) && !strcmp(r->row[i].name, name))
			return &r->row[i];
	return NULL;
}

void result_free(struct result *r)
{
	size_t i;

	for (i = 0; i < r->nr_env; i++)
		env_free(&r->env[i].env);
	for (i = 0; i < r->nr_row; i++) {
		split_free(&r->row[i].split);
		evidence_free(&r->row[i].evidence);
	}
	for (i = 0; i < r->nr_argv; i++)
		free(r->argv[i]);
	free(r->argv);
	free(r->env);
	free(r->row);
	if (r->csv)
		fclose(r->csv);
	memset(r, 0, sizeof(*r));
}
