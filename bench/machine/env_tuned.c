// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * env_tuned.c - is this box tuned for a measurement?
 *
 * scripts/tune.sh keeps what it changed in a state file.  One of another boot,
 * or one of which only a part was done, says nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/env.h"
#include "machine/files.h"

#define BOOT_ID	"/proc/sys/kernel/random/boot_id"

int env_collect_tuned(struct env *e)
{
	const char *dir = getenv("DMABENCH_TUNE_STATE");
	char path[512], line[128], boot[64], cpu[16] = "";
	bool this_boot = false, applied = false;
	FILE *f;

	snprintf(path, sizeof(path), "%s/state",
		 dir && *dir ? dir : "/run/dmabench-tune");
	f = fopen(path, "re");
	if (!f)
		return 0;
	read_line(BOOT_ID, boot, sizeof(boot));
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		if (!strncmp(line, "boot ", 5))
			this_boot = *boot && !strcmp(line + 5, boot);
		else if (!strcmp(line, "phase applied"))
			applied = true;
		else
			sscanf(line, "cpu %15[0-9]", cpu);
	}
	fclose(f);
	return this_boot && applied && *cpu ?
	       env_set(e, "tune.cpu", "%s", cpu) : 0;
}
