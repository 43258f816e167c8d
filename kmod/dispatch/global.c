// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * global.c - one ops pointer for all devices.
 *
 * x86 up to 2.6.26: include/asm-x86/dma-mapping.h had inline wrappers that
 * called dma_ops->map_single() and so on.  Whichever IOMMU came last at boot
 * set the pointer; what it did for which device was its own affair.
 */
#include "designs.h"
#include "loop.h"

/* Not const and not static: its users must load it, on every operation. */
const struct db_ops *db_dma_ops;

static __always_inline db_dma_t global_map_single(struct db_device *dev,
						  db_phys_t phys, size_t size,
						  int dir)
{
	return db_dma_ops->map_single(dev, phys, size, dir);
}

static __always_inline void global_unmap_single(struct db_device *dev,
						db_dma_t dma, size_t size,
						int dir)
{
	db_dma_ops->unmap_single(dev, dma, size, dir);
}

static __always_inline int global_map_sg(struct db_device *dev,
					 struct db_sg *sg, int nents, int dir)
{
	return db_dma_ops->map_sg(dev, sg, nents, dir);
}

static __always_inline void global_unmap_sg(struct db_device *dev,
					    struct db_sg *sg, int nents,
					    int dir)
{
	db_dma_ops->unmap_sg(dev, sg, nents, dir);
}

static int global_attach(struct db_device *dev, const struct db_ops *ops,
			 unsigned int depth)
{
	db_dma_ops = ops;
	return 0;
}

static void global_detach(struct db_device *dev)
{
	db_dma_ops = NULL;
}

DB_DESIGN_LOOPS(global)

const struct db_design db_design_global = {
	.id = "global",
	.origin = "x86 up to 2.6.26",
	.what = "one global ops pointer",
	.attach = global_attach,
	.detach = global_detach,
	DB_DESIGN_TABLE(global),
};
