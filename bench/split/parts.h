/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_SPLIT_PARTS_H
#define BENCH_SPLIT_PARTS_H

/* What an operation's instructions are for; in the order of a stacked bar. */
enum part {
	PART_LOOP,		/* the timed loop and what is inlined into it */
	PART_DESIGN,		/* dmabench.ko: the design, its backend */
	PART_ENTRY,		/* functions of the API, and what finds ops */
	PART_DIRECT,		/* dma-direct */
	PART_DMA_IOMMU,		/* dma-iommu, but for what comes below */
	PART_IOVA,		/* addresses, allocated and given back */
	PART_PAGE_TABLE,
	PART_INVALIDATE,	/* flushes of the IOTLB, and their queue */
	PART_BOUNCE,		/* swiotlb */
	PART_OTHER,		/* a function that the table does not know */
	PARTS,
	PART_CALLER = PARTS,	/* a helper: belongs to whoever called it */
};

/**
 * struct part_info - a part in a report
 * @name:	in run.json and in tables
 * @letter:	in a bar
 */
struct part_info {
	const char *name;
	char letter;
};

extern const struct part_info part_info[PARTS];

/**
 * part_of - the part that a function of the kernel is
 * @name:	as in kallsyms; what the compiler put behind a dot (.isra.0,
 *		.cold) does not count
 *
 * Returns PART_CALLER for a helper that many parts use (locks, memory
 * allocation, the thunks of indirect calls) and PART_OTHER for a name that
 * the table does not have.
 */
enum part part_of(const char *name);

/* Is it one of the thunks through which a retpoline kernel calls? */
int part_is_thunk(const char *name);

/* The part of that name, or PARTS. */
enum part part_from_name(const char *name);

#endif /* BENCH_SPLIT_PARTS_H */
