/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_MACHINE_PLACEMENT_H
#define BENCH_MACHINE_PLACEMENT_H

#include <stdbool.h>
#include <stddef.h>

/* Instead of how busy a sibling is. */
#define SIBLING_NONE	(-1)	/* the core has no other CPU */
#define SIBLING_UNKNOWN	(-2)	/* the kernel does not say */

/* A CPU that was busy for less, in percent, is idle. */
#define SIBLING_IDLE	5

/**
 * struct place - a CPU that could be measured on
 * @cpu:	the kernel's number
 * @near:	it is near the device; false for all where there is none
 * @isolated:	the kernel keeps others off it, or its own tick
 * @sibling:	how busy the busiest other CPU of its core was, in percent, or
 *		SIBLING_*
 * @busy:	how busy it was itself, where it has siblings; as @sibling
 * @irqs:	interrupts it has had
 */
struct place {
	unsigned int cpu;
	bool near;
	bool isolated;
	int sibling;
	int busy;
	unsigned long long irqs;
};

#define PLACE_RULES	5

/**
 * struct place_why - what decided
 * @rule:	each rule that left some out, or holds and is worth saying, as
 *		"near the device: 4 of 8"
 * @text:	them in one line, and "last of N" where N were still equal
 */
struct place_why {
	size_t nr;
	char rule[PLACE_RULES][64];
	char text[256];
};

/**
 * place_choose - the CPU to measure on
 * @p:	candidates, in order of their number; left in another order
 * @nr:	how many, one at the least
 * @why:	out
 *
 * By one rule after the other: near the device, isolated, all of its core idle
 * (asked where a core has several CPUs), not CPU 0, not more than twice the
 * interrupts of the least; a rule that none fulfils is passed over.  Of those
 * that are left the last.
 */
struct place place_choose(struct place *p, size_t nr, struct place_why *why);

/* Is a CPU in a list as the kernel writes them, "2-3,8"?  "" has none. */
bool place_listed(const char *list, unsigned int cpu);

/*
 * How busy a CPU was between two readings of /proc/stat, in percent, or
 * SIBLING_UNKNOWN.  Time that a hypervisor took is busy.
 */
int place_busy(const char *before, const char *after, unsigned int cpu);

/* The sum of a CPU's column in the text of /proc/interrupts; 0 without one. */
unsigned long long place_irqs(const char *text, unsigned int cpu);

#endif /* BENCH_MACHINE_PLACEMENT_H */
