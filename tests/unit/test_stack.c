// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_stack.c - the two designs with a depth, and what they allocate.
 *
 * stack-per-device: the chain is as long as the depth says; layers that work,
 * pushed on top, are called from top to bottom on map and, as each calls the
 * next before its own part, from bottom to top on unmap; each sees the device
 * as its own layer has it.  stack-global: as many IOMMUs as the depth says
 * are registered and asked, the one that wants the device last.  All that is
 * allocated is freed by detach, and by an attach that fails, at whichever
 * allocation: calloc() and free() are wrapped and counted here, and ASan
 * counts after us.
 *
 * stack_global.c is included, to see the list that it keeps to itself.
 */
#include "../../kmod/dispatch/stack_global.c"

#include "record.h"

void *__real_calloc(size_t nr, size_t size);
void __real_free(void *p);
void *__wrap_calloc(size_t nr, size_t size);
void __wrap_free(void *p);

static unsigned int allocs, frees;
static unsigned int fail_at;	/* 1 is the first to come; 0 is none */

void *__wrap_calloc(size_t nr, size_t size)
{
	if (fail_at && !--fail_at)
		return NULL;
	allocs++;
	return __real_calloc(nr, size);
}

void __wrap_free(void *p)
{
	if (p)
		frees++;
	__real_free(p);
}

static int count_nothing(void **state)
{
	allocs = 0;
	frees = 0;
	fail_at = 0;
	return 0;
}

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

static void test_chain_length(void **state)
{
	struct db_device *chain[MAX_LAYERS];
	unsigned int depth, i;
	int mark;

	for (depth = 1; depth <= DMABENCH_MAX_DEPTH; depth++) {
		struct db_device dev = { .priv = &mark };

		count_nothing(state);
		assert_int_equal(stack->attach(&dev, &record_a, depth), 0);
		assert_int_equal(chain_of(&dev, chain), depth);
		assert_int_equal(allocs, depth - 1);
		assert_ptr_equal(chain[depth - 1]->ops, &record_a);
		for (i = 0; i < depth; i++)
			assert_ptr_equal(chain[i]->priv, &mark);
		/* All above the backend are one and the same layer. */
		for (i = 0; i + 1 < depth; i++) {
			assert_ptr_not_equal(chain[i]->ops, &record_a);
			assert_ptr_equal(chain[i]->ops, chain[0]->ops);
		}
		stack->detach(&dev);
		assert_int_equal(frees, allocs);
		assert_null(dev.ops);
		assert_null(dev.lower);
		assert_ptr_equal(dev.priv, &mark);
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
	assert_memory_equal(dev.lower, &before, sizeof(before));
	below = dev.lower;
	assert_int_equal(db_push_layer(&dev, &record_b), 0);
	assert_ptr_equal(dev.ops, &record_b);
	assert_ptr_equal(dev.lower->ops, &work);
	assert_ptr_equal(dev.lower->lower, below);
	db_pop_layer(&dev);
	assert_ptr_equal(dev.ops, &work);
	assert_ptr_equal(dev.lower, below);
	db_pop_layer(&dev);
	assert_memory_equal(&dev, &before, sizeof(before));
	assert_int_equal(allocs, 2);
	assert_int_equal(frees, 2);

	fail_at = 1;
	assert_int_equal(db_push_layer(&dev, &work), -ENOMEM);
	assert_memory_equal(&dev, &before, sizeof(before));
}

static const struct db_design *const global = &db_design_stack_global;

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
	assert_ptr_equal(asked_for, dev);
	for (i = 0; i < depth; i++, iommu = iommu->next)
		assert_ptr_equal(asked[i], iommu);
	nr_asked = 0;
}

static void expect_walk(unsigned int depth)
{
	struct db_device dev = { 0 }, other = { 0 };
	struct iommu *iommu;
	struct db_sg sg[2];
	unsigned int nr = 0;

	count_nothing(NULL);
	assert_int_equal(global->attach(&dev, &record_a, depth), 0);
	assert_int_equal(allocs, depth);
	assert_null(dev.ops);
	assert_null(dev.lower);
	for (iommu = iommus; iommu; iommu = iommu->next) {
		nr++;
		assert_ptr_equal(iommu->ops, &record_a);
		assert_ptr_equal(iommu->claimed, iommu->next ? NULL : &dev);
		assert_ptr_equal(iommu->wants, iommu_wants);
		iommu->wants = wants_and_notes;
	}
	assert_int_equal(nr, depth);
	nr_asked = 0;
	record_nr = 0;

	global->ops.map_single(&dev, 1, 1, 0);
	expect_asked(depth, &dev);
	global->ops.unmap_single(&dev, 1, 1, 0);
	expect_asked(depth, &dev);
	global->ops.map_sg(&dev, sg, 2, 0);
	expect_asked(depth, &dev);
	global->ops.unmap_sg(&dev, sg, 2, 0);
	expect_asked(depth, &dev);
	assert_int_equal(record_nr, 4);

	/* All are asked for a device that is nobody's, and none is called. */
	assert_true(global->ops.map_single(&other, 1, 1, 0) ==
		    DB_MAPPING_ERROR);
	expect_asked(depth, &other);
	assert_int_equal(global->ops.map_sg(&other, sg, 2, 0), 0);
	expect_asked(depth, &other);
	global->ops.unmap_single(&other, 1, 1, 0);
	expect_asked(depth, &other);
	global->ops.unmap_sg(&other, sg, 2, 0);
	expect_asked(depth, &other);
	assert_int_equal(record_nr, 4);

	/* The first that wants the device has it: nobody behind is asked. */
	iommus->claimed = &dev;
	global->ops.map_single(&dev, 1, 1, 0);
	expect_asked(1, &dev);
	global->ops.unmap_single(&dev, 1, 1, 0);
	expect_asked(1, &dev);
	global->ops.map_sg(&dev, sg, 2, 0);
	expect_asked(1, &dev);
	global->ops.unmap_sg(&dev, sg, 2, 0);
	expect_asked(1, &dev);
	assert_int_equal(record_nr, 8);

	global->detach(&dev);
	assert_null(iommus);
	assert_int_equal(frees, depth);
}

static void test_global_walk(void **state)
{
	unsigned int depth;

	for (depth = 1; depth <= DMABENCH_MAX_DEPTH; depth++)
		expect_walk(depth);
}

/* A device that nobody claims, through the loops. */
static void test_global_unclaimed(void **state)
{
	struct db_device dev = { 0 }, other = { 0 };
	struct unit_batch u;
	int k, i;

	assert_int_equal(global->attach(&dev, &record_a, 3), 0);
	for (k = 0; k < DB_PLACEMENTS; k++) {
		unit_batch_init(&u, &other);
		global->loop[DB_MAP_SINGLE][k](&u.b, BATCH_N);
		global->loop[DB_UNMAP_SINGLE][k](&u.b, BATCH_N);
		global->loop[DB_MAP_SG][k](&u.b, BATCH_N);
		global->loop[DB_UNMAP_SG][k](&u.b, BATCH_N);
		assert_int_equal(record_nr, 0);
		for (i = 0; i < BATCH_N; i++) {
			assert_true(u.dma[i] == DB_MAPPING_ERROR);
			assert_int_equal(u.mapped[i], 0);
		}
	}
	global->detach(&dev);
	/* And after it the attached one is nobody's, too. */
	assert_true(global->ops.map_single(&dev, 1, 1, 0) == DB_MAPPING_ERROR);
	assert_int_equal(frees, allocs);
}

/* Every allocation of every attach fails once. */
static void test_no_memory(void **state)
{
	const struct db_design *const *d;
	unsigned int depth, at, failed = 0;

	for (d = db_designs; *d; d++) {
		for (depth = 1; (*d)->attach && depth <= DMABENCH_MAX_DEPTH;
		     depth++) {
			struct db_device dev = { 0 }, before = dev;
			unsigned int need;

			count_nothing(state);
			assert_int_equal((*d)->attach(&dev, &record_a, depth),
					 0);
			need = allocs;
			(*d)->detach(&dev);
			assert_int_equal(frees, need);
			for (at = 1; at <= need; at++) {
				count_nothing(state);
				fail_at = at;
				assert_int_equal((*d)->attach(&dev, &record_a,
							      depth), -ENOMEM);
				assert_int_equal(allocs, at - 1);
				assert_int_equal(frees, at - 1);
				assert_memory_equal(&dev, &before,
						    sizeof(dev));
				assert_null(iommus);
				failed++;
			}
		}
	}
	/* 1 + .. + 8 of stack-global, 0 + .. + 7 of stack-per-device */
	assert_true(failed >= 36 + 28);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_chain_length, count_nothing),
		cmocka_unit_test_setup(test_working_layers, count_nothing),
		cmocka_unit_test_setup(test_layer_of_one_device,
				       count_nothing),
		cmocka_unit_test_setup(test_push_pop, count_nothing),
		cmocka_unit_test_setup(test_global_walk, count_nothing),
		cmocka_unit_test_setup(test_global_unclaimed, count_nothing),
		cmocka_unit_test_setup(test_no_memory, count_nothing),
	};

	unit_pin();
	return unit_run("stack", tests, NULL, NULL);
}
