// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * direct.c - the floor: a direct call, bound when the caller is compiled.
 *
 * No kernel could do with this alone: there is one backend for all devices.
 * It is what is left when dispatch costs nothing.  Once for each backend that
 * others are compared over.
 */
#include "../backend/bounce.h"
#include "../backend/linear.h"
#include "../backend/null.h"
#include "../backend/pvdma.h"
#include "designs.h"
#include "loop.h"

#define DIRECT(b, name)							\
DB_FOUR_OPS(direct_##b, static __always_inline, DB_BY_NAME, b)		\
									\
DB_DESIGN_LOOPS(direct_##b)						\
									\
const struct db_design db_design_direct_##b = {				\
	.id = "direct",							\
	.origin = "the floor",						\
	.what = "a direct call, bound at compile time",			\
	.bytes = "0",							\
	.backend = name,						\
	DB_DESIGN_TABLE(direct_##b),					\
}

DIRECT(null, "null");
DIRECT(linear, "linear");
DIRECT(pvdma, "pvdma");
DIRECT(bounce, "swiotlb+pvdma");
