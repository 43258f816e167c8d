// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * env_collect.c - the machine and its kernel, from /proc, /sys and CPUID.
 *
 * What is private stays out: of the kernel's command line only words that
 * change the path or the noise are kept, so that no root=UUID gets into a
 * result that is mailed to a list.
 */
#include <cpuid.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "commit.h"
#include "machine/env.h"
#include "machine/files.h"

/* Beginnings of words of the command line that may be told. */
static const char *const cmdline_words[] = {
	"amd_iommu", "intel_iommu", "iommu", "swiotlb", "mitigations",
	"spectre", "spec_", "retbleed", "nospectre", "nopti", "pti", "mds=",
	"l1tf", "tsx", "srso", "gather_data", "indirect_target", "nosmt",
	"isolcpus", "nohz", "rcu_nocb", "irqaffinity", "idle=", "cpuidle",
	"processor.", "intel_idle", "intel_pstate", "amd_pstate", "tsc",
	"clocksource", "nokaslr", "kaslr", "preempt", "ibt=", "cfi",
	"dma_debug", "nmi_watchdog", "nowatchdog", "lockdown", "virtio",
};

static int collect_cmdline(struct env *e)
{
	char line[4096], kept[4096] = "";
	char *word, *next = read_line("/proc/cmdline", line, sizeof(line));
	size_t i;

	while ((word = strsep(&next, " "))) {
		for (i = 0; i < sizeof(cmdline_words) / sizeof(char *); i++) {
			if (strncmp(word, cmdline_words[i],
				    strlen(cmdline_words[i])))
				continue;
			if (*kept)
				strcat(kept, " ");
			strcat(kept, word);
			break;
		}
	}
	return env_set(e, "kernel.cmdline", "%s", kept);
}

/* The lines of the first processor in /proc/cpuinfo that matter. */
static int collect_cpu(struct env *e)
{
	static const char *const keys[][2] = {
		{ "vendor_id", "cpu.vendor" }, { "cpu family", "cpu.family" },
		{ "model", "cpu.model" }, { "model name", "cpu.name" },
		{ "stepping", "cpu.stepping" },
		{ "microcode", "cpu.microcode" },
	};
	char line[8192];
	size_t i;
	FILE *f = fopen("/proc/cpuinfo", "re");
	int ret = 0;

	if (!f)
		return 0;
	while (!ret && fgets(line, sizeof(line), f) && *line != '\n') {
		char *colon = strchr(line, ':');

		if (!colon)
			continue;
		line[strcspn(line, "\t:")] = '\0';
		colon += strspn(colon, ": ");
		colon[strcspn(colon, "\n")] = '\0';
		for (i = 0; i < sizeof(keys) / sizeof(*keys); i++)
			if (!strcmp(line, keys[i][0]))
				ret = env_set(e, keys[i][1], "%s", colon);
		if (!strcmp(line, "flags")) {
			ret = env_set(e, "tsc.constant", "%s",
				      strstr(colon, "constant_tsc") ? "yes" :
				      "no");
			if (!ret)
				ret = env_set(e, "tsc.nonstop", "%s",
					      strstr(colon, "nonstop_tsc") ?
					      "yes" : "no");
		}
	}
	fclose(f);
	return ret;
}

/* CPUID 1 ECX[31] says "a hypervisor"; leaf 0x40000000 gives its name. */
static int collect_hypervisor(struct env *e)
{
	unsigned int a, b, c, d;
	char name[13] = "";

	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & (1U << 31)))
		return env_set(e, "cpu.hypervisor", "none");
	__cpuid(0x40000000, a, b, c, d);
	memcpy(name, &b, 4);
	memcpy(name + 4, &c, 4);
	memcpy(name + 8, &d, 4);
	return env_set(e, "cpu.hypervisor", "%s", name);
}

static int collect_mitigations(struct env *e)
{
	static const char dir[] = "/sys/devices/system/cpu/vulnerabilities";
	struct dirent **list;
	char path[512], key[300], line[512];
	int i, nr, ret = 0;

	nr = scandir(dir, &list, NULL, alphasort);
	for (i = 0; i < nr; i++) {
		if (!ret && list[i]->d_name[0] != '.') {
			snprintf(path, sizeof(path), "%s/%s", dir,
				 list[i]->d_name);
			snprintf(key, sizeof(key), "mitigation.%s",
				 list[i]->d_name);
			ret = env_set(e, key, "%s",
				      read_line(path, line, sizeof(line)));
		}
		free(list[i]);
	}
	if (nr >= 0)
		free(list);
	return ret;
}

/* The first line of each file, where it is there and has one, to its key. */
static int collect_files(struct env *e, const char *const (*files)[2],
			 size_t nr)
{
	char line[4096];
	int ret = 0;
	size_t i;

	for (i = 0; !ret && i < nr; i++)
		if (*read_line(files[i][0], line, sizeof(line)))
			ret = env_set(e, files[i][1], "%s", line);
	return ret;
}

int env_collect(struct env *e)
{
	static const char *const files[][2] = {
		{ "/sys/devices/system/cpu/smt/control", "cpu.smt" },
		{ "/sys/devices/system/clocksource/clocksource0/"
		  "current_clocksource", "kernel.clocksource" },
		{ "/sys/kernel/security/lockdown", "kernel.lockdown" },
		{ "/proc/sys/kernel/tainted", "kernel.tainted" },
		{ "/proc/sys/kernel/nmi_watchdog", "kernel.nmi_watchdog" },
	};
	struct utsname u;
	int ret;

	if (uname(&u))
		return -errno;
	ret = env_set(e, "kernel.release", "%s", u.release);
	if (!ret)
		ret = env_set(e, "kernel.version", "%s", u.version);
	if (!ret)
		ret = env_set(e, "dmabench.commit", "%s", DMABENCH_COMMIT);
	if (!ret)
		ret = env_set(e, "dmabench.compiler", "gcc %s", __VERSION__);
	if (!ret)
		ret = collect_cmdline(e);
	if (!ret)
		ret = env_collect_tuned(e);
	if (!ret)
		ret = collect_cpu(e);
	if (!ret)
		ret = collect_hypervisor(e);
	if (!ret)
		ret = collect_mitigations(e);
	if (!ret)
		ret = env_collect_power(e, "", atoi(env_get(e, "topology.cpu")));
	return ret ? ret : collect_files(e, files,
					 sizeof(files) / sizeof(*files));
}

int env_collect_module(struct env *e)
{
#define SAYS	"/sys/class/misc/dmabench/"
	static const char *const files[][2] = {
		{ "/sys/module/dmabench/srcversion", "module.srcversion" },
		{ SAYS "compiler", "module.compiler" },
		{ SAYS "kernel_compiler", "kernel.compiler" },
		{ SAYS "thunk", "thunk" },
		{ SAYS "return", "return" },
		{ SAYS "cfi", "kernel.cfi" },
		{ SAYS "config", "kernel.config" },
	};

	return collect_files(e, files, sizeof(files) / sizeof(*files));
}

int env_identify(struct env *e)
{
	static const char *const files[][2] = {
		{ "/sys/class/dmi/id/sys_vendor", "box.vendor" },
		{ "/sys/class/dmi/id/product_name", "box.product" },
		{ "/sys/class/dmi/id/board_name", "box.board" },
		{ "/sys/class/dmi/id/bios_version", "box.bios" },
	};
	struct utsname u;
	int ret;

	if (uname(&u))
		return -errno;
	ret = env_set(e, "box.name", "%s", u.nodename);
	return ret ? ret : collect_files(e, files,
					 sizeof(files) / sizeof(*files));
}

int env_collect_device(struct env *e, const char *bdf)
{
	char path[256], vendor[32], device[32], type[64];
	int ret;

	if (!*bdf)
		return 0;
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%.32s/vendor", bdf);
	read_line(path, vendor, sizeof(vendor));
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%.32s/device", bdf);
	read_line(path, device, sizeof(device));
	snprintf(path, sizeof(path),
		 "/sys/bus/pci/devices/%.32s/iommu_group/type", bdf);
	read_line(path, type, sizeof(type));
	ret = env_set(e, "device.bdf", "%s", bdf);
	if (!ret)
		ret = env_set(e, "device.id", "%s:%s", vendor, device);
	if (!ret)
		ret = env_set(e, "iommu.domain", "%s", *type ? type : "none");
	return ret;
}
