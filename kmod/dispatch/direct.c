// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * direct.c - the floor: a direct call, bound when the caller is compiled.
 *
 * No kernel could do with this alone: there is one backend for all devices.
 * It is what is left when dispatch costs nothing.  Once for each backend that
 * others are compared over.
 */
#include "../backend/linear.h"
#include "../backend/null.h"
#include "designs.h"
#include "loop.h"

#define DIRECT(b)							\
static __always_inline db_dma_t						\
direct_##b##_map_single(struct db_device *dev, db_phys_t phys,		\
			size_t size, int dir)				\
{									\
	return db_##b##_map_single(dev, phys, size, dir);		\
}									\
									\
static __always_inline void						\
direct_##b##_unmap_single(struct db_device *dev, db_dma_t dma,		\
			  size_t size, int dir)				\
{									\
	db_##b##_unmap_single(dev, dma, size, dir);			\
}									\
									\
static __always_inline int						\
direct_##b##_map_sg(struct db_device *dev, struct db_sg *sg, int nents,	\
		    int dir)						\
{									\
	return db_##b##_map_sg(dev, sg, nents, dir);			\
}									\
									\
static __always_inline void						\
direct_##b##_unmap_sg(struct db_device *dev, struct db_sg *sg,		\
		      int nents, int dir)				\
{									\
	db_##b##_unmap_sg(dev, sg, nents, dir);				\
}									\
									\
DB_DESIGN_LOOPS(direct_##b)						\
									\
const struct db_design db_design_direct_##b = {				\
	.id = "direct",							\
	.origin = "the floor",						\
	.what = "a direct call, bound at compile time",			\
	.bytes = "0",							\
	.backend = #b,							\
	DB_DESIGN_TABLE(direct_##b),					\
}

DIRECT(null);
DIRECT(linear);
