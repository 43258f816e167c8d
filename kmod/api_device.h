/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DMABENCH_API_DEVICE_H
#define DMABENCH_API_DEVICE_H

struct device;
struct db_backend;

/* Register the platform devices and the PCI driver; 0 or a negative errno. */
int db_api_devices_init(void);
void db_api_devices_exit(void);

/**
 * db_api_device_get - the device that a row of the running kernel's API wants
 * @backend:	null, kernel-direct, kernel-swiotlb or kernel-iommu
 * @bdf:	a PCI device that was claimed, or "" for one of the module's own
 *
 * The device cannot be unbound until db_api_device_put().  Returns the device,
 * or an ERR_PTR: -ENODEV when no such device was claimed,
 * -EOPNOTSUPP when the kernel does not reach that backend with it.
 */
struct device *db_api_device_get(const struct db_backend *backend,
				 const char *bdf);
void db_api_device_put(struct device *dev);

#endif /* DMABENCH_API_DEVICE_H */
