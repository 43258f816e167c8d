// SPDX-License-Identifier: GPL-2.0-only
/*
 * batch.c - the memory that is mapped.
 */
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "batch.h"

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

int batch_alloc(struct batch *k, unsigned int n)
{
	size_t bytes = PAGE_ALIGN(k->b.len) *
		       (k->b.nents > 1 ? k->b.nents * k->stride : 1);
	size_t lists = (size_t)n * k->b.nents;
	unsigned int i;

	if (bytes > MAX_OP_BYTES ||
	    ((u64)n << get_order(bytes)) * PAGE_SIZE > DMABENCH_MAX_BYTES)
		return -E2BIG;
	k->n = n;
	k->order = get_order(bytes);
	k->cpu = kvcalloc(n, sizeof(*k->cpu), GFP_KERNEL);
	k->table = kvcalloc(lists, sizeof(*k->table), GFP_KERNEL);
	k->b.phys = kvcalloc(n, sizeof(*k->b.phys), GFP_KERNEL);
	k->b.dma = kvcalloc(n, sizeof(*k->b.dma), GFP_KERNEL);
	k->b.sg = kvcalloc(lists, sizeof(*k->b.sg), GFP_KERNEL);
	k->b.mapped = kvcalloc(n, sizeof(*k->b.mapped), GFP_KERNEL);
	k->b.devs = kvcalloc(n, sizeof(*k->b.devs), GFP_KERNEL);
	if (!k->cpu || !k->table || !k->b.phys || !k->b.dma || !k->b.sg ||
	    !k->b.mapped || !k->b.devs)
		goto out_free;
	for (i = 0; k->memory && i < n; i++) {
		k->cpu[i] = (void *)__get_free_pages(GFP_KERNEL | __GFP_ZERO |
						     __GFP_NOWARN, k->order);
		if (!k->cpu[i])
			goto out_free;
		k->b.phys[i] = virt_to_phys(k->cpu[i]);
	}
	batch_fill_lists(k);
	return 0;

out_free:
	batch_free(k);
	return -ENOMEM;
}

void batch_free(struct batch *k)
{
	unsigned int i;

	for (i = 0; k->memory && k->cpu && i < k->n; i++)
		free_pages((unsigned long)k->cpu[i], k->order);
	kvfree(k->b.devs);
	kvfree(k->b.mapped);
	kvfree(k->b.sg);
	kvfree(k->b.dma);
	kvfree(k->b.phys);
	kvfree(k->table);
	kvfree(k->cpu);
}
