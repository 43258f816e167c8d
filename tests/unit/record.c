// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * record.c - a backend that writes down how it was called.
 */
#include <string.h>

#include "record.h"

struct call record[RECORD_MAX];
unsigned int record_nr;

static void add(const struct call *call)
{
	assert_true(record_nr < RECORD_MAX);
	record[record_nr++] = *call;
}

#define RECORD_OPS(name)						\
static db_dma_t name##_map_single(struct db_device *dev, db_phys_t phys,\
				  size_t size, int dir)			\
{									\
	add(&(struct call) { &name, DB_MAP_SINGLE, dev, phys, NULL,	\
			     size, dir });				\
	return record_handle(&name, phys);				\
}									\
									\
static void name##_unmap_single(struct db_device *dev, db_dma_t dma,	\
				size_t size, int dir)			\
{									\
	add(&(struct call) { &name, DB_UNMAP_SINGLE, dev, dma, NULL,	\
			     size, dir });				\
}									\
									\
static int name##_map_sg(struct db_device *dev, struct db_sg *sg,	\
			 int nents, int dir)				\
{									\
	add(&(struct call) { &name, DB_MAP_SG, dev, 0, sg, nents, dir });\
	return record_mapped(&name, nents);				\
}									\
									\
static void name##_unmap_sg(struct db_device *dev, struct db_sg *sg,	\
			    int nents, int dir)				\
{									\
	add(&(struct call) { &name, DB_UNMAP_SG, dev, 0, sg, nents, dir });\
}									\
									\
const struct db_ops name = {						\
	.map_single = name##_map_single,				\
	.unmap_single = name##_unmap_single,				\
	.map_sg = name##_map_sg,					\
	.unmap_sg = name##_unmap_sg,					\
};

RECORD_OPS(record_a)
RECORD_OPS(record_b)
RECORD_OPS(record_null)

/* Which of the tables: 1, 2, 3. */
static int nr_of(const struct db_ops *ops)
{
	return ops == &record_a ? 1 : ops == &record_b ? 2 : 3;
}

db_dma_t record_handle(const struct db_ops *ops, db_phys_t phys)
{
	return phys + ((__u64)nr_of(ops) << 48);
}

int record_mapped(const struct db_ops *ops, int nents)
{
	return nents + 1000 * nr_of(ops);
}

#define NO_DMA(i)	(0xdada0000ULL + (i))
#define NO_MAPPED(i)	(-77 - (int)(i))

void unit_batch_init(struct unit_batch *u, struct db_device *dev)
{
	int i;

	memset(u, 0, sizeof(*u));
	for (i = 0; i < BATCH_N; i++) {
		/* More than 32 bits, to see all of them arrive. */
		u->phys[i] = 0x7123400000ULL + i * 0x11000;
		u->dma[i] = NO_DMA(i);
		u->mapped[i] = NO_MAPPED(i);
	}
	u->b = (struct db_batch) {
		.dev = dev, .len = 0x100001234ULL, .nents = BATCH_NENTS,
		.dir = BATCH_DIR, .phys = u->phys, .dma = u->dma, .sg = u->sg,
		.mapped = u->mapped,
	};
	record_nr = 0;
}

static void expect_call(const struct unit_batch *u, const struct call *call,
			enum db_op op, unsigned int i,
			const struct db_ops *ops, const struct db_device *dev)
{
	assert_ptr_equal(call->ops, ops);
	assert_int_equal(call->op, op);
	assert_ptr_equal(call->dev, dev);
	assert_int_equal(call->dir, BATCH_DIR);
	if (db_op_info[op].sg) {
		assert_ptr_equal(call->sg, u->sg + i * BATCH_NENTS);
		assert_int_equal(call->size, BATCH_NENTS);
	} else {
		assert_int_equal(call->addr, op == DB_MAP_SINGLE ?
				 u->phys[i] : NO_DMA(i));
		assert_int_equal(call->size, u->b.len);
	}
}

void expect_batch(const struct unit_batch *u, enum db_op op, unsigned int n,
		  const struct db_ops *ops, const struct db_device *dev)
{
	unsigned int i;

	assert_int_equal(record_nr, n);
	for (i = 0; i < BATCH_N; i++) {
		db_dma_t dma = NO_DMA(i);
		int mapped = NO_MAPPED(i);

		if (i < n)
			expect_call(u, &record[i], op, i, ops, dev);
		if (i < n && op == DB_MAP_SINGLE)
			dma = record_handle(ops, u->phys[i]);
		if (i < n && op == DB_MAP_SG)
			mapped = record_mapped(ops, BATCH_NENTS);
		assert_int_equal(u->dma[i], dma);
		assert_int_equal(u->mapped[i], mapped);
		assert_int_equal(u->phys[i], 0x7123400000ULL + i * 0x11000);
	}
}

void expect_loop(db_loop_fn loop, enum db_op op, struct db_device *dev,
		 const struct db_ops *ops, const struct db_device *reached)
{
	static const unsigned int ns[] = { 1, 2, BATCH_N };
	struct unit_batch u;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ns); i++) {
		unit_batch_init(&u, dev);
		loop(&u.b, ns[i]);
		expect_batch(&u, op, ns[i], ops, reached);
		assert_true(u.b.begin);
		assert_true(u.b.begin <= u.b.end);
	}
}

void expect_loops(const struct db_design *design, struct db_device *dev,
		  const struct db_ops *ops, const struct db_device *reached)
{
	int op, k;

	for (op = DB_MAP_SINGLE; op <= DB_UNMAP_SG; op++)
		for (k = 0; k < DB_PLACEMENTS; k++) {
			assert_non_null(design->loop[op][k]);
			expect_loop(design->loop[op][k], op, dev, ops,
				    reached);
		}
}

void expect_entries(const struct db_design *design, struct db_device *dev,
		    const struct db_ops *ops, const struct db_device *reached)
{
	struct unit_batch u;

	unit_batch_init(&u, dev);
	u.dma[0] = design->ops.map_single(dev, u.phys[0], u.b.len, BATCH_DIR);
	expect_batch(&u, DB_MAP_SINGLE, 1, ops, reached);

	unit_batch_init(&u, dev);
	design->ops.unmap_single(dev, u.dma[0], u.b.len, BATCH_DIR);
	expect_batch(&u, DB_UNMAP_SINGLE, 1, ops, reached);

	unit_batch_init(&u, dev);
	u.mapped[0] = design->ops.map_sg(dev, u.sg, BATCH_NENTS, BATCH_DIR);
	expect_batch(&u, DB_MAP_SG, 1, ops, reached);

	unit_batch_init(&u, dev);
	design->ops.unmap_sg(dev, u.sg, BATCH_NENTS, BATCH_DIR);
	expect_batch(&u, DB_UNMAP_SG, 1, ops, reached);
}
