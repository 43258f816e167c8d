// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * barrier.c - where threads meet; see barrier.h.
 */
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "measure/barrier.h"

/* Then somebody else may want the CPU: the one that is waited for. */
#define SPINS	4096

/* A number on two lines of its own: the prefetcher takes them in pairs. */
struct place {
	unsigned int count;
} __attribute__((__aligned__(128)));

/**
 * struct barrier
 * @go:		how often all had come
 * @stop:	if not 0, nobody waits any more
 * @nr:		threads
 * @place:	how often each has come
 */
struct barrier {
	struct place go;
	struct place stop;
	unsigned int nr;
	struct place place[];
};

struct barrier *barrier_new(unsigned int nr)
{
	size_t size = sizeof(struct barrier) + nr * sizeof(struct place);
	struct barrier *b = aligned_alloc(128, size);

	if (!b)
		return NULL;
	memset(b, 0, size);
	b->nr = nr;
	return b;
}

void barrier_free(struct barrier *b)
{
	free(b);
}

static bool wait_for(const struct barrier *b, const struct place *at,
		     unsigned int least)
{
	unsigned int spins = 0;

	/* Less by the sign of the difference: counts may wrap. */
	while ((int)(__atomic_load_n(&at->count, __ATOMIC_ACQUIRE) -
		     least) < 0) {
		if (__atomic_load_n(&b->stop.count, __ATOMIC_RELAXED))
			return false;
		if (++spins % SPINS)
			__builtin_ia32_pause();
		else
			sched_yield();
	}
	return true;
}

bool barrier_meet(struct barrier *b, unsigned int who)
{
	unsigned int times = b->place[who].count + 1, i;

	__atomic_store_n(&b->place[who].count, times, __ATOMIC_RELEASE);
	if (who)
		return wait_for(b, &b->go, times);
	for (i = 1; i < b->nr; i++)
		if (!wait_for(b, &b->place[i], times))
			return false;
	__atomic_store_n(&b->go.count, times, __ATOMIC_RELEASE);
	return true;
}

void barrier_stop(struct barrier *b)
{
	__atomic_store_n(&b->stop.count, 1, __ATOMIC_RELAXED);
}

unsigned long barrier_arrivals(const struct barrier *b)
{
	unsigned long sum = 0;
	unsigned int i;

	for (i = 0; i < b->nr; i++)
		sum += __atomic_load_n(&b->place[i].count, __ATOMIC_RELAXED);
	return sum;
}
