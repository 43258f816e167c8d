// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * paths.c - finds suites and plot scripts from where the program is.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "machine/paths.h"

/* Is there such a file?  Its path, -ENOENT when it is not or too long. */
static int look(char *buf, const char *base, const char *place,
		const char *dir, const char *name)
{
	if (snprintf(buf, PATH_MAX, "%s/%s/%s/%s", base, place, dir, name) >=
	    PATH_MAX || access(buf, R_OK))
		return -ENOENT;
	return 0;
}

int path_data(char *buf, const char *dir, const char *name)
{
	/* build/dmabench in the tree; bin/dmabench when installed */
	static const char *const places[] = {
		"../share/dmabench", "..", "../bench",
	};
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	size_t i;

	if (len < 0)
		return -ENOENT;
	self[len] = '\0';
	*strrchr(self, '/') = '\0';
	for (i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (!look(buf, self, places[i], dir, name))
			return 0;
	/* built somewhere else (make O=DIR) */
	if (!look(buf, DMABENCH_SRC, ".", dir, name))
		return 0;
	return look(buf, DMABENCH_SRC, "bench", dir, name);
}
