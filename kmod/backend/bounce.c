// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bounce.c - the stack that the thread asks for: swiotlb, then pvdma.
 *
 * For an assigned device that cannot reach where the guest's memory is: what it
 * shall read is copied to a buffer that it can reach, and the hypervisor is
 * asked for that buffer's address.  There are two forms of it: one table that
 * calls pvdma by name, for designs that know one table a device, and a layer
 * for designs that stack, which calls what the design has put below it.
 */
#include "../dispatch/designs.h"
#include "../dispatch/ops.h"
#include "bounce.h"
#include "pvdma.h"

/* Of such a device: less than the memory of any machine, as ISA's. */
#define MASK	0xffffffULL

/* Take back the first @nr entries' bounces; what was not copied stays so. */
static void unbounce(struct db_sg *sg, int nr, int dir)
{
	int i;

	for (i = 0; i < nr; i++)
		if (db_pool_has(sg[i].dma))
			db_pool_put(sg[i].dma, sg[i].len, dir);
}

/* Point the entries at their bounce buffers, which are also left in dma. */
static bool bounce_list(struct db_device *dev, struct db_sg *sg, int nents,
			int dir)
{
	int i;

	for (i = 0; i < nents; i++) {
		sg[i].dma = sg[i].phys;
		if (db_reaches(dev, sg[i].phys, sg[i].len))
			continue;
		sg[i].dma = db_pool_get(sg[i].phys, sg[i].len, dir);
		if (unlikely(sg[i].dma == DB_MAPPING_ERROR))
			goto out_unbounce;
		sg[i].phys = sg[i].dma;
	}
	return true;

out_unbounce:
	while (i--) {
		if (!db_pool_has(sg[i].dma))
			continue;
		sg[i].phys = db_pool_origin(sg[i].dma);
		unbounce(&sg[i], 1, DB_TO_DEVICE);
	}
	return false;
}

/*
 * The two forms differ in @next alone, and in the device that it sees; where
 * @next is a table known to the compiler, its functions are called directly.
 */
static __always_inline db_dma_t
map_single(struct db_device *dev, db_phys_t phys, size_t size, int dir,
	   struct db_device *below, const struct db_ops *next)
{
	db_phys_t bounced = phys;
	db_dma_t dma;

	if (unlikely(!next))
		return DB_MAPPING_ERROR;
	if (!db_reaches(dev, phys, size))
		bounced = db_pool_get(phys, size, dir);
	if (unlikely(bounced == DB_MAPPING_ERROR))
		return bounced;
	dma = next->map_single(below, bounced, size, dir);
	if (unlikely(dma == DB_MAPPING_ERROR) && bounced != phys)
		db_pool_put(bounced, size, DB_TO_DEVICE);
	return dma;
}

static __always_inline void
unmap_single(struct db_device *dev, db_dma_t dma, size_t size, int dir,
	     struct db_device *below, const struct db_ops *next)
{
	if (likely(next))
		next->unmap_single(below, dma, size, dir);
	if (db_pool_has(dma))
		db_pool_put(dma, size, dir);
}

static __always_inline int map_sg(struct db_device *dev, struct db_sg *sg,
				  int nents, int dir, struct db_device *below,
				  const struct db_ops *next)
{
	int i, mapped;

	if (unlikely(!next) || !bounce_list(dev, sg, nents, dir))
		return 0;
	mapped = next->map_sg(below, sg, nents, dir);
	/* The list is the caller's again, with what the device will see. */
	for (i = 0; i < nents; i++) {
		bool bounced = db_pool_has(sg[i].phys);
		db_phys_t at = sg[i].phys;

		if (bounced)
			sg[i].phys = db_pool_origin(at);
		if (bounced && unlikely(!mapped))
			db_pool_put(at, sg[i].len, DB_TO_DEVICE);
	}
	return mapped;
}

static __always_inline void
unmap_sg(struct db_device *dev, struct db_sg *sg, int nents, int dir,
	 struct db_device *below, const struct db_ops *next)
{
	if (likely(next))
		next->unmap_sg(below, sg, nents, dir);
	unbounce(sg, nents, dir);
}

#define BOUNCE(op, next, ...)						\
	return op(dev, __VA_ARGS__, dev, next)

/* By name: what the compiler sees in this table it calls directly. */
static const struct db_ops pvdma = DB_OPS_TABLE(db_pvdma);

DB_FOUR_OPS(db_bounce, noinline, BOUNCE, &pvdma)

static const struct db_ops bounce_ops = DB_OPS_TABLE(db_bounce);

static const struct db_ops layer_ops;

#define BOUNCE_LAYER(op, layer, ...)					\
	struct db_device *below = dev;					\
	const struct db_ops *next = db_below(&below, layer);		\
									\
	return op(dev, __VA_ARGS__, below, next)

DB_FOUR_OPS(layer, static noinline, BOUNCE_LAYER, &layer_ops)

static const struct db_ops layer_ops = DB_OPS_TABLE(layer);

static int bounce_open(void)
{
	int ret = db_exit_open();

	return ret ? ret : db_pool_open();
}

const struct db_backend db_backend_bounce = {
	.id = "swiotlb+pvdma",
	.what = "bounce into a buffer and copy, then pvdma",
	.ops = &bounce_ops,
	.layer = &layer_ops,
	.below = &db_backend_pvdma,
	.dma_mask = MASK,
	.copies = true,
	.open = bounce_open,
	.close = db_pool_close,
};
