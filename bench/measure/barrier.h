/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_MEASURE_BARRIER_H
#define BENCH_MEASURE_BARRIER_H

#include <stdbool.h>

/*
 * Where threads meet before and behind a window.  They spin, because who sleeps
 * is late; each writes a cache line of its own, and all read one that the
 * first thread writes when everybody is there.  Nothing of it is touched
 * while a window runs.
 */
struct barrier;

/* For @nr threads, 1 or more; NULL without memory. */
struct barrier *barrier_new(unsigned int nr);
void barrier_free(struct barrier *b);

/**
 * barrier_meet - wait until all have come as often as this thread
 * @b:		the barrier
 * @who:	which thread, from 0; each has a number of its own
 *
 * Returns false when barrier_stop() was called: somebody does not come.
 */
bool barrier_meet(struct barrier *b, unsigned int who);

/* Let everybody go, now and from now on. */
void barrier_stop(struct barrier *b);

/* How often all of them have come; where this stands, somebody is stuck. */
unsigned long barrier_arrivals(const struct barrier *b);

#endif /* BENCH_MEASURE_BARRIER_H */
