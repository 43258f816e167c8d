/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_MEASURE_TARGET_H
#define BENCH_MEASURE_TARGET_H

#include "machine/env.h"
#include "measure/counters.h"
#include "measure/probe.h"
#include "row/row.h"

/**
 * struct target - where rows are run
 * @tsc_khz:	ticks of its clock in a millisecond
 * @device:	PCI device for rows behind the IOMMU, or ""
 * @seed:	of the order of devices, where a row has many
 * @mapped:	out of @run: entries of the last list that the device sees
 * @run:	run @nr windows of @row in order; each has n and placement set
 *		and the rest 0.  Of a row of several threads window i of thread
 *		t is w[i * threads + t], @nr counts all, and a number i is run
 *		by all at once.  Returns how many are filled in, or a negative
 *		errno; then those were run that have an end: -EOPNOTSUPP where
 *		this target has no such row, -ENODEV without the device,
 *		-EINTR when a signal came, -EIO when an operation failed,
 *		-EUSERS without as many CPUs as threads, -ETIMEDOUT when one
 *		of the threads did not come to where they meet.
 *
 * Only the file of a target knows more of it.
 */
struct target {
	__u32 tsc_khz;
	char device[DMABENCH_BDF_LEN];
	int (*run)(struct target *t, const struct row *row,
		   struct dmabench_window *w, __u32 nr);
	__u32 seed;
	__u32 mapped;
};

/**
 * struct target_user - the designs in this process
 * @t:		the interface
 * @retpoline:	the build with retpolines
 * @quiet:	what the probe takes on this core when it is left alone
 * @nr_cpus:	CPUs for rows of several threads; target_user_open() sets 0
 * @cpu:	which, in the order in which threads get them
 * @patience_ms: how long such a row may make no headway
 * @steal:	where the kernel says what a host took from a CPU, or NULL
 * @counters:	count what windows execute, instead of timing them; or NULL
 * @count_n:	then windows of more operations add, the others take away
 */
struct target_user {
	struct target t;
	bool retpoline;
	struct probe quiet;
	unsigned int nr_cpus;
	unsigned int cpu[DMABENCH_MAX_THREADS];
	unsigned int patience_ms;
	const char *steal;
	struct counters *counters;
	__u32 count_n;
};

/**
 * target_user_open - find the TSC's frequency and what a quiet core is
 * @u:		out
 * @retpoline:	which build
 *
 * Takes 300 ms, on the CPU that will be measured.  Returns 0, or -ENODEV
 * without RDTSCP.
 */
int target_user_open(struct target_user *u, bool retpoline);

/* cause.* as target_module_env() has it.  0 or a negative errno. */
int target_user_env(const struct target_user *u, struct env *e);

/**
 * struct target_module - dmabench.ko, through /dev/dmabench
 * @t:		the interface
 * @flags:	DMABENCH_INFO_* of the module
 * @counts:	DMABENCH_COUNT_* that the PMU has; of target_module_env()
 * @fd:		of the device node
 */
struct target_module {
	struct target t;
	__u32 flags;
	__u32 counts;
	int fd;
};

/* 0, or a negative errno; -EPROTO when the module speaks another ABI. */
int target_module_open(struct target_module *m);

/**
 * target_module_claim - claim a PCI device for the rows behind the IOMMU
 * @m:		open
 * @bdf:	its address
 * @unbind:	from a driver, too
 *
 * The module releases it when the target is closed, or the program dies.
 * Returns 0 or what DMABENCH_CLAIM says: -ENODEV, -EBUSY, -EOPNOTSUPP ..
 */
int target_module_claim(struct target_module *m, const char *bdf, bool unbind);

/**
 * target_module_check - is what mappings of the claimed device do right?
 * @m:		with a PCI device that was claimed
 * @e:		gets edu.* of each check: equal, DIFFERENT or FAILED; of what
 *		was unmapped refused or reached; "not made" of what this kernel
 *		or device does not have.  Nothing of a device that is no QEMU
 *		edu
 *
 * Returns 0, or a negative errno as DMABENCH_CHECK does.
 */
int target_module_check(const struct target_module *m, struct env *e);

/**
 * target_module_env - what the module knows of its kernel, and can see
 * @m:		open; flags and counts are asked of the CPU that this runs on
 * @e:		gets cause.* of each cause: by what it is seen, or "unknown"; and
 *		kernel.debug, the checkers that the kernel was built with, if
 *		any
 *
 * Returns 0 or a negative errno.
 */
int target_module_env(struct target_module *m, struct env *e);

void target_module_close(struct target_module *m);

#endif /* BENCH_MEASURE_TARGET_H */
