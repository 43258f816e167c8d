// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hook.c - global ops whose every operation asks whether this device is
 * special.
 *
 * KVM's first pvdma (Amit Shah, 2008): it put its own ops in place of the
 * global ones and asked is_pv_device() in each; a device that is not
 * paravirtual went on to the ops that had been there.  "The hack was added only
 * because there's no stackable dma api we have now" (2008-05-26).
 *
 * The first device that is attached brings the ops that were there; a later one
 * with other ops is special.
 */
#include "designs.h"
#include "loop.h"

/* A device that is special, and what is done for it. */
struct special {
	struct special *next;
	const struct db_device *dev;
	const struct db_ops *ops;
};

static struct special *specials;
static const struct db_ops *orig_ops;
static unsigned int nr_ordinary;

/* is_pv_device(), answered with the ops to use. */
static noinline const struct db_ops *ops_for(const struct db_device *dev)
{
	const struct special *s;

	for (s = specials; s; s = s->next)
		if (s->dev == dev)
			return s->ops;
	return orig_ops;
}

DB_FOUR_OPS(hook, static noinline, DB_BY_OPS, ops_for(dev))

static const struct db_ops hook_ops = DB_OPS_TABLE(hook);

/* Take @dev out of the special ones, if it is one. */
static bool remove_special(const struct db_device *dev)
{
	struct special **link;

	for (link = &specials; *link; link = &(*link)->next) {
		struct special *s = *link;

		if (s->dev != dev)
			continue;
		*link = s->next;
		db_free(s);
		return true;
	}
	return false;
}

static noinline void global_hook_detach(struct db_device *dev)
{
	if (!remove_special(dev) && !--nr_ordinary)
		orig_ops = NULL;
	if (!orig_ops && !specials)
		db_dma_ops = NULL;
}

static noinline int global_hook_attach(struct db_device *dev,
				       const struct db_ops *ops,
				       unsigned int depth)
{
	struct special *s;

	if (!orig_ops || orig_ops == ops) {
		orig_ops = ops;
		nr_ordinary++;
		db_dma_ops = &hook_ops;
		return 0;
	}
	s = db_zalloc(sizeof(*s));
	if (!s)
		return -ENOMEM;
	*s = (struct special) { .next = specials, .dev = dev, .ops = ops };
	specials = s;
	return 0;
}

static void global_hook_evict(const struct db_device *dev,
			      void (*out)(const void *from, size_t size))
{
	const struct special *s, *next;

	out(&db_dma_ops, sizeof(db_dma_ops));
	db_name_function((const void *)ops_for, out);
	db_name_function((const void *)hook_map_single, out);
	db_name_function((const void *)hook_unmap_single, out);
	db_name_function((const void *)hook_map_sg, out);
	db_name_function((const void *)hook_unmap_sg, out);
	out(&hook_ops, sizeof(hook_ops));
	out(orig_ops, sizeof(*orig_ops));
	for (s = specials; s; s = next) {
		next = s->next;
		out(s, sizeof(*s));
	}
	out(&orig_ops, sizeof(orig_ops));
	out(&specials, sizeof(specials));
}

DB_WRAPPERS(global_hook, db_dma_ops)
DB_DESIGN_LOOPS(global_hook)
DB_ATTACH_LOOPS(global_hook, global_hook_attach, global_hook_detach)

const struct db_design db_design_global_hook = {
	.id = "global-hook",
	.origin = "KVM pvdma v1, is_pv_device()",
	.what = "global ops, each asks if this device is special",
	.asks = "hook",
	.bytes = "0, special 24",
	DB_ATTACH_TABLE(global_hook, global_hook_attach,
			global_hook_detach),
	.evict = global_hook_evict,
	DB_DESIGN_TABLE(global_hook),
};
