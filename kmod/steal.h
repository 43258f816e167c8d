/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DMABENCH_STEAL_H
#define DMABENCH_STEAL_H

#include <linux/types.h>

/* Find out on each CPU where KVM says it.  Once, when the module is loaded. */
void db_steal_init(void);

/* Is it said for every CPU that was online then? */
bool db_steal_seen(void);

/**
 * db_steal_read - how long the current CPU has waited for one of the host's
 *
 * In ns since boot, preemption off; 0 where that is not said.  KVM brings it up
 * to date whenever it lets the CPU run again: between two readings it moves
 * only if the CPU was stopped there and had to wait.
 */
u64 db_steal_read(void);

#endif /* DMABENCH_STEAL_H */
