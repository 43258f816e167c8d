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
 *
 * stack-working is the same with layers that do something once the layer below
 * has returned, which cannot be a tail jump: d calls, d returns.
 *
 * stack-resolved is ours, the next step after the thread: the chain is
 * flattened when the device appears.  Layers that only forward are not called
 * at all, the device's ops are those of the first layer that does something.
 */
#include "designs.h"
#include "loop.h"

#define FORWARD(op, next, ...)						\
	struct db_device *lower = next;					\
									\
	return lower->ops->op(lower, __VA_ARGS__)

DB_FOUR_OPS(forward, static noinline, FORWARD, dev->lower)

static const struct db_ops forward_ops = DB_OPS_TABLE(forward);

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

DB_WRAPPERS(stack_per_device, dev->ops)

static noinline void stack_per_device_detach(struct db_device *dev)
{
	while (dev->lower)
		db_pop_layer(dev);
	dev->ops = NULL;
}

/* The backend, and depth - 1 layers above it. */
static int push_layers(struct db_device *dev, const struct db_ops *ops,
		       unsigned int depth, const struct db_ops *layer)
{
	unsigned int i;

	dev->ops = ops;
	for (i = 1; i < depth; i++) {
		int ret = db_push_layer(dev, layer);

		if (ret) {
			stack_per_device_detach(dev);
			return ret;
		}
	}
	return 0;
}

static noinline int stack_per_device_attach(struct db_device *dev,
					    const struct db_ops *ops,
					    unsigned int depth)
{
	return push_layers(dev, ops, depth, &forward_ops);
}

DB_DESIGN_LOOPS(stack_per_device)
DB_ATTACH_LOOPS(stack_per_device, stack_per_device_attach,
		stack_per_device_detach)

const struct db_design db_design_stack_per_device = {
	.id = "stack-per-device",
	.origin = "Muli Ben-Yehuda, 2008-05-25",
	.what = "the device's own chain, a layer calls the next",
	.bytes = "16, a layer 40",
	.layers = "tail jumps: they only forward",
	.max_depth = DMABENCH_MAX_DEPTH,
	DB_ATTACH_TABLE(stack_per_device, stack_per_device_attach,
			stack_per_device_detach),
	.push = db_push_layer,
	DB_DESIGN_TABLE(stack_per_device),
};

/* A working layer counts, for itself, what the layer below has mapped. */
static __always_inline void count_mapped(struct db_device *dev, long nr)
{
	dev->priv = (void *)((long)dev->priv + nr);
}

static db_dma_t working_map_single(struct db_device *dev, db_phys_t phys,
				   size_t size, int dir)
{
	struct db_device *lower = dev->lower;
	db_dma_t dma = lower->ops->map_single(lower, phys, size, dir);

	if (likely(dma != DB_MAPPING_ERROR))
		count_mapped(dev, 1);
	return dma;
}

static void working_unmap_single(struct db_device *dev, db_dma_t dma,
				 size_t size, int dir)
{
	struct db_device *lower = dev->lower;

	lower->ops->unmap_single(lower, dma, size, dir);
	count_mapped(dev, -1);
}

static int working_map_sg(struct db_device *dev, struct db_sg *sg, int nents,
			  int dir)
{
	struct db_device *lower = dev->lower;
	int mapped = lower->ops->map_sg(lower, sg, nents, dir);

	if (likely(mapped))
		count_mapped(dev, 1);
	return mapped;
}

static void working_unmap_sg(struct db_device *dev, struct db_sg *sg,
			     int nents, int dir)
{
	struct db_device *lower = dev->lower;

	lower->ops->unmap_sg(lower, sg, nents, dir);
	count_mapped(dev, -1);
}

static const struct db_ops working_ops = DB_OPS_TABLE(working);

static noinline int stack_working_attach(struct db_device *dev,
					 const struct db_ops *ops,
					 unsigned int depth)
{
	return push_layers(dev, ops, depth, &working_ops);
}

DB_WRAPPERS(stack_working, dev->ops)
DB_DESIGN_LOOPS(stack_working)
DB_ATTACH_LOOPS(stack_working, stack_working_attach, stack_per_device_detach)

const struct db_design db_design_stack_working = {
	.id = "stack-working",
	.origin = "Muli Ben-Yehuda, 2008-05-25",
	.what = "the same chain, each layer works after the call",
	.bytes = "16, a layer 40",
	.layers = "calls: they work after it returns",
	.max_depth = DMABENCH_MAX_DEPTH,
	DB_ATTACH_TABLE(stack_working, stack_working_attach,
			stack_per_device_detach),
	.push = db_push_layer,
	DB_DESIGN_TABLE(stack_working),
};

static noinline int stack_resolved_attach(struct db_device *dev,
					  const struct db_ops *ops,
					  unsigned int depth)
{
	int ret = push_layers(dev, ops, depth, &forward_ops);
	const struct db_device *d = dev;

	if (ret)
		return ret;
	while (d->ops == &forward_ops)
		d = d->lower;
	dev->ops = d->ops;
	return 0;
}

DB_WRAPPERS(stack_resolved, dev->ops)
DB_DESIGN_LOOPS(stack_resolved)
DB_ATTACH_LOOPS(stack_resolved, stack_resolved_attach, stack_per_device_detach)

const struct db_design db_design_stack_resolved = {
	.id = "stack-resolved",
	.origin = "dmabench",
	.what = "the chain is flattened when the device appears",
	.bytes = "16, a layer 40",
	.layers = "not called: the chain is flattened",
	.max_depth = DMABENCH_MAX_DEPTH,
	DB_ATTACH_TABLE(stack_resolved, stack_resolved_attach,
			stack_per_device_detach),
	.push = db_push_layer,
	DB_DESIGN_TABLE(stack_resolved),
};
