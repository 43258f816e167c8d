/* SPDX-License-Identifier: GPL-2.0-or-later */
/* msr.h - a double: all that causes.c has from it is in cpu.h. */
#include "../cpu.h"
