// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * files.c - reading what the kernel says in /proc and /sys.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/files.h"

char *read_line(const char *path, char *buf, size_t size)
{
	FILE *f = fopen(path, "re");

	buf[0] = '\0';
	if (f) {
		if (fgets(buf, size, f))
			buf[strcspn(buf, "\n")] = '\0';
		fclose(f);
	}
	return buf;
}

char *read_text(const char *path)
{
	FILE *f = fopen(path, "re");
	char *text = NULL;
	size_t size = 0;

	if (f) {
		/* No file of text has a NUL: this is all of it. */
		if (getdelim(&text, &size, '\0', f) < 0) {
			free(text);
			text = NULL;
		}
		fclose(f);
	}
	return text;
}
