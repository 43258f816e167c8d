/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bounced.h - bounces counted; for tests that are linked with db_pool_get()
 * and db_pool_put() wrapped.
 */
#ifndef UNIT_BOUNCED_H
#define UNIT_BOUNCED_H

#include "kmod/backend/bounce.h"

/* Since the last call, so many buffers got slots, and so many were put back. */
void expect_bounces(unsigned int got, unsigned int put);

/* Slots that a test takes for itself, not counted. */
db_phys_t hold(size_t size);
void release(db_phys_t bounced, size_t size);

/* All slots can be had, and from the first on. */
void expect_pool_empty(void);

#endif /* UNIT_BOUNCED_H */
