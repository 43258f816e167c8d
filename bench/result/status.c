// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * status.c - what became of a row: the word that run.json has for it, the
 * sentence that a report says, and what a target returns for it.
 */
#include <errno.h>
#include <string.h>

#include "result/status.h"

/* Of ENODATA and EINPROGRESS only runs of earlier versions know. */
static const struct {
	const char *word;
	int err;
	const char *sentence;
} table[] = {
	[ROW_OK] = { "ok", 0, "" },
	[ROW_NOT_RUN] = { "not run", EINPROGRESS, "not run" },
	[ROW_VOID] = { "void", ENODATA, "" },
	[ROW_NOT_SUPPORTED] = { "not supported", EOPNOTSUPP,
		"this kernel or target has no such row" },
	[ROW_NO_DEVICE] = { "no device", ENODEV,
		"no PCI device was claimed for it" },
	[ROW_TOO_LARGE] = { "too large", E2BIG,
		"needs more memory than the module allows" },
	[ROW_NO_HYPERVISOR] = { "no hypervisor", ENXIO,
		"bare metal: there is no hypervisor to exit to" },
	[ROW_NO_KERNEL] = { "no kernel", EPERM,
		"only a kernel can exit to its hypervisor" },
	[ROW_NO_BOUNCE] = { "no bounce", ENOSPC,
		"the kernel does not bounce: no memory above 4 GiB" },
	[ROW_BOUNCES] = { "bounces", EREMOTE,
		"the kernel bounces for a device that reaches all memory: it is not dma-direct" },
	[ROW_HAS_OPS] = { "has ops", EXDEV,
		"the device has DMA operations (Xen, GART): it is not dma-direct" },
	[ROW_NO_IOVA] = { "no iova", EADDRNOTAVAIL,
		"nothing translates for this device: it has no IOVA" },
	[ROW_TOO_FEW_CPUS] = { "too few cpus", EUSERS, "" },
	[ROW_STUCK] = { "stuck", ETIMEDOUT,
		"a thread did not come to the barrier" },
	[ROW_OP_FAILED] = { "op failed", EIO, "an operation failed" },
	[ROW_FAILED] = { "failed", -1, "" },
};

enum row_status status_from_errno(int err)
{
	enum row_status s;

	for (s = ROW_OK; s < ROW_FAILED; s++)
		if (err == -table[s].err)
			break;
	return s;
}

const char *status_word(enum row_status status)
{
	return table[status].word;
}

enum row_status status_from_word(const char *word)
{
	enum row_status s;

	for (s = ROW_OK; s < ROW_FAILED; s++)
		if (!strcmp(word, table[s].word))
			break;
	return s;
}

const char *status_sentence(enum row_status status)
{
	return table[status].sentence;
}
