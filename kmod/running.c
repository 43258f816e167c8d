// SPDX-License-Identifier: GPL-2.0-only
/*
 * running.c - the running kernel's own DMA API, nothing of ours in between.
 *
 * The loops call dma_map_single() and so on as a driver does, inlines and all.
 * running/null is the same call on a platform device whose operations do
 * nothing: what it costs is entry into the API and dispatch.
 */
#include <linux/dma-map-ops.h>
#include <linux/dma-mapping.h>

#include "dispatch/designs.h"
#include "running.h"

#if defined(CONFIG_DMA_OPS) || defined(CONFIG_ARCH_HAS_DMA_OPS)
static dma_addr_t null_map_page(struct device *dev, struct page *page,
				unsigned long offset, size_t size,
				enum dma_data_direction dir,
				unsigned long attrs)
{
	return page_to_phys(page) + offset;
}

static void null_unmap_page(struct device *dev, dma_addr_t dma, size_t size,
			    enum dma_data_direction dir, unsigned long attrs)
{
}

static int null_map_sg(struct device *dev, struct scatterlist *sg, int nents,
		       enum dma_data_direction dir, unsigned long attrs)
{
	return nents;
}

static void null_unmap_sg(struct device *dev, struct scatterlist *sg,
			  int nents, enum dma_data_direction dir,
			  unsigned long attrs)
{
}

static const struct dma_map_ops null_dma_ops = {
	.map_page = null_map_page,
	.unmap_page = null_unmap_page,
	.map_sg = null_map_sg,
	.unmap_sg = null_unmap_sg,
};

bool running_has_null_ops(void)
{
	return true;
}

void running_set_null_ops(struct device *dev)
{
	set_dma_ops(dev, &null_dma_ops);
}
#else
bool running_has_null_ops(void)
{
	return false;
}

void running_set_null_ops(struct device *dev)
{
}
#endif

unsigned int running_check(struct batch *k, bool sg, unsigned int n)
{
	unsigned int i, failed = 0;

	/* Every handle is asked for: DMA_API_DEBUG wants to see that. */
	for (i = 0; i < n; i++) {
		if (sg ? k->b.mapped[i] <= 0 :
			 dma_mapping_error(k->kdev, k->b.dma[i])) {
			k->b.mapped[i] = -1;
			failed++;
		} else {
			k->b.mapped[i] = 1;
		}
	}
	if (!failed)
		return 0;
	for (i = 0; i < n; i++) {
		if (k->b.mapped[i] < 0)
			continue;
		if (sg)
			dma_unmap_sg(k->kdev, k->table + i * k->b.nents,
				     k->b.nents, k->b.dir);
		else
			dma_unmap_single(k->kdev, k->b.dma[i], k->b.len,
					 k->b.dir);
	}
	return failed;
}

#define SETUP								\
	struct batch *k = container_of(b, struct batch, b);		\
	struct device *dev = k->kdev;					\
	enum dma_data_direction dir = b->dir

#define SETUP_MAP_SINGLE						\
	SETUP;								\
	void **cpu = k->cpu;						\
	db_dma_t *dma = b->dma;						\
	size_t len = b->len

#define SETUP_UNMAP_SINGLE						\
	SETUP;								\
	db_dma_t *dma = b->dma;						\
	size_t len = b->len

#define SETUP_MAP_SG							\
	SETUP;								\
	struct scatterlist *sg = k->table;				\
	int *mapped = b->mapped;					\
	int nents = b->nents

#define SETUP_UNMAP_SG							\
	SETUP;								\
	struct scatterlist *sg = k->table;				\
	int nents = b->nents

DB_LOOP_ALL(running_map_single, SETUP_MAP_SINGLE,
	    DB_EACH(dma[i] = dma_map_single(dev, cpu[i], len, dir)))
DB_LOOP_ALL(running_unmap_single, SETUP_UNMAP_SINGLE,
	    DB_EACH(dma_unmap_single(dev, dma[i], len, dir)))
DB_LOOP_ALL(running_map_sg, SETUP_MAP_SG,
	    DB_EACH(mapped[i] = dma_map_sg(dev, sg + i * nents, nents, dir)))
DB_LOOP_ALL(running_unmap_sg, SETUP_UNMAP_SG,
	    DB_EACH(dma_unmap_sg(dev, sg + i * nents, nents, dir)))

const struct db_design db_design_running = {
	DB_RUNNING_TEXT,
	.loop = {
		[DB_MAP_SINGLE] = DB_LOOP_TABLE(running_map_single),
		[DB_UNMAP_SINGLE] = DB_LOOP_TABLE(running_unmap_single),
		[DB_MAP_SG] = DB_LOOP_TABLE(running_map_sg),
		[DB_UNMAP_SG] = DB_LOOP_TABLE(running_unmap_sg),
	},
};
