// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bounced.c - db_pool_get() and db_pool_put(), counted.
 */
#include "bounced.h"
#include "unit.h"

db_phys_t __real_db_pool_get(db_phys_t phys, size_t size, int dir);
void __real_db_pool_put(db_phys_t bounced, size_t size, int dir);
db_phys_t __wrap_db_pool_get(db_phys_t phys, size_t size, int dir);
void __wrap_db_pool_put(db_phys_t bounced, size_t size, int dir);

static unsigned int nr_got, nr_put;

db_phys_t __wrap_db_pool_get(db_phys_t phys, size_t size, int dir)
{
	db_phys_t bounced = __real_db_pool_get(phys, size, dir);

	nr_got += bounced != DB_MAPPING_ERROR;
	return bounced;
}

void __wrap_db_pool_put(db_phys_t bounced, size_t size, int dir)
{
	assert_true(db_pool_has(bounced));
	nr_put++;
	__real_db_pool_put(bounced, size, dir);
}

void expect_bounces(unsigned int got, unsigned int put)
{
	assert_int_equal(nr_got, got);
	assert_int_equal(nr_put, put);
	nr_got = 0;
	nr_put = 0;
}

/* Nothing is copied, neither in nor out. */
db_phys_t hold(size_t size)
{
	db_phys_t bounced = __real_db_pool_get(0, size, DB_FROM_DEVICE);

	assert_true(bounced != DB_MAPPING_ERROR);
	return bounced;
}

void release(db_phys_t bounced, size_t size)
{
	__real_db_pool_put(bounced, size, DB_TO_DEVICE);
}

void expect_pool_empty(void)
{
	const size_t segment = DB_BOUNCE_SEGMENT * DB_BOUNCE_SLOT;
	db_phys_t held[DB_BOUNCE_SLOTS / DB_BOUNCE_SEGMENT];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(held); i++) {
		held[i] = hold(segment);
		assert_int_equal(held[i], held[0] + i * segment);
	}
	for (i = 0; i < ARRAY_SIZE(held); i++)
		release(held[i], segment);
}
