// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * per_device.c - the device knows its operations, global ones are the fallback.
 *
 * Fujita's "x86: per-device dma_mapping_ops", merged for 2.6.27.  The test is
 * get_dma_ops() of its include/asm-x86/dma-mapping.h:
 *
 *	if (unlikely(!dev) || !dev->archdata.dma_ops)
 *		return dma_ops;
 *	return dev->archdata.dma_ops;
 */
#include "designs.h"
#include "loop.h"

static __always_inline const struct db_ops *get_ops(struct db_device *dev)
{
	if (unlikely(!dev) || !dev->ops)
		return db_dma_ops;
	return dev->ops;
}

static __always_inline db_dma_t per_device_map_single(struct db_device *dev,
						      db_phys_t phys,
						      size_t size, int dir)
{
	return get_ops(dev)->map_single(dev, phys, size, dir);
}

static __always_inline void per_device_unmap_single(struct db_device *dev,
						    db_dma_t dma, size_t size,
						    int dir)
{
	get_ops(dev)->unmap_single(dev, dma, size, dir);
}

static __always_inline int per_device_map_sg(struct db_device *dev,
					     struct db_sg *sg, int nents,
					     int dir)
{
	return get_ops(dev)->map_sg(dev, sg, nents, dir);
}

static __always_inline void per_device_unmap_sg(struct db_device *dev,
						struct db_sg *sg, int nents,
						int dir)
{
	get_ops(dev)->unmap_sg(dev, sg, nents, dir);
}

static int per_device_attach(struct db_device *dev, const struct db_ops *ops,
			     unsigned int depth)
{
	dev->ops = ops;
	return 0;
}

static void per_device_detach(struct db_device *dev)
{
	dev->ops = NULL;
}

DB_DESIGN_LOOPS(per_device)

const struct db_design db_design_per_device = {
	.id = "per-device",
	.origin = "Fujita's series, 2.6.27",
	.what = "dev->ops, the global ops as fallback",
	.attach = per_device_attach,
	.detach = per_device_detach,
	DB_DESIGN_TABLE(per_device),
};
