/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_TOPOLOGY_H
#define BENCH_TOPOLOGY_H

#include "env.h"

/**
 * topology_pin - bind this thread to one CPU and say which
 * @e:	gets topology.synthetic (hwloc's one-line form), topology.cpu and
 *	topology.why
 *
 * The CPU is the last one this process may use: the first ones get a box's
 * interrupts by default.  Returns 0, or a negative errno.
 */
int topology_pin(struct env *e);

/**
 * topology_spread - CPUs for threads that run at once
 * @cpu:	out: their numbers, the kernel's; @max at most
 *
 * Of those that this process may use: one of each core, from the last core to
 * the first, then the second one of each.  To be called before topology_pin(),
 * behind which there is one.  Returns how many, or a negative errno.
 */
int topology_spread(unsigned int *cpu, unsigned int max);

#endif /* BENCH_TOPOLOGY_H */
