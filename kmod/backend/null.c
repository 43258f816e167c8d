// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * null.c - the backend that returns at once.
 *
 * A mapping is its physical address; a list is left as it is.  Kept in a file
 * of its own so that no caller's compiler can see that nothing happens here;
 * Kbuild takes link time optimisation, which would, out of a kernel's flags.
 */
#include "../dispatch/ops.h"
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

static const struct db_ops null_ops = DB_OPS_TABLE(db_null);

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

VARIANT(0) VARIANT(1) VARIANT(2) VARIANT(3)
VARIANT(4) VARIANT(5) VARIANT(6) VARIANT(7)
VARIANT(8) VARIANT(9) VARIANT(10) VARIANT(11)
VARIANT(12) VARIANT(13) VARIANT(14) VARIANT(15)

static const struct db_ops variants[DB_VARIANTS] = {
	DB_OPS_TABLE(null0), DB_OPS_TABLE(null1), DB_OPS_TABLE(null2),
	DB_OPS_TABLE(null3), DB_OPS_TABLE(null4), DB_OPS_TABLE(null5),
	DB_OPS_TABLE(null6), DB_OPS_TABLE(null7), DB_OPS_TABLE(null8),
	DB_OPS_TABLE(null9), DB_OPS_TABLE(null10), DB_OPS_TABLE(null11),
	DB_OPS_TABLE(null12), DB_OPS_TABLE(null13), DB_OPS_TABLE(null14),
	DB_OPS_TABLE(null15),
};

const struct db_backend db_backend_null = {
	.id = "null",
	.what = "returns at once: dispatch alone",
	.ops = &null_ops,
	.variants = variants,
};
