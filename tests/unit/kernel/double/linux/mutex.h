/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mutex.h - a double: all that pmu.c has from it is in cpu.h. */
#include "../cpu.h"
