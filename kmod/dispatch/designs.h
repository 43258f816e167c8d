/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * designs.h - what the files of dispatch know of each other.
 */
#ifndef DB_DESIGNS_H
#define DB_DESIGNS_H

#include "dispatch.h"

extern const struct db_design db_design_known;
extern const struct db_design db_design_direct;
extern const struct db_design db_design_global;
extern const struct db_design db_design_per_device;
extern const struct db_design db_design_stack_global;
extern const struct db_design db_design_stack_per_device;

/*
 * The kernel's own API.  Its loops are in the module (kmod/running.c); the
 * program knows it by name only.
 */
extern const struct db_design db_design_running;

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

#endif /* DB_DESIGNS_H */
