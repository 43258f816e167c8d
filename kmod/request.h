/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DMABENCH_REQUEST_H
#define DMABENCH_REQUEST_H

#include <linux/types.h>

#include "row.h"
#include "uapi/dmabench.h"

/* May this be asked for?  0 or -EINVAL, as struct dmabench_info says. */
int db_request_info(const struct dmabench_info *info);

/* The same of a device's claim or release; @flags: those that there are. */
int db_request_claim(const struct dmabench_claim *claim, u32 flags);

int db_request_check(const struct dmabench_check *check);

/**
 * db_request_row - names to tables, and every number in its range
 * @r:		in: run; out: backend, op and design
 *
 * Returns 0; -EINVAL; -ENOENT: no such name; -EOPNOTSUPP: there is no such row;
 * -EUSERS: too few CPUs are online.
 */
int db_request_row(struct row *r);

/**
 * db_request_windows - is each window one that can be run?
 * @r:		in: checked, and its windows; out: max_n
 *
 * Returns 0 or -EINVAL.
 */
int db_request_windows(struct row *r);

#endif /* DMABENCH_REQUEST_H */
