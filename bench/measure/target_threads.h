/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_MEASURE_TARGET_THREADS_H
#define BENCH_MEASURE_TARGET_THREADS_H

#include "measure/session.h"

/**
 * threads_run - run windows in several threads at once, each on its own CPU
 * @s:		a session that is not begun: each thread begins one like it
 * @max_n:	for session_begin()
 * @w:		of thread t: w[i * threads + t]
 * @nr:		of all threads
 *
 * All start each window together, and go on when all have ended it.  Returns
 * @nr, or a negative errno; -ETIMEDOUT when a thread did not come.
 */
int threads_run(const struct session *s, __u32 max_n,
		struct dmabench_window *w, __u32 nr);

#endif /* BENCH_MEASURE_TARGET_THREADS_H */
