// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * compare.c - the target is compared with known ones before it is called.
 *
 * INDIRECT_CALL_2() of include/linux/indirect_call_wrapper.h ("indirect call
 * wrappers: helpers to speed-up indirect calls of builtin", 5.0):
 *
 *	likely(f == f2) ? f2(..) : INDIRECT_CALL_1(f, f1, ..)
 *
 * null is compared first, linear second; any other is called indirectly after
 * two misses.
 */
#include "../backend/linear.h"
#include "../backend/null.h"
#include "designs.h"
#include "loop.h"

#define COMPARE_CHAIN(op, ...)						\
	__typeof__(dev->ops->op) f = dev->ops->op;			\
									\
	if (likely(f == db_null_##op))					\
		return db_null_##op(dev, __VA_ARGS__);			\
	if (likely(f == db_linear_##op))				\
		return db_linear_##op(dev, __VA_ARGS__);		\
	return f(dev, __VA_ARGS__)

static __always_inline db_dma_t
compare_chain_map_single(struct db_device *dev, db_phys_t phys, size_t size,
			 int dir)
{
	COMPARE_CHAIN(map_single, phys, size, dir);
}

static __always_inline void
compare_chain_unmap_single(struct db_device *dev, db_dma_t dma, size_t size,
			   int dir)
{
	COMPARE_CHAIN(unmap_single, dma, size, dir);
}

static __always_inline int
compare_chain_map_sg(struct db_device *dev, struct db_sg *sg, int nents,
		     int dir)
{
	COMPARE_CHAIN(map_sg, sg, nents, dir);
}

static __always_inline void
compare_chain_unmap_sg(struct db_device *dev, struct db_sg *sg, int nents,
		       int dir)
{
	COMPARE_CHAIN(unmap_sg, sg, nents, dir);
}

static noinline int compare_chain_attach(struct db_device *dev,
					 const struct db_ops *ops,
					 unsigned int depth)
{
	dev->ops = ops;
	return 0;
}

static noinline void compare_chain_detach(struct db_device *dev)
{
	dev->ops = NULL;
}

DB_DESIGN_LOOPS(compare_chain)
DB_ATTACH_LOOPS(compare_chain, compare_chain_attach, compare_chain_detach)

const struct db_design db_design_compare_chain = {
	.id = "compare-chain",
	.origin = "INDIRECT_CALL_2(), 5.0",
	.what = "compare with two known targets, call directly on a hit",
	.bytes = "8",
	DB_ATTACH_TABLE(compare_chain, compare_chain_attach,
			compare_chain_detach),
	DB_DESIGN_TABLE(compare_chain),
};
