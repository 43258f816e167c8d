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

#endif /* BENCH_TOPOLOGY_H */
