// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * paths.c - finds suites and plot scripts from where the program is.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "paths.h"

int path_data(char *buf, const char *dir, const char *name)
{
	/* build/dmabench in the tree; bin/dmabench when installed */
	static const char *const places[] = {
		"..", "../bench", "../share/dmabench",
	};
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	size_t i;

	if (len < 0)
		return -ENOENT;
	self[len] = '\0';
	*strrchr(self, '/') = '\0';
	for (i = 0; i < sizeof(places) / sizeof(*places); i++) {
		if (snprintf(buf, PATH_MAX, "%s/%s/%s", self, places[i],
			     dir) >= PATH_MAX)
			return -ENOENT;
		if (access(buf, F_OK))
			continue;
		if (strlen(buf) + strlen(name) + 2 > PATH_MAX)
			return -ENOENT;
		strcat(buf, "/");
		strcat(buf, name);
		return 0;
	}
	return -ENOENT;
}
