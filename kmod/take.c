// SPDX-License-Identifier: GPL-2.0-only
/*
 * take.c - taking a PCI device, and giving it back as it was.
 *
 * The driver binds only devices that the session has asked for by name: it has
 * no id table, and probe() refuses every other.  A device goes back when it is
 * asked for and when the file is closed for the last time, so that whatever
 * ends the program, SIGKILL included, it is not kept.  The open file holds the
 * module: when that is unloaded nothing is taken any more.
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

#include "compat.h"
#include "take.h"
#include "uapi/dmabench.h"

/**
 * struct taken - a device of the session, and what it was before
 * @node:	in taken_devices
 * @pdev:	the device, with a reference
 * @work:	gives it back
 * @former:	name of the driver that held it, or NULL
 * @override:	its driver_override
 * @bound:	probe() was there and remove() was not
 * @error:	why probe() would not have it
 * @dma_mask:	as probe() found it
 * @coherent_mask: as probe() found it
 * @max_seg_size: as probe() found it
 * @command:	PCI_COMMAND as probe() found it
 */
struct taken {
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

static LIST_HEAD(taken_devices);
/*
 * Of the list and of all @bound in it.  Held while a row uses a device:
 * remove() waits for the row to end.
 */
static DEFINE_MUTEX(devices_lock);

static struct taken *find_taken(const struct pci_dev *pdev)
{
	struct taken *t;

	list_for_each_entry(t, &taken_devices, node)
		if (t->pdev == pdev)
			return t;
	return NULL;
}

static int save_and_enable(struct taken *t)
{
	struct pci_dev *pdev = t->pdev;

	t->dma_mask = pdev->dma_mask;
	t->coherent_mask = pdev->dev.coherent_dma_mask;
	t->max_seg_size = dma_get_max_seg_size(&pdev->dev);
	pci_read_config_word(pdev, PCI_COMMAND, &t->command);
	return pci_enable_device(pdev);
}

static void disable_and_restore(struct taken *t)
{
	struct pci_dev *pdev = t->pdev;

	pci_disable_device(pdev);
	/* Enabling set bits in it that disabling leaves. */
	pci_write_config_word(pdev, PCI_COMMAND, t->command);
	dma_set_max_seg_size(&pdev->dev, t->max_seg_size);
	pdev->dma_mask = t->dma_mask;
	pdev->dev.coherent_dma_mask = t->coherent_mask;
}

static int bind(struct taken *t)
{
	struct device *dev = &t->pdev->dev;
	int ret;

	ret = save_and_enable(t);
	if (ret)
		return ret;
	ret = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64));
	if (ret)
		ret = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(32));
	if (ret) {
		disable_and_restore(t);
		return ret;
	}
	/* Entries may be as long as mappings; DMA_API_DEBUG asks. */
	dma_set_max_seg_size(dev, DMABENCH_MAX_LEN);
	t->bound = true;
	return 0;
}

static int dmabench_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct taken *t;
	int ret = -ENODEV;

	mutex_lock(&devices_lock);
	t = find_taken(pdev);
	if (t) {
		ret = bind(t);
		t->error = ret;
	}
	mutex_unlock(&devices_lock);
	return ret;
}

static void dmabench_remove(struct pci_dev *pdev)
{
	struct taken *t;

	mutex_lock(&devices_lock);
	t = find_taken(pdev);
	t->bound = false;
	disable_and_restore(t);
	mutex_unlock(&devices_lock);
}

static struct pci_driver dmabench_pci_driver = {
	.name = KBUILD_MODNAME,
	.id_table = NULL,	/* only what driver_override names */
	.probe = dmabench_probe,
	.remove = dmabench_remove,
};

static bool is_bound(const struct taken *t)
{
	bool bound;

	mutex_lock(&devices_lock);
	bound = t->bound;
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

static void give_back_work(struct work_struct *work)
{
	struct taken *t = container_of(work, struct taken, work);
	struct pci_dev *pdev = t->pdev;

	if (is_bound(t))
		device_release_driver(&pdev->dev);
	/*
	 * By its name as the override the former driver comes back and no
	 * other; it may have been unloaded, so its address was not kept.
	 */
	if (t->former) {
		kfree(swap_override(pdev, t->former));
		if (device_attach(&pdev->dev) != 1 &&
		    device_is_registered(&pdev->dev))
			pci_warn(pdev, "its driver has not taken it back\n");
	}
	kfree(swap_override(pdev, t->override));
}

/*
 * In a worker, and waited for: a driver's probe() may wait in ways that a
 * signal ends, and whose file this is may be dying of one.
 */
static void give_back(struct taken *t)
{
	INIT_WORK(&t->work, give_back_work);
	queue_work(system_long_wq, &t->work);
	flush_work(&t->work);

	mutex_lock(&devices_lock);
	list_del(&t->node);
	mutex_unlock(&devices_lock);
	pci_dev_put(t->pdev);
	kfree(t);
}

/* From here on no other driver binds to it; one may hold it still. */
static int claim(struct taken *t, bool unbind)
{
	struct pci_dev *pdev = t->pdev;
	char *name = kstrdup(KBUILD_MODNAME, GFP_KERNEL);
	int ret = name ? 0 : -ENOMEM;

	device_lock(&pdev->dev);
	if (!ret && pdev->dev.driver) {
		t->former = kstrdup(pdev->dev.driver->name, GFP_KERNEL);
		ret = !unbind ? -EBUSY : t->former ? 0 : -ENOMEM;
	}
	if (!ret)
		t->override = compat_swap_override(pdev, name);
	device_unlock(&pdev->dev);
	if (ret) {
		kfree(t->former);
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

static int take(struct pci_dev *pdev, bool unbind)
{
	struct taken *t;
	int ret;

	if (is_infrastructure(pdev))
		return -EOPNOTSUPP;
	t = kzalloc(sizeof(*t), GFP_KERNEL);
	if (!t)
		return -ENOMEM;
	t->pdev = pdev;
	/* What it stays at when the driver core does not come to probe(). */
	t->error = -EBUSY;
	ret = claim(t, unbind);
	if (ret) {
		kfree(t);
		return ret;
	}
	pci_dev_get(pdev);
	mutex_lock(&devices_lock);
	list_add(&t->node, &taken_devices);
	mutex_unlock(&devices_lock);
	if (t->former)
		device_release_driver(&pdev->dev);
	if (device_attach(&pdev->dev) == 1 && is_bound(t)) {
		pci_info(pdev, "taken%s%s\n", t->former ? " from " : "",
			 t->former ?: "");
		return 0;
	}
	ret = t->error ?: -EBUSY;
	give_back(t);
	return ret;
}

int take_device(const char *bdf, bool unbind)
{
	struct device *dev;
	bool taken;
	int ret;

	dev = bus_find_device_by_name(&pci_bus_type, NULL, bdf);
	if (!dev)
		return -ENODEV;
	mutex_lock(&devices_lock);
	taken = find_taken(to_pci_dev(dev));
	mutex_unlock(&devices_lock);
	ret = taken ? -EEXIST : take(to_pci_dev(dev), unbind);
	put_device(dev);
	return ret;
}

/* By name: of two, one was unplugged and the other has come in its place. */
static struct taken *find_named(const char *bdf, bool bound)
{
	struct taken *t;

	list_for_each_entry(t, &taken_devices, node)
		if ((t->bound || !bound) && !strcmp(pci_name(t->pdev), bdf))
			return t;
	return NULL;
}

int take_give_back(const char *bdf)
{
	struct taken *t;

	mutex_lock(&devices_lock);
	t = find_named(bdf, false);
	mutex_unlock(&devices_lock);
	if (!t)
		return -ENODEV;
	give_back(t);
	return 0;
}

void take_give_back_all(void)
{
	struct taken *t, *next;

	/* Only the caller changes the list. */
	list_for_each_entry_safe(t, next, &taken_devices, node)
		give_back(t);
}

struct device *taken_get(const char *bdf)
{
	struct taken *t;
	int ret;

	ret = mutex_lock_killable(&devices_lock);
	if (ret)
		return ERR_PTR(ret);
	t = find_named(bdf, true);
	if (t)
		return &t->pdev->dev;
	mutex_unlock(&devices_lock);
	return ERR_PTR(-ENODEV);
}

void taken_put(void)
{
	mutex_unlock(&devices_lock);
}

int take_init(void)
{
	return pci_register_driver(&dmabench_pci_driver);
}

void take_exit(void)
{
	pci_unregister_driver(&dmabench_pci_driver);
}
