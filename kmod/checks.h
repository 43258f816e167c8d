/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DMABENCH_CHECKS_H
#define DMABENCH_CHECKS_H

#include "uapi/dmabench.h"

struct device;

/**
 * db_checks_run - have a device copy by each operation that has a row
 * @dev:	a PCI device that was claimed
 * @check:	in: nents; out: what came out
 *
 * A mapping that fails is said, and the next check is made.  Takes ten seconds
 * of the device's clock; a fatal signal ends it.  Returns 0, -EOPNOTSUPP for a
 * device that is no QEMU edu, -ENOMEM, or -EINTR.
 */
int db_checks_run(struct device *dev, struct dmabench_check *check);

#endif /* DMABENCH_CHECKS_H */
