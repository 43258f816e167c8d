// SPDX-License-Identifier: GPL-2.0-only
/*
 * static_call.c - the kernel's static_call(): a direct call whose target is
 * patched into the text ("static_call: Add basic static call infrastructure",
 * 5.10).
 *
 * There is one target for all devices, as with the global pointer; changing it
 * is not for every day.  Only a kernel can patch its text, so that the program
 * has no such row.
 */
#include <linux/static_call.h>

#include "backend/null.h"
#include "dispatch/designs.h"
#include "dispatch/loop.h"

DEFINE_STATIC_CALL(db_sc_map_single, db_null_map_single);
DEFINE_STATIC_CALL(db_sc_unmap_single, db_null_unmap_single);
DEFINE_STATIC_CALL(db_sc_map_sg, db_null_map_sg);
DEFINE_STATIC_CALL(db_sc_unmap_sg, db_null_unmap_sg);

#define BY_STATIC_CALL(op, key, ...)					\
	return static_call(key##_##op)(dev, __VA_ARGS__)

DB_FOUR_OPS(static_call, static __always_inline, BY_STATIC_CALL, db_sc)

static int static_call_attach(struct db_device *dev, const struct db_ops *ops,
			      unsigned int depth)
{
	static_call_update(db_sc_map_single, ops->map_single);
	static_call_update(db_sc_unmap_single, ops->unmap_single);
	static_call_update(db_sc_map_sg, ops->map_sg);
	static_call_update(db_sc_unmap_sg, ops->unmap_sg);
	return 0;
}

static void static_call_detach(struct db_device *dev)
{
	static_call_attach(dev, db_backend_null.ops, 0);
}

DB_DESIGN_LOOPS(static_call)

const struct db_design db_design_static_call = {
	DB_STATIC_CALL_TEXT,
	.attach = static_call_attach,
	.detach = static_call_detach,
	DB_DESIGN_TABLE(static_call),
};
