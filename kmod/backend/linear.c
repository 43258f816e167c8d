// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * linear.c - nommu of 2008: a bus address is the physical one, plus the check
 * that the device can reach it.
 *
 * arch/x86/kernel/pci-nommu.c of 2.6.26: check_addr() against *hwdev->dma_mask,
 * for each entry of a list; unmapping does nothing.
 */
#include "../dispatch/ops.h"
#include "linear.h"

db_dma_t db_linear_map_single(struct db_device *dev, db_phys_t phys,
			      size_t size, int dir)
{
	if (unlikely(!db_reaches(dev, phys, size)))
		return DB_MAPPING_ERROR;
	return phys;
}

void db_linear_unmap_single(struct db_device *dev, db_dma_t dma, size_t size,
			    int dir)
{
}

int db_linear_map_sg(struct db_device *dev, struct db_sg *sg, int nents,
		     int dir)
{
	int i;

	for (i = 0; i < nents; i++) {
		if (unlikely(!db_reaches(dev, sg[i].phys, sg[i].len)))
			return 0;
		sg[i].dma = sg[i].phys;
		sg[i].dma_len = sg[i].len;
	}
	return nents;
}

void db_linear_unmap_sg(struct db_device *dev, struct db_sg *sg, int nents,
			int dir)
{
}

static const struct db_ops linear_ops = DB_OPS_TABLE(db_linear);

const struct db_backend db_backend_linear = {
	.id = "linear",
	.what = "nommu of 2008: the address, and a check of the mask",
	.ops = &linear_ops,
};
