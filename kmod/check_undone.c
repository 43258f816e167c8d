// SPDX-License-Identifier: GPL-2.0-only
/*
 * check_undone.c - a device writes to what it has used and what is mapped no
 * more: does it reach it?
 */
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "check.h"

#define FORBIDDEN	0x5a	/* what memory holds that must not change */

/*
 * What must not be reached any more is memory of FORBIDDEN.  It was mapped, and
 * the device used it: an IOMMU that keeps translations has this one.
 */
static int arrived(const u8 *at)
{
	return memchr_inv(at, FORBIDDEN, PAGE_SIZE) ? 0 : -EIO;
}

static int write_forbidden(struct edu *e, dma_addr_t to, u8 *at)
{
	int ret;

	memset(at, FORBIDDEN, PAGE_SIZE);
	ret = db_edu_write(e, to, PAGE_SIZE);
	if (!ret && memchr_inv(at, FORBIDDEN, PAGE_SIZE))
		ret = WRONG;
	return ret;
}

/* The last page of @len bytes. */
static int unmap_single(struct edu *e, size_t len)
{
	const size_t last = len - PAGE_SIZE;
	struct db_check b;
	dma_addr_t to;
	int ret;

	ret = db_check_get(&b, len);
	if (ret)
		return ret;
	ret = -EIO;
	memset(b.to, FORBIDDEN, len);
	to = dma_map_single(e->dev, b.to, len, DMA_FROM_DEVICE);
	if (dma_mapping_error(e->dev, to))
		goto out_free;
	ret = db_edu_write(e, to + last, PAGE_SIZE);
	dma_unmap_single(e->dev, to, len, DMA_FROM_DEVICE);
	ret = ret ?: arrived(b.to + last);
	ret = ret ?: write_forbidden(e, to + last, b.to + last);
out_free:
	db_check_free(&b);
	return ret;
}

int db_check_unmapped(struct edu *e, unsigned int nents)
{
	return unmap_single(e, PAGE_SIZE);
}

int db_check_unmapped_large(struct edu *e, unsigned int nents)
{
	return unmap_single(e, LARGE);
}

/* The last entry of a list. */
int db_check_unmapped_sg(struct edu *e, unsigned int nents)
{
	struct scatterlist *list = kcalloc(nents, sizeof(*list), GFP_KERNEL);
	struct scatterlist *last;
	struct db_check b;
	unsigned int i;
	dma_addr_t to;
	u8 *at;
	int mapped, ret;

	if (!list)
		return -ENOMEM;
	ret = db_check_get(&b, 2 * nents * PAGE_SIZE);
	if (ret)
		goto out_list;
	ret = -EIO;
	sg_init_table(list, nents);
	for (i = 0; i < nents; i++)
		sg_set_buf(&list[i], b.to + 2 * i * PAGE_SIZE, PAGE_SIZE);
	at = b.to + 2 * (nents - 1) * PAGE_SIZE;
	memset(at, FORBIDDEN, PAGE_SIZE);
	mapped = dma_map_sg(e->dev, list, nents, DMA_FROM_DEVICE);
	if (mapped <= 0)
		goto out_free;
	for (last = list, i = 1; i < mapped; i++)
		last = sg_next(last);
	to = sg_dma_address(last) + sg_dma_len(last) - PAGE_SIZE;
	ret = db_edu_write(e, to, PAGE_SIZE);
	dma_unmap_sg(e->dev, list, nents, DMA_FROM_DEVICE);
	ret = ret ?: arrived(at);
	ret = ret ?: write_forbidden(e, to, at);
out_free:
	db_check_free(&b);
out_list:
	kfree(list);
	return ret;
}

/* Coherent memory that was freed; its page is kept, for it may be reached. */
int db_check_freed(struct edu *e, unsigned int nents)
{
	struct page *page;
	dma_addr_t dma;
	u8 *at;
	int ret;

	at = dma_alloc_coherent(e->dev, PAGE_SIZE, &dma, GFP_KERNEL);
	if (!at)
		return -EIO;
	page = is_vmalloc_addr(at) ? vmalloc_to_page(at) : virt_to_page(at);
	get_page(page);
	memset(at, FORBIDDEN, PAGE_SIZE);
	ret = db_edu_write(e, dma, PAGE_SIZE);
	ret = ret ?: arrived(at);
	dma_free_coherent(e->dev, PAGE_SIZE, at, dma);
	ret = ret ?: write_forbidden(e, dma, page_address(page));
	put_page(page);
	return ret;
}

#ifdef COMPAT_DMA_IOVA
/* The last page of several. */
static int unlink_iova(struct edu *e, bool destroy)
{
	const size_t last = LARGE - PAGE_SIZE;
	struct dma_iova_state state = {};
	struct db_check b;
	dma_addr_t to;
	int ret;

	ret = db_check_get(&b, LARGE);
	if (ret)
		return ret;
	memset(b.to, FORBIDDEN, LARGE);
	ret = db_check_link(e, &state, b.to, LARGE);
	if (ret)
		goto out_free;
	to = state.addr + last;
	ret = db_edu_write(e, to, PAGE_SIZE);
	ret = ret ?: arrived(b.to + last);
	if (destroy)
		dma_iova_destroy(e->dev, &state, LARGE, DMA_FROM_DEVICE, 0);
	else
		dma_iova_unlink(e->dev, &state, 0, LARGE, DMA_FROM_DEVICE, 0);
	ret = ret ?: write_forbidden(e, to, b.to + last);
	if (!destroy)
		dma_iova_free(e->dev, &state);
out_free:
	db_check_free(&b);
	return ret;
}
#else
static int unlink_iova(struct edu *e, bool destroy)
{
	return -EOPNOTSUPP;
}
#endif

int db_check_unlinked(struct edu *e, unsigned int nents)
{
	return unlink_iova(e, false);
}

int db_check_destroyed(struct edu *e, unsigned int nents)
{
	return unlink_iova(e, true);
}
