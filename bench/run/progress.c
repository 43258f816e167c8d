// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * progress.c - what is being done, to standard error.
 */
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "run/progress.h"

static double since(const struct timespec *then)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - then->tv_sec + (now.tv_nsec - then->tv_nsec) / 1e9;
}

double progress_seconds(const struct progress *p)
{
	return since(&p->began);
}

void progress_begin(struct progress *p, unsigned int total, const char *fmt,
		    ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(p->what, sizeof(p->what), fmt, ap);
	va_end(ap);
	p->total = total;
	p->done = 0;
	p->tty = isatty(STDERR_FILENO);
	clock_gettime(CLOCK_MONOTONIC, &p->began);
	p->said = p->began;
	fprintf(stderr, "%s: %u rows%s", p->what, total, p->tty ? "\r" : "\n");
}

void progress_step(struct progress *p, const char *row)
{
	double took = since(&p->began);

	p->done++;
	if (since(&p->said) < (p->tty ? 0.1 : 10))
		return;
	clock_gettime(CLOCK_MONOTONIC, &p->said);
	fprintf(stderr, "%s: row %u of %u, %.0f s left, %s%s", p->what,
		p->done, p->total,
		took / p->done * (p->total - p->done), row,
		p->tty ? "\033[K\r" : "\n");
}

void progress_end(struct progress *p, const char *how)
{
	fprintf(stderr, "%s: %u of %u rows in %.1f s%s%s%s\n", p->what,
		p->done, p->total, since(&p->began), *how ? ", " : "", how,
		p->tty ? "\033[K" : "");
}
