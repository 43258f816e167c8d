// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_two.c - two devices at once, with a backend each.
 *
 * Devices of different names on one bus and on two, the tables recorded or
 * those of null and linear, attached and detached in either order: which
 * backend does each reach, and is one as it was when the other is gone?
 *
 * Wraps: BACKENDS
 */
#include <string.h>

#include "expected.h"
#include "kmod/backend/linear.h"
#include "kmod/backend/null.h"
#include "kmod/dispatch/designs.h"

/* Below each design that can, on every side of each turn of the others. */
static const struct db_ops *const tables[] = {
	&record_a, &record_b, &record_null, &record_linear, NULL, NULL,
};

static const struct db_ops *table(size_t i)
{
	if (tables[i])
		return tables[i];
	return tables[i - 1] ? db_backend_null.ops : db_backend_linear.ops;
}

/* Bus << 8 | device << 3 | function of a pair. */
static const __u16 pairs[][2] = {
	{ 0x0100, 0x0101 }, { 0x0100, 0x0200 }, { 0x0100, 0x0140 },
	{ 0x0000, 0xffff }, { 0xff00, 0x00ff }, { 0x003f, 0x0040 },
};

static void expect_two(const struct db_design *design, const __u16 *pair,
		       const struct db_ops *of_one,
		       const struct db_ops *of_two, bool one_first)
{
	const struct expected *e = expected_of(design);
	struct db_device one = DEVICE(pair[0]), two = DEVICE(pair[1]);
	struct db_device *first = one_first ? &one : &two;
	struct db_device *other = one_first ? &two : &one;

	db_dma_ops = NULL;
	attach(design, &one, of_one, 2);
	expect_design(design, &one, of_one);
	attach(design, &two, of_two, 3);
	expect_design(design, &one, e->two == LAST_WINS ? of_two : of_one);
	expect_design(design, &two, of_two);
	detach(design, first);
	if (e->apart)
		expect_design(design, other, one_first ? of_two : of_one);
	/* And a third one takes the place that is free. */
	if (e->apart) {
		attach(design, first, &record_a, 1);
		expect_design(design, first, &record_a);
		expect_design(design, other, one_first ? of_two : of_one);
		detach(design, first);
		expect_design(design, other, one_first ? of_two : of_one);
	}
	detach(design, other);
}

static void test_two_devices(void **state)
{
	const struct db_design *const *d;
	unsigned int nr = 0;
	size_t i, j;

	for (d = db_designs; *d; d++) {
		if (expected_of(*d)->two == NOT_ASKED)
			continue;
		for (i = 0; i < ARRAY_SIZE(tables); i++)
			for (j = 0; j < ARRAY_SIZE(tables); j++) {
				const __u16 *pair =
					pairs[nr++ % ARRAY_SIZE(pairs)];

				expect_two(*d, pair, table(i), table(j), true);
				expect_two(*d, pair, table(i), table(j),
					   false);
			}
	}
	assert_int_equal(nr, 19 * 36);
}

static void test_pairs(void **state)
{
	const struct db_design *const *d;
	size_t i;

	for (d = db_designs; *d; d++) {
		if (expected_of(*d)->two == NOT_ASKED)
			continue;
		for (i = 0; i < ARRAY_SIZE(pairs); i++) {
			expect_two(*d, pairs[i], &record_a, &record_b, true);
			expect_two(*d, pairs[i], &record_b, &record_a, false);
		}
	}
}

/* A loop's operations are for one device and the other by turns. */
static void expect_turns(const struct db_design *design, int op, int k,
			 struct db_device *const *dev)
{
	static const struct db_ops *const ops[] = { &record_a, &record_b };
	struct unit_batch u;
	unsigned int i;

	unit_batch_init(&u, dev[0]);
	for (i = 0; i < BATCH_N; i++)
		u.devs[i] = dev[i % 2];
	design->loop[op][k](&u.b, BATCH_N);
	assert_int_equal(record_nr, BATCH_N);
	for (i = 0; i < BATCH_N; i++) {
		assert_int_equal(record[i].op, op);
		assert_ptr_equal(record[i].ops, recorded(design, ops[i % 2]));
		assert_ptr_equal(record[i].dev, reached(design, dev[i % 2]));
		assert_int_equal(record[i].dir, BATCH_DIR);
	}
}

static void test_turns(void **state)
{
	const struct db_design *const *d;
	int op, k;

	for (d = db_designs; *d; d++) {
		struct db_device one = DEVICE(0x100), two = DEVICE(0x101);
		struct db_device *dev[] = { &one, &two };
		enum two which = expected_of(*d)->two;

		if (which != BOTH && which != BOUND)
			continue;
		attach(*d, &one, &record_a, 2);
		attach(*d, &two, &record_b, 2);
		for (op = DB_MAP_SINGLE; op <= DB_UNMAP_SG; op++)
			for (k = 0; k < DB_PLACEMENTS; k++)
				expect_turns(*d, op, k, dev);
		detach(*d, &two);
		detach(*d, &one);
	}
}

/* The timed loops of attaching and detaching do what the functions do. */
static void expect_attach_loop(const struct db_design *design, int k,
			       unsigned int n)
{
	struct db_device dev[BATCH_N];
	struct unit_batch u;
	unsigned int i;

	unit_batch_init(&u, NULL);
	u.b.ops = &record_a;
	u.b.depth = 3;
	for (i = 0; i < BATCH_N; i++) {
		struct db_device new = DEVICE(0x0100 + 8 * i);

		dev[i] = new;
		u.devs[i] = &dev[i];
		u.mapped[i] = 1;
	}
	design->loop[DB_ATTACH][k](&u.b, n);
	for (i = 0; i < BATCH_N; i++)
		assert_int_equal(u.mapped[i], i >= n);
	assert_int_equal(record_nr, 0);
	assert_true(u.b.begin && u.b.begin <= u.b.end);
	for (i = 0; i < n; i++)
		expect_entries(design, &dev[i], &record_a,
			       reached(design, &dev[i]));
	u.b.begin = 0;
	design->loop[DB_DETACH][k](&u.b, n);
	assert_true(u.b.begin && u.b.begin <= u.b.end);
	for (i = 0; i < BATCH_N; i++) {
		struct db_device new = DEVICE(0x0100 + 8 * i);

		expect_device(&dev[i], &new);
	}
}

static void test_attach_loops(void **state)
{
	const struct db_design *const *d;
	unsigned int n, nr = 0;
	int k;

	for (d = db_designs; *d; d++) {
		assert_int_equal(!(*d)->loop[DB_ATTACH][0], !(*d)->attach);
		assert_int_equal(!(*d)->loop[DB_DETACH][0], !(*d)->attach);
		for (k = 0; (*d)->attach && k < DB_PLACEMENTS; k++, nr++)
			for (n = 1; n <= BATCH_N; n++)
				expect_attach_loop(*d, k, n);
	}
	assert_int_equal(nr, 15 * DB_PLACEMENTS);
}

/* What a design keeps in a device is all that it changes in one. */
static void test_rest_of_device(void **state)
{
	const struct db_design *const *d;
	int mark;

	for (d = db_designs; *d; d++) {
		struct db_device dev = {
			.dma_mask = 0xffffff, .bdf = 0x4321, .priv = &mark,
		};
		struct db_device before = dev;

		if (expected_of(*d)->two == NOT_ASKED)
			continue;
		db_dma_ops = NULL;
		attach(*d, &dev, &record_a, 3);
		assert_ptr_equal(reached(*d, &dev)->priv, &mark);
		assert_int_equal(reached(*d, &dev)->dma_mask, 0xffffff);
		assert_int_equal(reached(*d, &dev)->bdf, 0x4321);
		detach(*d, &dev);
		if (dev.priv != &mark)
			fail_msg("%s: detach changed priv", (*d)->id);
		expect_device(&dev, &before);
	}
}

/*
 * When all devices are gone there are no ops of the architecture left: no ops
 * mean dma-direct again, as in a kernel that never had an IOMMU.
 */
static void test_nothing_stays(void **state)
{
	const struct db_design *next = &db_design_null_is_direct;
	const struct db_design *const *d;

	for (d = db_designs; *d; d++) {
		struct db_device one = DEVICE(1), two = DEVICE(2);

		if (expected_of(*d)->two == NOT_ASKED)
			continue;
		db_dma_ops = NULL;
		attach(*d, &one, &record_a, 1);
		attach(*d, &two, &record_b, 1);
		detach(*d, &two);
		detach(*d, &one);
		if (db_dma_ops)
			fail_msg("%s leaves its ops behind", (*d)->id);
		attach(next, &one, db_backend_null.ops, 0);
		expect_design(next, &one, db_backend_null.ops);
		detach(next, &one);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two_devices),
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_turns),
		cmocka_unit_test(test_attach_loops),
		cmocka_unit_test(test_rest_of_device),
		cmocka_unit_test(test_nothing_stays),
	};

	unit_pin();
	return unit_run("two", tests, NULL, NULL);
}
