// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lookup.c - global ops that look the device up in the IOMMU's own table.
 *
 * "Every time a dma operation is called, IOMMUs need to figure out how a device
 * should be handled" (Fujita, 2008-05-26).  Calgary, GART and VT-d of that time
 * did so on each call.  The table is VT-d's: a root table by bus number and a
 * context table a bus, by device and function.
 */
#include "designs.h"
#include "loop.h"

#define BUSES		256
#define DEVFNS		256

/* What the IOMMU knows of a bus: the operations of each device, or NULL. */
struct context_table {
	const struct db_ops *ops[DEVFNS];
	unsigned int used;
};

static struct context_table *root_table[BUSES];
static unsigned int nr_attached;

static __always_inline const struct db_ops *lookup(const struct db_device *dev)
{
	const struct context_table *context = root_table[dev->bdf >> 8];

	return context ? context->ops[dev->bdf & 0xff] : NULL;
}

static db_dma_t lookup_map_single(struct db_device *dev, db_phys_t phys,
				  size_t size, int dir)
{
	const struct db_ops *ops = lookup(dev);

	if (unlikely(!ops))
		return DB_MAPPING_ERROR;
	return ops->map_single(dev, phys, size, dir);
}

static void lookup_unmap_single(struct db_device *dev, db_dma_t dma,
				size_t size, int dir)
{
	const struct db_ops *ops = lookup(dev);

	if (likely(ops))
		ops->unmap_single(dev, dma, size, dir);
}

static int lookup_map_sg(struct db_device *dev, struct db_sg *sg, int nents,
			 int dir)
{
	const struct db_ops *ops = lookup(dev);

	if (unlikely(!ops))
		return 0;
	return ops->map_sg(dev, sg, nents, dir);
}

static void lookup_unmap_sg(struct db_device *dev, struct db_sg *sg, int nents,
			    int dir)
{
	const struct db_ops *ops = lookup(dev);

	if (likely(ops))
		ops->unmap_sg(dev, sg, nents, dir);
}

static const struct db_ops lookup_ops = DB_OPS_TABLE(lookup);

static noinline int global_lookup_attach(struct db_device *dev,
					 const struct db_ops *ops,
					 unsigned int depth)
{
	struct context_table **context = &root_table[dev->bdf >> 8];

	if (!*context)
		*context = db_zalloc(sizeof(**context));
	if (!*context)
		return -ENOMEM;
	if (!(*context)->ops[dev->bdf & 0xff]) {
		(*context)->used++;
		nr_attached++;
	}
	(*context)->ops[dev->bdf & 0xff] = ops;
	db_dma_ops = &lookup_ops;
	return 0;
}

static noinline void global_lookup_detach(struct db_device *dev)
{
	struct context_table **context = &root_table[dev->bdf >> 8];

	if (!*context || !(*context)->ops[dev->bdf & 0xff])
		return;
	(*context)->ops[dev->bdf & 0xff] = NULL;
	if (!--nr_attached)
		db_dma_ops = NULL;
	if (!--(*context)->used) {
		db_free(*context);
		*context = NULL;
	}
}

static void global_lookup_evict(const struct db_device *dev,
				void (*out)(const void *from, size_t size))
{
	const struct context_table *context = root_table[dev->bdf >> 8];

	out(&db_dma_ops, sizeof(db_dma_ops));
	db_name_function((const void *)lookup_map_single, out);
	db_name_function((const void *)lookup_unmap_single, out);
	db_name_function((const void *)lookup_map_sg, out);
	db_name_function((const void *)lookup_unmap_sg, out);
	out(&lookup_ops, sizeof(lookup_ops));
	out(lookup(dev), sizeof(struct db_ops));
	out(&context->ops[dev->bdf & 0xff], sizeof(context->ops[0]));
	out(&root_table[dev->bdf >> 8], sizeof(root_table[0]));
}

DB_WRAPPERS(global_lookup, db_dma_ops)
DB_DESIGN_LOOPS(global_lookup)
DB_ATTACH_LOOPS(global_lookup, global_lookup_attach, global_lookup_detach)

const struct db_design db_design_global_lookup = {
	.id = "global-lookup",
	.origin = "Calgary, GART, VT-d of 2008",
	.what = "global ops look the device up by bus and devfn",
	.asks = "lookup",
	.bytes = "8, a bus 2056",
	DB_ATTACH_TABLE(global_lookup, global_lookup_attach,
			global_lookup_detach),
	.evict = global_lookup_evict,
	DB_DESIGN_TABLE(global_lookup),
};
