// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * known.c - loops whose cost is known beforehand: the instrument's own test.
 *
 * Written in assembler, so that no compiler can change the answer.  Per
 * operation, in instructions:
 *
 *	empty	2		the loop itself
 *	adds8	10		8 dependent adds
 *	adds64	66		64 dependent adds
 *	loop	2 * len + 3	an inner loop that goes round len times
 *
 * In core cycles a dependent chain of adds takes one a cycle on every x86
 * since the 486, so that adds64 also tells how long a TSC tick is.  Of two
 * registers: an add of a small constant is folded into the next one by what
 * renames registers since Golden Cove, six in a cycle.
 */
#include "designs.h"
#include "loop.h"

#define EMPTY								\
	asm volatile("1:\n\t"						\
		     "dec %0\n\t"					\
		     "jnz 1b" : "+r" (n) : : "cc")

#define ADDS(k)								\
	asm volatile("1:\n\t"						\
		     ".rept " #k "\n\t"					\
		     "add %1, %1\n\t"					\
		     ".endr\n\t"					\
		     "dec %0\n\t"					\
		     "jnz 1b" : "+r" (n), "+r" (sum) : : "cc")

#define SETUP_INNER							\
	unsigned long left;						\
	unsigned long len = b->len

#define INNER								\
	asm volatile("1:\n\t"						\
		     "mov %2, %1\n\t"					\
		     "2:\n\t"						\
		     "dec %1\n\t"					\
		     "jnz 2b\n\t"					\
		     "dec %0\n\t"					\
		     "jnz 1b"						\
		     : "+r" (n), "=&r" (left) : "r" (len) : "cc")

DB_LOOP_ALL(known_empty, (void)0, EMPTY)
DB_LOOP_ALL(known_adds8, unsigned long sum = 0, ADDS(8))
DB_LOOP_ALL(known_adds64, unsigned long sum = 0, ADDS(64))
DB_LOOP_ALL(known_loop, SETUP_INNER, INNER)

const struct db_design db_design_known = {
	.id = "known",
	.origin = "the instrument",
	.what = "loops whose count is known",
	.backend = "none",
	.loop = {
		[DB_EMPTY] = DB_LOOP_TABLE(known_empty),
		[DB_ADDS8] = DB_LOOP_TABLE(known_adds8),
		[DB_ADDS64] = DB_LOOP_TABLE(known_adds64),
		[DB_LOOP] = DB_LOOP_TABLE(known_loop),
	},
};
