/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DMABENCH_RUNNING_H
#define DMABENCH_RUNNING_H

#include "batch.h"

/* Can this kernel be given operations for one device? */
bool running_has_null_ops(void);

/* Give @dev operations that do nothing; only if running_has_null_ops(). */
void running_set_null_ops(struct device *dev);

/**
 * running_check - did all operations of a map loop succeed?
 * @k:	the batch
 * @sg:	it was map_sg
 * @n:	operations that the loop made
 *
 * Returns the number of failed ones.  If that is not 0, those that succeeded
 * have been unmapped: nothing is left to undo.
 */
unsigned int running_check(struct batch *k, bool sg, unsigned int n);

#endif /* DMABENCH_RUNNING_H */
