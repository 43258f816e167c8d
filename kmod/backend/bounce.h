/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bounce.h - swiotlb above pvdma, and the pool that it bounces into.
 */
#ifndef DB_BACKEND_BOUNCE_H
#define DB_BACKEND_BOUNCE_H

#include "../dispatch/dispatch.h"

/* As in lib/swiotlb.c of 2.6.26: bytes of a slot, slots of a buffer at most. */
#define DB_BOUNCE_SLOT		2048
#define DB_BOUNCE_SEGMENT	128
#define DB_BOUNCE_SLOTS		2048	/* 4 MiB, one allocation */

/**
 * db_pool_open - make the pool; 0 or -ENOMEM
 */
int db_pool_open(void);
void db_pool_close(void);

/**
 * db_pool_get - slots for a buffer, its bytes copied there for @dir
 * @phys:	the buffer
 * @size:	bytes
 * @dir:	enum db_dir
 *
 * Returns the physical address of the slots, or DB_MAPPING_ERROR when there are
 * not so many free in a row, or @size is more than a segment, or 0.
 */
db_phys_t db_pool_get(db_phys_t phys, size_t size, int dir);

/* Is this an address that db_pool_get() returned? */
bool db_pool_has(db_phys_t phys);

/* The buffer whose bytes were bounced to @bounced. */
db_phys_t db_pool_origin(db_phys_t bounced);

/* Copy back for @dir and free the slots. */
void db_pool_put(db_phys_t bounced, size_t size, int dir);

/* Bounce, then pvdma by a direct call. */
db_dma_t db_bounce_map_single(struct db_device *dev, db_phys_t phys,
			      size_t size, int dir);
void db_bounce_unmap_single(struct db_device *dev, db_dma_t dma, size_t size,
			    int dir);
int db_bounce_map_sg(struct db_device *dev, struct db_sg *sg, int nents,
		     int dir);
void db_bounce_unmap_sg(struct db_device *dev, struct db_sg *sg, int nents,
			int dir);

extern const struct db_backend db_backend_bounce;

#endif /* DB_BACKEND_BOUNCE_H */
