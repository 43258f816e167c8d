// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * null.c - the backend that returns at once.
 *
 * A mapping is its physical address; a list is left as it is.  Kept in a file
 * of its own so that no caller's compiler can see that nothing happens here
 * (a kernel built with link time optimisation would have to be told).
 */
#include "null.h"

db_dma_t db_null_map_single(struct db_device *dev, db_phys_t phys,
			    size_t size, int dir)
{
	return phys;
}

void db_null_unmap_single(struct db_device *dev, db_dma_t dma, size_t size,
			  int dir)
{
}

int db_null_map_sg(struct db_device *dev, struct db_sg *sg, int nents,
		   int dir)
{
	return nents;
}

void db_null_unmap_sg(struct db_device *dev, struct db_sg *sg, int nents,
		      int dir)
{
}

static const struct db_ops null_ops = {
	.map_single = db_null_map_single,
	.unmap_single = db_null_unmap_single,
	.map_sg = db_null_map_sg,
	.unmap_sg = db_null_unmap_sg,
};

/* The same once more: a target of its own for a device of a mixed row. */
#define VARIANT(k)							\
static db_dma_t null##k##_map_single(struct db_device *dev,		\
				     db_phys_t phys, size_t size, int dir) \
{									\
	return phys;							\
}									\
									\
static void null##k##_unmap_single(struct db_device *dev, db_dma_t dma,	\
				   size_t size, int dir)		\
{									\
}									\
									\
static int null##k##_map_sg(struct db_device *dev, struct db_sg *sg,	\
			    int nents, int dir)				\
{									\
	return nents;							\
}									\
									\
static void null##k##_unmap_sg(struct db_device *dev, struct db_sg *sg,	\
			       int nents, int dir)			\
{									\
}

#define VARIANT_OPS(k) {						\
	.map_single = null##k##_map_single,				\
	.unmap_single = null##k##_unmap_single,				\
	.map_sg = null##k##_map_sg,					\
	.unmap_sg = null##k##_unmap_sg,					\
}

VARIANT(0) VARIANT(1) VARIANT(2) VARIANT(3)
VARIANT(4) VARIANT(5) VARIANT(6) VARIANT(7)
VARIANT(8) VARIANT(9) VARIANT(10) VARIANT(11)
VARIANT(12) VARIANT(13) VARIANT(14) VARIANT(15)

static const struct db_ops variants[DB_VARIANTS] = {
	VARIANT_OPS(0), VARIANT_OPS(1), VARIANT_OPS(2), VARIANT_OPS(3),
	VARIANT_OPS(4), VARIANT_OPS(5), VARIANT_OPS(6), VARIANT_OPS(7),
	VARIANT_OPS(8), VARIANT_OPS(9), VARIANT_OPS(10), VARIANT_OPS(11),
	VARIANT_OPS(12), VARIANT_OPS(13), VARIANT_OPS(14), VARIANT_OPS(15),
};

const struct db_backend db_backend_null = {
	.id = "null",
	.what = "returns at once: dispatch alone",
	.ops = &null_ops,
	.variants = variants,
};
