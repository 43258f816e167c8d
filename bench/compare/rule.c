// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rule.c - what two environments have to have in common, key by key.
 */
#include <fnmatch.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/comparable.h"
#include "compare/rule.h"
#include "row/target.h"

/* Short, for the table below. */
#define IGNORED		RULE_IGNORED
#define NOTED		RULE_NOTED
#define CHECKED		RULE_CHECKED
#define EQUAL		RULE_EQUAL
#define NEVER		RULE_NEVER

/* Where a rule holds: the target, and of vm whether it counts. */
#define USER		(1U << 0)
#define HOST		(1U << 1)
#define VM		(1U << 2)	/* insn/op */
#define VM_CYCLES	(1U << 3)
#define CYCLES		(USER | HOST | VM_CYCLES)
#define MODULE		(HOST | VM | VM_CYCLES)
#define ANY		(CYCLES | VM)

/* What may vary if it is said, by --vary. */
#define KERNEL		(1U << 0)
#define COMPILER	(1U << 1)
#define MITIGATIONS	(1U << 2)
#define IOMMU		(1U << 3)
#define QEMU		(1U << 4)
#define COMMIT		(1U << 5)

static const char *const groups[] = {
	"kernel", "compiler", "mitigations", "iommu", "qemu", "commit",
};

#define NR_GROUPS	(sizeof(groups) / sizeof(*groups))

/* Each run measures the rate of its TSC anew; 20 ppm apart were seen. */
static bool same_rate(const char *a, const char *b)
{
	return fabs(atof(a) - atof(b)) <= 0.001 * fabs(atof(a));
}

/* A check that A did not have says nothing of what B lost. */
static bool kept_check(const char *a, const char *b)
{
	return !strcmp(a, ENV_NOT_MADE) || !strcmp(a, b);
}

/* What is reserved of memory is the kernel's affair, and not the box's. */
static bool same_topology(const char *a, const char *b)
{
	static const char memory[] = "(memory=";
	const size_t len = strlen(memory);

	for (;;) {
		for (; *a && *a == *b && strncmp(a, memory, len); a++)
			b++;
		if (strncmp(a, memory, len) || strncmp(b, memory, len))
			return !*a && !*b;
		a += strcspn(a, ")");
		b += strcspn(b, ")");
	}
}

/* The first rule that holds for the target and is for the key counts. */
static const struct rule rules[] = {
	/* the clock */
	{ "clock",		ANY,	NEVER,	0,	NULL },
	{ "vm.unit",		ANY,	NEVER,	0,	NULL },
	{ "vm.accel",		ANY,	NEVER,	0,	NULL },
	{ "cpu.hypervisor",	CYCLES,	NEVER,	0,	NULL },
	{ "tsc.khz",		CYCLES,	EQUAL,	0,	same_rate },
	{ "tsc.khz",		VM,	EQUAL,	0,	NULL },
	{ "tsc.*",		CYCLES,	EQUAL,	0,	NULL },
	/* the machine */
	{ "cpu.vendor",		ANY,	EQUAL,	0,	NULL },
	{ "cpu.family",		ANY,	EQUAL,	0,	NULL },
	{ "cpu.model",		ANY,	EQUAL,	0,	NULL },
	{ "cpu.stepping",	ANY,	EQUAL,	0,	NULL },
	{ "cpu.name",		ANY,	EQUAL,	0,	NULL },
	{ "cpu.microcode",	CYCLES,	EQUAL,	0,	NULL },
	{ "cpu.smt",		CYCLES,	EQUAL,	0,	NULL },
	{ "cpu.turbo",		CYCLES,	EQUAL,	0,	NULL },
	{ "cpu.governor",	CYCLES,	EQUAL,	0,	NULL },
	{ "topology.synthetic",	CYCLES,	EQUAL,	0,	same_topology },
	{ "box.*",		CYCLES,	EQUAL,	0,	NULL },
	{ "device.id",		MODULE,	EQUAL,	0,	NULL },
	{ "device.bdf",		MODULE,	EQUAL,	IOMMU,	NULL },
	{ "iommu.domain",	HOST,	EQUAL,	IOMMU,	NULL },
	/* Kernels have had other names for the same: DMA is lazy in 5.10. */
	{ "iommu.domain",	MODULE,	EQUAL,	IOMMU | KERNEL, NULL },
	{ "vm.iommu",		MODULE,	EQUAL,	IOMMU,	NULL },
	{ "vm.mode",		MODULE,	EQUAL,	IOMMU,	NULL },
	{ "vm.qemu",		MODULE,	EQUAL,	QEMU,	NULL },
	{ "vm.machine",		MODULE,	EQUAL,	QEMU,	NULL },
	{ "vm.cpu",		MODULE,	EQUAL,	QEMU,	NULL },
	{ "vm.smp",		MODULE,	EQUAL,	0,	NULL },
	/* does it do the same work? */
	{ "edu.*",		MODULE,	CHECKED, IOMMU,	kept_check },
	/* the kernel; a process has nothing of it in its windows */
	{ "kernel.release",	MODULE,	EQUAL,	KERNEL,	NULL },
	{ "kernel.version",	MODULE,	EQUAL,	KERNEL,	NULL },
	{ "kernel.config",	MODULE,	EQUAL,	KERNEL,	NULL },
	{ "kernel.cmdline",	MODULE,	EQUAL,	KERNEL | MITIGATIONS | IOMMU,
								NULL },
	{ "kernel.compiler",	MODULE,	EQUAL,	KERNEL | COMPILER, NULL },
	{ "kernel.cfi",		MODULE,	EQUAL,	KERNEL | MITIGATIONS, NULL },
	{ "kernel.clocksource",	HOST,	EQUAL,	KERNEL,	NULL },
	{ "vm.package",		MODULE,	EQUAL,	KERNEL,	NULL },
	/* Each kernel's module is built by the kernel's own compiler. */
	{ "module.compiler",	MODULE,	EQUAL,	KERNEL | COMPILER, NULL },
	{ "thunk",		MODULE,	EQUAL,	KERNEL | MITIGATIONS, NULL },
	{ "return",		MODULE,	EQUAL,	KERNEL | MITIGATIONS, NULL },
	{ "thunk",		USER,	EQUAL,	0,	NULL },
	/* In cycles they reach beyond the text: microcode, IBRS, STIBP. */
	{ "mitigation.*",	CYCLES,	EQUAL,	MITIGATIONS, NULL },
	{ "mitigation.*",	VM,	EQUAL,	MITIGATIONS | KERNEL, NULL },
	/* what measures */
	/* each kernel's modpost has its own way to sum the same sources up */
	{ "module.srcversion",	MODULE,	EQUAL,	COMMIT | KERNEL, NULL },
	{ "dmabench.commit",	ANY,	EQUAL,	COMMIT,	NULL },
	{ "dmabench.compiler",	USER,	EQUAL,	COMPILER, NULL },
	/* said, where cycles may hang on it */
	{ "kernel.*",		CYCLES,	NOTED,	0,	NULL },
	{ "cpu.cstates",	CYCLES,	NOTED,	0,	NULL },
	{ "topology.cpu",	CYCLES,	NOTED,	0,	NULL },
	{ "topology.numa_node",	CYCLES,	NOTED,	0,	NULL },
	{ "topology.memory",	CYCLES,	NOTED,	0,	NULL },
	{ "topology.isolated",	CYCLES,	NOTED,	0,	NULL },
	{ "topology.sibling",	CYCLES,	NOTED,	0,	NULL },
	{ "tune.cpu",		CYCLES,	NOTED,	0,	NULL },
	{ "cause.*",		CYCLES,	NOTED,	0,	NULL },
	/* measured itself, or of no effect on a count */
	{ "*",			ANY,	IGNORED, 0,	NULL },
};

unsigned int comparable_group(const char *name)
{
	size_t i;

	for (i = 0; i < NR_GROUPS; i++)
		if (!strcmp(groups[i], name))
			return 1U << i;
	return 0;
}

const char *comparable_group_name(unsigned int i)
{
	return i < NR_GROUPS ? groups[i] : NULL;
}

static unsigned int where_of(const char *env, bool exact)
{
	switch (target_of_key(env)) {
	case TARGET_USER:
		return USER;
	case TARGET_HOST:
		return HOST;
	default:
		return exact ? VM : VM_CYCLES;
	}
}

const struct rule *rule_for(const char *key, const char *env, bool exact)
{
	const unsigned int where = where_of(env, exact);
	const struct rule *r = rules;

	while (!(r->where & where) || fnmatch(r->key, key, 0))
		r++;
	return r;
}
