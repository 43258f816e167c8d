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

#define COMPARE_CHAIN(op, ops, ...)					\
	__typeof__((ops)->op) f = (ops)->op;				\
									\
	if (likely(f == db_null_##op))					\
		return db_null_##op(dev, __VA_ARGS__);			\
	if (likely(f == db_linear_##op))				\
		return db_linear_##op(dev, __VA_ARGS__);		\
	return f(dev, __VA_ARGS__)

DB_FOUR_OPS(compare_chain, static __always_inline, COMPARE_CHAIN, dev->ops)

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
