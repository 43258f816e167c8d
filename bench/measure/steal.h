/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_MEASURE_STEAL_H
#define BENCH_MEASURE_STEAL_H

#include <stdbool.h>

/* Where a kernel says it: proc(5). */
#define STEAL_PATH	"/proc/stat"

/**
 * steal_known - does the kernel say what a host took from its CPUs?
 * @path:	STEAL_PATH, or a test's
 * @guest:	is there a hypervisor?
 *
 * A kernel that is not told has the column too, with 0 in it for ever: it is
 * believed if a tick has been stolen since the boot.
 */
bool steal_known(const char *path, bool guest);

/**
 * steal_ticks - what was taken from these CPUs together, since the boot
 * @cpu:	@nr of them
 *
 * In ticks of USER_HZ, 10 ms.  Returns -1 where one of them is not there.
 */
long long steal_ticks(const char *path, const unsigned int *cpu,
		      unsigned int nr);

#endif /* BENCH_MEASURE_STEAL_H */
