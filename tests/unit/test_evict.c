// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_evict.c - what a row @cold finds in no cache: the functions that its
 * operations end in, with what stands before them, the device and the loop.
 */
#include <string.h>

#include "kmod/dispatch/designs.h"
#include "kmod/dispatch/devices.h"
#include "unit.h"

#define RANGES	512

static struct {
	const char *from;
	size_t size;
} range[RANGES];
static size_t nr;

static void note(const void *from, size_t size)
{
	assert_true(nr < RANGES);
	range[nr].from = from;
	range[nr++].size = size;
}

static bool noted(const void *from, size_t size)
{
	const char *at = from;
	size_t i;

	for (i = 0; i < nr; i++)
		if (range[i].from <= at &&
		    range[i].from + range[i].size >= at + size)
			return true;
	return false;
}

static void a_loop(struct db_batch *b, unsigned int n)
{
}

/* The function, and what an indirect call enters or reads before it. */
static void assert_function(const void *entry)
{
	assert_true(noted(entry, 64));
	assert_true(noted((const char *)entry - DB_PREAMBLE_BYTES,
			  DB_PREAMBLE_BYTES));
}

/* Of each design that has one: nothing is noted from an entry on. */
static void test_functions(void **state)
{
	const struct db_backend *null = db_find_backend("null");
	struct db_devices ds;
	size_t i, k;

	for (k = 0; db_designs[k]; k++) {
		/* Those of the kernel, and loops that call nothing. */
		if (!db_designs[k]->ops.map_single)
			continue;
		assert_int_equal(db_devices_init(&ds, db_designs[k], null, 1, 1,
						 false, 0), 0);
		nr = 0;
		db_devices_lines(&ds, ds.devs, a_loop, note);
		assert_function((const void *)null->ops->map_single);
		assert_function((const void *)null->ops->unmap_sg);
		for (i = 0; i < nr; i++)
			if (range[i].size == DB_FUNCTION_BYTES)
				fail_msg("%s: a function without what stands before it",
					 db_designs[k]->id);
		assert_true(noted(ds.devs, sizeof(*ds.devs)));
		assert_true(noted((const void *)a_loop, 64));
		db_devices_exit(&ds);
	}
	assert_true(k > 10);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_functions),
	};

	return unit_run("evict", tests, NULL, NULL);
}
