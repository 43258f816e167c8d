/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * record.h - a backend that writes down how it was called, and a batch to
 * call it with in which no two values are the same.
 */
#ifndef UNIT_RECORD_H
#define UNIT_RECORD_H

#include "unit.h"

#include "kmod/dispatch/loop.h"

#define RECORD_MAX	64	/* calls that are kept */
#define BATCH_N		5	/* operations in a batch */
#define BATCH_NENTS	3	/* entries of each of its lists */
#define BATCH_DIR	DB_FROM_DEVICE

/**
 * struct call - how a backend was called
 * @ops:	which table
 * @op:		which entry
 * @dev:	the device it was given
 * @addr:	phys of a map_single, dma of an unmap_single
 * @sg:		the list of the others
 * @size:	bytes, or entries
 * @dir:	direction
 */
struct call {
	const struct db_ops *ops;
	enum db_op op;
	const struct db_device *dev;
	__u64 addr;
	const struct db_sg *sg;
	size_t size;
	int dir;
};

extern struct call record[RECORD_MAX];
extern unsigned int record_nr;

/*
 * Backends; what they return differs, see record_handle().  The functions of
 * all but the first two are what a linker that wraps db_null_*, db_linear_*,
 * db_pvdma_* and db_bounce_* puts in their place.
 */
extern const struct db_ops record_a, record_b, record_null, record_linear;
extern const struct db_ops record_pvdma, record_bounce;

/*
 * No tables to attach: how a direct call, one that took no pointer, of what is
 * in record_null and so on is written down.
 */
extern const struct db_ops direct_null, direct_linear;
extern const struct db_ops direct_pvdma, direct_bounce;

/* The functions of the tables, for the linker and for who looks closer. */
#define RECORD_FUNCTIONS(fn)						\
db_dma_t fn##_map_single(struct db_device *dev, db_phys_t phys,		\
			 size_t size, int dir);				\
void fn##_unmap_single(struct db_device *dev, db_dma_t dma,		\
		       size_t size, int dir);				\
int fn##_map_sg(struct db_device *dev, struct db_sg *sg, int nents,	\
		int dir);						\
void fn##_unmap_sg(struct db_device *dev, struct db_sg *sg, int nents,	\
		   int dir)

RECORD_FUNCTIONS(record_a);
RECORD_FUNCTIONS(record_b);
RECORD_FUNCTIONS(__wrap_db_null);
RECORD_FUNCTIONS(__wrap_db_linear);
RECORD_FUNCTIONS(__wrap_db_pvdma);
RECORD_FUNCTIONS(__wrap_db_bounce);

/* What map_single of @ops returns for @phys; map_sg for @nents entries. */
db_dma_t record_handle(const struct db_ops *ops, db_phys_t phys);
int record_mapped(const struct db_ops *ops, int nents);

/**
 * struct unit_batch - a batch and the memory that it points to
 */
struct unit_batch {
	struct db_batch b;
	struct db_device *devs[BATCH_N];
	db_phys_t phys[BATCH_N];
	db_dma_t dma[BATCH_N];
	int mapped[BATCH_N];
	struct db_sg sg[BATCH_N * BATCH_NENTS];
};

/* Fill it for @dev, all values different; forget what was recorded. */
void unit_batch_init(struct unit_batch *u, struct db_device *dev);

/*
 * Was @op called @n times, each on @dev through @ops with what a batch says
 * for it, its results stored and all else left alone?
 */
void expect_batch(const struct unit_batch *u, enum db_op op, unsigned int n,
		  const struct db_ops *ops, const struct db_device *dev);

/* Run @loop of @op for n = 1, 2 and 5 and expect the same. */
void expect_loop(db_loop_fn loop, enum db_op op, struct db_device *dev,
		 const struct db_ops *ops, const struct db_device *reached);

/* All loops of @design. */
void expect_loops(const struct db_design *design, struct db_device *dev,
		  const struct db_ops *ops, const struct db_device *reached);

/* The entry points of @design for one operation. */
void expect_entries(const struct db_design *design, struct db_device *dev,
		    const struct db_ops *ops,
		    const struct db_device *reached);

/*
 * All of @design, over a real backend, which does not record: what it returns
 * arrives, in lists too where it @fills them in, and unmaps leave it as it is.
 */
void expect_real(const struct db_design *design, struct db_device *dev,
		 bool fills);

/* All of @design fails for @dev, which no backend is asked for. */
void expect_refused(const struct db_design *design, struct db_device *dev);

#endif /* UNIT_RECORD_H */
