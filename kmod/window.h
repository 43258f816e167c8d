/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DMABENCH_WINDOW_H
#define DMABENCH_WINDOW_H

#include "batch.h"

/**
 * db_window_run - one window: begin, time, end what has to be
 * @design:	whose loops
 * @op:		what is timed; the operation that undoes it runs untimed
 * @k:		the batch, with memory for @w->n operations
 * @w:		in: n and placement, checked; out: the rest
 *
 * Returns 0, or -EIO when an operation failed, or did not where it must;
 * w->errors says how many failed.  Nothing stays mapped.
 */
int db_window_run(const struct db_design *design, enum db_op op,
		  struct batch *k, struct dmabench_window *w);

#endif /* DMABENCH_WINDOW_H */
