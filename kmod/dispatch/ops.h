/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ops.h - the four operations, written once: most designs, layers and backends
 * do the same in each of them.
 */
#ifndef DB_OPS_H
#define DB_OPS_H

#include "dispatch.h"

/*
 * Functions <d>_map_single() and so on, @how qualified, each of one
 * @BODY(op, @by, arguments behind dev..), which returns; @by is what the body
 * is about.
 */
#define DB_FOUR_OPS(d, how, BODY, by)					\
how db_dma_t							\
d##_map_single(struct db_device *dev, db_phys_t phys, size_t size, int dir) \
{									\
	BODY(map_single, by, phys, size, dir);				\
}									\
									\
how void								\
d##_unmap_single(struct db_device *dev, db_dma_t dma, size_t size, int dir) \
{									\
	BODY(unmap_single, by, dma, size, dir);				\
}									\
									\
how int								\
d##_map_sg(struct db_device *dev, struct db_sg *sg, int nents, int dir)	\
{									\
	BODY(map_sg, by, sg, nents, dir);				\
}									\
									\
how void								\
d##_unmap_sg(struct db_device *dev, struct db_sg *sg, int nents, int dir) \
{									\
	BODY(unmap_sg, by, sg, nents, dir);				\
}

/* A body: through an ops table, which is an expression of dev. */
#define DB_BY_OPS(op, ops, ...)						\
	return (ops)->op(dev, __VA_ARGS__)

/* A body: a direct call of @b's function. */
#define DB_BY_NAME(op, b, ...)						\
	return db_##b##_##op(dev, __VA_ARGS__)

/* A table of the functions that DB_FOUR_OPS made. */
#define DB_OPS_TABLE(d) {						\
	.map_single = d##_map_single,					\
	.unmap_single = d##_unmap_single,				\
	.map_sg = d##_map_sg,						\
	.unmap_sg = d##_unmap_sg,					\
}

#endif /* DB_OPS_H */
