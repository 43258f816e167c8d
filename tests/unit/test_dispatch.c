// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_dispatch.c - each design reaches the right code with the right words.
 *
 * For every design in the table, at each of its depths, through its entry
 * points and through all copies of all of its loops: which backend is called,
 * how often, by a direct call or through a pointer, for which device, with
 * which arguments, and what becomes of what it returns (expected.c).  Then
 * where a design turns off: at the device's ops, at the global ones, at a flag
 * or at an address.
 *
 * The backends record (record.c).  What a design calls by name is seen where
 * the linker wraps db_null_* and so on; that does not change addresses in the
 * tables of null.c and the others, where the names are defined, so that
 * compare-chain hits what is in the recorder's own tables.
 *
 * Wraps: BACKENDS
 */
#include <string.h>

#include "expected.h"
#include "kmod/backend/bounce.h"
#include "kmod/backend/linear.h"
#include "kmod/backend/null.h"
#include "kmod/dispatch/designs.h"

/* What one test left behind is not the next one's: test_global.c asks. */
static int no_global_ops(void **state)
{
	db_dma_ops = NULL;
	return 0;
}

static void test_designs(void **state)
{
	const struct db_design *const *d;
	unsigned int nr = 0;

	for (d = db_designs; *d; d++) {
		assert_int_equal((*d)->max_depth, expected_of(*d)->max_depth);
		if (expected_of(*d)->two == NOT_ASKED)
			continue;
		no_global_ops(state);
		expect_over_all(*d);
		nr++;
	}
	assert_int_equal(nr, 19);
}

/* @dev as null-is-direct and ladder have one over null: without ops. */
static void expect_no_ops(const struct db_design *design)
{
	struct db_device dev = DEVICE(1);

	attach(design, &dev, db_backend_null.ops, 0);
	assert_null(dev.ops);
	assert_int_equal(dev.flags, 0);
	expect_entries(design, &dev, &direct_null, &dev);
	/* The architecture has ops: no longer direct. */
	db_dma_ops = &record_a;
	expect_design(design, &dev, &record_a);
	/* The device's own are asked before them. */
	dev.ops = &record_b;
	expect_design(design, &dev, &record_b);
	db_dma_ops = NULL;
	expect_design(design, &dev, &record_b);
	detach(design, &dev);
	assert_null(dev.ops);
	expect_design(design, &dev, db_backend_null.ops);
}

static void test_no_ops(void **state)
{
	expect_no_ops(&db_design_null_is_direct);
	expect_no_ops(&db_design_ladder);
}

/* The flag goes before ops of any kind; one that is not asked for it. */
static void test_dma_iommu_flag(void **state)
{
	const struct db_design *ladder = &db_design_ladder;
	struct db_device dev = DEVICE(1);

	attach(ladder, &dev, db_backend_linear.ops, 0);
	assert_int_equal(dev.flags, DB_DEV_DMA_IOMMU);
	assert_null(dev.ops);
	db_dma_ops = &record_a;
	expect_design(ladder, &dev, db_backend_linear.ops);
	dev.ops = &record_b;
	expect_design(ladder, &dev, db_backend_linear.ops);
	dev.flags = (__u16)~DB_DEV_DMA_IOMMU;
	expect_design(ladder, &dev, &record_b);
	detach(ladder, &dev);
	assert_int_equal(dev.flags, 0);
	assert_null(dev.ops);

	/* From one rung to another. */
	db_dma_ops = NULL;
	attach(ladder, &dev, db_backend_linear.ops, 0);
	attach(ladder, &dev, db_backend_null.ops, 0);
	expect_design(ladder, &dev, db_backend_null.ops);
	attach(ladder, &dev, &record_a, 0);
	assert_int_equal(dev.flags, 0);
	expect_design(ladder, &dev, &record_a);
	detach(ladder, &dev);

	/* 5.0 knows of no such flag, and has linear in a table. */
	attach(&db_design_null_is_direct, &dev, db_backend_linear.ops, 0);
	assert_int_equal(dev.flags, 0);
	assert_ptr_equal(dev.ops, db_backend_linear.ops);
	dev.flags = DB_DEV_DMA_IOMMU;
	expect_design(&db_design_null_is_direct, &dev, db_backend_linear.ops);
	detach(&db_design_null_is_direct, &dev);
}

/* An address is compared for the one operation that is at hand. */
static void test_compare_each(void **state)
{
	const struct db_design *chain = &db_design_compare_chain;
	const struct db_ops mixed = {
		.map_single = record_null.map_single,
		.unmap_single = record_a.unmap_single,
		.map_sg = record_linear.map_sg,
		.unmap_sg = record_b.unmap_sg,
	};
	static const struct db_ops *const who[] = {
		&direct_null, &record_a, &direct_linear, &record_b,
	};
	struct db_device dev = DEVICE(1);
	int op, k;

	/* Ops of the architecture are not its affair. */
	db_dma_ops = &record_b;
	attach(chain, &dev, &mixed, 0);
	assert_ptr_equal(dev.ops, &mixed);
	for (op = DB_MAP_SINGLE; op <= DB_UNMAP_SG; op++)
		for (k = 0; k < DB_PLACEMENTS; k++)
			expect_loop(chain->loop[op][k], op, &dev, who[op],
				    &dev);
	detach(chain, &dev);
	assert_null(dev.ops);
}

/* The same table through a pointer: what is compared above is no accident. */
static void test_direct_is_seen(void **state)
{
	struct db_device dev = DEVICE(1);

	attach(&db_design_per_device, &dev, &record_null, 0);
	expect_entries(&db_design_per_device, &dev, &record_null, &dev);
	expect_entries(&db_design_compare_chain, &dev, &direct_null, &dev);
	dev.ops = &record_linear;
	expect_entries(&db_design_per_device, &dev, &record_linear, &dev);
	expect_entries(&db_design_compare_chain, &dev, &direct_linear, &dev);
}

static void test_bound(void **state)
{
	static const struct {
		const struct db_design *design;
		const struct db_ops *direct;
	} bound[] = {
		{ &db_design_direct_null, &direct_null },
		{ &db_design_direct_linear, &direct_linear },
		{ &db_design_direct_pvdma, &direct_pvdma },
		{ &db_design_direct_bounce, &direct_bounce },
	};
	struct db_device dev = DEVICE(1);
	size_t i;

	/* Neither of these is what they look at. */
	dev.ops = &record_b;
	db_dma_ops = &record_a;
	for (i = 0; i < ARRAY_SIZE(bound); i++) {
		expect_entries(bound[i].design, NULL, bound[i].direct, NULL);
		expect_loops(bound[i].design, &dev, bound[i].direct, &dev);
		assert_null(bound[i].design->attach);
	}
}

/* swiotlb+pvdma as one table: what is below it is called by name, once. */
static void test_bounce_by_name(void **state)
{
	const struct db_ops *ops = db_backend_bounce.ops;
	struct db_device dev = DEVICE(1);
	struct unit_batch u;
	int op;

	unit_batch_init(&u, &dev);
	assert_int_equal(ops->map_single(&dev, u.phys[0], 512, BATCH_DIR),
			 record_handle(&direct_pvdma, u.phys[0]));
	ops->unmap_single(&dev, u.dma[0], 512, BATCH_DIR);
	assert_int_equal(ops->map_sg(&dev, u.sg, BATCH_NENTS, BATCH_DIR),
			 record_mapped(&direct_pvdma, BATCH_NENTS));
	ops->unmap_sg(&dev, u.sg, BATCH_NENTS, BATCH_DIR);
	assert_int_equal(record_nr, 4);
	for (op = DB_MAP_SINGLE; op <= DB_UNMAP_SG; op++) {
		assert_ptr_equal(record[op].ops, &direct_pvdma);
		assert_int_equal(record[op].op, op);
		assert_ptr_equal(record[op].dev, &dev);
		assert_int_equal(record[op].dir, BATCH_DIR);
	}
}

static void test_per_device_fallback(void **state)
{
	const struct db_design *design = &db_design_per_device;
	struct db_device own = DEVICE(1), none = DEVICE(2);

	db_dma_ops = &record_a;
	attach(design, &own, &record_b, 0);
	assert_ptr_equal(own.ops, &record_b);
	assert_ptr_equal(db_dma_ops, &record_a);
	expect_design(design, &own, &record_b);
	expect_design(design, &none, &record_a);
	expect_entries(design, NULL, &record_a, NULL);
	expect_loops(design, NULL, &record_a, NULL);
	/* Detached it is a device like the others. */
	detach(design, &own);
	expect_design(design, &own, &record_a);
}

/* Ops are always set: the global ones are not looked at. */
static void test_per_device_only(void **state)
{
	const struct db_design *design = &db_design_per_device_only;
	struct db_device dev = DEVICE(1);

	db_dma_ops = &record_a;
	attach(design, &dev, &record_b, 0);
	assert_ptr_equal(dev.ops, &record_b);
	expect_design(design, &dev, &record_b);
	detach(design, &dev);
	assert_null(dev.ops);
	assert_ptr_equal(db_dma_ops, &record_a);
}

/* What only a kernel has: a name here, and no code. */
static void test_kernel_only(void **state)
{
	static const struct db_design *const only[] = {
		&db_design_static_call, &db_design_running,
	};
	size_t i;
	int op, k;

	for (i = 0; i < ARRAY_SIZE(only); i++) {
		assert_null(only[i]->ops.map_single);
		assert_null(only[i]->ops.unmap_single);
		assert_null(only[i]->ops.map_sg);
		assert_null(only[i]->ops.unmap_sg);
		assert_null(only[i]->attach);
		assert_null(only[i]->detach);
		for (op = 0; op < DB_OPS; op++)
			for (k = 0; k < DB_PLACEMENTS; k++)
				assert_null(only[i]->loop[op][k]);
	}
}

static void test_known(void **state)
{
	const struct db_design *design = &db_design_known;
	struct unit_batch u;
	unsigned int n;
	int op, k;

	assert_null(design->attach);
	assert_null(design->ops.map_single);
	assert_null(design->ops.unmap_single);
	assert_null(design->ops.map_sg);
	assert_null(design->ops.unmap_sg);
	for (op = 0; op < DB_OPS; op++) {
		for (k = 0; k < DB_PLACEMENTS; k++) {
			if (db_op_info[op].maps) {
				assert_null(design->loop[op][k]);
				continue;
			}
			for (n = 1; n <= BATCH_N; n++) {
				unit_batch_init(&u, NULL);
				u.b.len = 10;
				design->loop[op][k](&u.b, n);
				expect_batch(&u, op, 0, NULL, NULL);
				assert_true(u.b.begin);
				assert_true(u.b.begin <= u.b.end);
			}
		}
	}
}

/* A copy of a loop is at an address of its own. */
static void test_placements_differ(void **state)
{
	const struct db_design *const *d;
	int op, k, i;

	for (d = db_designs; *d; d++)
		for (op = 0; op < DB_OPS; op++)
			for (k = 0; (*d)->loop[op][0] && k < DB_PLACEMENTS; k++)
				for (i = 0; i < k; i++)
					assert_true((*d)->loop[op][k] !=
						    (*d)->loop[op][i]);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_designs, no_global_ops),
		cmocka_unit_test_setup(test_no_ops, no_global_ops),
		cmocka_unit_test_setup(test_dma_iommu_flag, no_global_ops),
		cmocka_unit_test_setup(test_compare_each, no_global_ops),
		cmocka_unit_test_setup(test_direct_is_seen, no_global_ops),
		cmocka_unit_test_setup(test_bound, no_global_ops),
		cmocka_unit_test(test_bounce_by_name),
		cmocka_unit_test_setup(test_per_device_fallback,
				       no_global_ops),
		cmocka_unit_test_setup(test_per_device_only, no_global_ops),
		cmocka_unit_test(test_kernel_only),
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_placements_differ),
	};

	unit_pin();
	return unit_run("dispatch", tests, NULL, NULL);
}
