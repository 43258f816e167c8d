// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * target_module.c - dmabench.ko: the one file that knows its ioctls.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "measure/target.h"
#include "stats/cause.h"

static int module_run(struct target *t, const struct row *row,
		      struct dmabench_window *w, __u32 nr)
{
	struct target_module *m = (struct target_module *)t;
	struct dmabench_run run = {
		.size = sizeof(run),
		.flags = row->flags,
		.offset = row->offset,
		.ring = row->ring,
		.len = row->len,
		.nents = row->nents,
		.depth = row->depth,
		.nr_windows = nr,
		.devices = row->devices,
		.seed = t->seed,
		.threads = row->threads > 1 ? row->threads : 0,
		.windows = (uintptr_t)w,
	};

	strncpy(run.design, row->design->id, sizeof(run.design) - 1);
	strncpy(run.backend, row->backend->id, sizeof(run.backend) - 1);
	strncpy(run.op, db_op_info[row->op].name, sizeof(run.op) - 1);
	if (row_behind_iommu(row))
		memcpy(run.device, t->device, sizeof(run.device));
	if (ioctl(m->fd, DMABENCH_RUN, &run))
		return -errno;
	t->mapped = run.mapped;
	return run.nr_windows;
}

static int module_info(const struct target_module *m,
		       struct dmabench_info *info)
{
	*info = (struct dmabench_info) { .size = sizeof(*info) };
	return ioctl(m->fd, DMABENCH_INFO, info) ? -errno : 0;
}

int target_module_open(struct target_module *m)
{
	struct dmabench_info info;
	int ret;

	m->t.run = module_run;
	m->fd = open("/dev/dmabench", O_RDWR | O_CLOEXEC);
	if (m->fd < 0)
		return -errno;
	ret = module_info(m, &info);
	if (ret) {
		ret = ret == -EINVAL ? -EPROTO : ret;
		goto out_close;
	}
	if (info.abi_version != DMABENCH_ABI_VERSION) {
		ret = -EPROTO;
		goto out_close;
	}
	m->t.tsc_khz = info.tsc_khz;
	m->flags = info.flags;
	return 0;

out_close:
	close(m->fd);
	return ret;
}

static int claim_ioctl(const struct target_module *m, unsigned long cmd,
		       const char *bdf, __u32 flags)
{
	struct dmabench_claim claim = {
		.size = sizeof(claim), .flags = flags,
	};

	if (strlen(bdf) >= sizeof(claim.device))
		return -ENODEV;
	strcpy(claim.device, bdf);
	return ioctl(m->fd, cmd, &claim) ? -errno : 0;
}

int target_module_claim(struct target_module *m, const char *bdf, bool unbind)
{
	int ret = claim_ioctl(m, DMABENCH_CLAIM, bdf,
			      unbind ? DMABENCH_CLAIM_UNBIND : 0);

	if (!ret)
		strcpy(m->t.device, bdf);
	return ret;
}

#define CHECK_NENTS	4

/* What a check came to. */
static const char *check_word(const struct dmabench_check *check,
			      unsigned int i)
{
	const bool unmapped = i >= DMABENCH_CHECK_UNMAPPED;

	if (check->wrong >> i & 1)
		return unmapped ? "reached" : "DIFFERENT";
	if (check->failed >> i & 1)
		return "FAILED";
	if (check->right >> i & 1)
		return unmapped ? "refused" : "equal";
	return ENV_NOT_MADE;
}

int target_module_check(const struct target_module *m, struct env *e)
{
	static const char *const keys[DMABENCH_CHECKS] = {
		[DMABENCH_CHECK_MAP_SINGLE] = "map_single",
		[DMABENCH_CHECK_OFFSET] = "offset",
		[DMABENCH_CHECK_LARGE] = "large",
		[DMABENCH_CHECK_MAP_SG] = "map_sg",
		[DMABENCH_CHECK_MERGED] = "merged",
		[DMABENCH_CHECK_SYNC_DEVICE] = "sync_device",
		[DMABENCH_CHECK_SYNC_CPU] = "sync_cpu",
		[DMABENCH_CHECK_BOUNCE] = "bounce",
		[DMABENCH_CHECK_COHERENT] = "coherent",
		[DMABENCH_CHECK_IOVA] = "iova",
		[DMABENCH_CHECK_UNMAPPED] = "after_unmap",
		[DMABENCH_CHECK_UNMAPPED_LARGE] = "after_unmap_large",
		[DMABENCH_CHECK_UNMAPPED_SG] = "after_unmap_sg",
		[DMABENCH_CHECK_FREED] = "after_free",
		[DMABENCH_CHECK_UNLINKED] = "after_unlink",
		[DMABENCH_CHECK_DESTROYED] = "after_destroy",
	};
	struct dmabench_check check = {
		.size = sizeof(check), .nents = CHECK_NENTS,
	};
	char key[32];
	unsigned int i;
	int ret = 0;

	strcpy(check.device, m->t.device);
	if (ioctl(m->fd, DMABENCH_CHECK, &check))
		return errno == EOPNOTSUPP ? 0 : -errno;
	for (i = 0; !ret && i < DMABENCH_CHECKS; i++) {
		snprintf(key, sizeof(key), "edu.%s", keys[i]);
		ret = env_set(e, key, "%s", check_word(&check, i));
	}
	return ret;
}

static int debug_env(__u32 flags, struct env *e)
{
	static const struct {
		__u32 flag;
		const char *name;
	} checkers[] = {
		{ DMABENCH_INFO_KASAN, "KASAN" },
		{ DMABENCH_INFO_KCSAN, "KCSAN" },
		{ DMABENCH_INFO_LOCKDEP, "lockdep" },
		{ DMABENCH_INFO_DMA_DEBUG, "DMA_API_DEBUG" },
		{ DMABENCH_INFO_PREEMPT, "DEBUG_PREEMPT" },
		{ DMABENCH_INFO_SLUB, "slub debug" },
	};
	char list[96] = "";
	size_t i;

	for (i = 0; i < sizeof(checkers) / sizeof(*checkers); i++) {
		if (!(flags & checkers[i].flag))
			continue;
		strcat(list, *list ? ", " : "");
		strcat(list, checkers[i].name);
	}
	return *list ? env_set(e, "kernel.debug", "%s", list) : 0;
}

/* By what the module sees SMIs, or NULL. */
static const char *sees_smi(__u32 flags)
{
	return flags & DMABENCH_INFO_HAS_SMI ? "MSR 0x34" :
	       flags & DMABENCH_INFO_HAS_SMI_EVENT ? "core event 0x2b" : NULL;
}

int target_module_env(struct target_module *m, struct env *e)
{
	struct dmabench_info info;
	const char *sees[DMABENCH_CAUSES] = {
		[0] = "the CPU's count of interrupts",
		[1] = "the CPU's count of NMIs",
		[4] = "TSC",
		[6] = "what an operation returns",
	};
	bool preempted;
	int ret = module_info(m, &info);

	if (ret)
		return ret;
	m->flags = info.flags;
	m->counts = info.counts;
	preempted = m->flags & DMABENCH_INFO_PREEMPTED;
	sees[2] = sees_smi(m->flags);
	sees[3] = preempted ? "migration is off" : "preemption is off";
	sees[5] = preempted ? "the thread's count of switches" :
			      "preemption is off";
	if (m->flags & DMABENCH_INFO_HAS_APERF)
		sees[8] = "APERF/MPERF";
	if (m->flags & DMABENCH_INFO_HAS_STEAL)
		sees[9] = "KVM's steal time";
	if (m->counts || m->flags & DMABENCH_INFO_HAS_SMI_EVENT)
		sees[10] = "perf's event";
	ret = cause_env(e, sees);
	return ret ? ret : debug_env(m->flags, e);
}

void target_module_close(struct target_module *m)
{
	close(m->fd);
}
