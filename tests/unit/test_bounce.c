// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_bounce.c - swiotlb above pvdma: who is bounced, and what comes back.
 *
 * In its three forms: one table that calls pvdma by name, a layer on the
 * device's own chain, and a layer among the registered IOMMUs.  What is below
 * is pvdma, looked at while it is called, made to fail, and acting as the
 * device, which writes until the very unmap.  A list is the caller's: whatever
 * happens, its addresses are as they were.
 *
 * Wraps: calloc free db_exit db_exit_open db_pool_get db_pool_put
 * Wraps: db_pvdma_map_single db_pvdma_unmap_single db_pvdma_map_sg
 * Wraps: db_pvdma_unmap_sg
 */
#include <string.h>

#include "alloc.h"
#include "bounced.h"
#include "exits.h"
#include "kmod/backend/bounce.h"
#include "kmod/dispatch/designs.h"
#include "record.h"

/* The device reaches the first half of this, whatever is below. */
#define HALF	(8 * 4096)
static unsigned char mem[2 * HALF];

#define ENTRIES	5	/* of a list */
#define LEN	3000	/* of an entry: two slots */

/* How what is below acts. */
static bool fails;
static db_dma_t shift;		/* of the handles that it gives */
static bool writes;		/* the device does, before an unmap */

/* How it was called last. */
static const struct db_device *below_dev;
static unsigned int nr_below;

RECORD_FUNCTIONS(__real_db_pvdma);

static void called(const struct db_device *dev)
{
	below_dev = dev;
	nr_below++;
}

static void device_writes(db_dma_t dma, size_t size)
{
	if (writes)
		memset(db_phys_to_virt(dma), 'd', size);
}

db_dma_t __wrap_db_pvdma_map_single(struct db_device *dev, db_phys_t phys,
				    size_t size, int dir)
{
	called(dev);
	if (fails)
		return DB_MAPPING_ERROR;
	return __real_db_pvdma_map_single(dev, phys, size, dir) + shift;
}

void __wrap_db_pvdma_unmap_single(struct db_device *dev, db_dma_t dma,
				  size_t size, int dir)
{
	called(dev);
	device_writes(dma, size);
	__real_db_pvdma_unmap_single(dev, dma, size, dir);
}

int __wrap_db_pvdma_map_sg(struct db_device *dev, struct db_sg *sg, int nents,
			   int dir)
{
	int i;

	called(dev);
	if (fails)
		return 0;
	__real_db_pvdma_map_sg(dev, sg, nents, dir);
	for (i = 0; i < nents; i++)
		sg[i].dma += shift;
	return nents;
}

void __wrap_db_pvdma_unmap_sg(struct db_device *dev, struct db_sg *sg,
			      int nents, int dir)
{
	int i;

	called(dev);
	for (i = 0; i < nents; i++)
		device_writes(sg[i].dma, sg[i].len);
	__real_db_pvdma_unmap_sg(dev, sg, nents, dir);
}

/* As the two layers reach it. */
static const struct db_ops below_ops = {
	.map_single = __wrap_db_pvdma_map_single,
	.unmap_single = __wrap_db_pvdma_unmap_single,
	.map_sg = __wrap_db_pvdma_map_sg,
	.unmap_sg = __wrap_db_pvdma_unmap_sg,
};

static const struct db_design *const forms[] = {
	&db_design_per_device, &db_design_stack_per_device,
	&db_design_stack_global,
};

/* A device below form @design, with a pool that has nothing in it. */
static void begin(const struct db_design *design, struct db_device *dev)
{
	*dev = (struct db_device) {
		.bdf = 0x100, .dma_mask = db_virt_to_phys(mem) + HALF,
	};
	count_nothing(NULL);
	exits_nothing(NULL);
	nr_below = 0;
	fails = false;
	shift = 0;
	writes = false;
	assert_int_equal(db_backend_bounce.open(), 0);
	if (!design->push) {
		assert_int_equal(design->attach(dev, db_backend_bounce.ops, 0),
				 0);
	} else {
		assert_int_equal(design->attach(dev, &below_ops, 1), 0);
		assert_int_equal(design->push(dev, db_backend_bounce.layer),
				 0);
	}
	expect_pool_empty();
	memset(mem, 'c', sizeof(mem));
}

/* All slots are given back, all memory is. */
static void end(const struct db_design *design, struct db_device *dev)
{
	expect_pool_empty();
	design->detach(dev);
	db_backend_bounce.close();
	assert_int_equal(frees, allocs);
}

/* What was below was called once, and saw the device as it should. */
static void expect_below(const struct db_design *design,
			 const struct db_device *dev)
{
	assert_int_equal(nr_below, 1);
	assert_ptr_equal(below_dev, design == &db_design_stack_per_device ?
			 dev->lower : dev);
	nr_below = 0;
}

static void expect_bytes(const unsigned char *p, size_t size, char byte)
{
	assert_int_equal(*p, byte);
	assert_memory_equal(p, p + 1, size - 1);
}

/* @size bytes at @offset of mem, there and back. */
static void expect_single(const struct db_design *design, size_t offset,
			  size_t size, int dir, bool bounces)
{
	db_phys_t phys = db_virt_to_phys(mem + offset);
	struct db_device dev;
	bool back = dir != DB_TO_DEVICE || !bounces;
	db_dma_t dma;

	begin(design, &dev);
	dma = design->ops.map_single(&dev, phys, size, dir);
	expect_exit(dma, size);
	expect_below(design, &dev);
	expect_bounces(bounces, 0);
	assert_int_equal(db_pool_has(dma), bounces);
	if (bounces)
		assert_int_equal(db_pool_origin(dma), phys);
	else
		assert_int_equal(dma, phys);
	if (dir != DB_FROM_DEVICE)
		expect_bytes(db_phys_to_virt(dma), size, 'c');
	expect_bytes(mem, sizeof(mem), 'c');
	writes = true;
	design->ops.unmap_single(&dev, dma, size, dir);
	expect_exit(dma, size);
	expect_below(design, &dev);
	expect_bounces(0, bounces);
	expect_bytes(mem + offset, size, back ? 'd' : 'c');
	if (offset)
		expect_bytes(mem, offset, 'c');
	expect_bytes(mem + offset + size, sizeof(mem) - offset - size, 'c');
	end(design, &dev);
}

static void test_single(void **state)
{
	static const struct {
		size_t offset, size;
		bool bounces;
	} known[] = {
		{ 0, 1, false }, { 0, HALF, false }, { HALF - 1, 1, false },
		{ HALF - 4096, 4096, false }, { 100, 2049, false },
		{ 0, HALF + 1, true }, { HALF - 4096, 4097, true },
		{ HALF - 1, 2, true }, { HALF, 1, true },
		{ HALF + 100, 2049, true }, { HALF, HALF - 1, true },
	};
	size_t f, i;
	int dir;

	for (f = 0; f < ARRAY_SIZE(forms); f++)
		for (i = 0; i < ARRAY_SIZE(known); i++)
			for (dir = DB_BIDIRECTIONAL; dir <= DB_FROM_DEVICE;
			     dir++)
				expect_single(forms[f], known[i].offset,
					      known[i].size, dir,
					      known[i].bounces);
}

/* Where entry @i is; it is out of reach if bit @i of @out is set. */
static unsigned char *entry(int i, unsigned int out)
{
	return mem + (out >> i & 1) * HALF + i * 4096 + 11;
}

static void make_list(struct db_sg *sg, int nents, unsigned int out)
{
	int i;

	for (i = 0; i < nents; i++)
		sg[i] = (struct db_sg) {
			.phys = db_virt_to_phys(entry(i, out)), .len = LEN - i,
			.dma = 0xdada00 + i, .dma_len = 0xda00 + i,
		};
}

/* The list is as make_list() made it, but for what the device will see. */
static void expect_list(const struct db_sg *sg, int nents, unsigned int out)
{
	int i;

	for (i = 0; i < nents; i++) {
		assert_int_equal(sg[i].phys,
				 db_virt_to_phys(entry(i, out)));
		assert_int_equal(sg[i].len, LEN - i);
	}
}

static void expect_mapped(const struct db_sg *sg, int nents, unsigned int out,
			  int dir)
{
	int i;

	expect_list(sg, nents, out);
	for (i = 0; i < nents; i++) {
		bool bounced = out >> i & 1;

		assert_int_equal(sg[i].dma_len, LEN - i);
		assert_int_equal(db_pool_has(sg[i].dma), bounced);
		assert_int_equal(bounced ? db_pool_origin(sg[i].dma) :
				 sg[i].dma, sg[i].phys);
		if (dir != DB_FROM_DEVICE)
			expect_bytes(db_phys_to_virt(sg[i].dma), LEN - i, 'c');
	}
}

/* A list of which the entries in @out are out of reach, there and back. */
static void expect_sg(const struct db_design *design, int nents,
		      unsigned int out, int dir)
{
	unsigned int bounces = __builtin_popcount(out);
	struct db_sg sg[ENTRIES];
	struct db_device dev;
	int i;

	begin(design, &dev);
	make_list(sg, nents, out);
	assert_int_equal(design->ops.map_sg(&dev, sg, nents, dir), nents);
	expect_exit(sg[0].dma, nents);
	expect_below(design, &dev);
	expect_bounces(bounces, 0);
	expect_mapped(sg, nents, out, dir);
	writes = true;
	design->ops.unmap_sg(&dev, sg, nents, dir);
	expect_exit(sg[0].dma, nents);
	expect_below(design, &dev);
	expect_bounces(0, bounces);
	expect_list(sg, nents, out);
	for (i = 0; i < nents; i++) {
		bool back = dir != DB_TO_DEVICE || !(out >> i & 1);

		expect_bytes(entry(i, out), LEN - i, back ? 'd' : 'c');
		memset(entry(i, out), 'c', LEN - i);
	}
	/* And nothing beside them. */
	expect_bytes(mem, sizeof(mem), 'c');
	end(design, &dev);
}

static void test_sg(void **state)
{
	unsigned int out;
	int nents, dir;
	size_t f;

	for (f = 0; f < ARRAY_SIZE(forms); f++)
		for (nents = 1; nents <= ENTRIES; nents++)
			for (out = 0; out < 1U << nents; out++)
				for (dir = DB_BIDIRECTIONAL;
				     dir <= DB_FROM_DEVICE; dir++)
					expect_sg(forms[f], nents, out, dir);
}

/* A handle is what the one below returned, not what was bounced to. */
static void test_handles(void **state)
{
	struct db_sg sg[ENTRIES], plain[ENTRIES];
	struct db_device dev;
	db_dma_t dma;
	size_t f;
	int i;

	for (f = 0; f < ARRAY_SIZE(forms); f++) {
		const struct db_ops *ops = &forms[f]->ops;

		begin(forms[f], &dev);
		make_list(plain, ENTRIES, 0x15);
		dma = ops->map_single(&dev, plain->phys, LEN, 0);
		assert_int_equal(ops->map_sg(&dev, plain, ENTRIES, 0),
				 ENTRIES);
		ops->unmap_sg(&dev, plain, ENTRIES, 0);
		ops->unmap_single(&dev, dma, LEN, 0);
		/* The same once more: into the same slots. */
		shift = 1ULL << 52;
		make_list(sg, ENTRIES, 0x15);
		assert_int_equal(ops->map_single(&dev, sg->phys, LEN, 0),
				 dma + shift);
		assert_int_equal(ops->map_sg(&dev, sg, ENTRIES, 0), ENTRIES);
		expect_list(sg, ENTRIES, 0x15);
		for (i = 0; i < ENTRIES; i++) {
			assert_int_equal(sg[i].dma, plain[i].dma + shift);
			sg[i].dma -= shift;
		}
		ops->unmap_sg(&dev, sg, ENTRIES, 0);
		ops->unmap_single(&dev, dma, LEN, 0);
		expect_bounces(8, 8);
		end(forms[f], &dev);
	}
}

/* Nothing is mapped: no byte is changed, no slot kept, nobody told. */
static void expect_no_map(const struct db_design *design,
			  struct db_device *dev, unsigned int out, int dir,
			  unsigned int calls, unsigned int bounces)
{
	struct db_sg sg[ENTRIES];

	make_list(sg, ENTRIES, out);
	assert_int_equal(design->ops.map_sg(dev, sg, ENTRIES, dir), 0);
	expect_list(sg, ENTRIES, out);
	expect_bounces(bounces, bounces);
	assert_int_equal(nr_below, calls);
	assert_int_equal(nr_exits, 0);
	expect_bytes(mem, sizeof(mem), 'c');
	nr_below = 0;
}

/* The pool has room for @room entries of a list that wants more of them. */
static void expect_full(const struct db_design *design, unsigned int out,
			unsigned int room, int dir)
{
	db_phys_t held[DB_BOUNCE_SLOTS / 2];
	struct db_device dev;
	unsigned int i, nr = ARRAY_SIZE(held) - room;

	begin(design, &dev);
	for (i = 0; i < nr; i++)
		held[i] = hold(LEN);
	expect_no_map(design, &dev, out, dir, 0, room);
	/* And the same room is there for the next one. */
	expect_no_map(design, &dev, out, dir, 0, room);
	if (!room)
		assert_true(design->ops.map_single(&dev, db_virt_to_phys(mem +
				HALF), LEN, dir) == DB_MAPPING_ERROR);
	assert_int_equal(nr_below, 0);
	expect_bounces(0, 0);
	while (nr--)
		release(held[nr], LEN);
	end(design, &dev);
}

static void test_pool_full(void **state)
{
	static const unsigned int outs[] = { 0x1f, 0x1e, 0x0f, 0x15, 0x10 };
	unsigned int room;
	size_t f, i;
	int dir;

	for (f = 0; f < ARRAY_SIZE(forms); f++)
		for (i = 0; i < ARRAY_SIZE(outs); i++)
			for (room = 0; room < (unsigned int)
			     __builtin_popcount(outs[i]); room++)
				for (dir = DB_BIDIRECTIONAL;
				     dir <= DB_FROM_DEVICE; dir++)
					expect_full(forms[f], outs[i], room,
						    dir);
}

/* One that cannot be bounced at all, wherever it is in the list. */
static void test_too_long(void **state)
{
	const size_t more = DB_BOUNCE_SEGMENT * DB_BOUNCE_SLOT + 1;
	struct db_sg sg[ENTRIES];
	struct db_device dev;
	size_t f;
	int at;

	for (f = 0; f < ARRAY_SIZE(forms); f++) {
		begin(forms[f], &dev);
		for (at = 0; at < ENTRIES; at++) {
			make_list(sg, ENTRIES, 0x1f);
			sg[at].len = more;
			assert_int_equal(forms[f]->ops.map_sg(&dev, sg,
							      ENTRIES, 0), 0);
			sg[at].len = LEN - at;
			expect_list(sg, ENTRIES, 0x1f);
			expect_bounces(at, at);
		}
		assert_true(forms[f]->ops.map_single(&dev, sg->phys, more, 0)
			    == DB_MAPPING_ERROR);
		assert_int_equal(nr_below, 0);
		end(forms[f], &dev);
	}
}

static void test_below_fails(void **state)
{
	db_phys_t far = db_virt_to_phys(mem + HALF);
	db_phys_t near = db_virt_to_phys(mem);
	struct db_device dev;
	unsigned int out;
	size_t f;
	int dir;

	for (f = 0; f < ARRAY_SIZE(forms); f++)
		for (dir = DB_BIDIRECTIONAL; dir <= DB_FROM_DEVICE; dir++) {
			const struct db_ops *ops = &forms[f]->ops;

			begin(forms[f], &dev);
			fails = true;
			for (out = 0; out < 1U << ENTRIES; out++)
				expect_no_map(forms[f], &dev, out, dir, 1,
					      __builtin_popcount(out));
			assert_true(ops->map_single(&dev, far, LEN, dir) ==
				    DB_MAPPING_ERROR);
			expect_bounces(1, 1);
			assert_true(ops->map_single(&dev, near, LEN, dir) ==
				    DB_MAPPING_ERROR);
			expect_bounces(0, 0);
			expect_bytes(mem, sizeof(mem), 'c');
			end(forms[f], &dev);
		}
}

/* A layer with nothing below it, as of a device that only it wants. */
static void test_nothing_below(void **state)
{
	const struct db_design *design = &db_design_stack_global;
	struct db_device dev;

	begin(design, &dev);
	design->detach(&dev);
	assert_int_equal(design->push(&dev, db_backend_bounce.layer), 0);
	expect_no_map(design, &dev, 0x1f, 0, 0, 0);
	assert_true(design->ops.map_single(&dev, db_virt_to_phys(mem + HALF),
					   LEN, 0) == DB_MAPPING_ERROR);
	expect_bounces(0, 0);
	/* It has no handle of ours to give back. */
	design->ops.unmap_single(&dev, 0x1000, LEN, 0);
	expect_bounces(0, 0);
	end(design, &dev);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_single),
		cmocka_unit_test(test_sg),
		cmocka_unit_test(test_handles),
		cmocka_unit_test(test_pool_full),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_below_fails),
		cmocka_unit_test(test_nothing_below),
	};

	return unit_run("bounce", tests, NULL, NULL);
}
