/* SPDX-License-Identifier: GPL-2.0-or-later WITH Linux-syscall-note */
/*
 * dmabench.h - what the program and dmabench.ko say to each other.
 *
 * The device is /dev/dmabench, mode 0600; open() wants CAP_SYS_RAWIO and
 * one opener at a time (-EBUSY).  Every structure starts with its size and
 * ends with reserved fields.  The module refuses a size it does not know
 * (-EINVAL) and a reserved field or a flag bit that is not zero (-EINVAL),
 * so that a field added later can never be ignored in silence.
 *
 * The module measures and keeps no opinion: which windows a row has, how
 * many operations stand in each and in what order they run is said by the
 * program, window by window, and the raw clock readings go back.  Nothing is
 * averaged, subtracted or formatted in the kernel.
 */
#ifndef _DMABENCH_UAPI_H
#define _DMABENCH_UAPI_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define DMABENCH_ABI_VERSION	5

#define DMABENCH_NAME_LEN	24	/* with the NUL that ends it */
#define DMABENCH_BDF_LEN	16	/* "0000:01:00.0" */

/* Limits; struct dmabench_info says them too, for a program built elsewhere. */
#define DMABENCH_MAX_N		1024	/* ops in a window */
#define DMABENCH_MAX_WINDOWS	4096	/* windows in one DMABENCH_RUN */
#define DMABENCH_MAX_NENTS	256	/* entries of a scatterlist */
#define DMABENCH_MAX_LEN	(2U << 20)	/* bytes of an entry */
#define DMABENCH_MAX_BYTES	(64U << 20)	/* memory behind all mappings */
#define DMABENCH_MAX_DEPTH	8	/* layers, or registered IOMMUs */
#define DMABENCH_MAX_RING	4096	/* mappings held beside a window */
#define DMABENCH_MAX_OFFSET	4095	/* bytes into a page */
#define DMABENCH_MAX_DEVICES	4096	/* attached to a design at once */
#define DMABENCH_MAX_THREADS	64	/* that run windows at once */
#define DMABENCH_PLACEMENTS	8	/* copies of each row's loop */

/* Bytes that buffers have by turns with DMABENCH_RUN_SIZES. */
#define DMABENCH_SIZES		{ 64, 1500, 4096, 65536 }
#define DMABENCH_NR_SIZES	4
#define DMABENCH_SIZES_MAX	65536

/**
 * struct dmabench_info - what this module is
 * @size:	in: sizeof(struct dmabench_info)
 * @abi_version: out: DMABENCH_ABI_VERSION of the module
 * @tsc_khz:	out: the kernel's calibrated TSC frequency
 * @flags:	out: DMABENCH_INFO_*
 * @max_n:	out: DMABENCH_MAX_N of the module, and so on
 * @counts:	out: bit DMABENCH_COUNT_* for each event that the PMU has of the
 *		CPU on which it was asked; it may have fewer counters than
 *		events
 */
struct dmabench_info {
	__u32 size;
	__u32 abi_version;
	__u32 tsc_khz;
	__u32 flags;
	__u32 max_n;
	__u32 max_windows;
	__u32 max_nents;
	__u32 max_len;
	__u32 max_bytes;
	__u32 max_depth;
	__u32 placements;
	__u32 counts;
	__u32 reserved[4];
};

/* What this CPU lets the module see of windows; without it, it is unknown. */
#define DMABENCH_INFO_HAS_SMI	(1U << 1)	/* MSR 0x34 */
#define DMABENCH_INFO_HAS_APERF	(1U << 2)	/* MSRs 0xe7 and 0xe8 */
#define DMABENCH_INFO_HAS_STEAL	(1U << 3)	/* KVM's kvm_steal_time */
/* Core event 0x2b (AMD), of the CPU on which it was asked. */
#define DMABENCH_INFO_HAS_SMI_EVENT (1U << 4)
/* Windows have interrupts and preemption on, and say what came: PREEMPT_RT. */
#define DMABENCH_INFO_PREEMPTED	(1U << 5)
/* Checkers that the kernel was built with: an operation costs more there. */
#define DMABENCH_INFO_KASAN	(1U << 8)
#define DMABENCH_INFO_KCSAN	(1U << 9)
#define DMABENCH_INFO_LOCKDEP	(1U << 10)
#define DMABENCH_INFO_DMA_DEBUG	(1U << 11)
#define DMABENCH_INFO_PREEMPT	(1U << 12)	/* CONFIG_DEBUG_PREEMPT */
#define DMABENCH_INFO_SLUB	(1U << 13)	/* CONFIG_SLUB_DEBUG_ON */

/* What a PMU counts of a window, in the kernel: places in @count. */
#define DMABENCH_COUNT_CYCLES		0	/* of the core, not the TSC's */
#define DMABENCH_COUNT_INSN		1
#define DMABENCH_COUNT_BRANCHES		2
#define DMABENCH_COUNT_BRANCH_MISSES	3
#define DMABENCH_COUNT_INDIRECT_MISSES	4	/* indirect_miss.h */
#define DMABENCH_COUNT_L1D_MISSES	5	/* as perf has them */
#define DMABENCH_COUNT_ITLB_MISSES	6	/* likewise */
#define DMABENCH_COUNTS			7	/* how many there are */

#define DMABENCH_NOT_COUNTED	(~0U)

/**
 * struct dmabench_window - one timed stretch of @n operations
 * @n:		in: operations, 0..DMABENCH_MAX_N
 * @placement:	in: which copy of the row's loop, 0..DMABENCH_PLACEMENTS - 1
 * @begin:	out: TSC when the loop was entered
 * @end:	out: TSC when the last operation had retired
 * @count:	out: events of the window and of what stands around it: only a
 *		difference of two windows means something; DMABENCH_NOT_COUNTED
 *		for one that had no counter
 * @causes:	out: DMABENCH_CAUSE_* seen between the two, 0 for a clean one
 * @errors:	out: operations that failed; they were counted and not leaked
 *
 * Interrupts are off, unless an operation may not be called so, or with
 * DMABENCH_INFO_PREEMPTED; what came is a cause then.
 */
struct dmabench_window {
	__u32 n;
	__u32 placement;
	__u64 begin;
	__u64 end;
	__u32 count[DMABENCH_COUNTS];
	__u32 causes;
	__u32 errors;
	__u32 reserved;
};

#define DMABENCH_CAUSE_IRQ	(1U << 0)	/* a maskable interrupt ran */
#define DMABENCH_CAUSE_NMI	(1U << 1)
#define DMABENCH_CAUSE_SMI	(1U << 2)	/* MSR 0x34, or the event */
#define DMABENCH_CAUSE_CPU	(1U << 3)	/* the CPU changed */
#define DMABENCH_CAUSE_CLOCK	(1U << 4)	/* the clock went backward */
#define DMABENCH_CAUSE_SCHED	(1U << 5)	/* a context switch */
#define DMABENCH_CAUSE_ERROR	(1U << 6)	/* an operation failed */
#define DMABENCH_CAUSE_SHARED	(1U << 7)	/* a sibling took issue slots */
#define DMABENCH_CAUSE_FREQ	(1U << 8)	/* the core's clock moved */
#define DMABENCH_CAUSE_STEAL	(1U << 9)	/* the host took the CPU */
#define DMABENCH_CAUSE_COUNTER	(1U << 10)	/* the PMU counter was moved */
#define DMABENCH_CAUSES		11		/* how many there are */

/**
 * struct dmabench_run - one row: what to do, and the windows to do it in
 * @size:	in: sizeof(struct dmabench_run)
 * @flags:	in: DMABENCH_RUN_*
 * @design:	in: NUL-terminated names, as 'dmabench list' prints them
 * @backend:	in
 * @op:		in
 * @device:	in: PCI address of a device that was claimed (DMABENCH_CLAIM),
 *		or empty for the module's own platform device
 * @len:	in: bytes of a mapping or of a scatterlist's entry; what a
 *		"known" row counts; with DMABENCH_RUN_SIZES DMABENCH_SIZES_MAX
 * @nents:	in: entries of a scatterlist, 1 for a single mapping
 * @depth:	in: layers of a stack, or registered IOMMUs
 * @nr_windows:	in: windows at @windows; out: windows that were run
 * @windows:	in: user pointer to struct dmabench_window[@nr_windows]
 * @devices:	in: how many are attached to a design, 1 for all other rows;
 *		with more than one, each operation is for a random one
 * @seed:	in: of that order, and of the one in which a row unmaps
 * @offset:	in: where in its page a buffer begins
 * @ring:	in: mappings that are held while the windows run
 * @mapped:	out: entries that the device sees of a list, in the last window
 * @threads:	in: 0, the caller runs the windows; 2..DMABENCH_MAX_THREADS,
 *		so many kernel threads do at once, each bound to a CPU.  Then
 *		window i of thread t is @windows[i * @threads + t], and
 *		@nr_windows counts all
 *
 * The windows run in the order given.  A signal ends the call between two
 * windows with -EINTR; @nr_windows says how many are done and filled in.
 * -ENOENT: no such design, backend or op; -ENODEV: no such device;
 * -EOPNOTSUPP: this kernel cannot do that row; -ENXIO: there is no hypervisor
 * to exit to; -ENOSPC: the kernel does not bounce for the device; -E2BIG: over
 * DMABENCH_MAX_BYTES; -EUSERS: more CPUs are wanted than are online;
 * -ETIMEDOUT: one of @threads made no headway; -EIO: an operation failed, see
 * @errors of the last window.
 */
struct dmabench_run {
	__u32 size;
	__u32 flags;
	char design[DMABENCH_NAME_LEN];
	char backend[DMABENCH_NAME_LEN];
	char op[DMABENCH_NAME_LEN];
	char device[DMABENCH_BDF_LEN];
	__u32 len;
	__u32 nents;
	__u32 depth;
	__u32 nr_windows;
	__u64 windows;
	__u32 devices;
	__u32 seed;
	__u32 offset;
	__u32 ring;
	__u32 mapped;
	__u32 threads;
	__u64 reserved[1];
};

/*
 * The entries of a scatterlist lie on adjacent pages.  Without the flag they
 * lie on every other page, so that no IOMMU can merge two of them.
 */
#define DMABENCH_RUN_CONTIGUOUS	(1U << 0)
/* Devices have different operations, so that their targets differ. */
#define DMABENCH_RUN_MIXED	(1U << 1)
/* Before each window what it touches is flushed; one of n = 0 is left warm. */
#define DMABENCH_RUN_COLD	(1U << 2)
/* Direction of the kernel's API: to the device without a flag. */
#define DMABENCH_RUN_FROM	(1U << 3)
#define DMABENCH_RUN_BIDI	(1U << 4)
/* DMA_ATTR_SKIP_CPU_SYNC */
#define DMABENCH_RUN_SKIP_SYNC	(1U << 5)
/* What was mapped first is unmapped last, or at random; else it goes first. */
#define DMABENCH_RUN_LIFO	(1U << 6)
#define DMABENCH_RUN_RANDOM	(1U << 7)
/* Operations that must fail: one that does not is an error. */
#define DMABENCH_RUN_FAIL	(1U << 8)
/* Buffers of several sizes, DMABENCH_SIZES; single mappings, in order. */
#define DMABENCH_RUN_SIZES	(1U << 9)
/*
 * What is not timed runs on another CPU: what one maps another unmaps.  A
 * window for which that was not so has DMABENCH_CAUSE_CPU.
 */
#define DMABENCH_RUN_XCPU	(1U << 10)
#define DMABENCH_RUN_FLAGS	((1U << 11) - 1)

/**
 * struct dmabench_claim - a PCI device, to be claimed or released
 * @size:	in: sizeof(struct dmabench_claim)
 * @flags:	in: DMABENCH_CLAIM_*; 0 to release
 * @device:	in: its address, NUL-terminated: "0000:01:00.0"
 *
 * A device that is claimed is bound to the module's driver, and rows may run on
 * it.  Released it is as it was: driver, driver_override, DMA masks, command
 * register.  The last close() releases what was not, so that the end of the
 * program does, however it ends.
 * -ENODEV: no such device, or it is not claimed; -EBUSY: a driver holds it, or
 * user space its IOMMU group; -EEXIST: it is claimed already; -EOPNOTSUPP: it
 * is a bridge or an IOMMU.
 */
struct dmabench_claim {
	__u32 size;
	__u32 flags;
	char device[DMABENCH_BDF_LEN];
	__u64 reserved[5];
};

#define DMABENCH_CLAIM_UNBIND	(1U << 0)	/* from a driver, if need be */

/**
 * struct dmabench_check - does a mapping do what it is for?
 * @size:	in: sizeof(struct dmabench_check)
 * @nents:	in: entries of the list, 1..DMABENCH_CHECK_MAX_NENTS
 * @device:	in: a QEMU edu that was claimed
 * @right:	out: bits of the checks whose bytes came out equal; of those of
 *		what was unmapped, that the device did not reach it
 * @wrong:	out: whose bytes did not, or that it reached
 * @failed:	out: whose mapping failed, or the device did not answer
 *
 * The device copies through mappings of the running kernel's API and the bytes
 * are compared; then it writes to an address that it has used and that has been
 * unmapped, which an IOMMU does not let it.  A check that is in none of the
 * three is of what this kernel or device does not have, or there was no memory
 * for it.
 * -ENODEV: not claimed; -EOPNOTSUPP: not an edu; -EINTR: a fatal signal.
 */
struct dmabench_check {
	__u32 size;
	__u32 nents;
	char device[DMABENCH_BDF_LEN];
	__u32 right;
	__u32 wrong;
	__u32 failed;
	__u32 reserved32;
	__u64 reserved[3];
};

#define DMABENCH_CHECK_MAX_NENTS 16

/* The checks, by the numbers of their bits. */
#define DMABENCH_CHECK_MAP_SINGLE	0
#define DMABENCH_CHECK_OFFSET		1	/* map_single, no whole page */
#define DMABENCH_CHECK_LARGE		2	/* map_single of many pages */
#define DMABENCH_CHECK_MAP_SG		3
#define DMABENCH_CHECK_MERGED		4	/* map_sg of adjacent entries */
#define DMABENCH_CHECK_SYNC_DEVICE	5
#define DMABENCH_CHECK_SYNC_CPU		6
#define DMABENCH_CHECK_BOUNCE		7	/* map_single, out of reach */
#define DMABENCH_CHECK_COHERENT		8
#define DMABENCH_CHECK_IOVA		9	/* dma_iova_*() */
/* From here on: is what was undone out of reach? */
#define DMABENCH_CHECK_UNMAPPED		10	/* unmap_single */
#define DMABENCH_CHECK_UNMAPPED_LARGE	11	/* of many pages */
#define DMABENCH_CHECK_UNMAPPED_SG	12
#define DMABENCH_CHECK_FREED		13	/* free_coherent */
#define DMABENCH_CHECK_UNLINKED		14	/* iova_unlink */
#define DMABENCH_CHECK_DESTROYED	15	/* iova_destroy */
#define DMABENCH_CHECKS			16

#define DMABENCH_IOC_MAGIC	0xdb
#define DMABENCH_INFO	_IOWR(DMABENCH_IOC_MAGIC, 1, struct dmabench_info)
#define DMABENCH_RUN	_IOWR(DMABENCH_IOC_MAGIC, 2, struct dmabench_run)
#define DMABENCH_CLAIM	_IOW(DMABENCH_IOC_MAGIC, 3, struct dmabench_claim)
#define DMABENCH_RELEASE _IOW(DMABENCH_IOC_MAGIC, 4, struct dmabench_claim)
#define DMABENCH_CHECK	_IOWR(DMABENCH_IOC_MAGIC, 5, struct dmabench_check)

#endif /* _DMABENCH_UAPI_H */
