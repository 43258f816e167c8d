// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * probe.c - is the core ours alone, and does its clock stand?
 */
#include "kmod/dispatch/clock.h"
#include "measure/probe.h"

#define CHAIN_ROUNDS	8
#define WIDTH_ROUNDS	256
#define LEARN_MS	200

/* How far from a quiet core's reading a window is no longer clean. */
#define WIDTH_PERCENT	15
#define CHAIN_PERCENT	4

void probe_read(struct probe *p)
{
	unsigned long n = CHAIN_ROUNDS, sum = 0;
	__u64 begin = db_clock_begin();

	asm volatile(".p2align 6\n\t"
		     "1:\n\t"
		     ".rept 32\n\t"
		     "add %1, %1\n\t"
		     ".endr\n\t"
		     "dec %0\n\t"
		     "jnz 1b" : "+r" (n), "+r" (sum) : : "cc");
	p->chain = db_clock_end() - begin;
	n = WIDTH_ROUNDS;
	begin = db_clock_begin();
	asm volatile(".p2align 6\n\t"
		     "1:\n\t"
		     "dec %0\n\t"
		     "jnz 1b" : "+r" (n) : : "cc");
	p->width = db_clock_end() - begin;
}

void probe_learn(struct probe *quiet, __u32 tsc_khz)
{
	__u64 end = db_clock_begin() + (__u64)tsc_khz * LEARN_MS;
	struct probe p;

	quiet->chain = ~0U;
	quiet->width = ~0U;
	do {
		probe_read(&p);
		if (p.chain < quiet->chain)
			quiet->chain = p.chain;
		if (p.width < quiet->width)
			quiet->width = p.width;
	} while (db_clock_begin() < end);
}

/* More than @percent above @quiet, and more than the clock's own step? */
static bool above(__u32 quiet, __u32 now, unsigned int percent)
{
	return (__u64)now * 100 > (__u64)quiet * (100 + percent) &&
	       now > quiet + 52;
}

__u32 probe_causes(const struct probe *quiet, const struct probe *p)
{
	__u32 causes = 0;

	if (above(quiet->width, p->width, WIDTH_PERCENT))
		causes |= DMABENCH_CAUSE_SHARED;
	if (above(quiet->chain, p->chain, CHAIN_PERCENT))
		causes |= DMABENCH_CAUSE_FREQ;
	return causes;
}
