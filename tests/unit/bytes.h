/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bytes.h - what a device costs a design in memory; for tests that are linked
 * with calloc() and free() wrapped.
 */
#ifndef UNIT_BYTES_H
#define UNIT_BYTES_H

#include "kmod/dispatch/dispatch.h"

/*
 * Is what @design says of itself, in words (struct db_design.bytes), what its
 * attach writes into a device and allocates for it, and what its operations
 * look at elsewhere?  Static memory, which is there without a device, is not
 * counted.
 */
void expect_bytes(const struct db_design *design);

#endif /* UNIT_BYTES_H */
