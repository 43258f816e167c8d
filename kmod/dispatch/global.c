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

DB_WRAPPERS(global, db_dma_ops)

static noinline int global_attach(struct db_device *dev,
				  const struct db_ops *ops, unsigned int depth)
{
	db_dma_ops = ops;
	return 0;
}

static noinline void global_detach(struct db_device *dev)
{
	db_dma_ops = NULL;
}

static void global_evict(const struct db_device *dev,
			 void (*out)(const void *from, size_t size))
{
	out(db_dma_ops, sizeof(*db_dma_ops));
	out(&db_dma_ops, sizeof(db_dma_ops));
}

DB_DESIGN_LOOPS(global)
DB_ATTACH_LOOPS(global, global_attach, global_detach)

const struct db_design db_design_global = {
	.id = "global",
	.origin = "x86 up to 2.6.26",
	.what = "one global ops pointer",
	.bytes = "0",
	DB_ATTACH_TABLE(global, global_attach,
			global_detach),
	.evict = global_evict,
	DB_DESIGN_TABLE(global),
};
