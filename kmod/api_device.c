// SPDX-License-Identifier: GPL-2.0-only
/*
 * api_device.c - on which device the running kernel's API is called.
 *
 * Three platform devices are the module's own, so that it can measure where no
 * device can be unbound: one that the kernel maps by dma-direct, one that does
 * not reach memory above 4 GiB, so that the kernel bounces, and one whose
 * operations are set to ones that do nothing.  PCI devices are those that the
 * session has claimed, see claim.c.
 */
#include <linux/dma-map-ops.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/iommu.h>
#include <linux/pci.h>
#include <linux/platform_device.h>

#include "api_device.h"
#include "claim.h"
#include "dispatch/dispatch.h"
#include "running.h"

static struct platform_device *direct_pdev;
static struct platform_device *swiotlb_pdev;
static struct platform_device *null_pdev;

/* Is there an IOMMU before this device, if only to let all pass? */
static bool is_behind_iommu(struct device *dev)
{
	return iommu_get_domain_for_dev(dev);
}

struct device *db_api_device_get(const struct db_backend *backend,
				 const char *bdf)
{
	bool behind_iommu = backend->kernel == DB_KERNEL_IOMMU;
	struct device *dev;

	if (!backend->kernel && !null_pdev)
		return ERR_PTR(-EOPNOTSUPP);
	if (!backend->kernel)
		return &null_pdev->dev;
	if (backend->kernel == DB_KERNEL_SWIOTLB)
		return *bdf ? ERR_PTR(-ENODEV) : &swiotlb_pdev->dev;
	if (*bdf)
		dev = db_claimed_get(bdf);
	else
		dev = behind_iommu ? ERR_PTR(-ENODEV) : &direct_pdev->dev;
	if (IS_ERR(dev) || is_behind_iommu(dev) == behind_iommu)
		return dev;
	db_api_device_put(dev);
	return ERR_PTR(-EOPNOTSUPP);
}

void db_api_device_put(struct device *dev)
{
	if (dev_is_pci(dev))
		db_claimed_put();
}

/*
 * A mask is set as a driver sets it: since 6.10 the kernel looks then whether
 * the device needs its syncs.
 */
static struct platform_device *register_pdev(const char *name, u64 mask)
{
	struct platform_device_info info = {
		.name = name,
		.id = PLATFORM_DEVID_NONE,
		.dma_mask = DMA_BIT_MASK(32),
	};
	struct platform_device *pdev = platform_device_register_full(&info);
	int ret;

	if (IS_ERR(pdev))
		return pdev;
	ret = dma_set_mask_and_coherent(&pdev->dev, mask);
	if (ret) {
		platform_device_unregister(pdev);
		return ERR_PTR(ret);
	}
	/* As the PCI core has it for each of its devices. */
	dma_set_seg_boundary(&pdev->dev, DMA_BIT_MASK(32));
	/* Entries may be as long as mappings; DMA_API_DEBUG asks. */
	dma_set_max_seg_size(&pdev->dev, DMABENCH_MAX_LEN);
	return pdev;
}

int db_api_devices_init(void)
{
	int ret;

	direct_pdev = register_pdev("dmabench-direct", DMA_BIT_MASK(64));
	if (IS_ERR(direct_pdev))
		return PTR_ERR(direct_pdev);
	swiotlb_pdev = register_pdev("dmabench-swiotlb", DMA_BIT_MASK(32));
	if (IS_ERR(swiotlb_pdev)) {
		ret = PTR_ERR(swiotlb_pdev);
		goto out_direct;
	}
	if (db_running_has_null_ops()) {
		null_pdev = register_pdev("dmabench-null", DMA_BIT_MASK(64));
		if (IS_ERR(null_pdev)) {
			ret = PTR_ERR(null_pdev);
			goto out_swiotlb;
		}
		db_running_set_null_ops(&null_pdev->dev);
		/* Lists get no addresses there: DMA_API_DEBUG asks. */
		dma_set_seg_boundary(&null_pdev->dev, ULONG_MAX);
	}
	ret = db_claim_init();
	if (ret)
		goto out_null;
	return 0;

out_null:
	platform_device_unregister(null_pdev);
out_swiotlb:
	platform_device_unregister(swiotlb_pdev);
out_direct:
	platform_device_unregister(direct_pdev);
	return ret;
}

void db_api_devices_exit(void)
{
	db_claim_exit();
	platform_device_unregister(null_pdev);
	platform_device_unregister(swiotlb_pdev);
	platform_device_unregister(direct_pdev);
}
