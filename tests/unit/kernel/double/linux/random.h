/* SPDX-License-Identifier: GPL-2.0-or-later */
/* random.h - a double: all that pmu.c has from it is in cpu.h. */
#include "../cpu.h"
