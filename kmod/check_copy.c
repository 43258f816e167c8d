// SPDX-License-Identifier: GPL-2.0-only
/*
 * check_copy.c - a device copies through mappings of the running kernel's API,
 * and the bytes are compared.
 */
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "check.h"

#define OFFSET		0x123		/* and a length that is odd, too */

/* One mapping each way, @at in the buffers. */
static int copy_single(struct edu *e, size_t at, size_t len)
{
	dma_addr_t from, to;
	struct db_check b;
	int ret;

	ret = db_check_get(&b, at + len);
	if (ret)
		return ret;
	ret = -EIO;
	from = dma_map_single(e->dev, b.from + at, len, DMA_TO_DEVICE);
	if (dma_mapping_error(e->dev, from))
		goto out_free;
	to = dma_map_single(e->dev, b.to + PAGE_SIZE + at, len,
			    DMA_FROM_DEVICE);
	if (dma_mapping_error(e->dev, to))
		goto out_unmap;
	ret = db_edu_copy(e, from, to, len);
	dma_unmap_single(e->dev, to, len, DMA_FROM_DEVICE);
	if (!ret)
		ret = db_check_only(&b, at, len);
out_unmap:
	dma_unmap_single(e->dev, from, len, DMA_TO_DEVICE);
out_free:
	db_check_free(&b);
	return ret;
}

int db_check_single(struct edu *e, unsigned int nents)
{
	return copy_single(e, 0, PAGE_SIZE);
}

int db_check_offset(struct edu *e, unsigned int nents)
{
	return copy_single(e, OFFSET, PAGE_SIZE + 1);
}

int db_check_large(struct edu *e, unsigned int nents)
{
	return copy_single(e, 0, LARGE);
}

/* Copy from a mapped list to another, however each was merged. */
static int copy_mapped(struct edu *e, struct scatterlist *in, int n_in,
		       struct scatterlist *out, int n_out)
{
	size_t done_in = 0, done_out = 0;
	int ret = 0;

	while (!ret && n_in && n_out) {
		const size_t part = min_t(size_t, sg_dma_len(in) - done_in,
					  sg_dma_len(out) - done_out);

		ret = db_edu_copy(e, sg_dma_address(in) + done_in,
				  sg_dma_address(out) + done_out, part);
		done_in += part;
		done_out += part;
		if (done_in == sg_dma_len(in)) {
			in = sg_next(in);
			n_in--;
			done_in = 0;
		}
		if (done_out == sg_dma_len(out)) {
			out = sg_next(out);
			n_out--;
			done_out = 0;
		}
	}
	return ret;
}

/*
 * @nents entries of half a page: in adjacent halves, which an IOMMU may merge,
 * or each in a page of its own.
 */
static int copy_sg(struct edu *e, unsigned int nents, bool adjacent)
{
	const size_t len = PAGE_SIZE / 2, step = adjacent ? len : PAGE_SIZE;
	struct scatterlist *in = kcalloc(2 * nents, sizeof(*in), GFP_KERNEL);
	struct scatterlist *out = in + nents;
	struct db_check b;
	unsigned int i;
	int n_in, n_out, ret;

	if (!in)
		return -ENOMEM;
	ret = db_check_get(&b, nents * step);
	if (ret)
		goto out_free;
	sg_init_table(in, nents);
	sg_init_table(out, nents);
	for (i = 0; i < nents; i++) {
		sg_set_buf(&in[i], b.from + i * step, len);
		sg_set_buf(&out[i], b.to + PAGE_SIZE + i * step, len);
	}
	ret = -EIO;
	n_in = dma_map_sg(e->dev, in, nents, DMA_TO_DEVICE);
	if (n_in <= 0)
		goto out_buffers;
	n_out = dma_map_sg(e->dev, out, nents, DMA_FROM_DEVICE);
	if (n_out <= 0)
		goto out_unmap;
	ret = copy_mapped(e, in, n_in, out, n_out);
	dma_unmap_sg(e->dev, out, nents, DMA_FROM_DEVICE);
	for (i = 0; !ret && i < nents; i++)
		ret = db_check_take(&b, i * step, len) ? RIGHT : WRONG;
	if (!ret)
		ret = db_check_rest(&b);
out_unmap:
	dma_unmap_sg(e->dev, in, nents, DMA_TO_DEVICE);
out_buffers:
	db_check_free(&b);
out_free:
	kfree(in);
	return ret;
}

int db_check_sg(struct edu *e, unsigned int nents)
{
	return copy_sg(e, nents, false);
}

int db_check_merged(struct edu *e, unsigned int nents)
{
	return copy_sg(e, nents, true);
}

/*
 * What is written while it is mapped is seen behind a sync: by the device,
 * which copies it, and then by the CPU, before anything is unmapped.
 */
static int copy_synced(struct edu *e, bool to_device)
{
	dma_addr_t from, to;
	struct db_check b;
	int ret;

	ret = db_check_get(&b, PAGE_SIZE);
	if (ret)
		return ret;
	ret = -EIO;
	from = dma_map_single(e->dev, b.from, PAGE_SIZE, DMA_TO_DEVICE);
	if (dma_mapping_error(e->dev, from))
		goto out_free;
	to = dma_map_single(e->dev, b.to + PAGE_SIZE, PAGE_SIZE,
			    DMA_FROM_DEVICE);
	if (dma_mapping_error(e->dev, to))
		goto out_unmap;
	if (to_device) {
		dma_sync_single_for_cpu(e->dev, from, PAGE_SIZE, DMA_TO_DEVICE);
		b.first = 99;
		db_check_fill(b.from, PAGE_SIZE, b.first);
		dma_sync_single_for_device(e->dev, from, PAGE_SIZE,
					   DMA_TO_DEVICE);
	}
	ret = db_edu_copy(e, from, to, PAGE_SIZE);
	dma_sync_single_for_cpu(e->dev, to, PAGE_SIZE, DMA_FROM_DEVICE);
	if (!ret)
		ret = db_check_only(&b, 0, PAGE_SIZE);
	dma_unmap_single(e->dev, to, PAGE_SIZE, DMA_FROM_DEVICE);
out_unmap:
	dma_unmap_single(e->dev, from, PAGE_SIZE, DMA_TO_DEVICE);
out_free:
	db_check_free(&b);
	return ret;
}

/*
 * A check of a device that reaches 4 GiB.  Without an IOMMU, and with memory
 * above that, the kernel bounces for it: that is swiotlb's copying, and syncs
 * have something to do.
 */
static int narrow(struct edu *e, int (*check)(struct edu *e, bool arg),
		  bool arg)
{
	const u64 mask = dma_get_mask(e->dev);
	int ret;

	if (dma_set_mask(e->dev, DMA_BIT_MASK(32)))
		return -EOPNOTSUPP;
	ret = check(e, arg);
	if (dma_set_mask(e->dev, mask) && ret >= 0)
		ret = -EIO;
	return ret;
}

int db_check_sync_device(struct edu *e, unsigned int nents)
{
	return narrow(e, copy_synced, true);
}

int db_check_sync_cpu(struct edu *e, unsigned int nents)
{
	return narrow(e, copy_synced, false);
}

/* Would a mapping of this memory be another address than its own? */
static bool moves(struct edu *e)
{
	struct page *page = alloc_page(GFP_KERNEL);
	dma_addr_t at;
	bool ret = false;

	if (!page)
		return false;
	at = dma_map_page(e->dev, page, 0, PAGE_SIZE, DMA_TO_DEVICE);
	if (!dma_mapping_error(e->dev, at)) {
		ret = at != page_to_phys(page);
		dma_unmap_page(e->dev, at, PAGE_SIZE, DMA_TO_DEVICE);
	}
	__free_page(page);
	return ret;
}

static int copy_bounced(struct edu *e, bool unused)
{
	return moves(e) ? copy_single(e, OFFSET, PAGE_SIZE + 1) : -EOPNOTSUPP;
}

int db_check_bounce(struct edu *e, unsigned int nents)
{
	return narrow(e, copy_bounced, false);
}

int db_check_coherent(struct edu *e, unsigned int nents)
{
	dma_addr_t dma;
	int ret = -EIO;
	u8 *at;

	at = dma_alloc_coherent(e->dev, 2 * PAGE_SIZE, &dma, GFP_KERNEL);
	if (!at)
		return ret;
	db_check_fill(at, PAGE_SIZE, 3);
	memset(at + PAGE_SIZE, 0, PAGE_SIZE);
	ret = db_edu_copy(e, dma, dma + PAGE_SIZE, PAGE_SIZE);
	/* The first one still has it, if its page was not taken for another. */
	if (!ret)
		ret = db_check_has(at, PAGE_SIZE, 3, 0) &&
		      db_check_has(at + PAGE_SIZE, PAGE_SIZE, 3, 0) ?
		      RIGHT : WRONG;
	dma_free_coherent(e->dev, 2 * PAGE_SIZE, at, dma);
	return ret;
}

#ifdef COMPAT_DMA_IOVA
int db_check_iova(struct edu *e, unsigned int nents)
{
	struct dma_iova_state state = {};
	dma_addr_t from;
	struct db_check b;
	int ret;

	ret = db_check_get(&b, PAGE_SIZE);
	if (ret)
		return ret;
	ret = -EIO;
	from = dma_map_single(e->dev, b.from, PAGE_SIZE, DMA_TO_DEVICE);
	if (dma_mapping_error(e->dev, from))
		goto out_free;
	ret = db_check_link(e, &state, b.to + PAGE_SIZE, PAGE_SIZE);
	if (ret)
		goto out_unmap;
	ret = db_edu_copy(e, from, state.addr, PAGE_SIZE);
	dma_iova_destroy(e->dev, &state, PAGE_SIZE, DMA_FROM_DEVICE, 0);
	if (!ret)
		ret = db_check_only(&b, 0, PAGE_SIZE);
out_unmap:
	dma_unmap_single(e->dev, from, PAGE_SIZE, DMA_TO_DEVICE);
out_free:
	db_check_free(&b);
	return ret;
}
#else
int db_check_iova(struct edu *e, unsigned int nents)
{
	return -EOPNOTSUPP;
}
#endif
