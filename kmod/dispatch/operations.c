// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * operations.c - the table of what is timed.
 */
#include "dispatch.h"

/* A map and the unmap that ends it, of @LEN without a number. */
#define PAIR(BEGIN, begin, END, end, LEN, ...)				\
	[BEGIN] = {							\
		.name = begin, .before = DB_NO_OP, .after = END,	\
		.maps = true, .fails = true, .len = LEN, ##__VA_ARGS__	\
	},								\
	[END] = {							\
		.name = end, .before = BEGIN, .after = DB_NO_OP,	\
		.maps = true, .len = LEN, ##__VA_ARGS__			\
	}

/* On a mapping that is there before and after. */
#define SYNC(op_name) {							\
	.name = op_name, .before = DB_MAP_SINGLE,			\
	.after = DB_UNMAP_SINGLE, .maps = true, .api = true, .len = 4096, \
}

/*
 * A step of "dma-mapping: Implement link/unlink ranges API" (6.16): an address
 * space is allocated, memory linked into it, the IOMMU told; and back.
 */
#define IOVA(op_name, BEFORE, AFTER, ...) {				\
	.name = op_name, .before = BEFORE, .after = AFTER,		\
	.maps = true, .api = true, .iova = true, .len = 4096,		\
	##__VA_ARGS__							\
}

#define KNOWN(op_name, LEN, ...) {					\
	.name = op_name, .before = DB_NO_OP, .after = DB_NO_OP,		\
	.len = LEN, ##__VA_ARGS__					\
}

const struct db_op_info db_op_info[DB_OPS] = {
	PAIR(DB_MAP_SINGLE, "map_single", DB_UNMAP_SINGLE, "unmap_single",
	     4096),
	PAIR(DB_MAP_SG, "map_sg", DB_UNMAP_SG, "unmap_sg", 1, .sg = true),
	[DB_SYNC_CPU] = SYNC("sync_cpu"),
	[DB_SYNC_DEVICE] = SYNC("sync_device"),
	PAIR(DB_ALLOC, "alloc_coherent", DB_FREE, "free_coherent", 4096,
	     .api = true, .irqs = true),
	[DB_IOVA_ALLOC] = IOVA("iova_alloc", DB_NO_OP, DB_IOVA_FREE,
			       .fails = true),
	[DB_IOVA_FREE] = IOVA("iova_free", DB_IOVA_ALLOC, DB_NO_OP),
	[DB_IOVA_LINK] = IOVA("iova_link", DB_IOVA_ALLOC, DB_IOVA_DESTROY,
			      .fails = true),
	[DB_IOVA_SYNC] = IOVA("iova_sync", DB_IOVA_LINK, DB_IOVA_DESTROY,
			      .fails = true),
	[DB_IOVA_UNLINK] = IOVA("iova_unlink", DB_IOVA_SYNC, DB_IOVA_FREE),
	[DB_IOVA_DESTROY] = IOVA("iova_destroy", DB_IOVA_SYNC, DB_NO_OP),
	PAIR(DB_ATTACH, "attach", DB_DETACH, "detach", 1, .attach = true,
	     .fixed = true),
	[DB_EMPTY] = KNOWN("empty", 1, .fixed = true),
	[DB_ADDS8] = KNOWN("adds8", 1, .fixed = true),
	[DB_ADDS64] = KNOWN("adds64", 1, .fixed = true),
	[DB_LOOP] = KNOWN("loop", 1000),
};

int db_find_op(const char *name)
{
	int op;

	for (op = 0; op < DB_OPS; op++)
		if (!strcmp(db_op_info[op].name, name))
			return op;
	return -ENOENT;
}
