/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DMABENCH_FINGERPRINT_H
#define DMABENCH_FINGERPRINT_H

#include <linux/sysfs.h>

/* Attributes for the device; fingerprint.c says which. */
extern const struct attribute_group *db_fingerprint_groups[];

#endif /* DMABENCH_FINGERPRINT_H */
