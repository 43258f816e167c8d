// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * target.c - the targets by name.
 */
#include <string.h>

#include "row/target.h"

/* By bit. */
static const char *const target_names[] = { "user", "host", "vm" };

#define NR_TARGETS	(sizeof(target_names) / sizeof(*target_names))

enum target_id target_from_name(const char *name)
{
	unsigned int i;

	for (i = 0; i < NR_TARGETS; i++)
		if (!strcmp(name, target_names[i]))
			return 1U << i;
	return 0;
}

const char *target_name(enum target_id target)
{
	return target_names[__builtin_ctz(target)];
}

enum target_id target_of_key(const char *key)
{
	unsigned int i;

	for (i = 0; i < NR_TARGETS; i++) {
		const size_t len = strlen(target_names[i]);

		if (!strncmp(key, target_names[i], len) && key[len] == '/')
			return 1U << i;
	}
	return 0;
}

bool target_begins(const char *text)
{
	unsigned int i;

	for (i = 0; i < NR_TARGETS; i++)
		if (!strncmp(text, target_names[i], strlen(target_names[i])))
			return true;
	return false;
}
