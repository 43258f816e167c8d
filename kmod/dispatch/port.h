/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * port.h - what dispatch needs from where it is built: types, attributes and
 * memory.  The only file of dispatch that knows kernel from program.
 */
#ifndef DB_PORT_H
#define DB_PORT_H

#ifdef __KERNEL__
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/types.h>

static inline void *db_zalloc(size_t size)
{
	/* Attaching is timed too, and a window has interrupts off. */
	return kzalloc(size, irqs_disabled() ? GFP_ATOMIC : GFP_KERNEL);
}

static inline void db_free(void *p)
{
	kfree(p);
}

/* Whole pages in a row; NULL if there are none.  Not in a window. */
static inline void *db_alloc_contiguous(size_t size)
{
	return (void *)__get_free_pages(GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN,
					get_order(size));
}

static inline void db_free_contiguous(void *p, size_t size)
{
	free_pages((unsigned long)p, get_order(size));
}

static inline __u64 db_virt_to_phys(void *p)
{
	return virt_to_phys(p);
}

static inline void *db_phys_to_virt(__u64 phys)
{
	return phys_to_virt(phys);
}
#else
#include <errno.h>
#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#ifndef noinline
#define noinline	__attribute__((__noinline__))
#endif
#ifndef __always_inline
#define __always_inline	inline __attribute__((__always_inline__))
#endif
#ifndef unlikely
#define unlikely(x)	__builtin_expect(!!(x), 0)
#endif
#ifndef likely
#define likely(x)	__builtin_expect(!!(x), 1)
#endif

static inline void *db_zalloc(size_t size)
{
	return calloc(1, size);
}

static inline void db_free(void *p)
{
	free(p);
}

static inline void *db_alloc_contiguous(size_t size)
{
	return calloc(1, size);
}

static inline void db_free_contiguous(void *p, size_t size)
{
	free(p);
}

/* In a program an address is as physical as it gets. */
static inline __u64 db_virt_to_phys(void *p)
{
	return (unsigned long)p;
}

static inline void *db_phys_to_virt(__u64 phys)
{
	return (void *)(unsigned long)phys;
}
#endif

#include "../uapi/dmabench.h"

#define DB_PLACEMENTS	DMABENCH_PLACEMENTS

#endif /* DB_PORT_H */
