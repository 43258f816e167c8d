/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DMABENCH_RUNNING_H
#define DMABENCH_RUNNING_H

#include "batch.h"

/* Can this kernel be given operations for one device? */
bool db_running_has_null_ops(void);

/* Give @dev operations that do nothing; only if db_running_has_null_ops(). */
void db_running_set_null_ops(struct device *dev);

/* Has @dev operations, its own or the machine's?  Then it is not dma-direct. */
bool db_running_has_ops(struct device *dev);

/*
 * The same for buffers of several sizes: loops that look each length up, for
 * map_single and unmap_single.  Not in the table of designs.
 */
extern const struct db_design db_running_sizes;

/**
 * db_running_check - did all operations of a loop that maps succeed?
 * @k:	the batch
 * @op:	which, one that begins something
 * @n:	operations that the loop made
 *
 * Returns the number of failed ones.  If that is not 0, those that succeeded
 * have been unmapped: nothing is left to undo.
 */
unsigned int db_running_check(struct batch *k, enum db_op op, unsigned int n);

/*
 * Map the row's ring of buffers beside the windows' own; -EIO at the first that
 * fails.
 */
int db_running_hold(struct batch *k);

/* Unmap what is held. */
void db_running_release(struct batch *k);

/* Has the device IOVAs of its own?  Memory for one op must be there. */
bool db_running_has_iova(struct batch *k);

/* Does the kernel copy for this device?  Memory for one op must be there. */
bool db_running_bounces(struct batch *k);

#endif /* DMABENCH_RUNNING_H */
