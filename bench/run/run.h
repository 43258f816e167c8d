/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_RUN_RUN_H
#define BENCH_RUN_RUN_H

#include <stdbool.h>

#include "row/suite.h"

/**
 * struct boot_cmd - how to boot a VM
 * @name:	the kernel's name in results
 * @cmd:	for sh -c; see vm.c for what it is given and gives
 */
struct boot_cmd {
	const char *name;
	const char *cmd;
};

/**
 * struct run_config - what 'dmabench run' was asked for
 * @targets:	TARGET_* bits
 * @suite:	the rows
 * @output:	parent of the run directory
 * @device:	PCI device for the host target's rows behind an IOMMU, or ""
 * @unbind:	take it from the driver that has it
 * @passes:	passes over the rows of the user and host targets
 * @boots:	boots of each VM
 * @seed:	of every random order
 * @counters:	events to count by the PMU, separated by commas; "" for none
 * @split:	count per function too: the VMs have a QEMU plugin for it
 * @identify:	say in the result which box this is
 * @aa:		measure each row twice a pass, as A and as B, which are the same
 * @boot:	the VMs
 * @argv:	@nr_argv words of the command line that led to this run
 */
struct run_config {
	unsigned int targets;
	struct suite suite;
	const char *output;
	const char *device;
	bool unbind;
	unsigned int passes;
	unsigned int boots;
	unsigned long seed;
	const char *counters;
	bool split;
	bool identify;
	bool aa;
	struct boot_cmd *boot;
	size_t nr_boot;
	const char **argv;
	size_t nr_argv;
};

/**
 * run_all - run every row of a suite on every target
 * @cfg:	what was asked
 * @dir:	out: the run directory, PATH_MAX bytes; "" when there is none
 *
 * Says on standard error what went wrong.  Returns an exit status:
 * EXIT_DONE, EXIT_VOID when it was interrupted or is void, as it is when each
 * of its rows is, EXIT_SKIPPED when
 * what a target needs is missing, EXIT_INTERNAL.
 */
int run_all(const struct run_config *cfg, char *dir);

#endif /* BENCH_RUN_RUN_H */
