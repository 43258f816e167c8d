/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * designs.h - what the files of dispatch know of each other.
 */
#ifndef DB_DESIGNS_H
#define DB_DESIGNS_H

#include "dispatch.h"

#define DB_DESIGN(name) extern const struct db_design db_design_##name;
#include "designs.list"
#undef DB_DESIGN

/*
 * What only a kernel has.  The loops are in the module (kmod/static_call.c,
 * kmod/running.c); the program knows these by name only.
 */
#define DB_STATIC_CALL_TEXT						\
	.id = "static-call",						\
	.origin = "static_call(), 5.10",				\
	.what = "a direct call, patched to its target",			\
	.bytes = "0"

#define DB_RUNNING_TEXT							\
	.id = "running",						\
	.origin = "the kernel that is booted",				\
	.what = "its own dma_map_*(), nothing of ours in between"

/* global.c: the ops of all devices, and of those without ops of their own. */
extern const struct db_ops *db_dma_ops;

/**
 * db_push_layer - put a layer above what @dev reaches now
 * @dev:	the device; what it was moves to @dev->lower
 * @layer:	the layer's operations
 *
 * Returns 0 or -ENOMEM.
 */
int db_push_layer(struct db_device *dev, const struct db_ops *layer);

/* Take the upmost layer off again. */
void db_pop_layer(struct db_device *dev);

/**
 * db_next_interested - who is next down the global stack?
 * @dev:	the device
 * @ops:	of the IOMMU that asks
 *
 * "Each of the operations in dma_ops will see if there's something else down
 * the stack that might be interested in the current device" (Amit Shah,
 * 2008-05-26).  Returns its operations, or NULL.
 */
const struct db_ops *db_next_interested(const struct db_device *dev,
					const struct db_ops *ops);

/**
 * db_below - what a layer stands above
 * @dev:	the device as the layer sees it; out: as what is below sees it
 * @layer:	the layer's operations
 *
 * By either way of stacking.  Returns the operations, or NULL.
 */
static inline const struct db_ops *db_below(struct db_device **dev,
					    const struct db_ops *layer)
{
	if (!(*dev)->lower)
		return db_next_interested(*dev, layer);
	*dev = (*dev)->lower;
	return (*dev)->ops;
}

#endif /* DB_DESIGNS_H */
