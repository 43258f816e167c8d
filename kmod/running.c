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
#include <linux/mem_encrypt.h>

#include "dispatch/designs.h"
#include "running.h"

#if defined(CONFIG_DMA_OPS) || defined(CONFIG_ARCH_HAS_DMA_OPS)
/* A page and an offset, before "dma-mapping: remove unused map_page callback" */
#ifdef COMPAT_MAP_PAGE
static dma_addr_t null_map(struct device *dev, struct page *page,
			   unsigned long offset, size_t size,
			   enum dma_data_direction dir, unsigned long attrs)
{
	return page_to_phys(page) + offset;
}
#else
static dma_addr_t null_map(struct device *dev, phys_addr_t phys, size_t size,
			   enum dma_data_direction dir, unsigned long attrs)
{
	return phys;
}
#endif

static void null_unmap(struct device *dev, dma_addr_t dma, size_t size,
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
#ifdef COMPAT_MAP_PAGE
	.map_page = null_map,
	.unmap_page = null_unmap,
#else
	.map_phys = null_map,
	.unmap_phys = null_unmap,
#endif
	.map_sg = null_map_sg,
	.unmap_sg = null_unmap_sg,
};

bool db_running_has_null_ops(void)
{
	return true;
}

void db_running_set_null_ops(struct device *dev)
{
	set_dma_ops(dev, &null_dma_ops);
}

bool db_running_has_ops(struct device *dev)
{
	return get_dma_ops(dev);
}
#else
bool db_running_has_null_ops(void)
{
	return false;
}

void db_running_set_null_ops(struct device *dev)
{
}

bool db_running_has_ops(struct device *dev)
{
	return false;
}
#endif

#ifdef COMPAT_DMA_IOVA
/* End what alloc, and @linked bytes what link, have begun. */
static void end_iova(struct batch *k, unsigned int i, size_t linked)
{
	dma_iova_destroy(k->kdev, &k->mem.iova[i], linked, k->b.dir,
			 k->row.attrs);
}

bool db_running_has_iova(struct batch *k)
{
	if (!dma_iova_try_alloc(k->kdev, &k->mem.iova[0], k->b.phys[0],
				k->b.len))
		return false;
	dma_iova_free(k->kdev, &k->mem.iova[0]);
	return true;
}
#else
static void end_iova(struct batch *k, unsigned int i, size_t linked)
{
}

bool db_running_has_iova(struct batch *k)
{
	return false;
}
#endif

static bool succeeded(const struct batch *k, enum db_op op, unsigned int i)
{
	if (op == DB_IOVA_LINK || op == DB_IOVA_SYNC)
		return !k->b.mapped[i];
	if (op == DB_IOVA_ALLOC)
		return k->b.mapped[i];
	if (op == DB_ALLOC)
		return k->mem.at[i];
	if (db_op_info[op].sg)
		return k->b.mapped[i] > 0;
	return !dma_mapping_error(k->kdev, k->b.dma[i]);
}

static void end_one(struct batch *k, enum db_op op, unsigned int i)
{
	if (db_op_info[op].iova)
		end_iova(k, i, op == DB_IOVA_ALLOC ? 0 : k->b.len);
	else if (op == DB_ALLOC)
		dma_free_coherent(k->kdev, k->b.len, k->mem.at[i], k->b.dma[i]);
	else if (db_op_info[op].sg)
		dma_unmap_sg_attrs(k->kdev, k->mem.table + i * k->b.nents,
				   k->b.nents, k->b.dir, k->row.attrs);
	else
		dma_unmap_single_attrs(k->kdev, k->b.dma[i], batch_len(k, i),
				       k->b.dir, k->row.attrs);
}

unsigned int db_running_check(struct batch *k, enum db_op op, unsigned int n)
{
	unsigned int i, failed = 0;

	/* Every handle is asked for: DMA_API_DEBUG wants to see that. */
	for (i = 0; i < n; i++) {
		k->b.mapped[i] = succeeded(k, op, i);
		failed += !k->b.mapped[i];
	}
	for (i = 0; failed && i < n; i++) {
		if (k->b.mapped[i])
			end_one(k, op, i);
		/* What it had before it is still there. */
		else if (op == DB_IOVA_LINK || op == DB_IOVA_SYNC)
			end_iova(k, i, op == DB_IOVA_SYNC ? k->b.len : 0);
	}
	return failed;
}

int db_running_hold(struct batch *k)
{
	for (; k->held.nr < k->row.ring; k->held.nr++) {
		unsigned int i = k->mem.n + k->held.nr;

		k->b.dma[i] = dma_map_single_attrs(k->kdev, k->mem.cpu[i],
						   batch_len(k, i), k->b.dir,
						   k->row.attrs);
		if (dma_mapping_error(k->kdev, k->b.dma[i]))
			return -EIO;
	}
	return 0;
}

void db_running_release(struct batch *k)
{
	while (k->held.nr) {
		k->held.nr--;
		end_one(k, DB_MAP_SINGLE, k->mem.n + k->held.nr);
	}
}

bool db_running_bounces(struct batch *k)
{
	bool bounces;

	k->b.dma[0] = dma_map_single_attrs(k->kdev, k->mem.cpu[0], 1, k->b.dir,
					   DMA_ATTR_NO_WARN);
	if (dma_mapping_error(k->kdev, k->b.dma[0]))
		return false;
	/* With SME an address says that its memory is encrypted, too. */
	bounces = __sme_clr(k->b.dma[0]) != k->b.phys[0];
	dma_unmap_single(k->kdev, k->b.dma[0], 1, k->b.dir);
	return bounces;
}

#define SETUP								\
	struct batch *k = container_of(b, struct batch, b);		\
	struct device *dev = k->kdev;					\
	enum dma_data_direction dir = b->dir

#define SETUP_MAP_SINGLE						\
	SETUP;								\
	void **cpu = k->mem.cpu;					\
	db_dma_t *dma = b->dma;						\
	unsigned long attrs = k->row.attrs;				\
	size_t len = b->len

#define SETUP_UNMAP_SINGLE						\
	SETUP;								\
	db_dma_t *dma = b->dma;						\
	unsigned long attrs = k->row.attrs;				\
	size_t len = b->len

#define SETUP_MAP_SIZES							\
	SETUP;								\
	void **cpu = k->mem.cpu;					\
	db_dma_t *dma = b->dma;						\
	unsigned long attrs = k->row.attrs;				\
	const u32 *lens = k->mem.lens

#define SETUP_UNMAP_SIZES						\
	SETUP;								\
	db_dma_t *dma = b->dma;						\
	unsigned long attrs = k->row.attrs;				\
	const u32 *lens = k->mem.lens

#define SETUP_MAP_SG							\
	SETUP;								\
	struct scatterlist *sg = k->mem.table;				\
	int *mapped = b->mapped;					\
	unsigned long attrs = k->row.attrs;				\
	int nents = b->nents

#define SETUP_UNMAP_SG							\
	SETUP;								\
	struct scatterlist *sg = k->mem.table;				\
	unsigned long attrs = k->row.attrs;				\
	int nents = b->nents

#define SETUP_SYNC							\
	SETUP;								\
	db_dma_t *dma = b->dma;						\
	size_t len = b->len

#define SETUP_ALLOC							\
	struct batch *k = container_of(b, struct batch, b);		\
	struct device *dev = k->kdev;					\
	void **at = k->mem.at;						\
	db_dma_t *dma = b->dma;						\
	size_t len = b->len

DB_LOOP_ALL(running_map_single, SETUP_MAP_SINGLE,
	    DB_EACH(dma[i] = dma_map_single_attrs(dev, cpu[i], len, dir,
						  attrs)))
DB_LOOP_ALL(running_unmap_single, SETUP_UNMAP_SINGLE,
	    DB_EACH(dma_unmap_single_attrs(dev, dma[i], len, dir, attrs)))
DB_LOOP_ALL(running_map_sizes, SETUP_MAP_SIZES,
	    DB_EACH(dma[i] = dma_map_single_attrs(dev, cpu[i], lens[i], dir,
						  attrs)))
DB_LOOP_ALL(running_unmap_sizes, SETUP_UNMAP_SIZES,
	    DB_EACH(dma_unmap_single_attrs(dev, dma[i], lens[i], dir, attrs)))
DB_LOOP_ALL(running_map_sg, SETUP_MAP_SG,
	    DB_EACH(mapped[i] = dma_map_sg_attrs(dev, sg + i * nents, nents,
						 dir, attrs)))
DB_LOOP_ALL(running_unmap_sg, SETUP_UNMAP_SG,
	    DB_EACH(dma_unmap_sg_attrs(dev, sg + i * nents, nents, dir,
				       attrs)))
DB_LOOP_ALL(running_sync_cpu, SETUP_SYNC,
	    DB_EACH(dma_sync_single_for_cpu(dev, dma[i], len, dir)))
DB_LOOP_ALL(running_sync_device, SETUP_SYNC,
	    DB_EACH(dma_sync_single_for_device(dev, dma[i], len, dir)))
/* Not GFP_KERNEL: a window does not sleep. */
DB_LOOP_ALL(running_alloc, SETUP_ALLOC,
	    DB_EACH(at[i] = dma_alloc_coherent(dev, len, &dma[i],
					       GFP_ATOMIC | __GFP_NOWARN)))
DB_LOOP_ALL(running_free, SETUP_ALLOC,
	    DB_EACH(dma_free_coherent(dev, len, at[i], dma[i])))

#ifdef COMPAT_DMA_IOVA
#define SETUP_IOVA_ALLOC						\
	struct batch *k = container_of(b, struct batch, b);		\
	struct device *dev = k->kdev;					\
	struct dma_iova_state *iova = k->mem.iova;			\
	db_phys_t *phys = b->phys;					\
	int *mapped = b->mapped;					\
	size_t len = b->len

#define SETUP_IOVA_FREE							\
	struct batch *k = container_of(b, struct batch, b);		\
	struct device *dev = k->kdev;					\
	struct dma_iova_state *iova = k->mem.iova

#define SETUP_IOVA_LINK							\
	SETUP;								\
	struct dma_iova_state *iova = k->mem.iova;			\
	db_phys_t *phys = b->phys;					\
	int *mapped = b->mapped;					\
	unsigned long attrs = k->row.attrs;				\
	size_t len = b->len

#define SETUP_IOVA_SYNC							\
	SETUP_IOVA_FREE;						\
	int *mapped = b->mapped;					\
	size_t len = b->len

#define SETUP_IOVA_UNLINK						\
	SETUP;								\
	struct dma_iova_state *iova = k->mem.iova;			\
	unsigned long attrs = k->row.attrs;				\
	size_t len = b->len

DB_LOOP_ALL(running_iova_alloc, SETUP_IOVA_ALLOC,
	    DB_EACH(mapped[i] = dma_iova_try_alloc(dev, &iova[i], phys[i],
						   len)))
DB_LOOP_ALL(running_iova_free, SETUP_IOVA_FREE,
	    DB_EACH(dma_iova_free(dev, &iova[i])))
DB_LOOP_ALL(running_iova_link, SETUP_IOVA_LINK,
	    DB_EACH(mapped[i] = dma_iova_link(dev, &iova[i], phys[i], 0, len,
					      dir, attrs)))
DB_LOOP_ALL(running_iova_sync, SETUP_IOVA_SYNC,
	    DB_EACH(mapped[i] = dma_iova_sync(dev, &iova[i], 0, len)))
DB_LOOP_ALL(running_iova_unlink, SETUP_IOVA_UNLINK,
	    DB_EACH(dma_iova_unlink(dev, &iova[i], 0, len, dir, attrs)))
DB_LOOP_ALL(running_iova_destroy, SETUP_IOVA_UNLINK,
	    DB_EACH(dma_iova_destroy(dev, &iova[i], len, dir, attrs)))
#endif

const struct db_design db_design_running = {
	DB_RUNNING_TEXT,
	.loop = {
		[DB_MAP_SINGLE] = DB_LOOP_TABLE(running_map_single),
		[DB_UNMAP_SINGLE] = DB_LOOP_TABLE(running_unmap_single),
		[DB_MAP_SG] = DB_LOOP_TABLE(running_map_sg),
		[DB_UNMAP_SG] = DB_LOOP_TABLE(running_unmap_sg),
		[DB_SYNC_CPU] = DB_LOOP_TABLE(running_sync_cpu),
		[DB_SYNC_DEVICE] = DB_LOOP_TABLE(running_sync_device),
		[DB_ALLOC] = DB_LOOP_TABLE(running_alloc),
		[DB_FREE] = DB_LOOP_TABLE(running_free),
#ifdef COMPAT_DMA_IOVA
		[DB_IOVA_ALLOC] = DB_LOOP_TABLE(running_iova_alloc),
		[DB_IOVA_FREE] = DB_LOOP_TABLE(running_iova_free),
		[DB_IOVA_LINK] = DB_LOOP_TABLE(running_iova_link),
		[DB_IOVA_SYNC] = DB_LOOP_TABLE(running_iova_sync),
		[DB_IOVA_UNLINK] = DB_LOOP_TABLE(running_iova_unlink),
		[DB_IOVA_DESTROY] = DB_LOOP_TABLE(running_iova_destroy),
#endif
	},
};

const struct db_design db_running_sizes = {
	DB_RUNNING_TEXT,
	.loop = {
		[DB_MAP_SINGLE] = DB_LOOP_TABLE(running_map_sizes),
		[DB_UNMAP_SINGLE] = DB_LOOP_TABLE(running_unmap_sizes),
	},
};
