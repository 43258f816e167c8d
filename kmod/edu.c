// SPDX-License-Identifier: GPL-2.0-only
/*
 * edu.c - QEMU's edu, which copies through mappings.
 *
 * The device: docs/specs/edu.rst of QEMU.  It has 4096 bytes of its own at
 * 0x40000 as it addresses them, and copies between them and memory.
 */
#include <linux/delay.h>
#include <linux/io-64-nonatomic-lo-hi.h>
#include <linux/minmax.h>
#include <linux/pci.h>
#include <linux/sched/signal.h>

#include "edu.h"

#define EDU_VENDOR	0x1234
#define EDU_DEVICE	0x11e8

#define EDU_SRC		0x80
#define EDU_DST		0x88
#define EDU_COUNT	0x90
#define EDU_CMD		0x98
#define EDU_CMD_RUN	0x1
#define EDU_CMD_TO_RAM	0x2
#define EDU_BUFFER	0x40000
/* Half of it: older QEMU aborts if a transfer ends at the end of its memory. */
#define EDU_BYTES	2048

/* A transfer takes 100 ms of its clock. */
#define EDU_WAIT_MS	2000

static int transfer(struct edu *e, dma_addr_t at, unsigned int len, u32 way)
{
	unsigned int waited;

	writeq(way ? EDU_BUFFER : at, e->mmio + EDU_SRC);
	writeq(way ? at : EDU_BUFFER, e->mmio + EDU_DST);
	writeq(len, e->mmio + EDU_COUNT);
	writeq(EDU_CMD_RUN | way, e->mmio + EDU_CMD);
	for (waited = 0; waited < EDU_WAIT_MS; waited += 20) {
		msleep(20);
		if (!(readq(e->mmio + EDU_CMD) & EDU_CMD_RUN))
			return 0;
		if (fatal_signal_pending(current))
			break;
	}
	/* It may not write any more to memory that will be another's. */
	pci_clear_master(to_pci_dev(e->dev));
	return waited < EDU_WAIT_MS ? -EINTR : -ETIMEDOUT;
}

int db_edu_copy(struct edu *e, dma_addr_t from, dma_addr_t to, size_t len)
{
	int ret = 0;

	while (!ret && len) {
		const unsigned int part = min_t(size_t, len, EDU_BYTES);

		ret = transfer(e, from, part, 0);
		if (!ret)
			ret = transfer(e, to, part, EDU_CMD_TO_RAM);
		from += part;
		to += part;
		len -= part;
	}
	return ret;
}

int db_edu_write(struct edu *e, dma_addr_t to, size_t len)
{
	return transfer(e, to, min_t(size_t, len, EDU_BYTES), EDU_CMD_TO_RAM);
}

int db_edu_open(struct edu *e, struct device *dev)
{
	struct pci_dev *pdev = to_pci_dev(dev);

	if (pdev->vendor != EDU_VENDOR || pdev->device != EDU_DEVICE)
		return -EOPNOTSUPP;
	e->dev = dev;
	e->mmio = pci_iomap(pdev, 0, 0);
	if (!e->mmio)
		return -ENOMEM;
	pci_set_master(pdev);
	return 0;
}

void db_edu_close(struct edu *e)
{
	struct pci_dev *pdev = to_pci_dev(e->dev);

	pci_clear_master(pdev);
	pci_iounmap(pdev, e->mmio);
}
