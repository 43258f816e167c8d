/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DMABENCH_CLAIM_H
#define DMABENCH_CLAIM_H

#include <linux/types.h>

struct device;

/* Register the PCI driver, which claims nothing by itself; 0 or -errno. */
int db_claim_init(void);
void db_claim_exit(void);

/**
 * db_claim_device - bind a PCI device to the module's driver
 * @bdf:	its name, "0000:01:00.0"
 * @unbind:	from a driver that holds it, too
 *
 * What it was before is remembered.  The caller serialises this and the two
 * functions below; remove() may come at any time from elsewhere.
 *
 * Returns 0; -ENODEV: no such device; -EOPNOTSUPP: a bridge or an IOMMU;
 * -EBUSY: held by a driver, or its IOMMU group is user space's; -EEXIST:
 * claimed already; or what enabling it returned.
 */
int db_claim_device(const char *bdf, bool unbind);

/* Release a device as it was; 0, or -ENODEV when it is not claimed. */
int db_claim_release(const char *bdf);

/* Release all devices: the session ends. */
void db_claim_release_all(void);

/**
 * db_claimed_get - a device that was claimed and is bound
 * @bdf:	its name
 *
 * It stays bound until db_claimed_put(): who unbinds it waits.  Returns the
 * device, or an ERR_PTR: -ENODEV, or -EINTR when a fatal signal came.
 */
struct device *db_claimed_get(const char *bdf);
void db_claimed_put(void);

#endif /* DMABENCH_CLAIM_H */
