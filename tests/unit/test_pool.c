// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_pool.c - the slots that are bounced into.
 *
 * Which slots a buffer gets, by hand, and which bytes are copied in which
 * direction; then random sizes, directions and orders against a table of who
 * has which slot.  Buffers come from malloc(), so that ASan sees a byte too
 * many; what is beside a buffer in the pool is looked at here.
 *
 * Wraps: calloc free
 */
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "kmod/backend/bounce.h"
#include "unit.h"

#define SLOT		DB_BOUNCE_SLOT
#define SLOTS		DB_BOUNCE_SLOTS
#define SEGMENT		((size_t)DB_BOUNCE_SEGMENT * SLOT)

/* A buffer as large as can be bounced, and one byte. */
static unsigned char buffer[SEGMENT + 1];
static db_phys_t base;	/* of the pool */

static db_phys_t phys_of(const void *p)
{
	return db_virt_to_phys((void *)p);
}

static unsigned char *at(db_phys_t phys)
{
	return db_phys_to_virt(phys);
}

/* A pool, of which only the address is known: an empty one starts there. */
static int open_pool(void **state)
{
	count_nothing(state);
	assert_int_equal(db_pool_open(), 0);
	assert_int_equal(allocs, 3);
	base = db_pool_get(phys_of(buffer), 1, DB_TO_DEVICE);
	db_pool_put(base, 1, DB_TO_DEVICE);
	memset(at(base), 0, (size_t)SLOTS * SLOT);
	memset(buffer, 0, sizeof(buffer));
	return 0;
}

static int close_pool(void **state)
{
	frees = 0;
	db_pool_close();
	assert_int_equal(frees, 3);
	return 0;
}

/* Slots for @size bytes, of which the first is @slot from the start. */
static db_phys_t expect_get(size_t size, unsigned int slot)
{
	db_phys_t bounced = db_pool_get(phys_of(buffer), size, DB_TO_DEVICE);

	assert_int_equal(bounced - base, (db_phys_t)slot * SLOT);
	return bounced;
}

static void put(db_phys_t bounced, size_t size)
{
	db_pool_put(bounced, size, DB_TO_DEVICE);
}

/* No slots for @size bytes. */
static void expect_none(size_t size)
{
	assert_true(db_pool_get(phys_of(buffer), size, DB_TO_DEVICE) ==
		    DB_MAPPING_ERROR);
}

static void test_slots(void **state)
{
	static const struct {
		size_t size;
		unsigned int slots;
	} known[] = {
		{ 1, 1 }, { 2047, 1 }, { 2048, 1 }, { 2049, 2 }, { 4096, 2 },
		{ 4097, 3 }, { SEGMENT - 1, 128 }, { SEGMENT, 128 }, { 64, 1 },
	};
	db_phys_t got[ARRAY_SIZE(known)];
	unsigned int slot = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++) {
		got[i] = expect_get(known[i].size, slot);
		slot += known[i].slots;
	}
	for (i = 0; i < ARRAY_SIZE(known); i++)
		put(got[i], known[i].size);
	expect_get(1, 0);
}

/* Not a byte more than a segment, and nothing that is none. */
static void test_too_large(void **state)
{
	static const size_t sizes[] = {
		SEGMENT + 1, 2 * SEGMENT, (size_t)SLOTS * SLOT, 1ULL << 32,
		/* of which the number of slots is 0 in 32 bits, or in 64 */
		1ULL << 43, (1ULL << 43) + 1, SIZE_MAX - SLOT + 2, SIZE_MAX,
		0,
	};
	db_phys_t first = expect_get(1, 0);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		expect_none(sizes[i]);
	/* And nothing was taken, nor is forgotten what was bounced. */
	assert_int_equal(db_pool_origin(first), phys_of(buffer));
	expect_get(1, 1);
}

static void test_has(void **state)
{
	assert_true(db_pool_has(base));
	assert_true(db_pool_has(base + 1));
	assert_true(db_pool_has(base + (db_phys_t)SLOTS * SLOT - 1));
	assert_false(db_pool_has(base - 1));
	assert_false(db_pool_has(base + (db_phys_t)SLOTS * SLOT));
	assert_false(db_pool_has(0));
	assert_false(db_pool_has(DB_MAPPING_ERROR));
	assert_false(db_pool_has(phys_of(buffer)));
}

static void test_origin(void **state)
{
	db_phys_t one, two;

	one = db_pool_get(phys_of(buffer + 7), 3000, DB_TO_DEVICE);
	two = db_pool_get(phys_of(buffer + 9), 1, DB_FROM_DEVICE);
	assert_int_equal(db_pool_origin(one), phys_of(buffer + 7));
	assert_int_equal(db_pool_origin(two), phys_of(buffer + 9));
	put(one, 3000);
	assert_int_equal(db_pool_origin(two), phys_of(buffer + 9));
}

/* Fill the pool with buffers of one slot. */
static void fill(void)
{
	unsigned int i;

	for (i = 0; i < SLOTS; i++)
		expect_get(1 + i % SLOT, i);
	expect_none(1);
}

static void test_full(void **state)
{
	static const unsigned int freed[] = { 0, 0, 1000, 2047, 17, 1, 1999 };
	size_t i;

	fill();
	for (i = 0; i < ARRAY_SIZE(freed); i++) {
		put(base + (db_phys_t)freed[i] * SLOT, 1);
		expect_none(SLOT + 1);
		expect_get(SLOT, freed[i]);
		expect_none(1);
	}
}

/* Free slots are counted in a row, and the last is not before the first. */
static void test_in_a_row(void **state)
{
	fill();
	put(base, 1);
	put(base + (SLOTS - 1) * (db_phys_t)SLOT, 1);
	put(base + 500 * SLOT, 1);
	put(base + 502 * SLOT, 1);
	expect_none(2 * SLOT);
	put(base + 501 * SLOT, 1);
	expect_none(3 * SLOT + 1);
	expect_get(3 * SLOT, 500);
	expect_get(1, SLOTS - 1);
	expect_get(1, 0);
	expect_none(1);
}

static void test_full_of_segments(void **state)
{
	db_phys_t got[SLOTS / DB_BOUNCE_SEGMENT];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(got); i++)
		got[i] = expect_get(SEGMENT, i * DB_BOUNCE_SEGMENT);
	expect_none(1);
	put(got[3], SEGMENT);
	put(got[5], SEGMENT);
	expect_get(SEGMENT, 3 * DB_BOUNCE_SEGMENT);
	expect_get(1, 5 * DB_BOUNCE_SEGMENT);
	expect_none(SEGMENT);
	expect_get(SEGMENT - SLOT, 5 * DB_BOUNCE_SEGMENT + 1);
	expect_none(1);
}

/* What is freed is used when the search comes by again, and not before. */
static void test_next_fit(void **state)
{
	unsigned int i;

	expect_get(1, 0);
	expect_get(1, 1);
	put(base, 1);
	expect_get(1, 2);
	for (i = 3; i < SLOTS; i++)
		expect_get(1, i);
	put(base + SLOT, 1);
	expect_get(1, 0);
	expect_get(1, 1);
	expect_none(1);
}

/* An empty pool begins anew: the same slots every time, in any order. */
static void test_anew(void **state)
{
	static const int orders[][3] = {
		{ 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
		{ 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 },
	};
	static const size_t sizes[] = { 5000, 1, SEGMENT };
	static const unsigned int slots[] = { 0, 3, 4 };
	db_phys_t got[3];
	size_t i;
	int k;

	for (i = 0; i < 3 * SLOTS; i++)
		put(expect_get(1 + i % SEGMENT, 0), 1 + i % SEGMENT);
	for (i = 0; i < ARRAY_SIZE(orders); i++) {
		for (k = 0; k < 3; k++)
			got[k] = expect_get(sizes[k], slots[k]);
		for (k = 0; k < 3; k++)
			put(got[orders[i][k]], sizes[orders[i][k]]);
	}
	/* A pool that is not empty goes on. */
	got[0] = expect_get(1, 0);
	put(expect_get(1, 1), 1);
	put(expect_get(1, 2), 1);
	put(got[0], 1);
	expect_get(1, 0);
}

/* Are @size bytes from @p on all @byte? */
static void expect_bytes(const unsigned char *p, size_t size,
			 unsigned char byte)
{
	assert_int_equal(*p, byte);
	assert_memory_equal(p, p + 1, size - 1);
}

/*
 * A buffer of @size bytes 'c' in the middle of 's': what the device finds, and
 * what the CPU finds when the device has written 'd' all over the slots.
 */
static void expect_copies(size_t size, int dir)
{
	size_t whole = (size + SLOT - 1) / SLOT * SLOT;
	unsigned char *mem = malloc(size + 2), *dev;
	db_phys_t bounced;

	assert_non_null(mem);
	memset(mem, 's', size + 2);
	memset(mem + 1, 'c', size);
	memset(at(base), 'p', whole + SLOT);
	bounced = db_pool_get(phys_of(mem + 1), size, dir);
	assert_int_equal(bounced, base);
	dev = at(bounced);
	expect_bytes(dev, size, dir == DB_FROM_DEVICE ? 'p' : 'c');
	expect_bytes(dev + size, whole + SLOT - size, 'p');
	expect_bytes(mem + 1, size, 'c');
	memset(dev, 'd', whole);
	db_pool_put(bounced, size, dir);
	expect_bytes(mem + 1, size, dir == DB_TO_DEVICE ? 'c' : 'd');
	assert_int_equal(mem[0], 's');
	assert_int_equal(mem[size + 1], 's');
	expect_bytes(dev, whole, 'd');
	free(mem);
}

static void test_copies(void **state)
{
	static const size_t sizes[] = { 1, 64, 2047, 2048, 2049, SEGMENT };
	size_t i;
	int dir;

	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		for (dir = DB_BIDIRECTIONAL; dir <= DB_FROM_DEVICE; dir++)
			expect_copies(sizes[i], dir);
}

/* Whatever cannot be had, all that was had is given back. */
static void test_no_memory(void **state)
{
	unsigned int i;

	for (i = 1; i <= 3; i++) {
		count_nothing(state);
		fail_at = i;
		assert_int_equal(db_pool_open(), -ENOMEM);
		assert_int_equal(frees, allocs);
	}
	for (i = 0; i < 2; i++) {
		open_pool(state);
		expect_get(1, 0);
		close_pool(state);
	}
	/* What the last one left in it is not the next one's. */
	open_pool(state);
	fill();
	close_pool(state);
	open_pool(state);
	expect_get(SEGMENT, 0);
	close_pool(state);
}

/* A buffer that is bounced. */
struct bounced {
	db_phys_t at;
	unsigned char *mem;
	size_t size;
	int dir;
	unsigned char cpu;	/* what the CPU wrote */
	unsigned char dev;	/* what the device wrote */
};

static struct bounced live[SLOTS];
static unsigned int nr_live;
static bool used[SLOTS];

static unsigned int seed;

static unsigned int below(unsigned int n)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % n;
}

static unsigned int slots_of(size_t size)
{
	return (size + SLOT - 1) / SLOT;
}

/* The most free slots in a row. */
static unsigned int longest_row(void)
{
	unsigned int i, row = 0, most = 0;

	for (i = 0; i < SLOTS; i++) {
		row = used[i] ? 0 : row + 1;
		if (row > most)
			most = row;
	}
	return most;
}

/* Mark the slots of @b; all were free before, or all used. */
static void mark(const struct bounced *b, bool use)
{
	unsigned int first = (b->at - base) / SLOT, i;

	assert_int_equal((b->at - base) % SLOT, 0);
	assert_true(first + slots_of(b->size) <= SLOTS);
	for (i = first; i < first + slots_of(b->size); i++) {
		assert_int_equal(used[i], !use);
		used[i] = use;
	}
}

static size_t random_size(void)
{
	switch (below(8)) {
	case 0:
		return 1 + below(2 * SEGMENT);
	case 1:
		return (1 + below(DB_BOUNCE_SEGMENT + 2)) * SLOT;
	default:
		return 1 + below(4 * SLOT);
	}
}

/* Bounce a buffer, if there are slots for it; returns whether. */
static bool get_one(void)
{
	struct bounced b = {
		.size = random_size(), .dir = below(3),
		.cpu = below(256), .dev = below(256),
	};
	bool fits = b.size <= SEGMENT && slots_of(b.size) <= longest_row();

	b.mem = malloc(b.size);
	assert_non_null(b.mem);
	memset(b.mem, b.cpu, b.size);
	b.at = db_pool_get(phys_of(b.mem), b.size, b.dir);
	assert_int_equal(b.at != DB_MAPPING_ERROR, fits);
	if (!fits) {
		free(b.mem);
		return false;
	}
	if (!nr_live)
		assert_int_equal(b.at, base);
	mark(&b, true);
	if (b.dir != DB_FROM_DEVICE)
		expect_bytes(at(b.at), b.size, b.cpu);
	memset(at(b.at), b.dev, b.size);
	live[nr_live++] = b;
	return true;
}

static void put_one(unsigned int i)
{
	struct bounced b = live[i];

	live[i] = live[--nr_live];
	mark(&b, false);
	assert_int_equal(db_pool_origin(b.at), phys_of(b.mem));
	/* Nobody else was there. */
	expect_bytes(at(b.at), b.size, b.dev);
	expect_bytes(b.mem, b.size, b.cpu);
	db_pool_put(b.at, b.size, b.dir);
	expect_bytes(b.mem, b.size, b.dir == DB_TO_DEVICE ? b.cpu : b.dev);
	free(b.mem);
}

static void test_random(void **state)
{
	unsigned int i, got = 0, refused = 0, emptied = 0, most;

	seed = 20080525;
	for (i = 0; i < 6000; i++) {
		/* By turns it gets fuller, and emptier. */
		most = i / 500 % 2 ? 3 : 7;
		if (!nr_live || below(10) < most) {
			if (get_one())
				got++;
			else
				refused++;
			continue;
		}
		put_one(below(nr_live));
		emptied += !nr_live;
	}
	while (nr_live)
		put_one(below(nr_live));
	/* All that is to be seen has been seen. */
	assert_true(got > 1000);
	assert_true(refused > 100);
	assert_true(emptied > 10);
	expect_get(1, 0);
}

#define CASE(test) \
	cmocka_unit_test_setup_teardown(test, open_pool, close_pool)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		CASE(test_slots),
		CASE(test_too_large),
		CASE(test_has),
		CASE(test_origin),
		CASE(test_full),
		CASE(test_in_a_row),
		CASE(test_full_of_segments),
		CASE(test_next_fit),
		CASE(test_anew),
		CASE(test_copies),
		CASE(test_random),
		cmocka_unit_test(test_no_memory),
	};

	return unit_run("pool", tests, NULL, NULL);
}
