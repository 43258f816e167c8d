/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_VM_CHECK_H
#define TESTS_VM_CHECK_H

#include <stdio.h>

/*
 * What the programs have in common that are a VM's only process: one line a
 * check, and "NAME: N passed, N failed" at the end.
 */
static unsigned int passed, failed;

static void expect(int ok, const char *name)
{
	printf("%s %s\n", ok ? "ok" : "not ok", name);
	if (ok)
		passed++;
	else
		failed++;
}

/* The last line; returns the exit status. */
static int check_end(const char *name)
{
	printf("%s: %u passed, %u failed\n", name, passed, failed);
	return failed != 0;
}

#endif /* TESTS_VM_CHECK_H */
