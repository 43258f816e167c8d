// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_pvdma.c - an operation is one exit, with the memory that it is about.
 *
 * The way out of the guest is wrapped and writes down what it was told: by the
 * backend's own functions, and through each entry and each loop of every
 * design that can stand over it.  Where there is no hypervisor, a row's devices
 * are not made, and the reason comes back.
 *
 * Wraps: calloc free db_exit db_exit_open
 */
#include <string.h>

#include "alloc.h"
#include "exits.h"
#include "expected.h"
#include "kmod/dispatch/designs.h"
#include "kmod/dispatch/devices.h"

#define ADDR	0x123456789aULL
#define LIST	{ { ADDR, 2, 3, 4 }, { 5, 6, 7, 8 }, { ~0ULL, 9, ~0U, 10 } }

static int start(void **state)
{
	db_dma_ops = NULL;
	count_nothing(state);
	return exits_nothing(state);
}

static void test_backend(void **state)
{
	const struct db_backend *pvdma = &db_backend_pvdma;

	assert_ptr_equal(pvdma->ops->map_single, db_pvdma_map_single);
	assert_ptr_equal(pvdma->ops->unmap_single, db_pvdma_unmap_single);
	assert_ptr_equal(pvdma->ops->map_sg, db_pvdma_map_sg);
	assert_ptr_equal(pvdma->ops->unmap_sg, db_pvdma_unmap_sg);
	/* Its devices reach all memory, and it looks at none. */
	assert_true(!pvdma->dma_mask && !pvdma->copies && !pvdma->kernel);
	assert_true(!pvdma->variants && !pvdma->layer && !pvdma->below);
	assert_true(pvdma->open && !pvdma->close);
}

static void test_single(void **state)
{
	static const size_t sizes[] = { 1, 4096, 0x100001234ULL };
	size_t i;
	int dir;

	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		for (dir = DB_BIDIRECTIONAL; dir <= DB_FROM_DEVICE; dir++) {
			assert_int_equal(db_pvdma_map_single(NULL, ADDR,
							     sizes[i], dir),
					 ADDR);
			expect_exit(ADDR, sizes[i]);
			db_pvdma_unmap_single(NULL, ADDR + i, sizes[i], dir);
			expect_exit(ADDR + i, sizes[i]);
		}
}

/* However long: the list goes over as a whole. */
static void test_list(void **state)
{
	struct db_sg sg[] = LIST, after[] = LIST;
	int nents, i;

	for (nents = 1; nents <= 3; nents++) {
		for (i = 0; i < nents; i++) {
			after[i].dma = after[i].phys;
			after[i].dma_len = after[i].len;
		}
		assert_int_equal(db_pvdma_map_sg(NULL, sg, nents, 0), nents);
		expect_exit(ADDR, nents);
		assert_memory_equal(sg, after, sizeof(sg));
		sg->dma = 77;
		db_pvdma_unmap_sg(NULL, sg, nents, 0);
		expect_exit(77, nents);
		sg->dma = ADDR;
		assert_memory_equal(sg, after, sizeof(sg));
	}
}

/* One exit for each of @n operations, of what the batch says for it. */
static void expect_batch_exits(const struct unit_batch *u, enum db_op op,
			       unsigned int n)
{
	bool sg = db_op_info[op].sg, ends = db_op_info[op].before != DB_NO_OP;
	unsigned int i;

	assert_int_equal(nr_exits, n);
	for (i = 0; i < n; i++) {
		const struct db_sg *list = u->sg + i * BATCH_NENTS;
		db_phys_t phys = sg ? list->phys : u->phys[i];
		db_dma_t dma = sg ? list->dma : u->dma[i];

		assert_int_equal(exits[i].phys, ends ? dma : phys);
		assert_int_equal(exits[i].size, sg ? BATCH_NENTS : u->b.len);
		/* A handle is what the hypervisor was told. */
		assert_true(ends || dma == phys);
		assert_true(op != DB_MAP_SG || u->mapped[i] == BATCH_NENTS);
	}
	nr_exits = 0;
}

static void expect_all_exits(const struct db_design *design,
			     struct db_device *dev)
{
	struct unit_batch u;
	unsigned int n;
	int op, k;

	unit_batch_init(&u, dev);
	u.dma[0] = design->ops.map_single(dev, u.phys[0], u.b.len, BATCH_DIR);
	expect_batch_exits(&u, DB_MAP_SINGLE, 1);
	design->ops.unmap_single(dev, u.dma[0], u.b.len, BATCH_DIR);
	expect_batch_exits(&u, DB_UNMAP_SINGLE, 1);
	u.mapped[0] = design->ops.map_sg(dev, u.sg, BATCH_NENTS, BATCH_DIR);
	expect_batch_exits(&u, DB_MAP_SG, 1);
	design->ops.unmap_sg(dev, u.sg, BATCH_NENTS, BATCH_DIR);
	expect_batch_exits(&u, DB_UNMAP_SG, 1);
	for (op = DB_MAP_SINGLE; op <= DB_UNMAP_SG; op++)
		for (k = 0; k < DB_PLACEMENTS; k++)
			for (n = 1; n <= BATCH_N; n++) {
				unit_batch_init(&u, dev);
				design->loop[op][k](&u.b, n);
				expect_batch_exits(&u, op, n);
			}
}

static void test_designs(void **state)
{
	const struct db_design *const *d;
	unsigned int depth, nr = 0;
	struct db_devices ds;

	for (d = db_designs; *d; d++) {
		if (!(*d)->ops.map_single ||
		    !db_can_stand(*d, &db_backend_pvdma, DB_MAP_SINGLE))
			continue;
		for (depth = !!(*d)->max_depth; depth <= (*d)->max_depth;
		     depth++, nr++) {
			assert_int_equal(db_devices_init(&ds, *d,
							 &db_backend_pvdma,
							 depth, 2, false, 1),
					 0);
			/* To attach is no operation. */
			assert_int_equal(nr_exits, 0);
			assert_true(ds.devs[0].dma_mask == ~0ULL);
			expect_all_exits(*d, &ds.devs[0]);
			expect_all_exits(*d, &ds.devs[1]);
			db_devices_exit(&ds);
			assert_int_equal(nr_exits, 0);
			assert_int_equal(frees, allocs);
		}
	}
	/* direct, eight without a depth and seven with one */
	assert_int_equal(nr, 1 + 8 + 7 * DMABENCH_MAX_DEPTH);
}

/* Nothing is made where there is nobody to exit to. */
static void expect_no_devices(const struct db_backend *backend, int status)
{
	const struct db_design *const *d;
	struct db_devices ds, before;
	unsigned int nr = 0;

	exit_status = status;
	memset(&ds, 0xda, sizeof(ds));
	before = ds;
	for (d = db_designs; *d; d++) {
		if (!db_can_stand(*d, backend, DB_MAP_SINGLE))
			continue;
		assert_int_equal(db_devices_init(&ds, *d, backend,
						 !!(*d)->max_depth, 1, false,
						 0), status);
		nr++;
	}
	assert_int_equal(nr, 17);
	assert_memory_equal(&ds, &before, sizeof(ds));
	assert_null(db_dma_ops);
	assert_int_equal(allocs, 0);
	assert_int_equal(frees, 0);
	assert_int_equal(nr_exits, 0);
}

static void test_nowhere(void **state)
{
	static const char *const ids[] = { "pvdma", "swiotlb+pvdma" };
	size_t i;

	/* A program. */
	assert_int_equal(__real_db_exit_open(), -EPERM);
	for (i = 0; i < ARRAY_SIZE(ids); i++) {
		expect_no_devices(db_find_backend(ids[i]),
				  __real_db_exit_open());
		/* A kernel on bare metal. */
		expect_no_devices(db_find_backend(ids[i]), -ENXIO);
	}
}

/* No two devices of it can have different targets. */
static void test_not_mixed(void **state)
{
	struct db_devices ds;

	assert_int_equal(db_devices_init(&ds, &db_design_per_device,
					 &db_backend_pvdma, 0, 2, true, 0),
			 -EOPNOTSUPP);
	assert_int_equal(allocs, 0);
}

#define CASE(test)	cmocka_unit_test_setup(test, start)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		CASE(test_backend),
		CASE(test_single),
		CASE(test_list),
		CASE(test_designs),
		CASE(test_nowhere),
		CASE(test_not_mixed),
	};

	return unit_run("pvdma", tests, NULL, NULL);
}
