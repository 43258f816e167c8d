/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_RUN_PROGRESS_H
#define BENCH_RUN_PROGRESS_H

#include <stdbool.h>
#include <time.h>

/**
 * struct progress - how far a target is
 * @what:	"user/plain", "vm/6.1.0-56-amd64 boot 1/2"
 * @total:	steps there are
 * @done:	steps that were made
 *
 * On a terminal one line that is written over; without one a plain line when
 * a target starts and ends, and one every ten seconds between.
 */
struct progress {
	char what[96];
	unsigned int total;
	unsigned int done;
	bool tty;
	struct timespec began;
	struct timespec said;
};

void progress_begin(struct progress *p, unsigned int total, const char *fmt,
		    ...) __attribute__((format(printf, 3, 4)));

/* One more step is done; @row is what it was. */
void progress_step(struct progress *p, const char *row);

/* The target is through, or was ended; @how says which. */
void progress_end(struct progress *p, const char *how);

/* Seconds since progress_begin(). */
double progress_seconds(const struct progress *p);

#endif /* BENCH_RUN_PROGRESS_H */
