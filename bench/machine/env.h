/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_MACHINE_ENV_H
#define BENCH_MACHINE_ENV_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct env - what a number was measured on: keys and values, both text
 * @nr:		how many
 * @item:	in the order they were set
 *
 * Nothing here names the box: no host name, address, serial or disk; unless
 * env_identify() was asked to.
 */
struct env {
	size_t nr;
	struct env_item {
		char *key;
		char *value;
	} *item;
};

/* Set a key, printf-like; replaces its value.  0 or -ENOMEM. */
int env_set(struct env *e, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* A key's value, or "" without one. */
const char *env_get(const struct env *e, const char *key);

/* Is that machine a guest, whose cycles are a hypervisor's to give? */
bool env_is_guest(const struct env *e);

/* What the kernel says of Spectre v2, in short: the first *@len bytes. */
const char *env_spectre_v2(const struct env *e, int *len);

/* Read key=value lines; a line without '=' is passed over. */
int env_parse(struct env *e, const char *text);

/* All of it as key=value lines, malloc'ed; NULL without memory. */
char *env_format(const struct env *e);

/*
 * What can be said of this machine and its kernel; clock and idle states are of
 * the CPU in topology.cpu, where it is set, else of the first.  0 or -ENOMEM.
 */
int env_collect(struct env *e);

/*
 * tune.cpu: the CPU that scripts/tune.sh made this box quiet for; not set when
 * it is not tuned.  A part of env_collect().
 */
int env_collect_tuned(struct env *e);

/**
 * env_collect_power - cpu.governor, cpu.turbo (on, off, unknown), cpu.cstates
 * (the idle states that are enabled, by name; none without a driver)
 * @root:	"" or, for tests, a directory that has /sys
 * @cpu:	which
 *
 * A file that is not there gives no governor, "unknown" and "none".
 */
int env_collect_power(struct env *e, const char *root, unsigned int cpu);

/*
 * What the module says of the kernel that it is loaded in (kmod/fingerprint.c):
 * thunk, return, kernel.cfi, kernel.config and the compilers.  Nothing where it
 * is not loaded.
 */
int env_collect_module(struct env *e);

/*
 * Who this box is: host name, product, firmware.  Only where the user asked for
 * it (--identify); serial numbers and addresses are not in it either.
 */
int env_identify(struct env *e);

/**
 * env_collect_device - a PCI device: device.bdf, device.id and how its IOMMU
 * group is mapped (iommu.domain: DMA, DMA-FQ, identity or none)
 * @bdf:	its address; "" for none
 */
int env_collect_device(struct env *e, const char *bdf);

void env_free(struct env *e);

/* What edu.* has of a check that this kernel or device does not have. */
#define ENV_NOT_MADE	"not made"

/*
 * The key of a check of the device that came out wrong (edu.*: DIFFERENT bytes,
 * or a mapping that FAILED), behind @after or the first; NULL for none.
 */
const char *env_wrong_check(const struct env *e, const char *after);

#endif /* BENCH_MACHINE_ENV_H */
