/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pvdma.h - paravirtual DMA: each operation is one exit to the hypervisor.
 */
#ifndef DB_BACKEND_PVDMA_H
#define DB_BACKEND_PVDMA_H

#include "../dispatch/dispatch.h"

/**
 * db_exit_open - can this code leave for a hypervisor?
 *
 * The module has these two in kmod/exit.c, the program in
 * bench/row/kernel_only.c.
 * Returns 0, -ENXIO on bare metal, -EPERM in a program.
 */
int db_exit_open(void);

/* Leave the guest once, saying which memory is meant; after db_exit_open(). */
void db_exit(db_phys_t phys, size_t size);

db_dma_t db_pvdma_map_single(struct db_device *dev, db_phys_t phys,
			     size_t size, int dir);
void db_pvdma_unmap_single(struct db_device *dev, db_dma_t dma, size_t size,
			   int dir);
int db_pvdma_map_sg(struct db_device *dev, struct db_sg *sg, int nents,
		    int dir);
void db_pvdma_unmap_sg(struct db_device *dev, struct db_sg *sg, int nents,
		       int dir);

extern const struct db_backend db_backend_pvdma;

#endif /* DB_BACKEND_PVDMA_H */
