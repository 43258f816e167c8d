// SPDX-License-Identifier: GPL-2.0-only
/*
 * check.c - what checks have in common: memory with a pattern, and memory that
 * must have it, and nothing else, when a device has copied.
 */
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/string.h>

#include "check.h"

/* No two pages, and no two slots of a bounce buffer, have the same. */
static u8 pattern(u8 first, size_t i)
{
	return first + i * 13 + (i >> 8) * 31;
}

void db_check_fill(u8 *at, size_t len, u8 first)
{
	size_t i;

	for (i = 0; i < len; i++)
		at[i] = pattern(first, i);
}

bool db_check_has(const u8 *at, size_t len, u8 first, size_t from)
{
	size_t i;

	for (i = 0; i < len && at[i] == pattern(first, from + i); i++)
		;
	return i == len;
}

void db_check_free(struct db_check *b)
{
	free_pages((unsigned long)b->from, b->order);
	free_pages((unsigned long)b->to, b->order);
}

int db_check_get(struct db_check *b, size_t len)
{
	const gfp_t gfp = GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN;

	b->order = get_order(2 * (len + PAGE_SIZE));
	b->first = 1;
	b->from = (u8 *)__get_free_pages(gfp, b->order);
	b->to = (u8 *)__get_free_pages(gfp, b->order);
	if (!b->from || !b->to) {
		db_check_free(b);
		return -ENOMEM;
	}
	db_check_fill(b->from, PAGE_SIZE << b->order, b->first);
	return 0;
}

bool db_check_take(struct db_check *b, size_t at, size_t len)
{
	u8 *to = b->to + PAGE_SIZE + at;

	if (!db_check_has(to, len, b->first, at))
		return false;
	memset(to, 0, len);
	return true;
}

int db_check_rest(const struct db_check *b)
{
	return memchr_inv(b->to, 0, PAGE_SIZE << b->order) ? WRONG : RIGHT;
}

#ifdef COMPAT_DMA_IOVA
int db_check_link(struct edu *e, struct dma_iova_state *state, u8 *at,
		  size_t len)
{
	if (!dma_iova_try_alloc(e->dev, state, virt_to_phys(at), len))
		return -EOPNOTSUPP;
	if (dma_iova_link(e->dev, state, virt_to_phys(at), 0, len,
			  DMA_FROM_DEVICE, 0)) {
		dma_iova_free(e->dev, state);
		return -EIO;
	}
	if (dma_iova_sync(e->dev, state, 0, len)) {
		dma_iova_destroy(e->dev, state, len, DMA_FROM_DEVICE, 0);
		return -EIO;
	}
	return 0;
}
#endif
