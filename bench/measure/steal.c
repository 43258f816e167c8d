// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * steal.c - time that a host took from a CPU of its guest, as the guest's
 * kernel has it: by the tick.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/files.h"
#include "measure/steal.h"

/* The eighth column behind "cpu" or "cpu0"; -1 where the line has none. */
static long long steal_column(const char *line)
{
	long long steal;

	line += strcspn(line, " ");
	return sscanf(line, "%*u %*u %*u %*u %*u %*u %*u %lld", &steal) == 1 ?
	       steal : -1;
}

bool steal_known(const char *path, bool guest)
{
	char line[512];

	/* The first line is the sum. */
	return guest && !strncmp(read_line(path, line, sizeof(line)), "cpu ", 4) &&
	       steal_column(line) > 0;
}

static long long of_cpu(const char *text, unsigned int cpu)
{
	char name[16];
	const char *line;

	snprintf(name, sizeof(name), "\ncpu%u ", cpu);
	line = strstr(text, name);
	return line ? steal_column(line + 1) : -1;
}

long long steal_ticks(const char *path, const unsigned int *cpu,
		      unsigned int nr)
{
	char *text = read_text(path);
	long long sum = text ? 0 : -1;
	unsigned int i;

	for (i = 0; sum >= 0 && i < nr; i++) {
		long long ticks = of_cpu(text, cpu[i]);

		sum = ticks < 0 ? -1 : sum + ticks;
	}
	free(text);
	return sum;
}
