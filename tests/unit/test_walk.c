// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_walk.c - the designs that walk the registered IOMMUs, and -ENOMEM.
 *
 * As many IOMMUs as the depth says are registered, and asked down to the one
 * that wants the device: the last, the first or the one in the middle.
 * Devices with the same ops share them.  All that is allocated is freed by
 * detach, and by an attach that fails, at whichever allocation, of whichever
 * design.
 *
 * stack_global.c is included, to see the list that it keeps to itself.
 *
 * Wraps: calloc free
 */
#include "kmod/dispatch/stack_global.c"

#include "alloc.h"
#include "expected.h"

static const struct db_design *const designs[] = {
	&db_design_stack_global, &db_design_stack_getops,
	&db_design_stack_first, &db_design_stack_middle,
};

/* Which of @depth registered IOMMUs wants the device, from 1. */
static unsigned int wanting(const struct db_design *design, unsigned int depth)
{
	if (design == &db_design_stack_first)
		return 1;
	if (design == &db_design_stack_middle)
		return (depth + 1) / 2;
	return depth;
}

#define MAX_LAYERS	16

/* Who was asked for what, in order. */
static const struct iommu *asked[MAX_LAYERS];
static const struct db_device *asked_for;
static unsigned int nr_asked;

static bool wants_and_notes(const struct iommu *iommu,
			    const struct db_device *dev)
{
	assert_true(nr_asked < MAX_LAYERS);
	asked[nr_asked++] = iommu;
	asked_for = dev;
	return iommu_wants(iommu, dev);
}

/* Was each of @depth asked once for @dev, in the order of the list? */
static void expect_asked(unsigned int depth, const struct db_device *dev)
{
	const struct iommu *iommu = iommus;
	unsigned int i;

	assert_int_equal(nr_asked, depth);
	if (depth)
		assert_ptr_equal(asked_for, dev);
	for (i = 0; i < depth; i++, iommu = iommu->next)
		assert_ptr_equal(asked[i], iommu);
	nr_asked = 0;
}

/* All four operations of @design for @dev, @depth asked for each. */
static void expect_ops_ask(const struct db_design *design,
			   struct db_device *dev, unsigned int depth, bool has)
{
	struct db_sg sg[2];

	record_nr = 0;
	nr_asked = 0;
	assert_int_equal(design->ops.map_single(dev, 1, 1, 0) !=
			 DB_MAPPING_ERROR, has);
	expect_asked(depth, dev);
	design->ops.unmap_single(dev, 1, 1, 0);
	expect_asked(depth, dev);
	assert_int_equal(design->ops.map_sg(dev, sg, 2, 0) != 0, has);
	expect_asked(depth, dev);
	design->ops.unmap_sg(dev, sg, 2, 0);
	expect_asked(depth, dev);
	assert_int_equal(record_nr, has ? 4 : 0);
}

static unsigned int nr_iommus(void)
{
	const struct iommu *iommu;
	unsigned int nr = 0;

	for (iommu = iommus; iommu; iommu = iommu->next)
		nr++;
	return nr;
}

static void note_all(void)
{
	struct iommu *iommu;

	for (iommu = iommus; iommu; iommu = iommu->next) {
		assert_true(iommu->wants == iommu_wants ||
			    iommu->wants == wants_and_notes);
		iommu->wants = wants_and_notes;
	}
}

static void expect_walk(const struct db_design *design, unsigned int depth)
{
	struct db_device dev = DEVICE(0x0100), other = DEVICE(0x0101);
	unsigned int at = wanting(design, depth), i = 1;
	const struct iommu *iommu;

	count_nothing(NULL);
	attach(design, &dev, &record_a, depth);
	assert_int_equal(allocs, depth);
	assert_null(dev.ops);
	assert_null(dev.lower);
	assert_int_equal(nr_iommus(), depth);
	for (iommu = iommus; iommu; iommu = iommu->next, i++) {
		assert_ptr_equal(iommu->ops, &record_a);
		assert_int_equal(iommu->nr_wanted, i == at);
		assert_int_equal(iommu_wants(iommu, &dev), i == at);
		assert_false(iommu_wants(iommu, &other));
	}
	note_all();
	expect_ops_ask(design, &dev, at, true);
	/* All are asked for a device that is nobody's, and none is called. */
	expect_ops_ask(design, &other, depth, false);
	/* The first that wants the device has it: nobody behind is asked. */
	set_wanted(iommus, &other, true);
	expect_ops_ask(design, &other, 1, true);
	set_wanted(iommus, &other, false);
	expect_ops_ask(design, &other, depth, false);
	detach(design, &dev);
	assert_null(iommus);
	assert_int_equal(frees, depth);
}

static void test_walk(void **state)
{
	unsigned int depth, i;

	for (i = 0; i < ARRAY_SIZE(designs); i++)
		for (depth = 1; depth <= DMABENCH_MAX_DEPTH; depth++)
			expect_walk(designs[i], depth);
}

/* A device that nobody claims, through the loops. */
static void test_unclaimed(void **state)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(designs); i++) {
		struct db_device dev = DEVICE(0x0100), other = DEVICE(0x0200);

		expect_refused(designs[i], &dev);
		attach(designs[i], &dev, &record_a, 3);
		/* Ops of its own are not what is asked for. */
		other.ops = &record_b;
		expect_refused(designs[i], &other);
		/* One that was never attached leaves the others alone. */
		detach(designs[i], &other);
		expect_design(designs[i], &dev, &record_a);
		detach(designs[i], &dev);
		/* And after it the attached one is nobody's, too. */
		expect_refused(designs[i], &dev);
		assert_int_equal(frees, allocs);
	}
}

/* Every name a device can have is told from every other. */
static void test_bitmap(void **state)
{
	struct db_device dev = { 0 }, other = { 0 };
	unsigned int bdf, bit;

	for (bdf = 0; bdf < DEVICES; bdf += 1 + bdf % 7) {
		dev.bdf = bdf;
		attach(designs[0], &dev, &record_a, 1);
		assert_true(iommu_wants(iommus, &dev));
		for (bit = 0; bit < 16; bit++) {
			other.bdf = bdf ^ 1U << bit;
			assert_false(iommu_wants(iommus, &other));
		}
		detach(designs[0], &dev);
		assert_null(iommus);
	}
	dev.bdf = 0xffff;
	attach(designs[1], &dev, &record_a, 1);
	expect_design(designs[1], &dev, &record_a);
	detach(designs[1], &dev);
}

/*
 * Three devices with the same ops have one registration, of the depth that the
 * first came with; each is still its own, gone in any order.
 */
static void expect_shared(const struct db_design *design, const int *order)
{
	struct db_device dev[3] = {
		DEVICE(0x0100), DEVICE(0x0101), DEVICE(0x0201),
	};
	unsigned int at = wanting(design, 3);
	int i, j;

	count_nothing(NULL);
	for (i = 0; i < 3; i++) {
		attach(design, &dev[i], &record_a, 3 + i);
		assert_int_equal(nr_iommus(), 3);
	}
	assert_int_equal(allocs, 3);
	note_all();
	for (i = 0; i < 3; i++)
		expect_ops_ask(design, &dev[i], at, true);
	/* Wanted twice is wanted. */
	attach(design, &dev[1], &record_a, 1);
	assert_int_equal(iommus->wanting->nr_wanted, 3);
	for (i = 0; i < 3; i++) {
		detach(design, &dev[order[i]]);
		assert_int_equal(frees, i < 2 ? 0 : 3);
		for (j = 0; j <= i; j++)
			expect_ops_ask(design, &dev[order[j]], i < 2 ? 3 : 0,
				       false);
		for (; j < 3; j++)
			expect_ops_ask(design, &dev[order[j]], at, true);
	}
	assert_null(iommus);
}

static void test_shared(void **state)
{
	static const int orders[][3] = {
		{ 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
		{ 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 },
	};
	size_t i, k;

	for (i = 0; i < ARRAY_SIZE(designs); i++)
		for (k = 0; k < ARRAY_SIZE(orders); k++)
			expect_shared(designs[i], orders[k]);
}

/*
 * Two devices with other ops: the IOMMUs of both are registered, those that
 * came later are asked first, and go with their device.
 */
static void expect_groups(const struct db_design *design, unsigned int depth,
			  unsigned int later, bool first_goes)
{
	struct db_device one = DEVICE(0x0100), two = DEVICE(0x0200);
	struct db_device *gone = first_goes ? &one : &two;
	struct db_device *left = first_goes ? &two : &one;
	unsigned int nr_left = first_goes ? later : depth;

	count_nothing(NULL);
	attach(design, &one, &record_a, depth);
	attach(design, &two, &record_b, later);
	assert_int_equal(nr_iommus(), depth + later);
	note_all();
	expect_ops_ask(design, &two, wanting(design, later), true);
	expect_ops_ask(design, &one, later + wanting(design, depth), true);
	detach(design, gone);
	assert_int_equal(frees, depth + later - nr_left);
	assert_int_equal(nr_iommus(), nr_left);
	expect_ops_ask(design, left, wanting(design, nr_left), true);
	expect_ops_ask(design, gone, nr_left, false);
	detach(design, left);
	assert_null(iommus);
	assert_int_equal(frees, allocs);
}

static void test_groups(void **state)
{
	unsigned int depth, later;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(designs); i++)
		for (depth = 1; depth <= DMABENCH_MAX_DEPTH; depth++)
			for (later = 1; later <= 3; later++) {
				expect_groups(designs[i], depth, later, true);
				expect_groups(designs[i], depth, later, false);
			}
}

/* Without memory for all of a device's IOMMUs, the others' are left alone. */
static void test_no_memory_beside(void **state)
{
	struct db_device one = DEVICE(0x0100), two = DEVICE(0x0200);
	unsigned int at;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(designs); i++) {
		attach(designs[i], &one, &record_a, 3);
		for (at = 1; at <= 4; at++) {
			count_nothing(state);
			fail_at = at;
			assert_int_equal(designs[i]->attach(&two, &record_b,
							    4), -ENOMEM);
			assert_int_equal(nr_iommus(), 3);
			assert_int_equal(frees, at - 1);
			expect_refused(designs[i], &two);
			expect_design(designs[i], &one, &record_a);
		}
		/* Who shares needs none. */
		fail_at = 1;
		attach(designs[i], &two, &record_a, 4);
		fail_at = 0;
		detach(designs[i], &one);
		expect_design(designs[i], &two, &record_a);
		detach(designs[i], &two);
		assert_null(iommus);
	}
}

/* Every allocation of every attach of every design fails once. */
static void expect_no_memory(const struct db_design *design,
			     unsigned int depth, unsigned int *failed)
{
	struct db_device dev = DEVICE(0x0100), before = dev;
	unsigned int need, at;

	count_nothing(NULL);
	attach(design, &dev, &record_a, depth);
	need = allocs;
	detach(design, &dev);
	assert_int_equal(frees, need);
	for (at = 1; at <= need; at++) {
		count_nothing(NULL);
		fail_at = at;
		assert_int_equal(design->attach(&dev, &record_a, depth),
				 -ENOMEM);
		assert_int_equal(allocs, at - 1);
		assert_int_equal(frees, at - 1);
		expect_device(&dev, &before);
		assert_null(iommus);
		(*failed)++;
	}
}

static void test_no_memory(void **state)
{
	const struct db_design *const *d;
	unsigned int depth, failed = 0;

	for (d = db_designs; *d; d++)
		for (depth = 1; (*d)->attach && depth <= DMABENCH_MAX_DEPTH;
		     depth++)
			expect_no_memory(*d, depth, &failed);
	/* 1 + .. + 8 of four, 0 + .. + 7 of three, and global-lookup's one */
	assert_int_equal(failed, 4 * 36 + 3 * 28 + 8);
}

#define CASE(test)	cmocka_unit_test_setup(test, count_nothing)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		CASE(test_walk),
		CASE(test_unclaimed),
		CASE(test_bitmap),
		CASE(test_shared),
		CASE(test_groups),
		CASE(test_no_memory_beside),
		CASE(test_no_memory),
	};

	unit_pin();
	return unit_run("walk", tests, NULL, NULL);
}
