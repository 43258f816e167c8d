/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DMABENCH_EDU_H
#define DMABENCH_EDU_H

#include "uapi/dmabench.h"

struct device;

/**
 * db_edu_check - does a mapping do what it is for?
 * @dev:	QEMU's edu, which was claimed
 * @check:	in: nents; out: found
 *
 * Takes about half a second.  Returns 0, -EOPNOTSUPP for another device, -EIO
 * when a mapping failed, -ETIMEDOUT when the device does not answer.
 */
int db_edu_check(struct device *dev, struct dmabench_check *check);

#endif /* DMABENCH_EDU_H */
