/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DMABENCH_TAKE_H
#define DMABENCH_TAKE_H

#include <linux/types.h>

struct device;

/* Register the PCI driver, which takes nothing by itself; 0 or -errno. */
int take_init(void);
void take_exit(void);

/**
 * take_device - bind a PCI device to the module's driver
 * @bdf:	its name, "0000:01:00.0"
 * @unbind:	take it from a driver that holds it, too
 *
 * What it was before is remembered.  The caller serialises this and the two
 * functions below; remove() may come at any time from elsewhere.
 *
 * Returns 0; -ENODEV: no such device; -EOPNOTSUPP: a bridge or an IOMMU;
 * -EBUSY: held by a driver, or its IOMMU group is user space's; -EEXIST: taken
 * already; or what enabling it returned.
 */
int take_device(const char *bdf, bool unbind);

/* Give a device back as it was; 0, or -ENODEV when it is not taken. */
int take_give_back(const char *bdf);

/* Give all devices back: the session ends. */
void take_give_back_all(void);

/**
 * taken_get - a device that was taken and is bound
 * @bdf:	its name
 *
 * It stays bound until taken_put(): who unbinds it waits.  Returns the device,
 * or an ERR_PTR: -ENODEV, or -EINTR when a fatal signal came.
 */
struct device *taken_get(const char *bdf);
void taken_put(void);

#endif /* DMABENCH_TAKE_H */
