/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DMABENCH_THREADS_H
#define DMABENCH_THREADS_H

#include "batch.h"

/* How many threads can run at once: there are so many CPUs online. */
unsigned int db_threads_max(void);

/**
 * db_threads_run - run windows in several threads at once
 * @design:	whose loops
 * @op:		what is timed
 * @k:		a batch for each thread, ready; the design's devices are shared
 * @threads:	how many, 2..db_threads_max()
 * @w:		checked; window i of thread t is w[i * threads + t]
 * @nr:		windows of all threads
 * @done:	out: how many of @w are filled in
 *
 * Each thread is a kernel thread bound to a CPU, one of each core first.  All
 * start each window together, and end what was begun when all have.  Returns
 * 0; -EIO as db_window_run(); -EINTR when a signal came; -ETIMEDOUT when a
 * thread made no headway for seconds; -EUSERS when a CPU went meanwhile.  No
 * thread is left behind in any case.
 */
int db_threads_run(const struct db_design *design, enum db_op op,
		   struct batch *k, unsigned int threads,
		   struct dmabench_window *w, u32 nr, u32 *done);

#endif /* DMABENCH_THREADS_H */
