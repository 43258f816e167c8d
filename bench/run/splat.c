// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * splat.c - is a line of a kernel's log the head of a splat?
 */
#include <fnmatch.h>
#include <stddef.h>
#include <string.h>

#include "run/splat.h"

/* Whole messages, as of fnmatch(3); the formats are in the files named. */
static const char *const heads[] = {
	/* kernel/panic.c; the two of WARNING are of before and since 6.19 */
	"*---\\[ cut here \\]---*",
	"WARNING: CPU: [0-9]* PID: [0-9]* at *",
	"WARNING: *, CPU#[0-9]*: *",
	"Kernel panic - not syncing*",
	/* lib/bug.c, arch/x86/kernel/dumpstack.c, traps.c, mm/fault.c */
	"kernel BUG at *",
	"BUG: *",
	"Oops*",
	"general protection fault*",
	"*: [0-9a-f][0-9a-f][0-9a-f][0-9a-f] \\[#[0-9]*\\]*",
	"*PANIC: *fault*",
	/* kernel/locking/lockdep.c, kernel/rcu/update.c */
	"WARNING: possible * detected*",
	"WARNING: inconsistent lock state*",
	"WARNING: *-unsafe lock order detected*",
	"WARNING: bad unlock balance detected*",
	"WARNING: held lock freed*",
	"WARNING: lock held when returning to user space*",
	"WARNING: * still has locks held*",
	"WARNING: Nested lock was not taken*",
	"WARNING: bad contention detected!*",
	"WARNING: chain_key collision*",
	"WARNING: suspicious RCU usage*",
	"\\[ BUG: *",
	"INFO: trying to register non-static key*",
	/* kernel/watchdog.c, hung_task.c, rcu/tree_stall.h */
	"watchdog: BUG: *",
	"*Watchdog detected hard LOCKUP *",
	"INFO: task * blocked *for more than *",
	"INFO: * detected stalls *",
	"rcu: INFO: *stall*",
	/* lib/ubsan.c, mm/kasan/report.c, kernel/dma/debug.c */
	"UBSAN: *",
	"KASAN: *",
	"DMA-API: *: device driver *",
	"DMA-API: *: mapping sg segment *",
};

/* "<4>", as dmesg -r has it. */
static const char *skip_level(const char *s)
{
	const size_t digits = *s == '<' ? strspn(s + 1, "0123456789") : 0;

	return digits && s[1 + digits] == '>' ? s + digits + 2 : s;
}

/* "[   12.345678] ", or "[   T87] " and "[    C0] " of the caller. */
static const char *skip_bracket(const char *s, const char *chars)
{
	size_t len;

	if (*s != '[')
		return s;
	len = strspn(s + 1, chars);
	if (!len || s[1 + len] != ']')
		return s;
	s += len + 2;
	return s + (*s == ' ');
}

bool splat_begins(const char *line)
{
	const char *s = skip_level(line);
	size_t i;

	s = skip_bracket(s, " .0123456789");
	s = skip_bracket(s, " TC0123456789");
	for (i = 0; i < sizeof(heads) / sizeof(*heads); i++)
		if (!fnmatch(heads[i], s, 0))
			return true;
	return false;
}
