// SPDX-License-Identifier: GPL-2.0-only
/*
 * claim.c - claiming a PCI device, and releasing it as it was.
 *
 * The driver binds only devices that the session has asked for by name: it has
 * no id table, and probe() refuses every other.  A device is released when that
 * is asked for and when the file is closed for the last time, so that whatever
 * ends the program, SIGKILL included, it is not kept.  The open file holds the
 * module: when that is unloaded nothing is claimed any more.
 *
 * Locks: the caller's, then device_lock(), then devices_lock.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "claim.h"
#include "compat.h"
#include "uapi/dmabench.h"

/**
 * struct claimed - a device of the session, and what it was before
 * @node:	in claimed_devices
 * @pdev:	the device, with a reference
 * @work:	releases it
 * @former:	name of the driver that held it, or NULL
 * @override:	its driver_override
 * @bound:	probe() was there and remove() was not
 * @error:	why probe() would not have it
 * @dma_mask:	as probe() found it
 * @coherent_mask: as probe() found it
 * @max_seg_size: as probe() found it
 * @command:	PCI_COMMAND as probe() found it
 */
struct claimed {
	struct list_head node;
	struct pci_dev *pdev;
	struct work_struct work;
	char *former;
	void *override;
	bool bound;
	int error;
	u64 dma_mask;
	u64 coherent_mask;
	unsigned int max_seg_size;
	u16 command;
};

/* PCI Code and ID Assignment: base class 08h, sub-class 06h. */
#define CLASS_IOMMU	0x0806

static LIST_HEAD(claimed_devices);
/*
 * Of the list and of all @bound in it.  Held while a row uses a device:
 * remove() waits for the row to end.
 */
static DEFINE_MUTEX(devices_lock);

static struct claimed *find_claimed(const struct pci_dev *pdev)
{
	struct claimed *c;

	list_for_each_entry(c, &claimed_devices, node)
		if (c->pdev == pdev)
			return c;
	return NULL;
}

static int save_and_enable(struct claimed *c)
{
	struct pci_dev *pdev = c->pdev;

	c->dma_mask = pdev->dma_mask;
	c->coherent_mask = pdev->dev.coherent_dma_mask;
	c->max_seg_size = dma_get_max_seg_size(&pdev->dev);
	pci_read_config_word(pdev, PCI_COMMAND, &c->command);
	return pci_enable_device(pdev);
}

static void disable_and_restore(struct claimed *c)
{
	struct pci_dev *pdev = c->pdev;

	pci_disable_device(pdev);
	/* Enabling set bits in it that disabling leaves. */
	pci_write_config_word(pdev, PCI_COMMAND, c->command);
	dma_set_max_seg_size(&pdev->dev, c->max_seg_size);
	pdev->dma_mask = c->dma_mask;
	pdev->dev.coherent_dma_mask = c->coherent_mask;
}

static int bind_claimed(struct claimed *c)
{
	struct device *dev = &c->pdev->dev;
	int ret;

	ret = save_and_enable(c);
	if (ret)
		return ret;
	ret = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64));
	if (ret)
		ret = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(32));
	if (ret) {
		disable_and_restore(c);
		return ret;
	}
	/* Entries may be as long as mappings; DMA_API_DEBUG asks. */
	dma_set_max_seg_size(dev, DMABENCH_MAX_LEN);
	c->bound = true;
	return 0;
}

static int dmabench_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct claimed *c;
	int ret = -ENODEV;

	mutex_lock(&devices_lock);
	c = find_claimed(pdev);
	if (c) {
		ret = bind_claimed(c);
		c->error = ret;
	}
	mutex_unlock(&devices_lock);
	return ret;
}

static void dmabench_remove(struct pci_dev *pdev)
{
	struct claimed *c;

	mutex_lock(&devices_lock);
	c = find_claimed(pdev);
	c->bound = false;
	disable_and_restore(c);
	mutex_unlock(&devices_lock);
}

static struct pci_driver dmabench_pci_driver = {
	.name = KBUILD_MODNAME,
	.id_table = NULL,	/* only what driver_override names */
	.probe = dmabench_probe,
	.remove = dmabench_remove,
};

static bool is_bound(const struct claimed *c)
{
	bool bound;

	mutex_lock(&devices_lock);
	bound = c->bound;
	mutex_unlock(&devices_lock);
	return bound;
}

/*
 * The string belongs to the device and sysfs may have replaced it: what comes
 * back is the caller's to free, what goes in is not any more.
 */
static void *swap_override(struct pci_dev *pdev, void *name)
{
	void *old;

	device_lock(&pdev->dev);
	old = compat_swap_override(pdev, name);
	device_unlock(&pdev->dev);
	return old;
}

static void release_work(struct work_struct *work)
{
	struct claimed *c = container_of(work, struct claimed, work);
	struct pci_dev *pdev = c->pdev;

	if (is_bound(c))
		device_release_driver(&pdev->dev);
	/*
	 * By its name as the override the former driver comes back and no
	 * other; it may have been unloaded, so its address was not kept.
	 */
	if (c->former) {
		kfree(swap_override(pdev, c->former));
		if (device_attach(&pdev->dev) != 1 &&
		    device_is_registered(&pdev->dev))
			pci_warn(pdev, "its driver has not claimed it again\n");
	}
	kfree(swap_override(pdev, c->override));
}

/*
 * In a worker, and waited for: a driver's probe() may wait in ways that a
 * signal ends, and whose file this is may be dying of one.
 */
static void release_claimed(struct claimed *c)
{
	INIT_WORK(&c->work, release_work);
	queue_work(system_long_wq, &c->work);
	flush_work(&c->work);

	mutex_lock(&devices_lock);
	list_del(&c->node);
	mutex_unlock(&devices_lock);
	pci_dev_put(c->pdev);
	kfree(c);
}

/* From here on no other driver binds to it; one may hold it still. */
static int override_driver(struct claimed *c, bool unbind)
{
	struct pci_dev *pdev = c->pdev;
	char *name = kstrdup(KBUILD_MODNAME, GFP_KERNEL);
	int ret = name ? 0 : -ENOMEM;

	device_lock(&pdev->dev);
	if (!ret && pdev->dev.driver) {
		c->former = kstrdup(pdev->dev.driver->name, GFP_KERNEL);
		ret = !unbind ? -EBUSY : c->former ? 0 : -ENOMEM;
	}
	if (!ret)
		c->override = compat_swap_override(pdev, name);
	device_unlock(&pdev->dev);
	if (ret) {
		kfree(c->former);
		kfree(name);
	}
	return ret;
}

/*
 * A bridge maps nothing, and what is behind it would go with it.  AMD's IOMMU
 * is a device without a driver, and all others stop when it is disabled.
 */
static bool is_infrastructure(const struct pci_dev *pdev)
{
	return pdev->hdr_type != PCI_HEADER_TYPE_NORMAL ||
	       pdev->class >> 16 == PCI_BASE_CLASS_BRIDGE ||
	       pdev->class >> 8 == CLASS_IOMMU;
}

static int claim_pdev(struct pci_dev *pdev, bool unbind)
{
	struct claimed *c;
	int ret;

	if (is_infrastructure(pdev))
		return -EOPNOTSUPP;
	c = kzalloc(sizeof(*c), GFP_KERNEL);
	if (!c)
		return -ENOMEM;
	c->pdev = pdev;
	/* What it stays at when the driver core does not come to probe(). */
	c->error = -EBUSY;
	ret = override_driver(c, unbind);
	if (ret) {
		kfree(c);
		return ret;
	}
	pci_dev_get(pdev);
	mutex_lock(&devices_lock);
	list_add(&c->node, &claimed_devices);
	mutex_unlock(&devices_lock);
	if (c->former)
		device_release_driver(&pdev->dev);
	if (device_attach(&pdev->dev) == 1 && is_bound(c)) {
		pci_info(pdev, "claimed%s%s\n", c->former ? " from " : "",
			 c->former ?: "");
		return 0;
	}
	ret = c->error ?: -EBUSY;
	release_claimed(c);
	return ret;
}

int db_claim_device(const char *bdf, bool unbind)
{
	struct device *dev;
	bool claimed;
	int ret;

	dev = bus_find_device_by_name(&pci_bus_type, NULL, bdf);
	if (!dev)
		return -ENODEV;
	mutex_lock(&devices_lock);
	claimed = find_claimed(to_pci_dev(dev));
	mutex_unlock(&devices_lock);
	ret = claimed ? -EEXIST : claim_pdev(to_pci_dev(dev), unbind);
	put_device(dev);
	return ret;
}

/* By name: of two, one was unplugged and the other has come in its place. */
static struct claimed *find_named(const char *bdf, bool bound)
{
	struct claimed *c;

	list_for_each_entry(c, &claimed_devices, node)
		if ((c->bound || !bound) && !strcmp(pci_name(c->pdev), bdf))
			return c;
	return NULL;
}

int db_claim_release(const char *bdf)
{
	struct claimed *c;

	mutex_lock(&devices_lock);
	c = find_named(bdf, false);
	mutex_unlock(&devices_lock);
	if (!c)
		return -ENODEV;
	release_claimed(c);
	return 0;
}

void db_claim_release_all(void)
{
	struct claimed *c, *next;

	/* Only the caller changes the list. */
	list_for_each_entry_safe(c, next, &claimed_devices, node)
		release_claimed(c);
}

struct device *db_claimed_get(const char *bdf)
{
	struct claimed *c;
	int ret;

	ret = mutex_lock_killable(&devices_lock);
	if (ret)
		return ERR_PTR(ret);
	c = find_named(bdf, true);
	if (c)
		return &c->pdev->dev;
	mutex_unlock(&devices_lock);
	return ERR_PTR(-ENODEV);
}

void db_claimed_put(void)
{
	mutex_unlock(&devices_lock);
}

int db_claim_init(void)
{
	return pci_register_driver(&dmabench_pci_driver);
}

void db_claim_exit(void)
{
	pci_unregister_driver(&dmabench_pci_driver);
}
