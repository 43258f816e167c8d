// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kernel_only.c - what only a kernel has, as far as the program knows it: by
 * name.  The loops of these designs, and the way out of a guest, are in the
 * module.
 */
#include <errno.h>

#include "kmod/backend/pvdma.h"
#include "kmod/dispatch/designs.h"

const struct db_design db_design_static_call = { DB_STATIC_CALL_TEXT };
const struct db_design db_design_running = { DB_RUNNING_TEXT };

int db_exit_open(void)
{
	return -EPERM;
}

void db_exit(db_phys_t phys, size_t size)
{
}
