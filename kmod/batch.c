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
	return k->mem.cpu[i] + e * k->row.stride * PAGE_ALIGN(k->b.len);
}

static void batch_fill_lists(struct batch *k)
{
	unsigned int i;
	int e;

	for (i = 0; i < k->mem.n; i++) {
		struct scatterlist *sg = k->mem.table + i * k->b.nents;
		struct db_sg *plain = k->b.sg + i * k->b.nents;

		sg_init_table(sg, k->b.nents);
		for (e = 0; e < k->b.nents; e++) {
			plain[e].len = k->b.len;
			if (!k->row.memory)
				continue;
			sg_set_buf(&sg[e], entry_at(k, i, e), k->b.len);
			plain[e].phys = sg_phys(&sg[e]);
		}
	}
}

/* What is held beside is a single mapping each, whatever the row's is. */
static unsigned int pages_of(const struct batch *k, unsigned int i)
{
	return i < k->mem.n ? k->mem.order_pages : k->mem.order_ring;
}

static void batch_fill_lens(struct batch *k, unsigned int nr)
{
	static const u32 sizes[] = DMABENCH_SIZES;
	unsigned int i;

	BUILD_BUG_ON(ARRAY_SIZE(sizes) != DMABENCH_NR_SIZES);
	for (i = 0; i < nr; i++)
		k->mem.lens[i] = sizes[i % DMABENCH_NR_SIZES];
}

int db_batch_alloc(struct batch *k, unsigned int n)
{
	size_t single = PAGE_ALIGN(k->row.offset + k->b.len);
	size_t bytes = single *
		       (k->b.nents > 1 ? k->b.nents * k->row.stride : 1);
	size_t lists = (size_t)n * k->b.nents;
	unsigned int i, all = n + k->row.ring;

	if (bytes > MAX_OP_BYTES ||
	    (((u64)n << get_order(bytes)) +
	     ((u64)k->row.ring << get_order(single))) * PAGE_SIZE >
	    DMABENCH_MAX_BYTES / k->row.threads)
		return -E2BIG;
	k->mem.n = n;
	k->mem.order_pages = get_order(bytes);
	k->mem.order_ring = get_order(single);
	k->mem.cpu = kvcalloc(all, sizeof(*k->mem.cpu), GFP_KERNEL);
	k->mem.at = kvcalloc(n, sizeof(*k->mem.at), GFP_KERNEL);
	k->mem.iova = kvcalloc(n, COMPAT_IOVA_SIZE, GFP_KERNEL);
	if (k->row.sizes)
		k->mem.lens = kvcalloc(all, sizeof(*k->mem.lens), GFP_KERNEL);
	k->mem.table = kvcalloc(lists, sizeof(*k->mem.table), GFP_KERNEL);
	k->b.phys = kvcalloc(all, sizeof(*k->b.phys), GFP_KERNEL);
	k->b.dma = kvcalloc(all, sizeof(*k->b.dma), GFP_KERNEL);
	k->b.sg = kvcalloc(lists, sizeof(*k->b.sg), GFP_KERNEL);
	k->b.mapped = kvcalloc(n, sizeof(*k->b.mapped), GFP_KERNEL);
	k->b.devs = kvcalloc(n, sizeof(*k->b.devs), GFP_KERNEL);
	if (!k->mem.cpu || (k->row.sizes && !k->mem.lens) || !k->mem.at ||
	    !k->mem.table || !k->mem.iova || !k->b.phys || !k->b.dma ||
	    !k->b.sg || !k->b.mapped || !k->b.devs)
		goto out_free;
	for (i = 0; k->row.memory && i < all; i++) {
		unsigned long pages = __get_free_pages(GFP_KERNEL |
						       __GFP_ZERO |
						       __GFP_NOWARN,
						       pages_of(k, i));

		if (!pages)
			goto out_free;
		k->mem.cpu[i] = (void *)pages + k->row.offset;
		k->b.phys[i] = virt_to_phys(k->mem.cpu[i]);
	}
	batch_fill_lists(k);
	if (k->row.sizes)
		batch_fill_lens(k, all);
	return 0;

out_free:
	db_batch_free(k);
	return -ENOMEM;
}

void db_batch_free(struct batch *k)
{
	unsigned int i, all = k->mem.n + k->row.ring;

	for (i = 0; k->row.memory && k->mem.cpu && i < all; i++)
		free_pages((unsigned long)k->mem.cpu[i] & PAGE_MASK,
			   pages_of(k, i));
	kvfree(k->b.devs);
	kvfree(k->b.mapped);
	kvfree(k->b.sg);
	kvfree(k->b.dma);
	kvfree(k->b.phys);
	kvfree(k->mem.table);
	kvfree(k->mem.at);
	kvfree(k->mem.lens);
	kvfree(k->mem.iova);
	kvfree(k->mem.cpu);
}
