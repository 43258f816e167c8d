// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_static_call.c - static-call, which only a kernel has, over a double of
 * the kernel's static_call(): which backend it reaches with which words.  That
 * the kernel patches a direct call is not proved here.
 *
 * It takes the place of what kernel_only.c knows of it, in all tables, and so
 * has the rest of kernel_only.c here, too.
 *
 * Wraps: calloc free
 */
#include "kmod/static_call.c"

#include "bytes.h"
#include "expected.h"
#include "kmod/backend/linear.h"
#include "kmod/backend/pvdma.h"

const struct db_design db_design_running = { DB_RUNNING_TEXT };

int db_exit_open(void)
{
	return -EPERM;
}

void db_exit(db_phys_t phys, size_t size)
{
	fail_msg("nobody was told to exit");
}

static const struct db_design *const design = &db_design_static_call;

static void expect_ops(struct db_device *dev, const struct db_ops *ops)
{
	expect_entries(design, dev, ops, dev);
	expect_loops(design, dev, ops, dev);
}

static void test_static_call(void **state)
{
	static const struct db_ops *const ops[] = {
		&record_a, &record_b, &record_null, &record_linear,
		&record_pvdma, &record_bounce,
	};
	struct db_device dev = DEVICE(1), before = dev;
	size_t i;

	assert_ptr_equal(db_find_design("static-call"), design);
	assert_int_equal(design->max_depth, 0);
	assert_null(design->backend);
	for (i = 0; i < ARRAY_SIZE(ops); i++) {
		attach(design, &dev, ops[i], 0);
		expect_device(&dev, &before);
		expect_ops(&dev, ops[i]);
		detach(design, &dev);
		expect_device(&dev, &before);
	}
}

/* Before the first device and behind the last it is null's. */
static void test_without_device(void **state)
{
	struct db_device dev = DEVICE(1);

	expect_real(design, &dev, false);
	attach(design, &dev, db_backend_linear.ops, 0);
	expect_real(design, &dev, true);
	detach(design, &dev);
	expect_real(design, &dev, false);
}

/* The last wins, for all devices, and no device has ops of its own. */
static void test_two(void **state)
{
	struct db_device one = DEVICE(1), two = DEVICE(2);

	two.ops = &record_null;
	attach(design, &one, &record_a, 0);
	expect_ops(&two, &record_a);
	attach(design, &two, &record_b, 0);
	expect_ops(&one, &record_b);
	expect_ops(&two, &record_b);
	detach(design, &two);
	expect_real(design, &one, false);
	detach(design, &one);
}

static void test_bytes(void **state)
{
	expect_bytes(design);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_without_device),
		cmocka_unit_test(test_static_call),
		cmocka_unit_test(test_two),
		cmocka_unit_test(test_bytes),
	};

	unit_pin();
	return unit_run("static_call", tests, NULL, NULL);
}
