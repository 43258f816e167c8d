// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * per_device.c - the device knows its operations.
 *
 * Fujita's "x86: per-device dma_mapping_ops", merged for 2.6.27.  The test is
 * get_dma_ops() of its include/asm-x86/dma-mapping.h:
 *
 *	if (unlikely(!dev) || !dev->archdata.dma_ops)
 *		return dma_ops;
 *	return dev->archdata.dma_ops;
 *
 * POWER set them for every device and had no fallback ("That's What the POWER
 * architecture does", 2008-05-26): per-device-only.
 */
#include "designs.h"
#include "loop.h"

static __always_inline const struct db_ops *get_ops(struct db_device *dev)
{
	if (unlikely(!dev) || !dev->ops)
		return db_dma_ops;
	return dev->ops;
}

DB_WRAPPERS(per_device, get_ops(dev))

static noinline int per_device_attach(struct db_device *dev,
				      const struct db_ops *ops,
				      unsigned int depth)
{
	dev->ops = ops;
	return 0;
}

static noinline void per_device_detach(struct db_device *dev)
{
	dev->ops = NULL;
}

DB_DESIGN_LOOPS(per_device)
DB_ATTACH_LOOPS(per_device, per_device_attach, per_device_detach)

const struct db_design db_design_per_device = {
	.id = "per-device",
	.origin = "Fujita's series, 2.6.27",
	.what = "dev->ops, the global ops as fallback",
	.bytes = "8",
	DB_ATTACH_TABLE(per_device, per_device_attach,
			per_device_detach),
	DB_DESIGN_TABLE(per_device),
};

DB_WRAPPERS(per_device_only, dev->ops)
DB_DESIGN_LOOPS(per_device_only)
DB_ATTACH_LOOPS(per_device_only, per_device_attach, per_device_detach)

const struct db_design db_design_per_device_only = {
	.id = "per-device-only",
	.origin = "POWER",
	.what = "dev->ops, always set",
	.bytes = "8",
	DB_ATTACH_TABLE(per_device_only, per_device_attach,
			per_device_detach),
	DB_DESIGN_TABLE(per_device_only),
};
