// SPDX-License-Identifier: GPL-2.0-only
/*
 * edu.c - is what is measured right?  QEMU's edu copies through a mapping, and
 * the bytes are compared; then it is asked to write once more to where nothing
 * is mapped any longer.
 *
 * The device: docs/specs/edu.rst of QEMU.  It has 4096 bytes of its own at
 * 0x40000 as it addresses them, and copies between them and memory.
 */
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/io-64-nonatomic-lo-hi.h>
#include <linux/pci.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>

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

/* A transfer takes 100 ms of its clock. */
#define EDU_WAIT_MS	2000

#define FORBIDDEN	0x5a	/* what memory holds that must not change */

/**
 * struct job - the lists that are copied from and to
 * @mmio:	the device's registers
 * @dev:	the device
 * @nents:	entries of each list
 * @bytes:	of each entry
 * @from:	one page each, with a pattern
 * @to:		one page each, empty
 */
struct job {
	void __iomem *mmio;
	struct device *dev;
	int nents;
	unsigned int bytes;
	struct scatterlist *from;
	struct scatterlist *to;
};

static int transfer(struct job *j, dma_addr_t at, unsigned int len, u32 way)
{
	unsigned int waited;

	writeq(way ? EDU_BUFFER : at, j->mmio + EDU_SRC);
	writeq(way ? at : EDU_BUFFER, j->mmio + EDU_DST);
	writeq(len, j->mmio + EDU_COUNT);
	writeq(EDU_CMD_RUN | way, j->mmio + EDU_CMD);
	for (waited = 0; waited < EDU_WAIT_MS; waited += 20) {
		msleep(20);
		if (!(readq(j->mmio + EDU_CMD) & EDU_CMD_RUN))
			return 0;
	}
	return -ETIMEDOUT;
}

/*
 * Entry by entry through the device's own memory: from one list to the other.
 */
static int copy_lists(struct job *j)
{
	struct scatterlist *in = j->from, *out = j->to;
	int i, n_in, n_out, ret = -EIO;

	n_in = dma_map_sg(j->dev, j->from, j->nents, DMA_TO_DEVICE);
	if (n_in <= 0)
		return -EIO;
	n_out = dma_map_sg(j->dev, j->to, j->nents, DMA_FROM_DEVICE);
	if (n_out <= 0)
		goto out_unmap_from;
	/* Lists of the same shape are merged in the same way, or not at all. */
	for (i = 0, ret = n_in == n_out ? 0 : -EIO; !ret && i < n_in; i++) {
		unsigned int len = sg_dma_len(in);

		ret = transfer(j, sg_dma_address(in), len, 0);
		if (!ret)
			ret = transfer(j, sg_dma_address(out), len,
				       EDU_CMD_TO_RAM);
		in = sg_next(in);
		out = sg_next(out);
	}
	dma_unmap_sg(j->dev, j->to, j->nents, DMA_FROM_DEVICE);
out_unmap_from:
	dma_unmap_sg(j->dev, j->from, j->nents, DMA_TO_DEVICE);
	return ret;
}

static bool lists_equal(struct job *j)
{
	int i;

	for (i = 0; i < j->nents; i++)
		if (memcmp(sg_virt(&j->from[i]), sg_virt(&j->to[i]), j->bytes))
			return false;
	return true;
}

/* The same copy by map_single, and then a write to what was unmapped. */
static int copy_single(struct job *j, u32 *found)
{
	void *from = sg_virt(j->from), *to = sg_virt(j->to);
	dma_addr_t dma;
	int ret;

	dma = dma_map_single(j->dev, from, j->bytes, DMA_TO_DEVICE);
	if (dma_mapping_error(j->dev, dma))
		return -EIO;
	ret = transfer(j, dma, j->bytes, 0);
	dma_unmap_single(j->dev, dma, j->bytes, DMA_TO_DEVICE);
	if (ret)
		return ret;
	memset(to, 0, j->bytes);
	dma = dma_map_single(j->dev, to, j->bytes, DMA_FROM_DEVICE);
	if (dma_mapping_error(j->dev, dma))
		return -EIO;
	ret = transfer(j, dma, j->bytes, EDU_CMD_TO_RAM);
	dma_unmap_single(j->dev, dma, j->bytes, DMA_FROM_DEVICE);
	if (ret)
		return ret;
	if (!memcmp(from, to, j->bytes))
		*found |= DMABENCH_CHECK_SINGLE;
	memset(to, FORBIDDEN, j->bytes);
	ret = transfer(j, dma, j->bytes, EDU_CMD_TO_RAM);
	if (!ret && memchr_inv(to, FORBIDDEN, j->bytes))
		*found |= DMABENCH_CHECK_REACHED;
	return ret;
}

static void free_list(struct scatterlist *sg, int nents)
{
	int i;

	for (i = 0; sg && i < nents; i++)
		if (sg_page(&sg[i]))
			__free_page(sg_page(&sg[i]));
	kfree(sg);
}

/* A page an entry, of which @bytes are used; @fill is the first byte, or 0. */
static struct scatterlist *make_list(int nents, unsigned int bytes, u8 fill)
{
	struct scatterlist *sg = kcalloc(nents, sizeof(*sg), GFP_KERNEL);
	unsigned int b;
	int i;

	if (!sg)
		return NULL;
	sg_init_table(sg, nents);
	for (i = 0; i < nents; i++) {
		struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);
		u8 *at;

		if (!page) {
			free_list(sg, nents);
			return NULL;
		}
		sg_set_page(&sg[i], page, bytes, 0);
		at = page_address(page);
		for (b = 0; fill && b < bytes; b++)
			at[b] = fill + i * 7 + b * 13;
	}
	return sg;
}

/* Entries are half a page, so that two merged ones fit into the device. */
static int run_job(struct job *j, struct dmabench_check *check)
{
	int ret = -ENOMEM;

	j->bytes = PAGE_SIZE / 2;
	j->from = make_list(j->nents, j->bytes, 1);
	j->to = make_list(j->nents, j->bytes, 0);
	if (!j->from || !j->to)
		goto out_free;
	ret = copy_lists(j);
	if (!ret && lists_equal(j))
		check->found |= DMABENCH_CHECK_SG;
	if (!ret)
		ret = copy_single(j, &check->found);
out_free:
	free_list(j->from, j->nents);
	free_list(j->to, j->nents);
	return ret;
}

int db_edu_check(struct device *dev, struct dmabench_check *check)
{
	struct pci_dev *pdev = to_pci_dev(dev);
	struct job j = { .dev = dev, .nents = check->nents };
	int ret;

	if (pdev->vendor != EDU_VENDOR || pdev->device != EDU_DEVICE)
		return -EOPNOTSUPP;
	j.mmio = pci_iomap(pdev, 0, 0);
	if (!j.mmio)
		return -ENOMEM;
	pci_set_master(pdev);
	ret = run_job(&j, check);
	pci_clear_master(pdev);
	pci_iounmap(pdev, j.mmio);
	return ret;
}
