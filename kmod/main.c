// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - /dev/dmabench: ioctls, and the life of a session.
 *
 * One opener at a time; a run belongs to the thread that called and ends with
 * it.  What the caller asks for is checked in request.c before it is used.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bitops.h>
#include <linux/capability.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <asm/cpufeature.h>
#include <asm/tsc.h>

#include "api_device.h"
#include "causes.h"
#include "checks.h"
#include "claim.h"
#include "fingerprint.h"
#include "pmu.h"
#include "request.h"
#include "row.h"
#include "uapi/version.h"

static unsigned long opened;
/* An open file may be shared: designs have global state, one run at a time. */
static DEFINE_MUTEX(run_lock);

#define DEBUG_FLAG(config, flag)					\
	(IS_ENABLED(CONFIG_##config) ? DMABENCH_INFO_##flag : 0)

/* What makes this kernel slower than others. */
#define DEBUG_FLAGS							\
	(DEBUG_FLAG(KASAN, KASAN) | DEBUG_FLAG(KCSAN, KCSAN) |		\
	 DEBUG_FLAG(PROVE_LOCKING, LOCKDEP) |				\
	 DEBUG_FLAG(DMA_API_DEBUG, DMA_DEBUG) |				\
	 DEBUG_FLAG(DEBUG_PREEMPT, PREEMPT) |				\
	 DEBUG_FLAG(SLUB_DEBUG_ON, SLUB))

static long ioctl_run(struct dmabench_run __user *argp)
{
	struct row r = {};
	u32 done = 0;
	long ret;

	if (copy_from_user(&r.run, argp, sizeof(r.run)))
		return -EFAULT;
	ret = db_request_row(&r);
	if (ret)
		return ret;
	r.windows = vmemdup_user(u64_to_user_ptr(r.run.windows),
				 r.run.nr_windows * sizeof(*r.windows));
	if (IS_ERR(r.windows))
		return PTR_ERR(r.windows);
	ret = db_request_windows(&r);
	if (ret)
		goto out_free;
	ret = mutex_lock_killable(&run_lock);
	if (!ret) {
		ret = db_row_run(&r, &done);
		mutex_unlock(&run_lock);
	}
	if (copy_to_user(u64_to_user_ptr(r.run.windows), r.windows,
			 done * sizeof(*r.windows)) ||
	    put_user(done, &argp->nr_windows) ||
	    put_user(r.run.mapped, &argp->mapped))
		ret = -EFAULT;
out_free:
	kvfree(r.windows);
	return ret;
}

static long ioctl_info(struct dmabench_info __user *argp)
{
	struct dmabench_info info;
	long ret;

	if (copy_from_user(&info, argp, sizeof(info)))
		return -EFAULT;
	ret = db_request_info(&info);
	if (ret)
		return ret;
	info = (struct dmabench_info) {
		.size = sizeof(info),
		.abi_version = DMABENCH_ABI_VERSION,
		.tsc_khz = tsc_khz,
		.max_n = DMABENCH_MAX_N,
		.max_windows = DMABENCH_MAX_WINDOWS,
		.max_nents = DMABENCH_MAX_NENTS,
		.max_len = DMABENCH_MAX_LEN,
		.max_bytes = DMABENCH_MAX_BYTES,
		.max_depth = DMABENCH_MAX_DEPTH,
		.placements = DMABENCH_PLACEMENTS,
	};
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		info.flags |= DMABENCH_INFO_PREEMPTED;
	/* Counters are given out anew: not while somebody's windows run. */
	ret = mutex_lock_killable(&run_lock);
	if (ret)
		return ret;
	info.flags |= db_causes_seen() | db_pmu_hold(&info.counts) |
		      DEBUG_FLAGS;
	mutex_unlock(&run_lock);
	return copy_to_user(argp, &info, sizeof(info)) ? -EFAULT : 0;
}

/* DMABENCH_CHECK; not while a row runs. */
static long ioctl_check(struct dmabench_check __user *argp)
{
	struct dmabench_check check;
	struct device *dev;
	long ret;

	if (copy_from_user(&check, argp, sizeof(check)))
		return -EFAULT;
	ret = db_request_check(&check);
	if (ret)
		return ret;
	ret = mutex_lock_killable(&run_lock);
	if (ret)
		return ret;
	dev = db_claimed_get(check.device);
	ret = PTR_ERR_OR_ZERO(dev);
	if (!ret) {
		ret = db_checks_run(dev, &check);
		db_claimed_put();
	}
	mutex_unlock(&run_lock);
	if (!ret && copy_to_user(argp, &check, sizeof(check)))
		ret = -EFAULT;
	return ret;
}

/* DMABENCH_CLAIM and DMABENCH_RELEASE; neither while a row runs. */
static long ioctl_claim(unsigned int cmd, const void __user *argp)
{
	bool releasing = cmd == DMABENCH_RELEASE;
	struct dmabench_claim claim;
	int ret;

	if (copy_from_user(&claim, argp, sizeof(claim)))
		return -EFAULT;
	ret = db_request_claim(&claim, releasing ? 0 : DMABENCH_CLAIM_UNBIND);
	if (ret)
		return ret;
	ret = mutex_lock_killable(&run_lock);
	if (ret)
		return ret;
	if (releasing)
		ret = db_claim_release(claim.device);
	else
		ret = db_claim_device(claim.device,
				      claim.flags & DMABENCH_CLAIM_UNBIND);
	mutex_unlock(&run_lock);
	return ret;
}

static long dmabench_ioctl(struct file *file, unsigned int cmd,
			   unsigned long arg)
{
	switch (cmd) {
	case DMABENCH_INFO:
		return ioctl_info((void __user *)arg);
	case DMABENCH_RUN:
		return ioctl_run((void __user *)arg);
	case DMABENCH_CLAIM:
	case DMABENCH_RELEASE:
		return ioctl_claim(cmd, (void __user *)arg);
	case DMABENCH_CHECK:
		return ioctl_check((void __user *)arg);
	default:
		return -ENOTTY;
	}
}

static int dmabench_open(struct inode *inode, struct file *file)
{
	if (!capable(CAP_SYS_RAWIO))
		return -EPERM;
	/* Designs have global state; one session is its only user. */
	if (test_and_set_bit(0, &opened))
		return -EBUSY;
	return 0;
}

static int dmabench_release(struct inode *inode, struct file *file)
{
	/* Of a program that was killed, too.  No other call is under way. */
	db_claim_release_all();
	db_pmu_release();
	clear_bit(0, &opened);
	return 0;
}

static const struct file_operations dmabench_fops = {
	.owner = THIS_MODULE,
	.open = dmabench_open,
	.release = dmabench_release,
	.unlocked_ioctl = dmabench_ioctl,
};

static struct miscdevice dmabench_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &dmabench_fops,
	.mode = 0600,
	.groups = db_fingerprint_groups,
};

static int __init dmabench_init(void)
{
	int ret;

	BUILD_BUG_ON(sizeof(struct dmabench_info) != 64);
	BUILD_BUG_ON(sizeof(struct dmabench_window) != 64);
	BUILD_BUG_ON(sizeof(struct dmabench_run) != 152);
	BUILD_BUG_ON(sizeof(struct dmabench_claim) != 64);
	BUILD_BUG_ON(sizeof(struct dmabench_check) != 64);
	if (!boot_cpu_has(X86_FEATURE_TSC) ||
	    !boot_cpu_has(X86_FEATURE_RDTSCP)) {
		pr_err("this CPU has no RDTSCP\n");
		return -ENODEV;
	}
	db_causes_init(tsc_khz);
	ret = db_api_devices_init();
	if (ret)
		return ret;
	ret = misc_register(&dmabench_misc);
	if (ret)
		db_api_devices_exit();
	return ret;
}

static void __exit dmabench_exit(void)
{
	misc_deregister(&dmabench_misc);
	db_api_devices_exit();
}

module_init(dmabench_init);
module_exit(dmabench_exit);

MODULE_LICENSE("GPL");
MODULE_AUTHOR("The dmabench developers");
MODULE_DESCRIPTION("What dispatching a DMA operation costs");
MODULE_VERSION(DMABENCH_VERSION);
MODULE_INFO(test, "Y");
