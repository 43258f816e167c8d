/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * loop.h - makes the timed loops of a design.
 *
 * A loop reads the clock itself and has the design's code inlined into it, as
 * a driver that maps has: the only indirect call between the two readings is
 * one that the design makes.  Each loop is made once per placement, k * 8
 * bytes further into a cache line, because where a loop lies can move a row
 * of a few cycles by more than a cycle.  What is executed once per window
 * (the fences, the loop's entry) is the same for n and for 2n operations and
 * so falls out of the slope; what the loop itself does per operation (count,
 * compare, load the buffer, store the handle) stays in, the same for all.
 */
#ifndef DB_LOOP_H
#define DB_LOOP_H

#include "clock.h"
#include "ops.h"

/**
 * struct db_batch - what a loop works on
 * @devs:	the device of each operation: in a hot row always the same
 * @ops:	what attach gives a device
 * @depth:	and how deep
 * @len:	bytes of a mapping, of an entry; the count of a known row
 * @nents:	entries of a scatterlist
 * @dir:	enum db_dir
 * @phys:	the buffer of each operation
 * @dma:	the handle of each operation
 * @sg:		the lists: operation i has entries i * nents and on
 * @mapped:	what map_sg returned
 * @begin:	TSC before the first operation
 * @end:	TSC behind the last
 */
struct db_batch {
	struct db_device **devs;
	const struct db_ops *ops;
	unsigned int depth;
	size_t len;
	int nents;
	int dir;
	db_phys_t *phys;
	db_dma_t *dma;
	struct db_sg *sg;
	int *mapped;
	__u64 begin;
	__u64 end;
};

/* Move what follows k * 8 bytes past a cache line's start. */
#define DB_PLACE(k) \
	asm volatile(".p2align 6\n\t.rept %c0\n\tnop\n\t.endr" : : "i" ((k) * 8))

/* One loop: @setup runs before the clock, @body makes n operations. */
#define DB_LOOP_AT(name, k, setup, body)				\
static noinline void name##_##k(struct db_batch *b, unsigned int n)	\
{									\
	setup;								\
									\
	DB_PLACE(k);							\
	b->begin = db_clock_begin();					\
	body;								\
	b->end = db_clock_end();					\
}

/* The body of a design's loop: @stmt for each operation i. */
#define DB_EACH(stmt)							\
	do {								\
		unsigned int i;						\
									\
		for (i = 0; i < n; i++)					\
			stmt;						\
	} while (0)

#define DB_LOOP_ALL(name, setup, body)					\
	DB_LOOP_AT(name, 0, setup, body)				\
	DB_LOOP_AT(name, 1, setup, body)				\
	DB_LOOP_AT(name, 2, setup, body)				\
	DB_LOOP_AT(name, 3, setup, body)				\
	DB_LOOP_AT(name, 4, setup, body)				\
	DB_LOOP_AT(name, 5, setup, body)				\
	DB_LOOP_AT(name, 6, setup, body)				\
	DB_LOOP_AT(name, 7, setup, body)

#define DB_LOOP_TABLE(name) {						\
	name##_0, name##_1, name##_2, name##_3,				\
	name##_4, name##_5, name##_6, name##_7,				\
}

#define DB_SETUP_SINGLE							\
	struct db_device **devs = b->devs;				\
	db_phys_t *phys = b->phys;					\
	db_dma_t *dma = b->dma;						\
	size_t len = b->len;						\
	int dir = b->dir

#define DB_SETUP_UNMAP							\
	struct db_device **devs = b->devs;				\
	db_dma_t *dma = b->dma;						\
	size_t len = b->len;						\
	int dir = b->dir

#define DB_SETUP_SG							\
	struct db_device **devs = b->devs;				\
	struct db_sg *sg = b->sg;					\
	int *mapped = b->mapped;					\
	int nents = b->nents;						\
	int dir = b->dir

#define DB_SETUP_UNMAP_SG						\
	struct db_device **devs = b->devs;				\
	struct db_sg *sg = b->sg;					\
	int nents = b->nents;						\
	int dir = b->dir

/*
 * The four loops of a design whose inline wrappers are called
 * <d>_map_single() and so on.
 */
#define DB_DESIGN_LOOPS(d)						\
	DB_LOOP_ALL(d##_loop_map_single, DB_SETUP_SINGLE,		\
		    DB_EACH(dma[i] = d##_map_single(devs[i], phys[i],	\
						    len, dir)))		\
	DB_LOOP_ALL(d##_loop_unmap_single, DB_SETUP_UNMAP,		\
		    DB_EACH(d##_unmap_single(devs[i], dma[i], len, dir))) \
	DB_LOOP_ALL(d##_loop_map_sg, DB_SETUP_SG,			\
		    DB_EACH(mapped[i] = d##_map_sg(devs[i], sg + i * nents, \
						   nents, dir)))	\
	DB_LOOP_ALL(d##_loop_unmap_sg, DB_SETUP_UNMAP_SG,		\
		    DB_EACH(d##_unmap_sg(devs[i], sg + i * nents, nents, \
					 dir)))

/*
 * The four inline wrappers of a design that finds an ops table and calls it:
 * @ops is an expression of dev.  What a driver calls, as its compiler sees it.
 */
#define DB_WRAPPERS(d, ops)						\
	DB_FOUR_OPS(d, static __always_inline, DB_BY_OPS, ops)

#define DB_SETUP_ATTACH							\
	struct db_device **devs = b->devs;				\
	const struct db_ops *ops = b->ops;				\
	unsigned int depth = b->depth;					\
	int *mapped = b->mapped

/* Each call of a loop is made: nothing is known of the next behind it. */
#define DB_CALL(stmt)							\
	do {								\
		stmt;							\
		asm volatile("" : : : "memory");			\
	} while (0)

/*
 * The loops of attaching devices and of detaching them, by a direct call: the
 * functions are noinline.
 */
#define DB_ATTACH_LOOPS(d, attach_fn, detach_fn)			\
	DB_LOOP_ALL(d##_loop_attach, DB_SETUP_ATTACH,			\
		    DB_EACH(DB_CALL(mapped[i] = attach_fn(devs[i], ops,	\
							  depth))))	\
	DB_LOOP_ALL(d##_loop_detach, struct db_device **devs = b->devs,	\
		    DB_EACH(DB_CALL(detach_fn(devs[i]))))

/* A design's functions and loops of attaching, for its table. */
#define DB_ATTACH_TABLE(d, attach_fn, detach_fn)			\
	.attach = attach_fn,						\
	.detach = detach_fn,						\
	.loop[DB_ATTACH] = DB_LOOP_TABLE(d##_loop_attach),		\
	.loop[DB_DETACH] = DB_LOOP_TABLE(d##_loop_detach)

#define DB_DESIGN_TABLE(d)						\
	.ops = DB_OPS_TABLE(d),						\
	.loop[DB_MAP_SINGLE] = DB_LOOP_TABLE(d##_loop_map_single),	\
	.loop[DB_UNMAP_SINGLE] = DB_LOOP_TABLE(d##_loop_unmap_single),	\
	.loop[DB_MAP_SG] = DB_LOOP_TABLE(d##_loop_map_sg),		\
	.loop[DB_UNMAP_SG] = DB_LOOP_TABLE(d##_loop_unmap_sg)

#endif /* DB_LOOP_H */
