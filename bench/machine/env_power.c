// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * env_power.c - what moves a CPU's clock: its governor, turbo, idle states.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "machine/env.h"
#include "machine/files.h"

#define CPUS	"sys/devices/system/cpu"

/*
 * A file of one digit says so; intel_pstate's has it the other way round
 * (Documentation/admin-guide/pm/intel_pstate.rst, cpufreq.rst).
 */
static const char *read_turbo(const char *root, unsigned int cpu)
{
	char path[3][PATH_MAX], line[16];
	int i;

	snprintf(path[0], PATH_MAX, "%s/" CPUS "/intel_pstate/no_turbo", root);
	snprintf(path[1], PATH_MAX, "%s/" CPUS "/cpufreq/boost", root);
	snprintf(path[2], PATH_MAX, "%s/" CPUS "/cpu%u/cpufreq/boost", root,
		 cpu);
	for (i = 0; i < 3; i++) {
		read_line(path[i], line, sizeof(line));
		if (!strcmp(line, "0"))
			return i ? "off" : "on";
		if (!strcmp(line, "1"))
			return i ? "on" : "off";
	}
	return "unknown";
}

/* Documentation/admin-guide/pm/cpuidle.rst: stateN/name and stateN/disable. */
static void read_cstates(const char *root, unsigned int cpu, char *names,
			 size_t size)
{
	char path[PATH_MAX], name[32], off[16];
	size_t len = 0;
	int i;

	snprintf(names, size, "none");
	for (i = 0; len < size; i++) {
		snprintf(path, sizeof(path),
			 "%s/" CPUS "/cpu%u/cpuidle/state%d/name", root, cpu,
			 i);
		if (!*read_line(path, name, sizeof(name)))
			return;
		snprintf(path, sizeof(path),
			 "%s/" CPUS "/cpu%u/cpuidle/state%d/disable", root,
			 cpu, i);
		if (!strcmp(read_line(path, off, sizeof(off)), "1"))
			continue;
		len += snprintf(names + len, size - len, "%s%s",
				len ? " " : "", name);
	}
}

int env_collect_power(struct env *e, const char *root, unsigned int cpu)
{
	char path[PATH_MAX], line[256];
	int ret;

	ret = env_set(e, "cpu.turbo", "%s", read_turbo(root, cpu));
	read_cstates(root, cpu, line, sizeof(line));
	if (!ret)
		ret = env_set(e, "cpu.cstates", "%s", line);
	snprintf(path, sizeof(path),
		 "%s/" CPUS "/cpu%u/cpufreq/scaling_governor", root, cpu);
	if (!ret && *read_line(path, line, sizeof(line)))
		ret = env_set(e, "cpu.governor", "%s", line);
	return ret;
}
