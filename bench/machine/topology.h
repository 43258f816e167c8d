/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_MACHINE_TOPOLOGY_H
#define BENCH_MACHINE_TOPOLOGY_H

#include "machine/env.h"

/**
 * topology_pin - bind this thread to a CPU, its memory to that CPU's node, and
 * say which
 * @e:	gets topology.synthetic (hwloc's one-line form), .cpu, .why and the
 *	rules that decided (.rule1 and so on: struct place_why), .sibling (none,
 *	idle, "busy 37 %" or unknown), .numa_node and .memory
 * @bdf: a PCI device to be near to, or ""
 *
 * The CPU is that of place_choose() among those this process may use; takes
 * 200 ms where cores have siblings, which are watched.  Returns 0, or a
 * negative errno.
 */
int topology_pin(struct env *e, const char *bdf);

/*
 * The same, with /sys/devices/system/cpu and /proc of a directory: for tests.
 */
int topology_place(struct env *e, const char *bdf, const char *root);

/**
 * topology_spread - CPUs for threads that run at once
 * @cpu:	out: their numbers, the kernel's; @max at most
 *
 * Of those that this process may use: one of each core, from the last core to
 * the first, then the second one of each.  To be called before topology_pin(),
 * behind which there is one.  Returns how many, or a negative errno.
 */
int topology_spread(unsigned int *cpu, unsigned int max);

#endif /* BENCH_MACHINE_TOPOLOGY_H */
