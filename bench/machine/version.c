// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * version.c - the order of kernel releases.
 */
#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "machine/version.h"

/* The next of "6.12.0"; 0 where there is none.  Moves @at behind it. */
static unsigned long next_number(const char **at)
{
	const char *s = *at;
	unsigned long n;
	char *end;

	if (*s == '.' && isdigit((unsigned char)s[1]))
		s++;
	if (!isdigit((unsigned char)*s))
		return 0;
	n = strtoul(s, &end, 10);
	*at = end;
	return n;
}

/* Of "-rc3-next" the 3, and what is behind it; else more than any. */
static unsigned long candidate(const char **at)
{
	const char *s = *at;
	unsigned long n;
	char *end;

	s += *s == '-' || *s == '~';
	if (strncmp(s, "rc", 2) || !isdigit((unsigned char)s[2]))
		return ULONG_MAX;
	n = strtoul(s + 2, &end, 10);
	*at = end;
	return n;
}

static int order(unsigned long a, unsigned long b)
{
	return (a > b) - (a < b);
}

int version_cmp(const char *a, const char *b)
{
	const bool has_a = isdigit((unsigned char)*a);
	const bool has_b = isdigit((unsigned char)*b);
	int ret = has_a - has_b;

	while (!ret && (isdigit((unsigned char)a[*a == '.']) ||
			isdigit((unsigned char)b[*b == '.'])))
		ret = order(next_number(&a), next_number(&b));
	if (!ret)
		ret = order(candidate(&a), candidate(&b));
	return ret ? ret : strverscmp(a, b);
}
