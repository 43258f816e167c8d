// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * devices.c - the devices that a row has; see devices.h.
 */
#include "designs.h"
#include "devices.h"
#include "random.h"

#define FIRST_BDF	0x100	/* 01:00.0, and on: one function each */
#define LINE		64

static int attach_next(struct db_devices *ds, const struct db_ops *ops,
		       unsigned int depth)
{
	const struct db_backend *backend = ds->backend;
	struct db_device *dev = &ds->devs[ds->nr];
	bool stacks = backend->layer && ds->design->push;
	int ret = 0;

	if (ds->design->attach)
		ret = ds->design->attach(dev,
					 stacks ? backend->below->ops : ops,
					 depth);
	if (ret)
		return ret;
	ds->nr++;
	return stacks ? ds->design->push(dev, backend->layer) : 0;
}

int db_devices_init(struct db_devices *ds, const struct db_design *design,
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
	*ds = (struct db_devices) {
		.design = design, .backend = backend, .spare = spare,
	};
	ds->devs = db_zalloc((size_t)(nr + spare) * sizeof(*ds->devs));
	if (!ds->devs)
		ret = -ENOMEM;
	for (i = 0; !ret && i < nr + spare; i++) {
		ds->devs[i].bdf = FIRST_BDF + i * 8;
		ds->devs[i].dma_mask = backend->dma_mask ? backend->dma_mask :
				      ~(db_dma_t)0;
	}
	for (i = 0; !ret && i < nr; i++)
		ret = attach_next(ds, mixed ?
				  &backend->variants[i % DB_VARIANTS] :
				  backend->ops, depth);
	if (ret)
		db_devices_exit(ds);
	return ret;
}

void db_devices_exit(struct db_devices *ds)
{
	while (ds->nr) {
		ds->nr--;
		if (ds->design->attach)
			ds->design->detach(&ds->devs[ds->nr]);
	}
	db_free(ds->devs);
	if (ds->backend->close)
		ds->backend->close();
}

void db_devices_order(const struct db_devices *ds, struct db_device **order,
		      unsigned int n, unsigned int *seed, bool attach_them)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (attach_them)
			order[i] = &ds->devs[ds->nr + i];
		else if (ds->nr == 1)
			order[i] = &ds->devs[0];
		else
			order[i] = &ds->devs[db_random(seed) % ds->nr];
	}
}

static void evict_lines(const void *from, size_t size)
{
	const char *line = from, *end = line + size;

	for (line -= (unsigned long)line % LINE; line < end; line += LINE)
		asm volatile("clflush %0" : : "m" (*line));
}

/* The functions first: to find them is to load the table. */
static void name_ops(const struct db_ops *ops, db_lines_fn out)
{
	db_name_function((const void *)ops->map_single, out);
	db_name_function((const void *)ops->unmap_single, out);
	db_name_function((const void *)ops->map_sg, out);
	db_name_function((const void *)ops->unmap_sg, out);
	out(ops, sizeof(*ops));
}

void db_devices_lines(const struct db_devices *ds, const struct db_device *dev,
		      db_loop_fn loop, db_lines_fn out)
{
	const struct db_backend *const *b;
	const struct db_device *lower;

	/* Whatever is read to find the rest is thrown out behind it. */
	if (ds->design->evict)
		ds->design->evict(dev, out);
	/* By table or by name: the same functions for every design. */
	name_ops(&ds->design->ops, out);
	for (b = db_backends; *b; b++)
		if ((*b)->ops)
			name_ops((*b)->ops, out);
	for (; dev; dev = lower) {
		lower = dev->lower;
		if (dev->ops)
			name_ops(dev->ops, out);
		out(dev, sizeof(*dev));
	}
	out((const void *)loop, 8 * LINE);
}

void db_devices_evict(const struct db_devices *ds, const struct db_device *dev,
		      db_loop_fn loop)
{
	db_devices_lines(ds, dev, loop, evict_lines);
	asm volatile("mfence" : : : "memory");
}
