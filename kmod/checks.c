// SPDX-License-Identifier: GPL-2.0-only
/*
 * checks.c - is what is measured right?  All checks, one after the other.
 */
#include "check.h"
#include "checks.h"
#include "edu.h"
#include "uapi/dmabench.h"

static int (*const checks[DMABENCH_CHECKS])(struct edu *e,
					    unsigned int nents) = {
	[DMABENCH_CHECK_MAP_SINGLE] = db_check_single,
	[DMABENCH_CHECK_OFFSET] = db_check_offset,
	[DMABENCH_CHECK_LARGE] = db_check_large,
	[DMABENCH_CHECK_MAP_SG] = db_check_sg,
	[DMABENCH_CHECK_MERGED] = db_check_merged,
	[DMABENCH_CHECK_SYNC_DEVICE] = db_check_sync_device,
	[DMABENCH_CHECK_SYNC_CPU] = db_check_sync_cpu,
	[DMABENCH_CHECK_BOUNCE] = db_check_bounce,
	[DMABENCH_CHECK_COHERENT] = db_check_coherent,
	[DMABENCH_CHECK_IOVA] = db_check_iova,
	[DMABENCH_CHECK_UNMAPPED] = db_check_unmapped,
	[DMABENCH_CHECK_UNMAPPED_LARGE] = db_check_unmapped_large,
	[DMABENCH_CHECK_UNMAPPED_SG] = db_check_unmapped_sg,
	[DMABENCH_CHECK_FREED] = db_check_freed,
	[DMABENCH_CHECK_UNLINKED] = db_check_unlinked,
	[DMABENCH_CHECK_DESTROYED] = db_check_destroyed,
};

static int run_all(struct edu *e, struct dmabench_check *check)
{
	unsigned int i;
	int ret = 0;

	/* A device that does not answer is not asked again. */
	for (i = 0; i < DMABENCH_CHECKS && ret != -ETIMEDOUT; i++) {
		ret = checks[i](e, check->nents);
		if (ret == -EINTR)
			return ret;
		if (ret == RIGHT)
			check->right |= 1U << i;
		else if (ret == WRONG)
			check->wrong |= 1U << i;
		else if (ret == -EIO || ret == -ETIMEDOUT)
			check->failed |= 1U << i;
	}
	return 0;
}

int db_checks_run(struct device *dev, struct dmabench_check *check)
{
	struct edu e;
	int ret = db_edu_open(&e, dev);

	if (ret)
		return ret;
	ret = run_all(&e, check);
	db_edu_close(&e);
	return ret;
}
