// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stack_global.c - the registered IOMMUs are walked on every operation.
 *
 * Amit Shah, 2008-05-26: "internally, the dma operations walk through each of
 * the IOMMUs registered and call them in sequence", each asked whether it is
 * "interested in the current device"; and in the same mail, the walk "could be
 * hidden behind (a slightly complicated) get_dma_ops()", which is stack-getops.
 * With depth d there are d registered.  The price is that of the questions, and
 * they end with the one that wants the device: in stack-global it is asked
 * last, after d - 1 others, in stack-first it is asked first, in stack-middle
 * it is number (d + 1) / 2.  Questions and the operation are indirect calls.
 */
#include "designs.h"
#include "loop.h"

#define DEVICES		65536	/* a bus number, a device, a function */
#define WORD_BITS	(8 * sizeof(unsigned long))

/**
 * struct iommu - a registered IOMMU
 * @next:	the one that is asked after it
 * @wants:	is it interested in this device?
 * @ops:	its operations
 * @wanting:	of those registered together, the one that wants devices
 * @nr_wanted:	how many devices it is interested in
 * @wanted:	which: "when an IOMMU driver registers itself, it should tell
 *		which devices it's interested in"
 */
struct iommu {
	struct iommu *next;
	bool (*wants)(const struct iommu *iommu, const struct db_device *dev);
	const struct db_ops *ops;
	struct iommu *wanting;
	unsigned int nr_wanted;
	unsigned long wanted[DEVICES / WORD_BITS];
};

static struct iommu *iommus;

static bool iommu_wants(const struct iommu *iommu, const struct db_device *dev)
{
	return iommu->wanted[dev->bdf / WORD_BITS] >> dev->bdf % WORD_BITS & 1;
}

static __always_inline const struct iommu *walk(const struct db_device *dev)
{
	const struct iommu *iommu;

	for (iommu = iommus; iommu; iommu = iommu->next)
		if (iommu->wants(iommu, dev))
			break;
	return iommu;
}

static __always_inline db_dma_t stack_global_map_single(struct db_device *dev,
							db_phys_t phys,
							size_t size, int dir)
{
	const struct iommu *iommu = walk(dev);

	if (unlikely(!iommu))
		return DB_MAPPING_ERROR;
	return iommu->ops->map_single(dev, phys, size, dir);
}

static __always_inline void stack_global_unmap_single(struct db_device *dev,
						      db_dma_t dma,
						      size_t size, int dir)
{
	const struct iommu *iommu = walk(dev);

	if (likely(iommu))
		iommu->ops->unmap_single(dev, dma, size, dir);
}

static __always_inline int stack_global_map_sg(struct db_device *dev,
					       struct db_sg *sg, int nents,
					       int dir)
{
	const struct iommu *iommu = walk(dev);

	if (unlikely(!iommu))
		return 0;
	return iommu->ops->map_sg(dev, sg, nents, dir);
}

static __always_inline void stack_global_unmap_sg(struct db_device *dev,
						  struct db_sg *sg, int nents,
						  int dir)
{
	const struct iommu *iommu = walk(dev);

	if (likely(iommu))
		iommu->ops->unmap_sg(dev, sg, nents, dir);
}

static void set_wanted(struct iommu *iommu, const struct db_device *dev,
		       bool on)
{
	unsigned long *word = &iommu->wanted[dev->bdf / WORD_BITS];
	unsigned long bit = 1UL << dev->bdf % WORD_BITS;

	if (!(*word & bit) == on)
		iommu->nr_wanted += on ? 1 : -1;
	*word = on ? *word | bit : *word & ~bit;
}

/* Unregister those that were registered for devices that are gone. */
static void unregister_idle(void)
{
	struct iommu **link, *iommu, *idle = NULL;

	for (link = &iommus; *link;) {
		iommu = *link;
		if (iommu->wanting->nr_wanted) {
			link = &iommu->next;
			continue;
		}
		*link = iommu->next;
		iommu->next = idle;
		idle = iommu;
	}
	/* Freed when nobody looks at them any more. */
	while (idle) {
		iommu = idle;
		idle = iommu->next;
		db_free(iommu);
	}
}

static noinline void stack_global_detach(struct db_device *dev)
{
	struct iommu *iommu;

	for (iommu = iommus; iommu; iommu = iommu->next)
		set_wanted(iommu, dev, false);
	unregister_idle();
}

/*
 * Register @nr of them, of which number @at, from 1, is the one that wants
 * devices.  Registered last is asked first.
 */
static int register_iommus(const struct db_ops *ops, unsigned int nr,
			   unsigned int at)
{
	struct iommu *iommu, *first = iommus, *wanting = NULL;
	unsigned int i;

	for (i = nr; i; i--) {
		iommu = db_zalloc(sizeof(*iommu));
		if (!iommu)
			goto out_unregister;
		iommu->wants = iommu_wants;
		iommu->ops = ops;
		iommu->next = iommus;
		iommus = iommu;
		if (i == at)
			wanting = iommu;
	}
	for (iommu = iommus; iommu != first; iommu = iommu->next)
		iommu->wanting = wanting;
	return 0;

out_unregister:
	while (iommus != first) {
		iommu = iommus;
		iommus = iommu->next;
		db_free(iommu);
	}
	return -ENOMEM;
}

/* The IOMMU that has these operations and wants devices. */
static struct iommu *find_iommu(const struct db_ops *ops)
{
	struct iommu *iommu;

	for (iommu = iommus; iommu; iommu = iommu->next)
		if (iommu->ops == ops)
			return iommu->wanting;
	return NULL;
}

const struct db_ops *db_next_interested(const struct db_device *dev,
					const struct db_ops *ops)
{
	const struct iommu *iommu;

	for (iommu = iommus; iommu && iommu->ops != ops; iommu = iommu->next)
		;
	for (; iommu; iommu = iommu->next)
		if (iommu->ops != ops && iommu->wants(iommu, dev))
			return iommu->ops;
	return NULL;
}

/* @dev is wanted by the IOMMU of @ops, registered at its first device. */
static __always_inline int attach_at(struct db_device *dev,
				     const struct db_ops *ops,
				     unsigned int depth, unsigned int at)
{
	if (!find_iommu(ops)) {
		int ret = register_iommus(ops, depth, at);

		if (ret)
			return ret;
	}
	set_wanted(find_iommu(ops), dev, true);
	return 0;
}

static noinline int stack_global_attach(struct db_device *dev,
					const struct db_ops *ops,
					unsigned int depth)
{
	return attach_at(dev, ops, depth, depth);
}

static noinline int stack_first_attach(struct db_device *dev,
				       const struct db_ops *ops,
				       unsigned int depth)
{
	return attach_at(dev, ops, depth, 1);
}

static noinline int stack_middle_attach(struct db_device *dev,
					const struct db_ops *ops,
					unsigned int depth)
{
	return attach_at(dev, ops, depth, (depth + 1) / 2);
}

/* A layer is one more registered IOMMU, which is asked before the others. */
static int stack_global_push(struct db_device *dev,
			     const struct db_ops *layer)
{
	return stack_global_attach(dev, layer, 1);
}

static void stack_global_evict(const struct db_device *dev,
			       void (*out)(const void *from, size_t size))
{
	const struct iommu *iommu, *next;

	for (iommu = iommus; iommu; iommu = next) {
		next = iommu->next;
		out(&iommu->wanted[dev->bdf / WORD_BITS],
		    sizeof(iommu->wanted[0]));
		db_name_function((const void *)iommu->wants, out);
		out(iommu->ops, sizeof(*iommu->ops));
		out(iommu, 2 * sizeof(iommu->next) + sizeof(iommu->ops));
	}
	out(&iommus, sizeof(iommus));
}

/* What all designs have in common that walk. */
#define WALKS(d, attach_fn)						\
	.origin = "Amit Shah, 2008-05-26",				\
	.asks = "walk",							\
	.bytes = "1 bit an IOMMU",					\
	.max_depth = DMABENCH_MAX_DEPTH,				\
	.push = stack_global_push,					\
	DB_ATTACH_TABLE(d, attach_fn, stack_global_detach)

DB_DESIGN_LOOPS(stack_global)
DB_ATTACH_LOOPS(stack_global, stack_global_attach, stack_global_detach)

const struct db_design db_design_stack_global = {
	.id = "stack-global",
	.what = "each registered IOMMU is asked on every op",
	WALKS(stack_global, stack_global_attach),
	.evict = stack_global_evict,
	DB_DESIGN_TABLE(stack_global),
};

/* The same code per op, and so the same loops. */
DB_ATTACH_LOOPS(stack_first, stack_first_attach, stack_global_detach)

const struct db_design db_design_stack_first = {
	.id = "stack-first",
	.what = "stack-global, the IOMMU asked first wants it",
	WALKS(stack_first, stack_first_attach),
	.evict = stack_global_evict,
	DB_DESIGN_TABLE(stack_global),
};

DB_ATTACH_LOOPS(stack_middle, stack_middle_attach, stack_global_detach)

const struct db_design db_design_stack_middle = {
	.id = "stack-middle",
	.what = "stack-global, the one in the middle wants it",
	WALKS(stack_middle, stack_middle_attach),
	.evict = stack_global_evict,
	DB_DESIGN_TABLE(stack_global),
};

/* What a device has that nobody wants: mapping fails, and does not crash. */
static db_dma_t nobody_map_single(struct db_device *dev, db_phys_t phys,
				  size_t size, int dir)
{
	return DB_MAPPING_ERROR;
}

static void nobody_unmap_single(struct db_device *dev, db_dma_t dma,
				size_t size, int dir)
{
}

static int nobody_map_sg(struct db_device *dev, struct db_sg *sg, int nents,
			 int dir)
{
	return 0;
}

static void nobody_unmap_sg(struct db_device *dev, struct db_sg *sg, int nents,
			    int dir)
{
}

static const struct db_ops nobody_ops = DB_OPS_TABLE(nobody);

/* Too large to be inlined into every driver: a function, as he has it. */
static noinline const struct db_ops *get_dma_ops(const struct db_device *dev)
{
	const struct iommu *iommu = walk(dev);

	return likely(iommu) ? iommu->ops : &nobody_ops;
}

static void stack_getops_evict(const struct db_device *dev,
			       void (*out)(const void *from, size_t size))
{
	stack_global_evict(dev, out);
	db_name_function((const void *)get_dma_ops, out);
}

DB_WRAPPERS(stack_getops, get_dma_ops(dev))
DB_DESIGN_LOOPS(stack_getops)
DB_ATTACH_LOOPS(stack_getops, stack_global_attach, stack_global_detach)

const struct db_design db_design_stack_getops = {
	.id = "stack-getops",
	.what = "get_dma_ops() walks the IOMMUs, then one call",
	WALKS(stack_getops, stack_global_attach),
	.evict = stack_getops_evict,
	DB_DESIGN_TABLE(stack_getops),
};
