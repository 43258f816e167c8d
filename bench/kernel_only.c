// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kernel_only.c - designs that only a kernel has, as far as the program knows
 * them: by name.  Their loops are in the module.
 */
#include "../kmod/dispatch/designs.h"

const struct db_design db_design_static_call = { DB_STATIC_CALL_TEXT };
const struct db_design db_design_running = { DB_RUNNING_TEXT };
