// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_stack.c - the designs with a chain of the device's own.
 *
 * The chain is as long as the depth says.  Layers that work, pushed on top,
 * are called from top to bottom on map and, as each calls the next before its
 * own part, from bottom to top on unmap; each sees the device as its own layer
 * has it.  stack-working's layers count once the one below has returned, and
 * not what has failed; stack-resolved's are not called.  All that is allocated
 * is freed by detach: calloc() and free() are counted, and ASan counts after
 * us.
 *
 * Wraps: calloc free
 */
#include "alloc.h"
#include "expected.h"
#include "kmod/dispatch/designs.h"

#define MAX_LAYERS	16

/* How devices were seen, in order, by working layers. */
static const struct db_device *seen[MAX_LAYERS];
static unsigned int nr_seen;

static void see(const struct db_device *dev)
{
	assert_true(nr_seen < MAX_LAYERS);
	seen[nr_seen++] = dev;
}

/* Each working layer shifts an address by a page, and back on unmap. */
#define SHIFT	0x1000

static db_dma_t work_map_single(struct db_device *dev, db_phys_t phys,
				size_t size, int dir)
{
	struct db_device *lower = dev->lower;

	see(dev);
	return lower->ops->map_single(lower, phys + SHIFT, size, dir);
}

static void work_unmap_single(struct db_device *dev, db_dma_t dma,
			      size_t size, int dir)
{
	struct db_device *lower = dev->lower;

	lower->ops->unmap_single(lower, dma - SHIFT, size, dir);
	see(dev);
}

static int work_map_sg(struct db_device *dev, struct db_sg *sg, int nents,
		       int dir)
{
	struct db_device *lower = dev->lower;

	see(dev);
	return lower->ops->map_sg(lower, sg, nents, dir);
}

static void work_unmap_sg(struct db_device *dev, struct db_sg *sg, int nents,
			  int dir)
{
	struct db_device *lower = dev->lower;

	lower->ops->unmap_sg(lower, sg, nents, dir);
	see(dev);
}

static const struct db_ops work = {
	.map_single = work_map_single,
	.unmap_single = work_unmap_single,
	.map_sg = work_map_sg,
	.unmap_sg = work_unmap_sg,
};

static const struct db_design *const stack = &db_design_stack_per_device;
static const struct db_design *const working = &db_design_stack_working;
static const struct db_design *const resolved = &db_design_stack_resolved;

/* @dev and what is below it; returns how many. */
static unsigned int chain_of(struct db_device *dev,
			     struct db_device *chain[MAX_LAYERS])
{
	unsigned int n = 0;

	for (; dev; dev = dev->lower) {
		assert_true(n < MAX_LAYERS);
		chain[n++] = dev;
	}
	return n;
}

/* @design's chain at @depth: how long, of what, and freed by detach. */
static void expect_chain(const struct db_design *design, unsigned int depth)
{
	struct db_device *chain[MAX_LAYERS];
	struct db_device dev = DEVICE(0x1234);
	unsigned int i;

	count_nothing(NULL);
	attach(design, &dev, &record_a, depth);
	assert_int_equal(chain_of(&dev, chain), depth);
	assert_int_equal(allocs, depth - 1);
	assert_ptr_equal(chain[depth - 1]->ops, &record_a);
	for (i = 0; i < depth; i++) {
		assert_int_equal(chain[i]->bdf, 0x1234);
		assert_true(chain[i]->dma_mask == ~0ULL);
	}
	/* All above the backend are one and the same layer. */
	for (i = design == resolved; i + 1 < depth; i++) {
		assert_ptr_not_equal(chain[i]->ops, &record_a);
		assert_ptr_equal(chain[i]->ops,
				 chain[design == resolved]->ops);
	}
	if (design == resolved)
		assert_ptr_equal(dev.ops, &record_a);
	detach(design, &dev);
	assert_int_equal(frees, allocs);
	assert_null(dev.ops);
	assert_null(dev.lower);
}

static void test_chain_length(void **state)
{
	unsigned int depth;

	for (depth = 1; depth <= DMABENCH_MAX_DEPTH; depth++) {
		expect_chain(stack, depth);
		expect_chain(working, depth);
		expect_chain(resolved, depth);
	}
}

/* Were the upmost @n of @chain seen, in that order or the other? */
static void expect_seen(struct db_device *const *chain, unsigned int n,
			bool upward)
{
	unsigned int i;

	assert_int_equal(nr_seen, n);
	for (i = 0; i < n; i++)
		assert_ptr_equal(seen[i], chain[upward ? n - 1 - i : i]);
	nr_seen = 0;
}

/* A stack of @depth with @n layers on it that work. */
static void expect_layers(unsigned int depth, unsigned int n)
{
	struct db_device *chain[MAX_LAYERS];
	struct db_device dev = { 0 };
	const struct db_device *bottom;
	struct db_sg sg[2];
	unsigned int i;

	assert_int_equal(stack->attach(&dev, &record_a, depth), 0);
	for (i = 0; i < n; i++)
		assert_int_equal(db_push_layer(&dev, &work), 0);
	assert_int_equal(chain_of(&dev, chain), depth + n);
	bottom = chain[depth + n - 1];
	record_nr = 0;
	nr_seen = 0;

	assert_int_equal(stack->ops.map_single(&dev, 0x100000, 7, 2),
			 record_handle(&record_a, 0x100000 + n * SHIFT));
	expect_seen(chain, n, false);
	stack->ops.unmap_single(&dev, 0x200000, 8, 1);
	expect_seen(chain, n, true);
	assert_int_equal(stack->ops.map_sg(&dev, sg, 2, 0),
			 record_mapped(&record_a, 2));
	expect_seen(chain, n, false);
	stack->ops.unmap_sg(&dev, sg, 2, 0);
	expect_seen(chain, n, true);

	/* The backend below: once an operation, as the lowest layer is. */
	assert_int_equal(record_nr, 4);
	for (i = 0; i < 4; i++) {
		assert_ptr_equal(record[i].ops, &record_a);
		assert_ptr_equal(record[i].dev, bottom);
		assert_int_equal(record[i].op, i);
	}
	assert_int_equal(record[0].addr, 0x100000 + n * SHIFT);
	assert_int_equal(record[0].size, 7);
	assert_int_equal(record[0].dir, 2);
	assert_int_equal(record[1].addr, 0x200000 - n * SHIFT);
	assert_int_equal(record[1].size, 8);
	assert_int_equal(record[1].dir, 1);
	stack->detach(&dev);
	assert_null(dev.ops);
	assert_null(dev.lower);
}

static void test_working_layers(void **state)
{
	unsigned int depth, n;

	for (depth = 1; depth <= DMABENCH_MAX_DEPTH; depth++)
		for (n = 0; n <= 3; n++)
			expect_layers(depth, n);
	assert_int_equal(frees, allocs);
}

/* A layer for one device only: swiotlb above pvdma, and none beside it. */
static void test_layer_of_one_device(void **state)
{
	struct db_device one = { 0 }, two = { 0 };

	assert_int_equal(stack->attach(&one, &record_a, 1), 0);
	assert_int_equal(stack->attach(&two, &record_a, 1), 0);
	assert_int_equal(db_push_layer(&one, &work), 0);
	nr_seen = 0;
	record_nr = 0;
	stack->ops.map_single(&two, 1, 1, 0);
	assert_int_equal(nr_seen, 0);
	stack->ops.map_single(&one, 1, 1, 0);
	assert_int_equal(nr_seen, 1);
	assert_int_equal(record_nr, 2);
	stack->detach(&one);
	expect_entries(stack, &two, &record_a, &two);
	stack->detach(&two);
	assert_int_equal(frees, allocs);
}

static void test_push_pop(void **state)
{
	int mark;
	struct db_device dev = { .ops = &record_a, .priv = &mark };
	struct db_device before = dev, *below;

	assert_int_equal(db_push_layer(&dev, &work), 0);
	assert_ptr_equal(dev.ops, &work);
	assert_ptr_equal(dev.priv, &mark);
	expect_device(dev.lower, &before);
	below = dev.lower;
	assert_int_equal(db_push_layer(&dev, &record_b), 0);
	assert_ptr_equal(dev.ops, &record_b);
	assert_ptr_equal(dev.lower->ops, &work);
	assert_ptr_equal(dev.lower->lower, below);
	db_pop_layer(&dev);
	assert_ptr_equal(dev.ops, &work);
	assert_ptr_equal(dev.lower, below);
	db_pop_layer(&dev);
	expect_device(&dev, &before);
	assert_int_equal(allocs, 2);
	assert_int_equal(frees, 2);

	fail_at = 1;
	assert_int_equal(db_push_layer(&dev, &work), -ENOMEM);
	expect_device(&dev, &before);
}

/*
 * A backend that looks at the layers above while it is called: none of them
 * has counted the map that is at hand, and all still have the unmap's.
 */
static struct db_device *top;
static bool fails;
static unsigned int nr_looked;

static void look(const struct db_device *dev, long before)
{
	const struct db_device *d;

	nr_looked++;
	assert_ptr_equal(dev, lowest(top));
	for (d = top; d->lower; d = d->lower)
		assert_int_equal((long)d->priv, before);
}

/* Mappings that are there, as each layer should have counted. */
static long there;

static db_dma_t look_map_single(struct db_device *dev, db_phys_t phys,
				size_t size, int dir)
{
	look(dev, there);
	return fails ? DB_MAPPING_ERROR : phys;
}

static void look_unmap_single(struct db_device *dev, db_dma_t dma, size_t size,
			      int dir)
{
	look(dev, there);
}

static int look_map_sg(struct db_device *dev, struct db_sg *sg, int nents,
		       int dir)
{
	look(dev, there);
	return fails ? 0 : nents;
}

static void look_unmap_sg(struct db_device *dev, struct db_sg *sg, int nents,
			  int dir)
{
	look(dev, there);
}

static const struct db_ops looking = {
	.map_single = look_map_single,
	.unmap_single = look_unmap_single,
	.map_sg = look_map_sg,
	.unmap_sg = look_unmap_sg,
};

/* The layers of @dev have counted @nr each, and the backend below nothing. */
static void expect_count(const struct db_device *dev, long nr)
{
	for (; dev->lower; dev = dev->lower)
		assert_int_equal((long)dev->priv, nr);
	assert_null(dev->priv);
}

static void expect_counts(struct db_device *dev)
{
	struct db_sg sg[3];

	top = dev;
	there = 0;
	assert_int_equal(working->ops.map_single(dev, 0x1000, 1, 0), 0x1000);
	expect_count(dev, ++there);
	assert_int_equal(working->ops.map_sg(dev, sg, 3, 0), 3);
	expect_count(dev, ++there);
	/* A map that fails is no mapping. */
	fails = true;
	assert_true(working->ops.map_single(dev, 1, 1, 0) == DB_MAPPING_ERROR);
	expect_count(dev, there);
	assert_int_equal(working->ops.map_sg(dev, sg, 3, 0), 0);
	expect_count(dev, there);
	fails = false;
	working->ops.unmap_sg(dev, sg, 3, 0);
	expect_count(dev, --there);
	working->ops.unmap_single(dev, 0x1000, 1, 0);
	expect_count(dev, --there);
	assert_int_equal(there, 0);
}

static void expect_loop_counts(struct db_device *dev, int k)
{
	struct unit_batch u;

	unit_batch_init(&u, dev);
	attach(working, dev, &record_a, 1 + k % DMABENCH_MAX_DEPTH);
	working->loop[DB_MAP_SINGLE][k](&u.b, BATCH_N);
	expect_count(dev, BATCH_N);
	working->loop[DB_MAP_SG][k](&u.b, BATCH_N);
	expect_count(dev, 2 * BATCH_N);
	working->loop[DB_UNMAP_SINGLE][k](&u.b, BATCH_N);
	expect_count(dev, BATCH_N);
	working->loop[DB_UNMAP_SG][k](&u.b, BATCH_N);
	expect_count(dev, 0);
	detach(working, dev);
}

static void test_working_counts(void **state)
{
	unsigned int depth;
	int k;

	nr_looked = 0;
	for (depth = 1; depth <= DMABENCH_MAX_DEPTH; depth++) {
		struct db_device dev = DEVICE(1);

		attach(working, &dev, &looking, depth);
		expect_counts(&dev);
		detach(working, &dev);
		assert_null(dev.priv);
	}
	assert_int_equal(nr_looked, 6 * DMABENCH_MAX_DEPTH);
	for (k = 0; k < DB_PLACEMENTS; k++) {
		struct db_device dev = DEVICE(1);

		expect_loop_counts(&dev, k);
	}
	assert_int_equal(frees, allocs);
}

/*
 * Forwarding layers are there and not called: the backend is given the device
 * itself.  Layers that a stack of @depth has beside it are not touched.
 */
static void test_resolved(void **state)
{
	unsigned int depth;

	for (depth = 1; depth <= DMABENCH_MAX_DEPTH; depth++) {
		struct db_device dev = DEVICE(1), *d;

		attach(resolved, &dev, &record_a, depth);
		assert_ptr_equal(dev.ops, &record_a);
		/* Whoever goes through a layer falls over it. */
		for (d = dev.lower; d; d = d->lower)
			d->ops = NULL;
		expect_entries(resolved, &dev, &record_a, &dev);
		expect_loops(resolved, &dev, &record_a, &dev);
		detach(resolved, &dev);
		assert_null(dev.ops);
		assert_null(dev.lower);
		assert_int_equal(frees, allocs);
	}
	assert_int_equal(allocs, 28);
}

#define CASE(test)	cmocka_unit_test_setup(test, count_nothing)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		CASE(test_chain_length),
		CASE(test_working_layers),
		CASE(test_layer_of_one_device),
		CASE(test_push_pop),
		CASE(test_working_counts),
		CASE(test_resolved),
	};

	unit_pin();
	return unit_run("stack", tests, NULL, NULL);
}
