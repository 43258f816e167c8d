// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_global.c - the designs with one ops pointer for all devices.
 *
 * global asks nobody.  global-hook asks in each operation if the device is
 * special: the first that is attached is not, a later one with other ops is.
 * global-lookup finds the device in the IOMMU's table of its bus, which is
 * there as long as there is a device on it; who is not in it cannot map.
 *
 * Wraps: calloc free
 */
#include "alloc.h"
#include "expected.h"
#include "kmod/dispatch/designs.h"

static const struct db_design *const hook = &db_design_global_hook;
static const struct db_design *const lookup = &db_design_global_lookup;

static int start(void **state)
{
	db_dma_ops = NULL;
	return count_nothing(state);
}

static void test_global(void **state)
{
	struct db_device dev = DEVICE(1), other = DEVICE(2);

	attach(&db_design_global, &dev, &record_a, 0);
	assert_ptr_equal(db_dma_ops, &record_a);
	/* It asks nobody: a device that was never attached, and none. */
	expect_design(&db_design_global, &other, &record_a);
	expect_entries(&db_design_global, NULL, &record_a, NULL);
	assert_null(dev.ops);
	attach(&db_design_global, &other, &record_b, 0);
	assert_ptr_equal(db_dma_ops, &record_b);
	detach(&db_design_global, &other);
	assert_null(db_dma_ops);
	assert_int_equal(allocs, 0);
}

/* The ops that were there are for everyone who is not special. */
static void test_hook(void **state)
{
	struct db_device dev = DEVICE(1), other = DEVICE(2), pv = DEVICE(3);

	attach(hook, &dev, &record_a, 0);
	assert_non_null(db_dma_ops);
	assert_true(db_dma_ops != &record_a);
	expect_design(hook, &other, &record_a);
	attach(hook, &other, &record_a, 0);
	assert_int_equal(allocs, 0);
	attach(hook, &pv, &record_b, 0);
	assert_int_equal(allocs, 1);
	expect_design(hook, &dev, &record_a);
	expect_design(hook, &other, &record_a);
	expect_design(hook, &pv, &record_b);
	assert_null(pv.ops);
	detach(hook, &pv);
	assert_int_equal(frees, 1);
	/* The special one is one of many, the first as it was. */
	expect_design(hook, &dev, &record_a);
	expect_design(hook, &pv, &record_a);
	/* One that goes leaves the others as they were. */
	detach(hook, &other);
	expect_design(hook, &dev, &record_a);
	detach(hook, &dev);
	assert_null(db_dma_ops);
}

/* Special devices go in any order; the others stay special. */
static void test_hook_specials(void **state)
{
	static const struct db_ops *const ops[] = {
		&record_b, &record_null, &record_linear,
	};
	unsigned int gone, then, i;

	for (gone = 0; gone < 3; gone++) {
		struct db_device dev = DEVICE(1);
		struct db_device pv[3] = { DEVICE(2), DEVICE(3), DEVICE(4) };

		count_nothing(state);
		attach(hook, &dev, &record_a, 0);
		for (i = 0; i < 3; i++)
			attach(hook, &pv[i], ops[i], 0);
		assert_int_equal(allocs, 3);
		for (i = 0; i < 3; i++) {
			then = (gone + i) % 3;
			expect_design(hook, &pv[then], ops[then]);
			detach(hook, &pv[then]);
			expect_design(hook, &pv[then], &record_a);
			assert_int_equal(frees, i + 1);
			expect_design(hook, &dev, &record_a);
		}
		detach(hook, &dev);
		assert_null(db_dma_ops);
	}
}

static void test_hook_no_memory(void **state)
{
	struct db_device dev = DEVICE(1), pv = DEVICE(2);

	attach(hook, &dev, &record_a, 0);
	fail_at = 1;
	assert_int_equal(hook->attach(&pv, &record_b, 0), -ENOMEM);
	expect_design(hook, &dev, &record_a);
	expect_design(hook, &pv, &record_a);
	detach(hook, &dev);
	assert_int_equal(allocs, 0);
}

/* The next first one brings other ops. */
static void test_hook_again(void **state)
{
	struct db_device dev = DEVICE(1), pv = DEVICE(2);

	attach(hook, &dev, &record_a, 0);
	detach(hook, &dev);
	attach(hook, &dev, &record_b, 0);
	expect_design(hook, &dev, &record_b);
	attach(hook, &pv, &record_a, 0);
	expect_design(hook, &dev, &record_b);
	expect_design(hook, &pv, &record_a);
	detach(hook, &pv);
	detach(hook, &dev);
	assert_int_equal(allocs, 1);
	assert_int_equal(frees, 1);
}

/* On no bus that has a table, and on one: not in a table is not mapped. */
static void test_lookup_unknown(void **state)
{
	struct db_device dev = DEVICE(0x0110);
	struct db_device other[] = {
		DEVICE(0x0111), DEVICE(0x0010), DEVICE(0x0210),
		DEVICE(0x1001), DEVICE(0), DEVICE(0xffff),
	};
	size_t i;

	attach(lookup, &dev, &record_a, 0);
	for (i = 0; i < ARRAY_SIZE(other); i++) {
		/* Ops of its own are not what it is asked for. */
		other[i].ops = &record_b;
		expect_refused(lookup, &other[i]);
	}
	dev.ops = &record_b;
	expect_design(lookup, &dev, &record_a);
	detach(lookup, &dev);
	/* db_dma_ops is asked for in test_two.c. */
	if (db_dma_ops)
		expect_refused(lookup, &dev);
	assert_int_equal(frees, 1);
}

static void test_lookup_tables(void **state)
{
	struct db_device dev[] = {
		DEVICE(0x0100), DEVICE(0x01ff), DEVICE(0x0200),
		DEVICE(0x0000), DEVICE(0xffff),
	};
	static const struct db_ops *const ops[] = {
		&record_a, &record_b, &record_null, &record_b, &record_linear,
	};
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(dev); i++)
		attach(lookup, &dev[i], ops[i], 0);
	/* One for each of the four buses. */
	assert_int_equal(allocs, 4);
	/* A device that is attached again is not one more. */
	attach(lookup, &dev[2], &record_a, 0);
	expect_design(lookup, &dev[2], &record_a);
	attach(lookup, &dev[2], ops[2], 0);
	assert_int_equal(allocs, 4);
	for (i = 0; i < ARRAY_SIZE(dev); i++) {
		for (j = i; j < ARRAY_SIZE(dev); j++)
			expect_design(lookup, &dev[j], ops[j]);
		detach(lookup, &dev[i]);
		/* The first leaves the second of its bus; the rest are last. */
		assert_int_equal(frees, i);
		/* Once is enough. */
		detach(lookup, &dev[i]);
		assert_int_equal(frees, i);
		if (i + 1 < ARRAY_SIZE(dev))
			expect_refused(lookup, &dev[i]);
	}
	assert_int_equal(frees, allocs);
}

static void test_lookup_all(void **state)
{
	static struct db_device dev[256];
	int i;

	for (i = 0; i < 256; i++) {
		dev[i].bdf = 0x0700 | i;
		attach(lookup, &dev[i], i % 3 ? &record_a : &record_b, 0);
	}
	assert_int_equal(allocs, 1);
	for (i = 0; i < 256; i++)
		expect_entries(lookup, &dev[i], i % 3 ? &record_a : &record_b,
			       &dev[i]);
	for (i = 0; i < 256; i++) {
		assert_int_equal(frees, 0);
		detach(lookup, &dev[i]);
	}
	assert_int_equal(frees, 1);
}

/* A bus without memory for its table is none; the others have theirs. */
static void test_lookup_no_memory(void **state)
{
	struct db_device dev = DEVICE(0x0100), other = DEVICE(0x0200);
	struct db_device same_bus = DEVICE(0x0101);

	fail_at = 1;
	assert_int_equal(lookup->attach(&dev, &record_a, 0), -ENOMEM);
	assert_null(db_dma_ops);
	attach(lookup, &dev, &record_a, 0);
	fail_at = 1;
	assert_int_equal(lookup->attach(&other, &record_b, 0), -ENOMEM);
	expect_refused(lookup, &other);
	expect_design(lookup, &dev, &record_a);
	/* This one needs none. */
	fail_at = 1;
	attach(lookup, &same_bus, &record_b, 0);
	assert_int_equal(fail_at, 1);
	fail_at = 0;
	expect_design(lookup, &same_bus, &record_b);
	detach(lookup, &other);
	detach(lookup, &dev);
	detach(lookup, &same_bus);
	assert_int_equal(allocs, 1);
	assert_int_equal(frees, 1);
}

#define CASE(test)	cmocka_unit_test_setup(test, start)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		CASE(test_global),
		CASE(test_hook),
		CASE(test_hook_specials),
		CASE(test_hook_no_memory),
		CASE(test_hook_again),
		CASE(test_lookup_unknown),
		CASE(test_lookup_tables),
		CASE(test_lookup_all),
		CASE(test_lookup_no_memory),
	};

	unit_pin();
	return unit_run("global", tests, NULL, NULL);
}
