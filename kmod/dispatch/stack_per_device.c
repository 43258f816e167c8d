// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stack_per_device.c - the device's own chain: a layer calls the next.
 *
 * Muli Ben-Yehuda, 2008-05-25: "Stacking can then be introduced on a
 * per-device basis."  Each layer sees the device as the layer above left it
 * (db_device.lower), finds the next layer's operations there and calls them.
 * With depth d there are d - 1 layers that only forward and the backend below
 * them; a layer that only forwards compiles to a tail jump, so that d
 * indirect branches cost one return.
 */
#include "designs.h"
#include "loop.h"

static db_dma_t forward_map_single(struct db_device *dev, db_phys_t phys,
				   size_t size, int dir)
{
	struct db_device *lower = dev->lower;

	return lower->ops->map_single(lower, phys, size, dir);
}

static void forward_unmap_single(struct db_device *dev, db_dma_t dma,
				 size_t size, int dir)
{
	struct db_device *lower = dev->lower;

	lower->ops->unmap_single(lower, dma, size, dir);
}

static int forward_map_sg(struct db_device *dev, struct db_sg *sg, int nents,
			  int dir)
{
	struct db_device *lower = dev->lower;

	return lower->ops->map_sg(lower, sg, nents, dir);
}

static void forward_unmap_sg(struct db_device *dev, struct db_sg *sg,
			     int nents, int dir)
{
	struct db_device *lower = dev->lower;

	lower->ops->unmap_sg(lower, sg, nents, dir);
}

static const struct db_ops forward_ops = {
	.map_single = forward_map_single,
	.unmap_single = forward_unmap_single,
	.map_sg = forward_map_sg,
	.unmap_sg = forward_unmap_sg,
};

int db_push_layer(struct db_device *dev, const struct db_ops *layer)
{
	struct db_device *lower = db_zalloc(sizeof(*lower));

	if (!lower)
		return -ENOMEM;
	*lower = *dev;
	dev->lower = lower;
	dev->ops = layer;
	return 0;
}

void db_pop_layer(struct db_device *dev)
{
	struct db_device *lower = dev->lower;

	*dev = *lower;
	db_free(lower);
}

static __always_inline db_dma_t
stack_per_device_map_single(struct db_device *dev, db_phys_t phys, size_t size,
			    int dir)
{
	return dev->ops->map_single(dev, phys, size, dir);
}

static __always_inline void
stack_per_device_unmap_single(struct db_device *dev, db_dma_t dma, size_t size,
			      int dir)
{
	dev->ops->unmap_single(dev, dma, size, dir);
}

static __always_inline int
stack_per_device_map_sg(struct db_device *dev, struct db_sg *sg, int nents,
			int dir)
{
	return dev->ops->map_sg(dev, sg, nents, dir);
}

static __always_inline void
stack_per_device_unmap_sg(struct db_device *dev, struct db_sg *sg, int nents,
			  int dir)
{
	dev->ops->unmap_sg(dev, sg, nents, dir);
}

static void stack_per_device_detach(struct db_device *dev)
{
	while (dev->lower)
		db_pop_layer(dev);
	dev->ops = NULL;
}

static int stack_per_device_attach(struct db_device *dev,
				   const struct db_ops *ops,
				   unsigned int depth)
{
	unsigned int i;

	dev->ops = ops;
	for (i = 1; i < depth; i++) {
		int ret = db_push_layer(dev, &forward_ops);

		if (ret) {
			stack_per_device_detach(dev);
			return ret;
		}
	}
	return 0;
}

DB_DESIGN_LOOPS(stack_per_device)

const struct db_design db_design_stack_per_device = {
	.id = "stack-per-device",
	.origin = "Muli Ben-Yehuda, 2008-05-25",
	.what = "the device's own chain, a layer calls the next",
	.max_depth = DMABENCH_MAX_DEPTH,
	.attach = stack_per_device_attach,
	.detach = stack_per_device_detach,
	DB_DESIGN_TABLE(stack_per_device),
};
