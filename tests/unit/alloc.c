// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * alloc.c - calloc() and free(), counted.
 */
#include <stddef.h>

#include "alloc.h"

void *__real_calloc(size_t nr, size_t size);
void __real_free(void *p);
void *__wrap_calloc(size_t nr, size_t size);
void __wrap_free(void *p);

unsigned int allocs, frees;
unsigned int fail_at;
size_t allocated;

void *__wrap_calloc(size_t nr, size_t size)
{
	if (fail_at && !--fail_at)
		return NULL;
	allocs++;
	allocated += nr * size;
	return __real_calloc(nr, size);
}

void __wrap_free(void *p)
{
	if (p)
		frees++;
	__real_free(p);
}

int count_nothing(void **state)
{
	allocs = 0;
	frees = 0;
	allocated = 0;
	fail_at = 0;
	return 0;
}
