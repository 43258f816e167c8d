// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * share.c - parts of a whole, rounded so that they still sum.
 */
#include <stdio.h>
#include <stdlib.h>

#include "stats/share.h"

/* Rounded down, below zero too; *left is 0 to d - 1. */
static long long divide(long long n, long long d, long long *left)
{
	long long q = n / d;

	*left = n % d;
	if (*left < 0) {
		q--;
		*left += d;
	}
	return q;
}

long long share(struct share *s, size_t nr, long long units, long long whole)
{
	long long sum = 0, rest, total, left;
	size_t i, most;

	for (i = 0; i < nr; i++)
		sum += s[i].value;
	total = divide(2 * sum * units + whole, 2 * whole, &left);
	rest = total;
	for (i = 0; i < nr; i++) {
		s[i].units = divide(s[i].value * units, whole, &s[i].left);
		rest -= s[i].units;
	}
	/* Fewer than there are parts: each has lost less than one. */
	while (rest-- > 0) {
		for (most = i = 0; i < nr; i++)
			if (s[i].left > s[most].left)
				most = i;
		s[most].units++;
		s[most].left = -1;
	}
	return total;
}

const char *hundredths(long long n, char buf[HUNDREDTHS_LEN])
{
	unsigned long long u = llabs(n);

	if (u % 100)
		snprintf(buf, HUNDREDTHS_LEN, "%s%llu.%02llu", n < 0 ? "-" : "",
			 u / 100, u % 100);
	else
		snprintf(buf, HUNDREDTHS_LEN, "%s%llu", n < 0 ? "-" : "",
			 u / 100);
	return buf;
}
