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

/*
 * The instruction in front of @ret, where a call returns to: is it CALL rel32
 * (SDM vol. 2, CALL: E8) of @fn?  Any other way to @fn took a pointer.
 */
static bool is_direct(const void *ret, const void *fn)
{
	const unsigned char *insn = (const unsigned char *)ret - 5;
	__s32 rel;

	memcpy(&rel, insn + 1, sizeof(rel));
	return *insn == 0xe8 &&
	       (uintptr_t)ret + (intptr_t)rel == (uintptr_t)fn;
}

/* Who was called: itself, or what stands for it where the call was direct. */
#define WHO(name, direct, fn) \
	(is_direct(__builtin_return_address(0), fn) ? &(direct) : &(name))

/*
 * Table @name of the functions @fn_map_single() and so on; a direct call is
 * written down as one of @direct.
 */
#define RECORD_OPS(name, direct, fn)					\
db_dma_t fn##_map_single(struct db_device *dev, db_phys_t phys,		\
			 size_t size, int dir)				\
{									\
	const struct db_ops *who = WHO(name, direct, fn##_map_single);	\
									\
	add(&(struct call) { who, DB_MAP_SINGLE, dev, phys, NULL, size,	\
			     dir });					\
	return record_handle(who, phys);				\
}									\
									\
void fn##_unmap_single(struct db_device *dev, db_dma_t dma,		\
		       size_t size, int dir)				\
{									\
	const struct db_ops *who = WHO(name, direct, fn##_unmap_single);\
									\
	add(&(struct call) { who, DB_UNMAP_SINGLE, dev, dma, NULL, size,\
			     dir });					\
}									\
									\
int fn##_map_sg(struct db_device *dev, struct db_sg *sg, int nents,	\
		int dir)						\
{									\
	const struct db_ops *who = WHO(name, direct, fn##_map_sg);	\
									\
	add(&(struct call) { who, DB_MAP_SG, dev, 0, sg, nents, dir });	\
	return record_mapped(who, nents);				\
}									\
									\
void fn##_unmap_sg(struct db_device *dev, struct db_sg *sg, int nents,	\
		   int dir)						\
{									\
	const struct db_ops *who = WHO(name, direct, fn##_unmap_sg);	\
									\
	add(&(struct call) { who, DB_UNMAP_SG, dev, 0, sg, nents, dir });\
}									\
									\
const struct db_ops name = {						\
	.map_single = fn##_map_single,					\
	.unmap_single = fn##_unmap_single,				\
	.map_sg = fn##_map_sg,						\
	.unmap_sg = fn##_unmap_sg,					\
}

const struct db_ops direct_null, direct_linear, direct_pvdma, direct_bounce;

RECORD_OPS(record_a, record_a, record_a);
RECORD_OPS(record_b, record_b, record_b);
RECORD_OPS(record_null, direct_null, __wrap_db_null);
RECORD_OPS(record_linear, direct_linear, __wrap_db_linear);
RECORD_OPS(record_pvdma, direct_pvdma, __wrap_db_pvdma);
RECORD_OPS(record_bounce, direct_bounce, __wrap_db_bounce);

/* Which of the tables, from 1. */
static int nr_of(const struct db_ops *ops)
{
	static const struct db_ops *const all[] = {
		&record_a, &record_b, &record_null, &record_linear,
		&record_pvdma, &record_bounce, &direct_null, &direct_linear,
		&direct_pvdma, &direct_bounce,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++)
		if (all[i] == ops)
			return i + 1;
	fail_msg("no table of this file");
	return 0;
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
#define PHYS(i)		(0x7123400000ULL + (i) * 0x11000ULL)
#define NO_SG(i)	((struct db_sg) {				\
	.phys = 0x5432100000ULL + (i) * 0x3000ULL,			\
	.dma = NO_DMA(100 + (i)), .len = 100 + (i), .dma_len = 900 + (i), })

void unit_batch_init(struct unit_batch *u, struct db_device *dev)
{
	int i;

	memset(u, 0, sizeof(*u));
	for (i = 0; i < BATCH_N; i++) {
		/* More than 32 bits, to see all of them arrive. */
		u->phys[i] = PHYS(i);
		u->dma[i] = NO_DMA(i);
		u->mapped[i] = NO_MAPPED(i);
		u->devs[i] = dev;
	}
	for (i = 0; i < BATCH_N * BATCH_NENTS; i++)
		u->sg[i] = NO_SG(i);
	u->b = (struct db_batch) {
		.devs = u->devs, .len = 0x100001234ULL, .nents = BATCH_NENTS,
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
		assert_int_equal(u->phys[i], PHYS(i));
	}
	for (i = 0; i < BATCH_N * BATCH_NENTS; i++)
		assert_memory_equal(&u->sg[i], &NO_SG(i), sizeof(u->sg[i]));
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

/* What the real ones leave of a batch of which the first @n were mapped. */
static void expect_mapped(const struct unit_batch *u, unsigned int n,
			  bool fills)
{
	unsigned int i;

	for (i = 0; i < BATCH_N; i++) {
		assert_int_equal(u->dma[i], i < n ? PHYS(i) : NO_DMA(i));
		assert_int_equal(u->mapped[i],
				 i < n ? BATCH_NENTS : NO_MAPPED(i));
	}
	for (i = 0; i < BATCH_N * BATCH_NENTS; i++) {
		struct db_sg sg = NO_SG(i);

		if (fills && i < n * BATCH_NENTS) {
			sg.dma = sg.phys;
			sg.dma_len = sg.len;
		}
		assert_memory_equal(&u->sg[i], &sg, sizeof(sg));
	}
}

void expect_real(const struct db_design *design, struct db_device *dev,
		 bool fills)
{
	struct unit_batch u, mapped;
	unsigned int n;
	int k;

	unit_batch_init(&u, dev);
	u.dma[0] = design->ops.map_single(dev, u.phys[0], 1, BATCH_DIR);
	u.mapped[0] = design->ops.map_sg(dev, u.sg, BATCH_NENTS, BATCH_DIR);
	design->ops.unmap_single(dev, u.dma[0], 1, BATCH_DIR);
	design->ops.unmap_sg(dev, u.sg, BATCH_NENTS, BATCH_DIR);
	expect_mapped(&u, 1, fills);
	for (k = 0; k < DB_PLACEMENTS; k++) {
		for (n = 1; n <= BATCH_N; n++) {
			unit_batch_init(&u, dev);
			design->loop[DB_MAP_SINGLE][k](&u.b, n);
			design->loop[DB_MAP_SG][k](&u.b, n);
			expect_mapped(&u, n, fills);
			mapped = u;
			design->loop[DB_UNMAP_SINGLE][k](&u.b, n);
			design->loop[DB_UNMAP_SG][k](&u.b, n);
			expect_mapped(&u, n, fills);
			assert_true(u.b.begin > mapped.b.begin);
		}
	}
	assert_int_equal(record_nr, 0);
}

void expect_refused(const struct db_design *design, struct db_device *dev)
{
	struct unit_batch u;
	int k, i;

	unit_batch_init(&u, dev);
	assert_true(design->ops.map_single(dev, 1, 1, 0) == DB_MAPPING_ERROR);
	assert_int_equal(design->ops.map_sg(dev, u.sg, BATCH_NENTS, 0), 0);
	design->ops.unmap_single(dev, 1, 1, 0);
	design->ops.unmap_sg(dev, u.sg, BATCH_NENTS, 0);
	for (k = 0; k < DB_PLACEMENTS; k++) {
		unit_batch_init(&u, dev);
		design->loop[DB_MAP_SINGLE][k](&u.b, BATCH_N);
		design->loop[DB_UNMAP_SINGLE][k](&u.b, BATCH_N);
		design->loop[DB_MAP_SG][k](&u.b, BATCH_N);
		design->loop[DB_UNMAP_SG][k](&u.b, BATCH_N);
		for (i = 0; i < BATCH_N; i++) {
			assert_true(u.dma[i] == DB_MAPPING_ERROR);
			assert_int_equal(u.mapped[i], 0);
		}
	}
	assert_int_equal(record_nr, 0);
}
