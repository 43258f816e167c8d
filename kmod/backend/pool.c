// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pool.c - the memory that is bounced into: slots, and which are in use.
 *
 * Slots are those of lib/swiotlb.c in 2.6.26.  The search for free ones is not:
 * what swiotlb's costs depends on what was mapped before, and here the price of
 * dispatch is to be seen beside it.  Next fit costs the same every time, as
 * long as what is mapped is unmapped: an empty pool begins anew.  There is no
 * lock: a row runs on one CPU, and there is one run at a time.
 */
#include "bounce.h"

/**
 * struct pool - bounce buffers
 * @at:		DB_BOUNCE_SLOTS slots, contiguous
 * @phys:	where that is
 * @used:	of each slot, is it?
 * @origin:	of the first slot of a buffer: what is bounced there
 * @next:	where the search begins
 * @nr_used:	slots in use
 */
static struct pool {
	void *at;
	db_phys_t phys;
	bool *used;
	db_phys_t *origin;
	unsigned int next;
	unsigned int nr_used;
} pool;

static unsigned int slots_of(size_t size)
{
	return (size + DB_BOUNCE_SLOT - 1) / DB_BOUNCE_SLOT;
}

static unsigned int slot_at(db_phys_t bounced)
{
	return (bounced - pool.phys) / DB_BOUNCE_SLOT;
}

int db_pool_open(void)
{
	pool.at = db_alloc_contiguous(DB_BOUNCE_SLOTS * DB_BOUNCE_SLOT);
	pool.used = db_zalloc(DB_BOUNCE_SLOTS * sizeof(*pool.used));
	pool.origin = db_zalloc(DB_BOUNCE_SLOTS * sizeof(*pool.origin));
	if (!pool.at || !pool.used || !pool.origin) {
		db_pool_close();
		return -ENOMEM;
	}
	pool.phys = db_virt_to_phys(pool.at);
	return 0;
}

void db_pool_close(void)
{
	db_free_contiguous(pool.at, DB_BOUNCE_SLOTS * DB_BOUNCE_SLOT);
	db_free(pool.used);
	db_free(pool.origin);
	memset(&pool, 0, sizeof(pool));
}

bool db_pool_has(db_phys_t phys)
{
	return phys - pool.phys < DB_BOUNCE_SLOTS * DB_BOUNCE_SLOT;
}

db_phys_t db_pool_origin(db_phys_t bounced)
{
	return pool.origin[slot_at(bounced)];
}

/* Are @nr slots from @first on there, and free? */
static bool fits(unsigned int first, unsigned int nr)
{
	unsigned int i;

	if (first + nr > DB_BOUNCE_SLOTS)
		return false;
	for (i = first; i < first + nr; i++)
		if (pool.used[i])
			return false;
	return true;
}

static void copy_bytes(db_phys_t to, db_phys_t from, size_t size)
{
	memcpy(db_phys_to_virt(to), db_phys_to_virt(from), size);
}

db_phys_t db_pool_get(db_phys_t phys, size_t size, int dir)
{
	unsigned int nr = slots_of(size), at = pool.next, tries;
	db_phys_t bounced;

	/* In bytes: a number of slots has 32 bits.  And no bytes have none. */
	if (size - 1 >= DB_BOUNCE_SEGMENT * DB_BOUNCE_SLOT)
		return DB_MAPPING_ERROR;
	for (tries = 0; !fits(at, nr); tries++) {
		if (tries == DB_BOUNCE_SLOTS)
			return DB_MAPPING_ERROR;
		at = (at + 1) % DB_BOUNCE_SLOTS;
	}
	memset(pool.used + at, true, nr);
	pool.nr_used += nr;
	pool.next = (at + nr) % DB_BOUNCE_SLOTS;
	pool.origin[at] = phys;
	bounced = pool.phys + (db_phys_t)at * DB_BOUNCE_SLOT;
	if (dir != DB_FROM_DEVICE)
		copy_bytes(bounced, phys, size);
	return bounced;
}

void db_pool_put(db_phys_t bounced, size_t size, int dir)
{
	unsigned int first = slot_at(bounced), nr = slots_of(size);

	if (dir != DB_TO_DEVICE)
		copy_bytes(pool.origin[first], bounced, size);
	memset(pool.used + first, false, nr);
	pool.nr_used -= nr;
	if (!pool.nr_used)
		pool.next = 0;
}
