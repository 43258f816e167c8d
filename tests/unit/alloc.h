/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * alloc.h - calloc() and free() counted, and failed on demand; for tests that
 * are linked with both wrapped.
 */
#ifndef UNIT_ALLOC_H
#define UNIT_ALLOC_H

#include <stddef.h>

extern unsigned int allocs, frees;
extern size_t allocated;	/* bytes, of what is freed too */
extern unsigned int fail_at;	/* 1 is the first to come; 0 is none */

/* Nothing was allocated, nothing fails; a cmocka setup. */
int count_nothing(void **state);

#endif /* UNIT_ALLOC_H */
