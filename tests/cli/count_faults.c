// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * count_faults.c - what dmabench-counters says of pages that are touched: the
 * first argument is how many, the second which event.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "measure/counters.h"

#define PAGE	4096
#define ROUNDS	8

/* Touch pages that nobody has touched; a page fault each. */
static void touch(long nr)
{
	volatile char *p;
	long i;

	p = mmap(NULL, nr * PAGE, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		exit(5);
	madvise((void *)p, nr * PAGE, MADV_NOHUGEPAGE);
	for (i = 0; i < nr; i++)
		p[i * PAGE] = 1;
	munmap((void *)p, nr * PAGE);
}

int main(int argc, char **argv)
{
	long nr = argc > 2 ? atol(argv[1]) : 0;
	struct counter c[COUNTERS_MAX];
	struct counters counters;
	int i, ret;

	if (nr < 1 || counters_open(&counters, argv[2], false))
		return 2;
	/* As a row: n and 2n by turns; what else faults is in both. */
	for (i = 0; i < 2 * ROUNDS; i++) {
		ret = counters.nr_open ? counters_begin(&counters) : 0;
		touch(i & 1 ? 2 * nr : nr);
		if (!ret && counters.nr_open)
			ret = counters_end(&counters, i & 1 ? 1 : -1);
		if (ret) {
			puts("gone");
			break;
		}
	}
	counters_take(&counters, ROUNDS, c);
	for (i = 0; !ret && i < (int)counters.nr; i++)
		printf("%s %s %.0f\n", c[i].name, *c[i].why ? c[i].why :
		       c[i].share < 1 ? "scaled" : "ok", c[i].per_op);
	counters_close(&counters);
	return 0;
}
