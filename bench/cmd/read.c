// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * read.c - the run that a subcommand was given.
 */
#include <stdio.h>

#include "cmd/cmd.h"
#include "result/result.h"

int cmd_read_run(struct result *r, const char *cmd, const char *path)
{
	char err[160];

	if (!result_read(r, path, err, sizeof(err)))
		return EXIT_DONE;
	fprintf(stderr, "dmabench %s: '%s': %s\n", cmd, path, err);
	return EXIT_USAGE;
}
