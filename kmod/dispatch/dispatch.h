/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dispatch.h - the words of dispatching a DMA operation.
 *
 * A *design* finds the code that performs an operation, a *backend* is that
 * code.  Both are plain C without a header of the kernel beyond its types, so
 * that the module and the program are built from the same files; who includes
 * this has __u64, size_t, noinline and the like from port.h.
 */
#ifndef DB_DISPATCH_H
#define DB_DISPATCH_H

#include "port.h"

/* A bus address that a device uses; an address in physical memory. */
typedef __u64 db_dma_t;
typedef __u64 db_phys_t;

#define DB_MAPPING_ERROR	(~(db_dma_t)0)

enum db_dir { DB_BIDIRECTIONAL, DB_TO_DEVICE, DB_FROM_DEVICE };

/* One entry of a scatterlist, as backends see it. */
struct db_sg {
	db_phys_t phys;
	db_dma_t dma;
	__u32 len;
	__u32 dma_len;
};

struct db_device;

/**
 * struct db_ops - the operations of a backend, or of a layer above it
 * @map_single:	returns the bus address of @size bytes at @phys, or
 *		DB_MAPPING_ERROR
 * @unmap_single: takes back what map_single returned
 * @map_sg:	fills dma and dma_len of @nents entries; returns how many
 *		entries the device will see, or 0
 * @unmap_sg:	takes the list back; @nents as given to map_sg
 *
 * The shape of struct dma_mapping_ops in 2.6.26, include/asm-x86/
 * dma-mapping.h, for the operations that are measured.
 */
struct db_ops {
	db_dma_t (*map_single)(struct db_device *dev, db_phys_t phys,
			       size_t size, int dir);
	void (*unmap_single)(struct db_device *dev, db_dma_t dma,
			     size_t size, int dir);
	int (*map_sg)(struct db_device *dev, struct db_sg *sg, int nents,
		      int dir);
	void (*unmap_sg)(struct db_device *dev, struct db_sg *sg, int nents,
			 int dir);
};

/**
 * struct db_device - a device, as far as dispatch is concerned
 * @ops:	its own operations; NULL means the global ones
 * @lower:	the same device as the next layer of its stack sees it
 * @dma_mask:	highest bus address that it can reach
 * @bdf:	bus << 8 | device << 3 | function: its name among devices
 * @flags:	DB_DEV_*
 * @priv:	the backend's
 */
struct db_device {
	const struct db_ops *ops;
	struct db_device *lower;
	db_dma_t dma_mask;
	__u16 bdf;
	__u16 flags;
	void *priv;
};

#define DB_DEV_DMA_IOMMU	(1U << 0)	/* dma-iommu maps for it */

/* Can @dev reach @size bytes at @addr? */
static __always_inline bool db_reaches(const struct db_device *dev,
				       db_dma_t addr, size_t size)
{
	return addr + size <= dev->dma_mask;
}

/* Told of @size bytes at @from. */
typedef void (*db_lines_fn)(const void *from, size_t size);

/*
 * What an indirect call may look at or run before a function's entry, and how
 * much of the function is thrown out of the caches with it.
 */
#define DB_PREAMBLE_BYTES 16
#define DB_FUNCTION_BYTES 128

/* What stands before a function is read, with kCFI, or run, with FineIBT. */
static inline void db_name_function(const void *entry, db_lines_fn out)
{
	/* To the compiler there is nothing before a function. */
	asm("" : "+r" (entry));
	out((const char *)entry - DB_PREAMBLE_BYTES,
	    DB_PREAMBLE_BYTES + DB_FUNCTION_BYTES);
}

/* How the running kernel maps; DB_NO_KERNEL for a backend that is here. */
enum db_kernel {
	DB_NO_KERNEL,
	DB_KERNEL_DIRECT,	/* dma-direct */
	DB_KERNEL_SWIOTLB,	/* the same, which bounces */
	DB_KERNEL_IOMMU,	/* what is before an IOMMU */
};

/**
 * struct db_backend - the code that performs an operation
 * @id:		as in a row's name
 * @what:	what it does, in one line
 * @kernel:	how the running kernel maps; reached through its API only
 * @ops:	its operations; NULL for @kernel
 * @variants:	DB_VARIANTS tables that do the same by different functions, so
 *		that devices can have different targets; or NULL
 * @layer:	of a stack: the upper part alone, for designs that have layers
 * @below:	of a stack: what @layer stands above
 * @dma_mask:	how far its devices reach; 0 for everywhere
 * @copies:	it looks behind addresses: there must be memory
 * @open:	called before devices are attached to it: 0 or a negative
 *		errno; NULL where nothing has to be done
 * @close:	undo open
 */
struct db_backend {
	const char *id;
	const char *what;
	enum db_kernel kernel;
	const struct db_ops *ops;
	const struct db_ops *variants;
	const struct db_ops *layer;
	const struct db_backend *below;
	db_dma_t dma_mask;
	bool copies;
	int (*open)(void);
	void (*close)(void);
};

/* How many different backends a mixed row can have. */
#define DB_VARIANTS	16

/* What is timed: the rows' last name. */
enum db_op {
	DB_MAP_SINGLE,
	DB_UNMAP_SINGLE,
	DB_MAP_SG,
	DB_UNMAP_SG,
	DB_SYNC_CPU,
	DB_SYNC_DEVICE,
	DB_ALLOC,
	DB_FREE,
	DB_IOVA_ALLOC,
	DB_IOVA_FREE,
	DB_IOVA_LINK,
	DB_IOVA_SYNC,
	DB_IOVA_UNLINK,
	DB_IOVA_DESTROY,
	DB_ATTACH,
	DB_DETACH,
	DB_EMPTY,
	DB_ADDS8,
	DB_ADDS64,
	DB_LOOP,
	DB_OPS,
	DB_NO_OP = DB_OPS
};

/**
 * struct db_op_info - an operation's name and shape
 * @name:	as in a row's name
 * @maps:	is a DMA operation, and not a loop of known cost
 * @before:	what must have been done (an unmap: a map), and what is before
 *		that; or DB_NO_OP
 * @after:	what undoes it (a map: an unmap), or DB_NO_OP
 * @sg:		takes a scatterlist
 * @fixed:	takes no number
 * @attach:	is about devices, not about mappings
 * @fails:	its result says whether it failed
 * @api:	only the running kernel's API has it
 * @iova:	and only for a device behind an IOMMU
 * @irqs:	needs interrupts on: the kernel refuses it otherwise
 * @len:	the len, or for @sg the nents, that a row's name leaves out
 */
struct db_op_info {
	const char *name;
	enum db_op before;
	enum db_op after;
	bool maps;
	bool sg;
	bool fixed;
	bool attach;
	bool fails;
	bool api;
	bool iova;
	bool irqs;
	__u32 len;
};

extern const struct db_op_info db_op_info[DB_OPS];

/* How many operations stand one before the other at the most. */
#define DB_MAX_BEFORE	3

struct db_batch;

/* A row's timed loop: @n operations, db_batch.begin and .end around them. */
typedef void (*db_loop_fn)(struct db_batch *b, unsigned int n);

/**
 * struct db_design - a way of dispatching
 * @id:		as in a row's name
 * @origin:	who proposed or shipped it
 * @what:	what an operation does to find its code, in one line
 * @asks:	what is asked about the device on every operation: "hook",
 *		"lookup", "walk"; NULL where nobody is asked
 * @bytes:	what a device costs in memory, for a table
 * @layers:	of a stack, above the backend: how they are gone through, for a
 *		table; NULL where there are none
 * @backend:	the one backend it is bound to at compile time, or NULL
 * @max_depth:	layers or IOMMUs it can stand on; 0 for one without a depth
 * @attach:	make @dev's operations reach @ops, with @depth; 0 or a
 *		negative errno; NULL where nothing has to be done
 * @detach:	undo attach
 * @push:	put a layer above what @dev, attached, reaches now, for this
 *		device only; NULL where the design has no layers
 * @evict:	call @out with each thing but the device that an operation on
 *		@dev looks at; NULL where there is none
 * @ops:	the design's entry points for one operation outside a loop,
 *		as its callers' code would be compiled
 * @loop:	the timed loops, per operation and placement; NULL where the
 *		design has no such operation
 */
struct db_design {
	const char *id;
	const char *origin;
	const char *what;
	const char *asks;
	const char *bytes;
	const char *layers;
	const char *backend;
	unsigned int max_depth;
	int (*attach)(struct db_device *dev, const struct db_ops *ops,
		      unsigned int depth);
	void (*detach)(struct db_device *dev);
	int (*push)(struct db_device *dev, const struct db_ops *layer);
	void (*evict)(const struct db_device *dev,
		      void (*out)(const void *from, size_t size));
	struct db_ops ops;
	db_loop_fn loop[DB_OPS][DB_PLACEMENTS];
};

/* All designs and backends; each table ends with NULL. */
extern const struct db_design *const db_designs[];
extern const struct db_backend *const db_backends[];

/* The first design of that name, or NULL. */
const struct db_design *db_find_design(const char *id);

/*
 * The design of that name that can stand over this backend for this operation:
 * some are built once a backend.  NULL where there is no such row.
 */
const struct db_design *db_find_bound(const char *id,
				      const struct db_backend *backend,
				      enum db_op op);

const struct db_backend *db_find_backend(const char *id);
int db_find_op(const char *name);

/* Is there such a row?  The loops' table says whether this build has it. */
bool db_can_stand(const struct db_design *design,
		  const struct db_backend *backend, enum db_op op);

#endif /* DB_DISPATCH_H */
