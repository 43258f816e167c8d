// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pvdma.c - the paravirtual DMA that the thread wants to put below the others.
 *
 * KVM's pvdma (Amit Shah, 2008): the guest asks the hypervisor, once an
 * operation, where its pages really are, and a list goes over as a whole.  Here
 * the guest is left in the same way, but nobody outside knows of pvdma: a
 * mapping is its physical address, as of a hypervisor that maps one to one.
 */
#include "../dispatch/ops.h"
#include "pvdma.h"

db_dma_t db_pvdma_map_single(struct db_device *dev, db_phys_t phys,
			     size_t size, int dir)
{
	db_exit(phys, size);
	return phys;
}

void db_pvdma_unmap_single(struct db_device *dev, db_dma_t dma, size_t size,
			   int dir)
{
	db_exit(dma, size);
}

int db_pvdma_map_sg(struct db_device *dev, struct db_sg *sg, int nents,
		    int dir)
{
	int i;

	db_exit(sg->phys, nents);
	for (i = 0; i < nents; i++) {
		sg[i].dma = sg[i].phys;
		sg[i].dma_len = sg[i].len;
	}
	return nents;
}

void db_pvdma_unmap_sg(struct db_device *dev, struct db_sg *sg, int nents,
		       int dir)
{
	db_exit(sg->dma, nents);
}

static const struct db_ops pvdma_ops = DB_OPS_TABLE(db_pvdma);

const struct db_backend db_backend_pvdma = {
	.id = "pvdma",
	.what = "one exit to the hypervisor; not in user, not on bare metal",
	.ops = &pvdma_ops,
	.open = db_exit_open,
};
