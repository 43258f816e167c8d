// SPDX-License-Identifier: GPL-2.0-only
/*
 * batch.c - the memory that is mapped.
 */
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "batch.h"
#include "compat.h"

/* What the page allocator gives at most, whatever the kernel calls it. */
#define MAX_OP_BYTES	(4UL << 20)

/* Where entry @e of operation @i lies. */
static void *entry_at(const struct batch *k, unsigned int i, int e)
{
	return k->cpu[i] + e * k->stride * PAGE_ALIGN(k->b.len);
}

static void batch_fill_lists(struct batch *k)
{
	unsigned int i;
	int e;

	for (i = 0; i < k->n; i++) {
		struct scatterlist *sg = k->table + i * k->b.nents;
		struct db_sg *plain = k->b.sg + i * k->b.nents;

		sg_init_table(sg, k->b.nents);
		for (e = 0; e < k->b.nents; e++) {
			plain[e].len = k->b.len;
			if (!k->memory)
				continue;
			sg_set_buf(&sg[e], entry_at(k, i, e), k->b.len);
			plain[e].phys = sg_phys(&sg[e]);
		}
	}
}

/* What is held beside is a single mapping each, whatever the row's is. */
static unsigned int pages_of(const struct batch *k, unsigned int i)
{
	return i < k->n ? k->order_pages : k->order_ring;
}

static void batch_fill_lens(struct batch *k, unsigned int nr)
{
	static const u32 sizes[] = DMABENCH_SIZES;
	unsigned int i;

	BUILD_BUG_ON(ARRAY_SIZE(sizes) != DMABENCH_NR_SIZES);
	for (i = 0; i < nr; i++)
		k->lens[i] = sizes[i % DMABENCH_NR_SIZES];
}

int db_batch_alloc(struct batch *k, unsigned int n)
{
	size_t single = PAGE_ALIGN(k->offset + k->b.len);
	size_t bytes = single *
		       (k->b.nents > 1 ? k->b.nents * k->stride : 1);
	size_t lists = (size_t)n * k->b.nents;
	unsigned int i, all = n + k->ring;

	if (bytes > MAX_OP_BYTES ||
	    (((u64)n << get_order(bytes)) +
	     ((u64)k->ring << get_order(single))) * PAGE_SIZE >
	    DMABENCH_MAX_BYTES / k->threads)
		return -E2BIG;
	k->n = n;
	k->order_pages = get_order(bytes);
	k->order_ring = get_order(single);
	k->cpu = kvcalloc(all, sizeof(*k->cpu), GFP_KERNEL);
	k->at = kvcalloc(n, sizeof(*k->at), GFP_KERNEL);
	k->iova = kvcalloc(n, COMPAT_IOVA_SIZE, GFP_KERNEL);
	if (k->sizes)
		k->lens = kvcalloc(all, sizeof(*k->lens), GFP_KERNEL);
	k->table = kvcalloc(lists, sizeof(*k->table), GFP_KERNEL);
	k->b.phys = kvcalloc(all, sizeof(*k->b.phys), GFP_KERNEL);
	k->b.dma = kvcalloc(all, sizeof(*k->b.dma), GFP_KERNEL);
	k->b.sg = kvcalloc(lists, sizeof(*k->b.sg), GFP_KERNEL);
	k->b.mapped = kvcalloc(n, sizeof(*k->b.mapped), GFP_KERNEL);
	k->b.devs = kvcalloc(n, sizeof(*k->b.devs), GFP_KERNEL);
	if (!k->cpu || (k->sizes && !k->lens) || !k->at || !k->table ||
	    !k->iova || !k->b.phys || !k->b.dma || !k->b.sg || !k->b.mapped ||
	    !k->b.devs)
		goto out_free;
	for (i = 0; k->memory && i < all; i++) {
		k->cpu[i] = (void *)__get_free_pages(GFP_KERNEL | __GFP_ZERO |
						     __GFP_NOWARN,
						     pages_of(k, i));
		if (!k->cpu[i])
			goto out_free;
		k->cpu[i] += k->offset;
		k->b.phys[i] = virt_to_phys(k->cpu[i]);
	}
	batch_fill_lists(k);
	if (k->sizes)
		batch_fill_lens(k, all);
	return 0;

out_free:
	db_batch_free(k);
	return -ENOMEM;
}

void db_batch_free(struct batch *k)
{
	unsigned int i;

	for (i = 0; k->memory && k->cpu && i < k->n + k->ring; i++)
		free_pages((unsigned long)k->cpu[i] & PAGE_MASK,
			   pages_of(k, i));
	kvfree(k->b.devs);
	kvfree(k->b.mapped);
	kvfree(k->b.sg);
	kvfree(k->b.dma);
	kvfree(k->b.phys);
	kvfree(k->table);
	kvfree(k->at);
	kvfree(k->lens);
	kvfree(k->iova);
	kvfree(k->cpu);
}
