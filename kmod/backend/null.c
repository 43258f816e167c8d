// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * null.c - the backend that returns at once.
 *
 * A mapping is its physical address; a list is left as it is.  Kept in a file
 * of its own so that no caller's compiler can see that nothing happens here.
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

const struct db_backend db_backend_null = {
	.id = "null",
	.what = "returns at once: dispatch alone",
	.ops = &null_ops,
};
