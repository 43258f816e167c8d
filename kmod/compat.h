/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat.h - where kernels differ.  What this one has is tried by compiling
 * it: Kbuild says COMPAT_* for each probe that compiles.  No version numbers,
 * because stable kernels and distributions move such things, too.
 */
#ifndef DMABENCH_COMPAT_H
#define DMABENCH_COMPAT_H

#include <linux/dma-mapping.h>
#include <linux/pci.h>
#include <linux/spinlock.h>

/* Bytes of a struct dma_iova_state, which came with dma_iova_*(). */
#ifdef COMPAT_DMA_IOVA
#define COMPAT_IOVA_SIZE	sizeof(struct dma_iova_state)
#else
#define COMPAT_IOVA_SIZE	0
#endif

/**
 * compat_swap_override - give a device another driver_override
 * @pdev:	the device, locked
 * @name:	kmalloc'ed, the device's from now on; or NULL
 *
 * Returns what it was, the caller's from now on.  It was struct pci_dev's until
 * "PCI: use generic driver_override infrastructure" gave it to struct device,
 * with a lock of its own.
 */
static inline void *compat_swap_override(struct pci_dev *pdev, void *name)
{
	void *old;

#ifdef COMPAT_PCI_DRIVER_OVERRIDE
	old = (void *)pdev->driver_override;
	pdev->driver_override = name;
#else
	spin_lock(&pdev->dev.driver_override.lock);
	old = (void *)pdev->dev.driver_override.name;
	pdev->dev.driver_override.name = name;
	spin_unlock(&pdev->dev.driver_override.lock);
#endif
	return old;
}

#endif /* DMABENCH_COMPAT_H */
