/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DMABENCH_EDU_H
#define DMABENCH_EDU_H

#include <linux/types.h>

struct device;

/**
 * struct edu - a QEMU edu that was claimed
 * @dev:	the device
 * @mmio:	its registers
 */
struct edu {
	struct device *dev;
	void __iomem *mmio;
};

/*
 * Begin to use a PCI device that was claimed; 0, -EOPNOTSUPP for one that is no
 * edu, or -ENOMEM.
 */
int db_edu_open(struct edu *e, struct device *dev);
void db_edu_close(struct edu *e);

/*
 * Have it copy @len bytes from where @from is mapped to where @to is; 0,
 * -ETIMEDOUT when it does not answer, or -EINTR for a fatal signal.  After
 * these two it reaches nothing any more.
 */
int db_edu_copy(struct edu *e, dma_addr_t from, dma_addr_t to, size_t len);

/* Have it write what it copied last, at most @len bytes; likewise. */
int db_edu_write(struct edu *e, dma_addr_t to, size_t len);

#endif /* DMABENCH_EDU_H */
