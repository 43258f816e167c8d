// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * counters.c - the program's side of dmabench-counters; counters.h has what is
 * said between them.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "measure/counters.h"

#define HELPER		"dmabench-counters"
#define LINE_MAX_LEN	1024

/* What $DMABENCH_COUNTERS names, else beside this program. */
static int helper_path(char *buf)
{
	ssize_t len = readlink("/proc/self/exe", buf, PATH_MAX - 1);
	const char *named = getenv("DMABENCH_COUNTERS");
	char *slash;

	if (named)
		return snprintf(buf, PATH_MAX, "%s", named) >= PATH_MAX ?
		       -ENAMETOOLONG : access(buf, X_OK) ? -errno : 0;
	if (len < 0)
		return -errno;
	buf[len] = '\0';
	slash = strrchr(buf, '/');
	if (!slash || slash - buf + sizeof(HELPER) + 1 > PATH_MAX)
		return -ENAMETOOLONG;
	strcpy(slash + 1, HELPER);
	return access(buf, X_OK) ? -errno : 0;
}

int counters_names(const char *list, struct counters *c)
{
	*c = (struct counters) { 0 };
	while (*list) {
		size_t len = strcspn(list, ",");

		if (!len || len >= COUNTER_NAME || c->nr == COUNTERS_MAX)
			return -EINVAL;
		memcpy(c->c[c->nr++].name, list, len);
		list += len;
		if (*list && !*++list)
			return -EINVAL;
	}
	return c->nr ? 0 : -EINVAL;
}

bool counters_valid(const char *list)
{
	struct counters c;

	return !counters_names(list, &c);
}

int counters_env(const struct counters *c, struct env *e)
{
	char key[COUNTER_NAME + 16];
	int ret = 0;
	size_t i;

	for (i = 0; !ret && i < c->nr; i++) {
		snprintf(key, sizeof(key), COUNTER_KEY "%s", c->c[i].name);
		ret = env_set(e, key, "%s", *c->c[i].why ? c->c[i].why :
			      COUNTER_COUNTED);
	}
	return ret;
}

/* A line without its end; -EPIPE when there is none. */
static int get_line(struct counters *c, char *line)
{
	size_t len = 0;

	while (len < LINE_MAX_LEN - 1) {
		ssize_t got = read(c->in, line + len, 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return -EPIPE;
		if (line[len] == '\n')
			break;
		len++;
	}
	line[len] = '\0';
	return 0;
}

/* SIGPIPE would end the program for a helper that died. */
static int put_line(struct counters *c, const char *line)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, before;
	ssize_t put;

	sigaction(SIGPIPE, &ignore, &before);
	do
		put = write(c->out, line, strlen(line));
	while (put < 0 && errno == EINTR);
	sigaction(SIGPIPE, &before, NULL);
	return put == (ssize_t)strlen(line) ? 0 : -EPIPE;
}

static void run_helper(const struct counters *c, const char *path, int in,
		       int out, pid_t tid, bool kernel)
{
	const char *argv[COUNTERS_MAX + 4];
	char number[16];
	size_t i, n = 0;

	snprintf(number, sizeof(number), "%d", (int)tid);
	argv[n++] = path;
	argv[n++] = number;
	argv[n++] = kernel ? "kernel" : "user";
	for (i = 0; i < c->nr; i++)
		argv[n++] = c->c[i].name;
	argv[n] = NULL;
	if (dup2(in, 0) < 0 || dup2(out, 1) < 0)
		_exit(127);
	execv(path, (char *const *)argv);
	_exit(127);
}

static int start(struct counters *c, const char *path, bool kernel)
{
	pid_t tid = syscall(SYS_gettid);
	int to[2], from[2], ret;

	if (pipe2(to, O_CLOEXEC))
		return -errno;
	if (pipe2(from, O_CLOEXEC)) {
		ret = -errno;
		goto out_close_to;
	}
	c->pid = fork();
	if (c->pid < 0) {
		ret = -errno;
		c->pid = 0;
		close(from[0]);
		close(from[1]);
		goto out_close_to;
	}
	if (!c->pid)
		run_helper(c, path, to[0], from[1], tid, kernel);
	close(to[0]);
	close(from[1]);
	c->out = to[1];
	c->in = from[0];
	return 0;

out_close_to:
	close(to[0]);
	close(to[1]);
	return ret;
}

/* None of them counts, and this is why. */
static void none(struct counters *c, const char *why)
{
	size_t i;

	for (i = 0; i < c->nr; i++)
		snprintf(c->c[i].why, COUNTER_WHY, "%s", why);
	c->nr_open = 0;
	counters_close(c);
}

int counters_open(struct counters *c, const char *list, bool kernel)
{
	char path[PATH_MAX], line[LINE_MAX_LEN];
	size_t i;
	int ret;

	ret = counters_names(list, c);
	if (ret)
		return ret;
	if (helper_path(path)) {
		none(c, "not counted: " HELPER " is not built");
		return 0;
	}
	ret = start(c, path, kernel);
	if (ret)
		return ret;
	for (i = 0; i < c->nr; i++) {
		if (get_line(c, line)) {
			none(c, "not counted: " HELPER " ended");
			return 0;
		}
		if (!strcmp(line, "ok"))
			c->nr_open++;
		else
			snprintf(c->c[i].why, COUNTER_WHY, "%.*s",
				 COUNTER_WHY - 1, line);
	}
	if (!c->nr_open)
		counters_close(c);
	return 0;
}

int counters_begin(struct counters *c)
{
	char line[LINE_MAX_LEN];

	return put_line(c, "+\n") || get_line(c, line) ? -EPIPE : 0;
}

int counters_end(struct counters *c, int sign)
{
	char line[LINE_MAX_LEN], *at = line, *end;
	size_t i, k;

	if (put_line(c, "-\n") || get_line(c, line))
		return -EPIPE;
	for (i = 0; i < c->nr; i++) {
		double number[3];

		for (k = 0; k < 3; k++) {
			at += strspn(at, " ");
			number[k] = strtod(at, &end);
			/* "-" is no number, of an event that is not open. */
			at = end == at ? at + strcspn(at, " ") : end;
		}
		c->value[i] += sign * number[0];
		c->enabled[i] += number[1];
		c->running[i] += number[2];
	}
	return 0;
}

void counters_take(struct counters *c, double ops, struct counter *row)
{
	size_t i;

	for (i = 0; i < c->nr; i++, row++) {
		*row = c->c[i];
		if (*row->why)
			continue;
		row->share = c->enabled[i] > 0 ? c->running[i] / c->enabled[i] :
						 0;
		if (row->share < COUNTER_SHARE_MIN)
			snprintf(row->why, COUNTER_WHY,
				 "refused: counted %.0f %% of the time",
				 100 * row->share);
		else
			row->per_op = c->value[i] / row->share / ops;
	}
	memset(c->value, 0, sizeof(c->value));
	memset(c->enabled, 0, sizeof(c->enabled));
	memset(c->running, 0, sizeof(c->running));
}

void counters_close(struct counters *c)
{
	if (!c->pid)
		return;
	close(c->out);
	close(c->in);
	/* It ends with its input. */
	while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
		;
	c->pid = 0;
}
