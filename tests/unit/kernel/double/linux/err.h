/* SPDX-License-Identifier: GPL-2.0-or-later */
/* err.h - a double: all that steal.c and pmu.c have from it is in cpu.h. */
#include "../cpu.h"
