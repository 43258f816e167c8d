/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * exits.h - leaving the guest, written down; for tests that are linked with
 * db_exit() and db_exit_open() wrapped.
 */
#ifndef UNIT_EXITS_H
#define UNIT_EXITS_H

#include "kmod/backend/pvdma.h"

#define EXITS_MAX	64	/* exits that are kept */

/* What was said at each exit. */
struct left {
	db_phys_t phys;
	size_t size;
};

extern struct left exits[EXITS_MAX];
extern unsigned int nr_exits;

/* What db_exit_open() returns; anything else than 0 is no place to exit to. */
extern int exit_status;

/* What a program says of itself. */
int __real_db_exit_open(void);

/* Nobody left, and there is a hypervisor; a cmocka setup. */
int exits_nothing(void **state);

/* Was the only exit since the last one about this? */
void expect_exit(db_phys_t phys, size_t size);

#endif /* UNIT_EXITS_H */
