// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_layer.c - swiotlb+pvdma below every design.
 *
 * A design that stacks has it as a layer above pvdma, any other as one table;
 * for a device of either, an operation bounces once and exits once, at every
 * depth and in every loop.  A neighbour without it does not bounce.  What is
 * allocated is freed, however far a row's devices came.
 *
 * Wraps: calloc free db_exit db_exit_open db_pool_get db_pool_put
 */
#include <string.h>

#include "alloc.h"
#include "bounced.h"
#include "exits.h"
#include "expected.h"
#include "kmod/backend/bounce.h"
#include "kmod/dispatch/designs.h"
#include "kmod/dispatch/devices.h"

/* In a program all of it is out of reach of the backend's devices. */
#define LEN	3000
static unsigned char mem[BATCH_N * BATCH_NENTS][4096];

static const struct db_backend *const bounce = &db_backend_bounce;

static int start(void **state)
{
	db_dma_ops = NULL;
	count_nothing(state);
	return exits_nothing(state);
}

/* Call @fn for each design in this program and depth; returns how often. */
static unsigned int each(void (*fn)(const struct db_design *design,
				    unsigned int depth))
{
	const struct db_design *const *d;
	unsigned int depth, nr = 0;

	for (d = db_designs; *d; d++) {
		if (!(*d)->ops.map_single ||
		    !db_can_stand(*d, bounce, DB_MAP_SINGLE))
			continue;
		for (depth = !!(*d)->max_depth; depth <= (*d)->max_depth;
		     depth++, nr++)
			fn(*d, depth);
	}
	return nr;
}

/* direct, eight without a depth, and seven with one */
#define EACH	(1 + 8 + 7 * DMABENCH_MAX_DEPTH)

static void batch(struct unit_batch *u, struct db_device *dev, int dir)
{
	unsigned int i;

	unit_batch_init(u, dev);
	u->b.len = LEN;
	u->b.dir = dir;
	for (i = 0; i < BATCH_N; i++)
		u->phys[i] = db_virt_to_phys(mem[i]);
	for (i = 0; i < BATCH_N * BATCH_NENTS; i++) {
		u->sg[i].phys = db_virt_to_phys(mem[i]);
		u->sg[i].len = LEN - i;
		memset(mem[i], 'a' + i, sizeof(mem[i]));
	}
}

/* The device finds buffer @i, @size bytes, at @dma, and writes over it. */
static void expect_there(db_dma_t dma, size_t size, unsigned int i, int dir)
{
	unsigned char *there = db_phys_to_virt(dma);

	assert_true(db_pool_has(dma));
	assert_int_equal(db_pool_origin(dma), db_virt_to_phys(mem[i]));
	if (dir != DB_FROM_DEVICE)
		assert_memory_equal(there, mem[i], size);
	memset(there, 'A' + i, size);
}

/* What the device wrote into buffer @i came, as far as it should. */
static void expect_here(size_t size, unsigned int i, int dir)
{
	char byte = dir == DB_TO_DEVICE ? 'a' + i : 'A' + i;
	size_t k;

	for (k = 0; k < size; k++)
		assert_int_equal(mem[i][k], byte);
	for (; k < sizeof(mem[i]); k++)
		assert_int_equal(mem[i][k], 'a' + i);
}

/* @n operations, each one exit: with @size at each, first at @at[step]. */
static void expect_exits(unsigned int n, const db_dma_t *at, size_t step,
			 size_t size)
{
	unsigned int i;

	assert_int_equal(nr_exits, n);
	for (i = 0; i < n; i++) {
		assert_int_equal(exits[i].phys,
				 *(const db_dma_t *)((const char *)at +
						     i * step));
		assert_int_equal(exits[i].size, size);
	}
	nr_exits = 0;
}

/* Loop @k, or the entry points for one operation where @k is none. */
static void run(const struct db_design *design, enum db_op op, int k,
		struct unit_batch *u, unsigned int n)
{
	const struct db_ops *ops = &design->ops;
	struct db_device *dev = u->devs[0];

	if (k < DB_PLACEMENTS)
		design->loop[op][k](&u->b, n);
	else if (op == DB_MAP_SINGLE)
		u->dma[0] = ops->map_single(dev, u->phys[0], LEN, u->b.dir);
	else if (op == DB_UNMAP_SINGLE)
		ops->unmap_single(dev, u->dma[0], LEN, u->b.dir);
	else if (op == DB_MAP_SG)
		u->mapped[0] = ops->map_sg(dev, u->sg, BATCH_NENTS, u->b.dir);
	else
		ops->unmap_sg(dev, u->sg, BATCH_NENTS, u->b.dir);
}

static void expect_singles(const struct db_design *design,
			   struct db_device *dev, int k, unsigned int n,
			   int dir)
{
	struct unit_batch u;
	unsigned int i;

	batch(&u, dev, dir);
	run(design, DB_MAP_SINGLE, k, &u, n);
	expect_bounces(n, 0);
	expect_exits(n, u.dma, sizeof(*u.dma), LEN);
	for (i = 0; i < n; i++)
		expect_there(u.dma[i], LEN, i, dir);
	run(design, DB_UNMAP_SINGLE, k, &u, n);
	expect_bounces(0, n);
	expect_exits(n, u.dma, sizeof(*u.dma), LEN);
	for (i = 0; i < n; i++)
		expect_here(LEN, i, dir);
}

static void expect_sgs(const struct db_design *design, struct db_device *dev,
		       int k, unsigned int n, int dir)
{
	const size_t step = BATCH_NENTS * sizeof(struct db_sg);
	struct unit_batch u;
	unsigned int i;

	batch(&u, dev, dir);
	run(design, DB_MAP_SG, k, &u, n);
	expect_bounces(n * BATCH_NENTS, 0);
	expect_exits(n, &u.sg->dma, step, BATCH_NENTS);
	for (i = 0; i < n * BATCH_NENTS; i++) {
		assert_int_equal(u.mapped[i / BATCH_NENTS], BATCH_NENTS);
		assert_int_equal(u.sg[i].phys, db_virt_to_phys(mem[i]));
		assert_int_equal(u.sg[i].len, LEN - i);
		assert_int_equal(u.sg[i].dma_len, LEN - i);
		expect_there(u.sg[i].dma, LEN - i, i, dir);
	}
	run(design, DB_UNMAP_SG, k, &u, n);
	expect_bounces(0, n * BATCH_NENTS);
	expect_exits(n, &u.sg->dma, step, BATCH_NENTS);
	for (i = 0; i < n * BATCH_NENTS; i++)
		expect_here(LEN - i, i, dir);
}

/* All of @design for @dev: once bounced, once exited. */
static void expect_bounced(const struct db_design *design,
			   struct db_device *dev)
{
	int k;

	for (k = 0; k <= DB_PLACEMENTS; k++) {
		unsigned int n = k < DB_PLACEMENTS ? BATCH_N : 1;

		expect_singles(design, dev, k, n, k % 3);
		expect_sgs(design, dev, k, n, k % 3);
	}
}

/* All of @design for @dev: exited once, bounced never. */
static void expect_not_bounced(const struct db_design *design,
			       struct db_device *dev)
{
	struct unit_batch u;
	int i;

	batch(&u, dev, DB_BIDIRECTIONAL);
	run(design, DB_MAP_SINGLE, DB_PLACEMENTS, &u, 1);
	expect_exit(db_virt_to_phys(mem[0]), LEN);
	assert_int_equal(u.dma[0], u.phys[0]);
	run(design, DB_UNMAP_SINGLE, DB_PLACEMENTS, &u, 1);
	expect_exit(db_virt_to_phys(mem[0]), LEN);
	run(design, DB_MAP_SG, DB_PLACEMENTS, &u, 1);
	expect_exit(db_virt_to_phys(mem[0]), BATCH_NENTS);
	for (i = 0; i < BATCH_NENTS; i++)
		assert_int_equal(u.sg[i].dma, u.sg[i].phys);
	run(design, DB_UNMAP_SG, DB_PLACEMENTS, &u, 1);
	expect_exit(db_virt_to_phys(mem[0]), BATCH_NENTS);
	expect_bounces(0, 0);
}

static void attach_all(struct db_devices *ds, const struct db_design *design,
		       unsigned int depth, unsigned int nr)
{
	assert_int_equal(db_devices_init(ds, design, bounce, depth, nr, false,
					 0), 0);
	assert_true(ds->devs[0].dma_mask == bounce->dma_mask);
	assert_true(db_virt_to_phys(mem) > bounce->dma_mask);
}

static void expect_once(const struct db_design *design, unsigned int depth)
{
	struct db_devices ds;
	unsigned int i;

	count_nothing(NULL);
	attach_all(&ds, design, depth, 3);
	assert_int_equal(nr_exits, 0);
	for (i = 0; i < 3; i++)
		expect_bounced(design, &ds.devs[i]);
	expect_pool_empty();
	db_devices_exit(&ds);
	assert_int_equal(frees, allocs);
	assert_null(db_dma_ops);
}

static void test_once(void **state)
{
	assert_int_equal(each(expect_once), EACH);
}

/* A buffer that the device reaches is told to the hypervisor as it is. */
static void expect_within_reach(const struct db_design *design,
				unsigned int depth)
{
	struct db_device *dev;
	struct db_devices ds;

	attach_all(&ds, design, depth, 1);
	dev = ds.devs;
	assert_int_equal(design->ops.map_single(dev, 0xff0000, 0xffff,
						DB_BIDIRECTIONAL), 0xff0000);
	expect_exit(0xff0000, 0xffff);
	design->ops.unmap_single(dev, 0xff0000, 0xffff, DB_BIDIRECTIONAL);
	expect_exit(0xff0000, 0xffff);
	expect_bounces(0, 0);
	db_devices_exit(&ds);
}

static void test_within_reach(void **state)
{
	assert_int_equal(each(expect_within_reach), EACH);
}

/* A layer is told what is below it, by either way of stacking. */
static void expect_below(const struct db_design *design, unsigned int depth)
{
	struct db_device *dev, *below;
	struct db_devices ds;

	if (!design->push)
		return;
	attach_all(&ds, design, depth, 1);
	dev = below = ds.devs;
	/* Who asks on every operation keeps no chain. */
	assert_int_equal(!dev->lower, !!design->asks);
	if (dev->lower) {
		/* It is the device's own, and on top. */
		assert_ptr_equal(dev->ops, bounce->layer);
		assert_non_null(db_below(&below, bounce->layer));
		assert_ptr_equal(below, dev->lower);
		assert_ptr_equal(lowest(dev)->ops, db_backend_pvdma.ops);
	} else {
		assert_ptr_equal(db_below(&below, bounce->layer),
				 db_backend_pvdma.ops);
		assert_ptr_equal(below, dev);
	}
	/* Below pvdma there is nothing, nor below who never came. */
	if (!dev->lower) {
		assert_null(db_below(&below, db_backend_pvdma.ops));
		assert_null(db_below(&below, &record_a));
	}
	db_devices_exit(&ds);
}

static void test_below(void **state)
{
	assert_int_equal(each(expect_below), EACH);
}

/* Between the layer and what wants the device, one that does not. */
static void expect_below_other(const struct db_design *design,
			       unsigned int depth)
{
	struct db_device dev = DEVICE(0x100), other = DEVICE(0x108);
	struct db_device *below = &dev;

	if (!design->push)
		return;
	dev.dma_mask = bounce->dma_mask;
	assert_int_equal(bounce->open(), 0);
	attach(design, &dev, db_backend_pvdma.ops, depth);
	attach(design, &other, &record_a, depth);
	assert_int_equal(design->push(&dev, bounce->layer), 0);
	expect_bounced(design, &dev);
	if (design->asks)
		assert_ptr_equal(db_below(&below, bounce->layer),
				 db_backend_pvdma.ops);
	detach(design, &dev);
	expect_design(design, &other, &record_a);
	detach(design, &other);
	bounce->close();
}

static void test_below_other(void **state)
{
	assert_int_equal(each(expect_below_other), EACH);
	assert_int_equal(frees, allocs);
}

/*
 * The device among neighbours that are over pvdma alone: with as short a reach
 * as it has, attached before it and behind it.
 */
static void expect_neighbours(const struct db_design *design,
			      unsigned int depth)
{
	struct db_device before = DEVICE(0x80), behind = DEVICE(0x4000);
	const struct expected *e = expected_of(design);
	struct db_devices ds;

	if (e->two != BOTH)
		return;
	before.dma_mask = behind.dma_mask = bounce->dma_mask;
	attach(design, &before, db_backend_pvdma.ops, depth);
	expect_not_bounced(design, &before);
	attach_all(&ds, design, depth, 2);
	attach(design, &behind, db_backend_pvdma.ops, depth);
	expect_bounced(design, &ds.devs[0]);
	expect_not_bounced(design, &before);
	expect_not_bounced(design, &behind);
	expect_bounced(design, &ds.devs[1]);
	if (e->apart) {
		detach(design, &before);
		expect_bounced(design, &ds.devs[0]);
		expect_not_bounced(design, &behind);
	}
	db_devices_exit(&ds);
	if (!e->apart)
		detach(design, &before);
	else
		expect_not_bounced(design, &behind);
	detach(design, &behind);
	assert_null(db_dma_ops);
	assert_int_equal(frees, allocs);
}

static void test_neighbours(void **state)
{
	assert_int_equal(each(expect_neighbours), EACH);
}

/* Each allocation of a row's devices, pool and layers fails once. */
static unsigned int failed;

static void expect_no_memory(const struct db_design *design,
			     unsigned int depth)
{
	unsigned int need, i;
	struct db_devices ds;

	count_nothing(NULL);
	attach_all(&ds, design, depth, 3);
	need = allocs;
	db_devices_exit(&ds);
	assert_int_equal(frees, need);
	/* The pool's three, and the devices. */
	assert_true(need >= 4);
	for (i = 1; i <= need; i++) {
		count_nothing(NULL);
		fail_at = i;
		assert_int_equal(db_devices_init(&ds, design, bounce, depth, 3,
						 false, 0), -ENOMEM);
		assert_int_equal(frees, allocs);
		assert_null(db_dma_ops);
		failed++;
	}
	/* Nothing of it is in the way of the next row. */
	count_nothing(NULL);
	expect_once(design, depth);
}

static void test_no_memory(void **state)
{
	assert_int_equal(each(expect_no_memory), EACH);
	/*
	 * Four of each; global-lookup's one; 1 + .. + 8 IOMMUs and a layer of
	 * four; of three, for each of three devices, 0 + .. + 7 layers and one.
	 */
	assert_int_equal(failed, 4 * EACH + 1 + 4 * (36 + 8) +
			 3 * 3 * (28 + 8));
}

#define CASE(test)	cmocka_unit_test_setup(test, start)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		CASE(test_once),
		CASE(test_within_reach),
		CASE(test_below),
		CASE(test_below_other),
		CASE(test_neighbours),
		CASE(test_no_memory),
	};

	return unit_run("layer", tests, NULL, NULL);
}
