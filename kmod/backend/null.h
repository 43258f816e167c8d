/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * null.h - the backend that returns at once: what is left is dispatch.
 * Its functions are named here, and not only in its table, for the design
 * that calls them directly.
 */
#ifndef DB_BACKEND_NULL_H
#define DB_BACKEND_NULL_H

#include "../dispatch/dispatch.h"

db_dma_t db_null_map_single(struct db_device *dev, db_phys_t phys,
			    size_t size, int dir);
void db_null_unmap_single(struct db_device *dev, db_dma_t dma, size_t size,
			  int dir);
int db_null_map_sg(struct db_device *dev, struct db_sg *sg, int nents,
		   int dir);
void db_null_unmap_sg(struct db_device *dev, struct db_sg *sg, int nents,
		      int dir);

extern const struct db_backend db_backend_null;

#endif /* DB_BACKEND_NULL_H */
