/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * linear.h - nommu of 2008: the address, if the device can reach it.
 */
#ifndef DB_BACKEND_LINEAR_H
#define DB_BACKEND_LINEAR_H

#include "../dispatch/dispatch.h"

db_dma_t db_linear_map_single(struct db_device *dev, db_phys_t phys,
			      size_t size, int dir);
void db_linear_unmap_single(struct db_device *dev, db_dma_t dma, size_t size,
			    int dir);
int db_linear_map_sg(struct db_device *dev, struct db_sg *sg, int nents,
		     int dir);
void db_linear_unmap_sg(struct db_device *dev, struct db_sg *sg, int nents,
			int dir);

extern const struct db_backend db_backend_linear;

#endif /* DB_BACKEND_LINEAR_H */
