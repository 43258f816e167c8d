/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cc_platform.h - a double: all that steal.c has from it is in cpu.h. */
#include "../cpu.h"
