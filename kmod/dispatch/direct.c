// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * direct.c - the floor: a direct call, bound when the caller is compiled.
 *
 * No kernel could do with this alone: there is one backend for all devices.
 * It is what is left when dispatch costs nothing.
 */
#include "../backend/null.h"
#include "designs.h"
#include "loop.h"

static __always_inline db_dma_t direct_map_single(struct db_device *dev,
						  db_phys_t phys, size_t size,
						  int dir)
{
	return db_null_map_single(dev, phys, size, dir);
}

static __always_inline void direct_unmap_single(struct db_device *dev,
						db_dma_t dma, size_t size,
						int dir)
{
	db_null_unmap_single(dev, dma, size, dir);
}

static __always_inline int direct_map_sg(struct db_device *dev,
					 struct db_sg *sg, int nents, int dir)
{
	return db_null_map_sg(dev, sg, nents, dir);
}

static __always_inline void direct_unmap_sg(struct db_device *dev,
					    struct db_sg *sg, int nents,
					    int dir)
{
	db_null_unmap_sg(dev, sg, nents, dir);
}

DB_DESIGN_LOOPS(direct)

const struct db_design db_design_direct = {
	.id = "direct",
	.origin = "the floor",
	.what = "a direct call, bound at compile time",
	.backend = "null",
	DB_DESIGN_TABLE(direct),
};
