// SPDX-License-Identifier: GPL-2.0-only
/*
 * device.c - on which device the running kernel's API is called.
 *
 * Three platform devices are the module's own, so that it can measure where no
 * device can be unbound: one that the kernel maps by dma-direct, one that does
 * not reach memory above 4 GiB, so that the kernel bounces, and one whose
 * operations are set to ones that do nothing.  A PCI device comes only by name,
 * through driver_override: the driver has no id table and takes nothing by
 * itself.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-map-ops.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/iommu.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#include "device.h"
#include "dispatch/dispatch.h"
#include "running.h"

/* A PCI device bound to this driver, and its limits as they were. */
struct taken {
	struct list_head node;
	struct pci_dev *pdev;
	u64 dma_mask;
	u64 coherent_mask;
	unsigned int max_seg_size;
};

static LIST_HEAD(taken_devices);
/* Held while a row uses a device: remove() waits for the row to end. */
static DEFINE_MUTEX(devices_lock);

static struct platform_device *direct_pdev;
static struct platform_device *swiotlb_pdev;
static struct platform_device *null_pdev;

static void give_back(struct taken *t)
{
	struct pci_dev *pdev = t->pdev;

	dma_set_max_seg_size(&pdev->dev, t->max_seg_size);
	pdev->dma_mask = t->dma_mask;
	pdev->dev.coherent_dma_mask = t->coherent_mask;
	pci_disable_device(pdev);
	kfree(t);
}

static int dmabench_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct taken *t;
	int ret;

	t = kzalloc(sizeof(*t), GFP_KERNEL);
	if (!t)
		return -ENOMEM;
	t->pdev = pdev;
	t->dma_mask = pdev->dma_mask;
	t->coherent_mask = pdev->dev.coherent_dma_mask;
	t->max_seg_size = dma_get_max_seg_size(&pdev->dev);
	ret = pci_enable_device(pdev);
	if (ret)
		goto out_free_taken;
	ret = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	if (ret)
		ret = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(32));
	if (ret)
		goto out_restore;
	dma_set_max_seg_size(&pdev->dev, DMABENCH_MAX_LEN);
	pci_set_drvdata(pdev, t);
	mutex_lock(&devices_lock);
	list_add(&t->node, &taken_devices);
	mutex_unlock(&devices_lock);
	return 0;

out_restore:
	give_back(t);
	return ret;
out_free_taken:
	kfree(t);
	return ret;
}

static void dmabench_remove(struct pci_dev *pdev)
{
	struct taken *t = pci_get_drvdata(pdev);

	mutex_lock(&devices_lock);
	list_del(&t->node);
	mutex_unlock(&devices_lock);
	give_back(t);
}

static struct pci_driver dmabench_pci_driver = {
	.name = KBUILD_MODNAME,
	.id_table = NULL,	/* only what driver_override names */
	.probe = dmabench_probe,
	.remove = dmabench_remove,
};

/* Is there an IOMMU before this device, if only to let all pass? */
static bool is_behind_iommu(struct device *dev)
{
	return iommu_get_domain_for_dev(dev);
}

static struct device *find_taken(const char *bdf)
{
	struct taken *t;

	list_for_each_entry(t, &taken_devices, node)
		if (!strcmp(pci_name(t->pdev), bdf))
			return &t->pdev->dev;
	return NULL;
}

struct device *device_get_for(const struct db_backend *backend,
			      const char *bdf)
{
	bool own = !strcmp(backend->id, "null");
	bool swiotlb = !strcmp(backend->id, "kernel-swiotlb");
	bool behind_iommu = !strcmp(backend->id, "kernel-iommu");
	struct device *dev;
	int ret;

	ret = mutex_lock_killable(&devices_lock);
	if (ret)
		return ERR_PTR(ret);
	if (own)
		dev = null_pdev ? &null_pdev->dev : NULL;
	else if (swiotlb)
		dev = *bdf ? NULL : &swiotlb_pdev->dev;
	else if (*bdf)
		dev = find_taken(bdf);
	else
		dev = behind_iommu ? NULL : &direct_pdev->dev;
	ret = dev ? 0 : own ? -EOPNOTSUPP : -ENODEV;
	if (!ret && !own && !swiotlb && is_behind_iommu(dev) != behind_iommu)
		ret = -EOPNOTSUPP;
	if (!ret)
		return dev;
	mutex_unlock(&devices_lock);
	return ERR_PTR(ret);
}

void device_put_back(struct device *dev)
{
	mutex_unlock(&devices_lock);
}

static struct platform_device *register_pdev(const char *name, u64 mask)
{
	struct platform_device_info info = {
		.name = name,
		.id = PLATFORM_DEVID_NONE,
		.dma_mask = mask,
	};
	struct platform_device *pdev = platform_device_register_full(&info);

	/* Entries may be as long as mappings; DMA_API_DEBUG asks. */
	if (!IS_ERR(pdev))
		dma_set_max_seg_size(&pdev->dev, DMABENCH_MAX_LEN);
	return pdev;
}

int devices_init(void)
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
	if (running_has_null_ops()) {
		null_pdev = register_pdev("dmabench-null", DMA_BIT_MASK(64));
		if (IS_ERR(null_pdev)) {
			ret = PTR_ERR(null_pdev);
			goto out_swiotlb;
		}
		running_set_null_ops(&null_pdev->dev);
	}
	ret = pci_register_driver(&dmabench_pci_driver);
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

void devices_exit(void)
{
	pci_unregister_driver(&dmabench_pci_driver);
	platform_device_unregister(null_pdev);
	platform_device_unregister(swiotlb_pdev);
	platform_device_unregister(direct_pdev);
}
