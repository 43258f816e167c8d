// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * world.c - the devices that a row has; see world.h.
 */
#include "designs.h"
#include "world.h"

#define FIRST_BDF	0x100	/* 01:00.0, and on: one function each */
#define LINE		64

static int attach(struct db_world *w, const struct db_ops *ops,
		  unsigned int depth)
{
	const struct db_backend *backend = w->backend;
	struct db_device *dev = &w->devs[w->nr];
	bool stacks = backend->layer && w->design->push;
	int ret = 0;

	if (w->design->attach)
		ret = w->design->attach(dev, stacks ? backend->below->ops : ops,
					depth);
	if (ret)
		return ret;
	w->nr++;
	return stacks ? w->design->push(dev, backend->layer) : 0;
}

int db_world_init(struct db_world *w, const struct db_design *design,
		  const struct db_backend *backend, unsigned int depth,
		  unsigned int nr, bool mixed, unsigned int spare)
{
	unsigned int i;
	int ret = 0;

	if (mixed && !backend->variants)
		return -EOPNOTSUPP;
	if (backend->open)
		ret = backend->open();
	if (ret)
		return ret;
	*w = (struct db_world) {
		.design = design, .backend = backend, .spare = spare,
	};
	w->devs = db_zalloc((size_t)(nr + spare) * sizeof(*w->devs));
	if (!w->devs)
		ret = -ENOMEM;
	for (i = 0; !ret && i < nr + spare; i++) {
		w->devs[i].bdf = FIRST_BDF + i * 8;
		w->devs[i].dma_mask = backend->dma_mask ? backend->dma_mask :
				      ~(db_dma_t)0;
	}
	for (i = 0; !ret && i < nr; i++)
		ret = attach(w, mixed ? &backend->variants[i % DB_VARIANTS] :
			     backend->ops, depth);
	if (ret)
		db_world_exit(w);
	return ret;
}

void db_world_exit(struct db_world *w)
{
	while (w->nr) {
		w->nr--;
		if (w->design->attach)
			w->design->detach(&w->devs[w->nr]);
	}
	db_free(w->devs);
	if (w->backend->close)
		w->backend->close();
}

/* xorshift32 (Marsaglia, 2003): any seed but 0. */
static unsigned int next_random(unsigned int *seed)
{
	unsigned int x = *seed ? *seed : 1;

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	*seed = x;
	return x;
}

void db_world_order(const struct db_world *w, struct db_device **order,
		    unsigned int n, unsigned int *seed, bool attach_them)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (attach_them)
			order[i] = &w->devs[w->nr + i];
		else if (w->nr == 1)
			order[i] = &w->devs[0];
		else
			order[i] = &w->devs[next_random(seed) % w->nr];
	}
}

static void evict(const void *from, size_t size)
{
	const char *line = from, *end = line + size;

	for (line -= (unsigned long)line % LINE; line < end; line += LINE)
		asm volatile("clflush %0" : : "m" (*line));
}

/* The functions first: to find them is to load the table. */
static void evict_ops(const struct db_ops *ops)
{
	evict((const void *)ops->map_single, 2 * LINE);
	evict((const void *)ops->unmap_single, 2 * LINE);
	evict((const void *)ops->map_sg, 2 * LINE);
	evict((const void *)ops->unmap_sg, 2 * LINE);
	evict(ops, sizeof(*ops));
}

void db_world_evict(const struct db_world *w, const struct db_device *dev,
		    db_loop_fn loop)
{
	const struct db_backend *const *b;
	const struct db_device *lower;

	/* Whatever is read to find the rest is thrown out behind it. */
	if (w->design->evict)
		w->design->evict(dev, evict);
	/* By table or by name: the same functions for every design. */
	evict_ops(&w->design->ops);
	for (b = db_backends; *b; b++)
		if ((*b)->ops)
			evict_ops((*b)->ops);
	for (; dev; dev = lower) {
		lower = dev->lower;
		if (dev->ops)
			evict_ops(dev->ops);
		evict(dev, sizeof(*dev));
	}
	evict((const void *)loop, 8 * LINE);
	asm volatile("mfence" : : : "memory");
}
