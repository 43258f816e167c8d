/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DMABENCH_BARRIER_H
#define DMABENCH_BARRIER_H

#include <linux/types.h>

/*
 * Where threads meet in front of a window and behind it.  They spin, because
 * who sleeps is late; each writes a cache line of its own, and all read one
 * that the first thread writes when everybody is there.
 */
struct db_barrier;

/* For @nr threads; NULL without memory. */
struct db_barrier *db_barrier_new(unsigned int nr);
void db_barrier_free(struct db_barrier *b);

/**
 * db_barrier_meet - wait until all have come as often as this thread
 * @b:		the barrier
 * @who:	which thread, from 0; each has a number of its own
 *
 * Returns at once when the barrier was stopped.
 */
void db_barrier_meet(struct db_barrier *b, unsigned int who);

/* Let everybody go, now and from now on. */
void db_barrier_stop(struct db_barrier *b);
bool db_barrier_stopped(const struct db_barrier *b);

/* How often all of them have come; where this stands, somebody is stuck. */
unsigned long db_barrier_arrivals(const struct db_barrier *b);

#endif /* DMABENCH_BARRIER_H */
