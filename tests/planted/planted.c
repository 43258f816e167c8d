// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * planted.c - designs whose cost over another is known: planted.bats puts them
 * into a copy of the tree, as CONTRIBUTING.md says a design is added.
 *
 * planted-K is planted-0 with K instructions more, which are K core cycles
 * more: each add waits for the one before it, the first for a load behind a
 * fence, and all that follows for the last, behind another.  Twenty adds are in
 * each, planted-0 too, so that nothing between the fences takes longer.
 */
#include "designs.h"
#include "loop.h"

static noinline int planted_attach(struct db_device *dev,
				   const struct db_ops *ops, unsigned int depth)
{
	dev->ops = ops;
	return 0;
}

static noinline void planted_detach(struct db_device *dev)
{
	dev->ops = NULL;
}

#define ADDS(ops, k)							\
	asm volatile(".rept 20 + " #k "\n\t"				\
		     "add %1, %0\n\t"					\
		     ".endr" : "+r" (ops) : "r" (0UL) : "cc")

#define PLANTED(name, word, attach, code)				\
static __always_inline const struct db_ops *name##_get(struct db_device *dev) \
{									\
	const struct db_ops *ops;					\
									\
	asm volatile("lfence" : : : "memory");				\
	ops = dev->ops;							\
	code;								\
	asm volatile("lfence" : : : "memory");				\
	return ops;							\
}									\
									\
DB_WRAPPERS(name, name##_get(dev))					\
DB_DESIGN_LOOPS(name)							\
DB_ATTACH_LOOPS(name, attach, planted_detach)				\
									\
const struct db_design db_design_##name = {				\
	.id = "planted-" word,						\
	.origin = "tests/planted",					\
	.what = "a cost that is known",					\
	.bytes = "8",							\
	DB_ATTACH_TABLE(name, attach, planted_detach),			\
	DB_DESIGN_TABLE(name),						\
}

#define PLANTED_ADDS(k) \
	PLANTED(planted_##k, #k, planted_attach, ADDS(ops, k))

PLANTED_ADDS(0);
PLANTED_ADDS(1);
PLANTED_ADDS(2);
PLANTED_ADDS(5);
PLANTED_ADDS(50);

/*
 * Two modes: of the visits of a row, which attach anew, chance lets every other
 * have 50 adds more.
 */
static volatile bool slow;

static noinline int planted_modes_attach(struct db_device *dev,
					 const struct db_ops *ops,
					 unsigned int depth)
{
	static unsigned int x = 1;

	x = x * 1664525 + 1013904223;
	slow = x >> 31;
	dev->ops = ops;
	return 0;
}

PLANTED(planted_modes, "modes", planted_modes_attach,
	if (slow)
		ADDS(ops, 50));

/* A thread that is stuck: every thread, after some operations. */
static volatile unsigned long done;

PLANTED(planted_stuck, "stuck", planted_attach,
	while (done > 10000)
		;
	done++);
