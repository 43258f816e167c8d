/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * clock.h - the fenced TSC, the same in the module and in the program.
 *
 * LFENCE and not CPUID keeps the window shut: CPUID leaves a guest for its
 * hypervisor and costs thousands of cycles there.  LFENCE is dispatch
 * serialising on Intel (SDM vol. 2, LFENCE) and, as Linux sets DE_CFG[1], on
 * AMD.  RDTSCP waits until all that came before it has executed (SDM vol. 2,
 * RDTSCP); the LFENCE behind it keeps what follows out.
 */
#ifndef DB_CLOCK_H
#define DB_CLOCK_H

#include "dispatch.h"

/* The TSC, before the first instruction of a window.  Unit: TSC ticks. */
static __always_inline __u64 db_clock_begin(void)
{
	__u32 lo, hi;

	asm volatile("lfence\n\trdtsc\n\tlfence"
		     : "=a" (lo), "=d" (hi) : : "memory");
	return (__u64)hi << 32 | lo;
}

/* The TSC, when all of a window has executed.  Unit: TSC ticks. */
static __always_inline __u64 db_clock_end(void)
{
	__u32 lo, hi;

	asm volatile("rdtscp\n\tlfence"
		     : "=a" (lo), "=d" (hi) : : "ecx", "memory");
	return (__u64)hi << 32 | lo;
}

/*
 * Say that the loop that comes next is not timed: a NOP that nobody else uses,
 * by which QEMU's plugin knows it (bench/split/kind.h).
 */
static __always_inline void db_clock_untimed(void)
{
	asm volatile("nopl 0x0ddb0ddb(%%rax)" : : : "memory");
}

#endif /* DB_CLOCK_H */
