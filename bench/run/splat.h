/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_RUN_SPLAT_H
#define BENCH_RUN_SPLAT_H

#include <stdbool.h>

/*
 * Is this line of a kernel's log the head of a splat, for which no number of
 * that time is to be used: a WARN(), a BUG(), an oops, a stall, or what
 * lockdep, KASAN, UBSAN or DMA_API_DEBUG found?  A line that only has the word
 * WARNING in it, as many of those on mitigations, is none.  What printk() and
 * dmesg put in front (level, time, caller) is skipped.
 */
bool splat_begins(const char *line);

#endif /* BENCH_RUN_SPLAT_H */
