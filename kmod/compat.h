/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat.h - where kernels differ.  What this one has is tried by compiling
 * it: Kbuild says COMPAT_* for each probe that compiles.  No version numbers,
 * because stable kernels and distributions move such things, too.
 */
#ifndef DMABENCH_COMPAT_H
#define DMABENCH_COMPAT_H

#include <linux/dma-mapping.h>

/* Bytes of a struct dma_iova_state, which came with dma_iova_*(). */
#ifdef COMPAT_DMA_IOVA
#define COMPAT_IOVA_SIZE	sizeof(struct dma_iova_state)
#else
#define COMPAT_IOVA_SIZE	0
#endif

#endif /* DMABENCH_COMPAT_H */
