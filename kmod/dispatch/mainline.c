// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mainline.c - what mainline did about the price of an indirect call.
 *
 * null-is-direct: "dma-mapping: bypass indirect calls for dma-direct"
 * (356da6d0cde3, 5.0).  No ops mean dma-direct, which is called directly:
 *
 *	if (dma_is_direct(ops))
 *		addr = dma_direct_map_page(..);
 *	else
 *		addr = ops->map_page(..);
 *
 * ladder: "dma-mapping: direct calls for dma-iommu" (b5c58b2fdc42, 6.12).
 * Out of line since 5.9; dma-iommu is a bit of the device and a direct call:
 *
 *	if (dma_map_direct(dev, ops))	/ * !use_dma_iommu(dev), !ops * /
 *		addr = dma_direct_map_page(..);
 *	else if (use_dma_iommu(dev))
 *		addr = iommu_dma_map_page(..);
 *	else
 *		addr = ops->map_page(..);
 *
 * Which rung a row stands on is its backend's: null is what dma-direct is in
 * mainline, linear what dma-iommu is, any other is reached through ops.
 */
#include "../backend/linear.h"
#include "../backend/null.h"
#include "designs.h"
#include "loop.h"

/* get_dma_ops(): the device's, else the architecture's. */
static __always_inline const struct db_ops *get_ops(struct db_device *dev)
{
	return dev->ops ? dev->ops : db_dma_ops;
}

#define NULL_IS_DIRECT(op, found, ...)					\
	const struct db_ops *ops = found;				\
									\
	if (likely(!ops))						\
		return db_null_##op(dev, __VA_ARGS__);			\
	return ops->op(dev, __VA_ARGS__)

DB_FOUR_OPS(null_is_direct, static __always_inline, NULL_IS_DIRECT,
	    get_ops(dev))

static noinline int null_is_direct_attach(struct db_device *dev,
					  const struct db_ops *ops,
					  unsigned int depth)
{
	dev->ops = ops == db_backend_null.ops ? NULL : ops;
	return 0;
}

static noinline void null_is_direct_detach(struct db_device *dev)
{
	dev->ops = NULL;
	dev->flags = 0;
}

DB_DESIGN_LOOPS(null_is_direct)
DB_ATTACH_LOOPS(null_is_direct, null_is_direct_attach, null_is_direct_detach)

const struct db_design db_design_null_is_direct = {
	.id = "null-is-direct",
	.origin = "5.0, 356da6d0cde3",
	.what = "no ops: a direct call; else ops",
	.bytes = "8",
	DB_ATTACH_TABLE(null_is_direct, null_is_direct_attach,
			null_is_direct_detach),
	DB_DESIGN_TABLE(null_is_direct),
};

#define LADDER(op, found, ...)						\
	const struct db_ops *ops = found;				\
	bool iommu = dev->flags & DB_DEV_DMA_IOMMU;			\
									\
	if (!iommu && likely(!ops))					\
		return db_null_##op(dev, __VA_ARGS__);			\
	if (iommu)							\
		return db_linear_##op(dev, __VA_ARGS__);		\
	return ops->op(dev, __VA_ARGS__)

DB_FOUR_OPS(ladder, static noinline, LADDER, get_ops(dev))

static noinline int ladder_attach(struct db_device *dev,
				  const struct db_ops *ops, unsigned int depth)
{
	dev->flags = ops == db_backend_linear.ops ? DB_DEV_DMA_IOMMU : 0;
	dev->ops = ops == db_backend_null.ops || dev->flags ? NULL : ops;
	return 0;
}

DB_DESIGN_LOOPS(ladder)
DB_ATTACH_LOOPS(ladder, ladder_attach, null_is_direct_detach)

const struct db_design db_design_ladder = {
	.id = "ladder",
	.origin = "6.12, b5c58b2fdc42",
	.what = "direct test, dma-iommu test, else ops",
	.bytes = "8 and a bit",
	DB_ATTACH_TABLE(ladder, ladder_attach,
			null_is_direct_detach),
	DB_DESIGN_TABLE(ladder),
};
