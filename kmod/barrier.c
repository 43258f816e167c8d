// SPDX-License-Identifier: GPL-2.0-only
/*
 * barrier.c - where threads meet; see barrier.h.
 */
#include <linux/cache.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <asm/barrier.h>
#include <asm/processor.h>

#include "barrier.h"

/* How often a thread has come; read by the others. */
struct arrivals {
	unsigned int come;
} ____cacheline_aligned_in_smp;

/**
 * struct db_barrier
 * @go:		how often all had come
 * @stop:	nobody waits any more
 * @nr:		threads
 * @thread:	a line for each
 */
struct db_barrier {
	unsigned int go ____cacheline_aligned_in_smp;
	bool stop ____cacheline_aligned_in_smp;
	unsigned int nr;
	struct arrivals thread[];
};

struct db_barrier *db_barrier_new(unsigned int nr)
{
	struct db_barrier *b = kvzalloc(struct_size(b, thread, nr),
					GFP_KERNEL);

	if (b)
		b->nr = nr;
	return b;
}

void db_barrier_free(struct db_barrier *b)
{
	kvfree(b);
}

static void wait_for(const struct db_barrier *b, const unsigned int *count,
		     unsigned int least)
{
	/* Whole for whoever reads it, and it may wrap. */
	while ((int)(smp_load_acquire(count) - least) < 0 &&
	       !READ_ONCE(b->stop)) {
		cpu_relax();
		cond_resched();
	}
}

void db_barrier_meet(struct db_barrier *b, unsigned int who)
{
	unsigned int times = b->thread[who].come + 1, i;

	/* What this thread did is to be seen by who sees it here. */
	smp_store_release(&b->thread[who].come, times);
	if (who) {
		wait_for(b, &b->go, times);
		return;
	}
	for (i = 1; i < b->nr; i++)
		wait_for(b, &b->thread[i].come, times);
	/* And what all did, by all. */
	smp_store_release(&b->go, times);
}

void db_barrier_stop(struct db_barrier *b)
{
	WRITE_ONCE(b->stop, true);
}

bool db_barrier_stopped(const struct db_barrier *b)
{
	return READ_ONCE(b->stop);
}

unsigned long db_barrier_arrivals(const struct db_barrier *b)
{
	unsigned long sum = 0;
	unsigned int i;

	for (i = 0; i < b->nr; i++)
		sum += READ_ONCE(b->thread[i].come);
	return sum;
}
