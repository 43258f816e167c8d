// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * running_text.c - the kernel's own API, as far as the program knows it: by
 * name.  Its loops are in the module only (kmod/running.c).
 */
#include "../kmod/dispatch/designs.h"

const struct db_design db_design_running = { DB_RUNNING_TEXT };
