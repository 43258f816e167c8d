// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stack_global.c - the registered IOMMUs are walked on every operation.
 *
 * Amit Shah, 2008-05-26: "internally, the dma operations walk through each of
 * the IOMMUs registered and call them in sequence", each asked whether it is
 * "interested in the current device".  With depth d there are d registered
 * and the one that wants the device comes last: d questions and one
 * operation, all of them indirect calls.
 */
#include "designs.h"
#include "loop.h"

/**
 * struct iommu - a registered IOMMU
 * @next:	the one registered before it
 * @wants:	is it interested in this device?
 * @ops:	its operations
 * @claimed:	the device it answers yes for
 * @owner:	the device that it was registered with
 */
struct iommu {
	struct iommu *next;
	bool (*wants)(const struct iommu *iommu, const struct db_device *dev);
	const struct db_ops *ops;
	const struct db_device *claimed;
	const struct db_device *owner;
};

static struct iommu *iommus;

static bool iommu_wants(const struct iommu *iommu, const struct db_device *dev)
{
	return iommu->claimed == dev;
}

static __always_inline db_dma_t stack_global_map_single(struct db_device *dev,
							db_phys_t phys,
							size_t size, int dir)
{
	const struct iommu *iommu;

	for (iommu = iommus; iommu; iommu = iommu->next)
		if (iommu->wants(iommu, dev))
			return iommu->ops->map_single(dev, phys, size, dir);
	return DB_MAPPING_ERROR;
}

static __always_inline void stack_global_unmap_single(struct db_device *dev,
						      db_dma_t dma,
						      size_t size, int dir)
{
	const struct iommu *iommu;

	for (iommu = iommus; iommu; iommu = iommu->next)
		if (iommu->wants(iommu, dev)) {
			iommu->ops->unmap_single(dev, dma, size, dir);
			return;
		}
}

static __always_inline int stack_global_map_sg(struct db_device *dev,
					       struct db_sg *sg, int nents,
					       int dir)
{
	const struct iommu *iommu;

	for (iommu = iommus; iommu; iommu = iommu->next)
		if (iommu->wants(iommu, dev))
			return iommu->ops->map_sg(dev, sg, nents, dir);
	return 0;
}

static __always_inline void stack_global_unmap_sg(struct db_device *dev,
						  struct db_sg *sg, int nents,
						  int dir)
{
	const struct iommu *iommu;

	for (iommu = iommus; iommu; iommu = iommu->next)
		if (iommu->wants(iommu, dev)) {
			iommu->ops->unmap_sg(dev, sg, nents, dir);
			return;
		}
}

static void stack_global_detach(struct db_device *dev)
{
	struct iommu **link = &iommus;

	while (*link) {
		struct iommu *iommu = *link;

		if (iommu->owner != dev) {
			link = &iommu->next;
			continue;
		}
		*link = iommu->next;
		db_free(iommu);
	}
}

static int stack_global_attach(struct db_device *dev, const struct db_ops *ops,
			       unsigned int depth)
{
	unsigned int i;

	/* The last of the walk is registered first. */
	for (i = 0; i < depth; i++) {
		struct iommu *iommu = db_zalloc(sizeof(*iommu));

		if (!iommu) {
			stack_global_detach(dev);
			return -ENOMEM;
		}
		iommu->wants = iommu_wants;
		iommu->ops = ops;
		iommu->claimed = i ? NULL : dev;
		iommu->owner = dev;
		iommu->next = iommus;
		iommus = iommu;
	}
	return 0;
}

DB_DESIGN_LOOPS(stack_global)

const struct db_design db_design_stack_global = {
	.id = "stack-global",
	.origin = "Amit Shah, 2008-05-26",
	.what = "each registered IOMMU is asked on every op",
	.max_depth = DMABENCH_MAX_DEPTH,
	.attach = stack_global_attach,
	.detach = stack_global_detach,
	DB_DESIGN_TABLE(stack_global),
};
