// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - /dev/dmabench: ioctls, limits, the life of a session.
 *
 * One opener at a time; a run belongs to the thread that called and ends with
 * it.  Nothing the caller says is used before it has been checked here.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bitops.h>
#include <linux/capability.h>
#include <linux/cpumask.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <asm/tsc.h>

#include "api_device.h"
#include "causes.h"
#include "claim.h"
#include "dispatch/designs.h"
#include "edu.h"
#include "fingerprint.h"
#include "pmu.h"
#include "running.h"
#include "row.h"
#include "threads.h"

static unsigned long opened;
/* An open file may be shared: designs have global state, one run at a time. */
static DEFINE_MUTEX(run_lock);

/* Rounds of a known row's inner loop in one window. */
#define MAX_ROUNDS	(1U << 20)

#define DEBUG_FLAG(config, flag)					\
	(IS_ENABLED(CONFIG_##config) ? DMABENCH_INFO_##flag : 0)

/* What makes this kernel slower than others. */
#define DEBUG_FLAGS							\
	(DEBUG_FLAG(KASAN, KASAN) | DEBUG_FLAG(KCSAN, KCSAN) |		\
	 DEBUG_FLAG(PROVE_LOCKING, LOCKDEP) |				\
	 DEBUG_FLAG(DMA_API_DEBUG, DMA_DEBUG) |				\
	 DEBUG_FLAG(DEBUG_PREEMPT, PREEMPT) |				\
	 DEBUG_FLAG(SLUB_DEBUG_ON, SLUB))

static bool is_name(const char *name, size_t size)
{
	return strnlen(name, size) < size;
}

/* What only the running kernel's API knows, and of which operations. */
static int row_check_api(const struct row *r)
{
	const struct db_op_info *info = &db_op_info[r->op];
	const struct dmabench_run *run = &r->run;
	u32 dir = run->flags & (DMABENCH_RUN_FROM | DMABENCH_RUN_BIDI);
	u32 order = run->flags & (DMABENCH_RUN_LIFO | DMABENCH_RUN_RANDOM);
	bool fail = run->flags & DMABENCH_RUN_FAIL;
	bool sizes = run->flags & DMABENCH_RUN_SIZES;
	bool xcpu = run->flags & DMABENCH_RUN_XCPU;

	if (hweight32(dir) > 1 || hweight32(order) > 1)
		return -EINVAL;
	if (!dir && !order && !fail && !sizes && !xcpu && !run->offset &&
	    !run->ring && !(run->flags & DMABENCH_RUN_SKIP_SYNC))
		return 0;
	if (r->design != &db_design_running || info->irqs ||
	    (info->sg && (order || run->ring || run->offset)) ||
	    (info->iova && order) ||
	    (fail && (info->before != DB_NO_OP || order || run->ring || sizes ||
		      xcpu)) ||
	    (sizes && (order || !db_running_sizes.loop[r->op][0])))
		return -EOPNOTSUPP;
	if (sizes && run->len != DMABENCH_SIZES_MAX)
		return -EINVAL;
	return xcpu && num_online_cpus() < 2 ? -EUSERS : 0;
}

/* Windows that threads can run at once: mappings, and nothing but those. */
static int row_check_threads(const struct row *r)
{
	const struct db_op_info *info = &db_op_info[r->op];
	const struct dmabench_run *run = &r->run;

	if (!run->threads)
		return 0;
	if (run->threads < 2 || run->threads > DMABENCH_MAX_THREADS ||
	    run->nr_windows % run->threads)
		return -EINVAL;
	/* What a backend copies to is one pool, without a lock. */
	if (!info->maps || info->attach || info->irqs || r->backend->copies ||
	    run->flags & (DMABENCH_RUN_COLD | DMABENCH_RUN_XCPU |
			  DMABENCH_RUN_FAIL))
		return -EOPNOTSUPP;
	return run->threads > db_threads_max() ? -EUSERS : 0;
}

/* Names to tables, and every number in its range. */
static int row_check(struct row *r)
{
	const struct dmabench_run *run = &r->run;
	int op, ret;

	if (run->size != sizeof(*run) || run->flags & ~DMABENCH_RUN_FLAGS ||
	    run->mapped ||
	    memchr_inv(run->reserved, 0, sizeof(run->reserved)) ||
	    !is_name(run->design, sizeof(run->design)) ||
	    !is_name(run->backend, sizeof(run->backend)) ||
	    !is_name(run->op, sizeof(run->op)) ||
	    !is_name(run->device, sizeof(run->device)))
		return -EINVAL;
	r->backend = db_find_backend(run->backend);
	op = db_find_op(run->op);
	if (!db_find_design(run->design) || !r->backend || op < 0)
		return -ENOENT;
	r->op = op;
	r->design = db_find_bound(run->design, r->backend, r->op);
	if (!r->design || !r->design->loop[op][0])
		return -EOPNOTSUPP;
	if (!run->len || run->len > DMABENCH_MAX_LEN ||
	    !run->nents || run->nents > DMABENCH_MAX_NENTS ||
	    (!db_op_info[op].sg && run->nents != 1) ||
	    run->depth > r->design->max_depth ||
	    (r->design->max_depth && !run->depth) ||
	    run->offset > DMABENCH_MAX_OFFSET ||
	    run->ring > DMABENCH_MAX_RING ||
	    !run->devices || run->devices > DMABENCH_MAX_DEVICES ||
	    !run->nr_windows || run->nr_windows > DMABENCH_MAX_WINDOWS)
		return -EINVAL;
	/* Cold is one device, of which mappings are made. */
	if (run->flags & DMABENCH_RUN_COLD &&
	    (run->devices > 1 || db_op_info[op].attach))
		return -EOPNOTSUPP;
	if (run->flags & DMABENCH_RUN_MIXED && run->devices > DB_VARIANTS)
		return -EINVAL;
	/* States are the designs': a kernel's API has the device it has. */
	if ((r->design == &db_design_running || !db_op_info[op].maps) &&
	    (run->devices > 1 ||
	     run->flags & (DMABENCH_RUN_MIXED | DMABENCH_RUN_COLD)))
		return -EOPNOTSUPP;
	ret = row_check_api(r);
	return ret ? ret : row_check_threads(r);
}

/* Bring the windows in; each must be one that can be run. */
static int row_get_windows(struct row *r)
{
	u32 i;

	/* Memory for one op at the least, where all windows have none. */
	r->max_n = 1;
	r->windows = vmemdup_user(u64_to_user_ptr(r->run.windows),
				  r->run.nr_windows * sizeof(*r->windows));
	if (IS_ERR(r->windows))
		return PTR_ERR(r->windows);
	for (i = 0; i < r->run.nr_windows; i++) {
		const struct dmabench_window *w = &r->windows[i];

		if (w->n > DMABENCH_MAX_N ||
		    w->placement >= DMABENCH_PLACEMENTS ||
		    /*
		     * interrupts are off: no longer than a window may be, and
		     * these loops go round at least once
		     */
		    (!db_op_info[r->op].maps &&
		     (!w->n || (u64)w->n * r->run.len > MAX_ROUNDS)) ||
		    w->begin || w->end || w->causes || w->errors ||
		    memchr_inv(w->count, 0, sizeof(w->count)) ||
		    w->reserved) {
			kvfree(r->windows);
			return -EINVAL;
		}
		r->max_n = max(r->max_n, w->n);
	}
	return 0;
}

static long ioctl_run(struct dmabench_run __user *argp)
{
	struct row r = {};
	u32 done = 0;
	long ret;

	if (copy_from_user(&r.run, argp, sizeof(r.run)))
		return -EFAULT;
	ret = row_check(&r);
	if (ret)
		return ret;
	ret = row_get_windows(&r);
	if (ret)
		return ret;
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
	kvfree(r.windows);
	return ret;
}

static long ioctl_info(struct dmabench_info __user *argp)
{
	struct dmabench_info info;
	long ret;

	if (copy_from_user(&info, argp, sizeof(info)))
		return -EFAULT;
	if (info.size != sizeof(info) ||
	    memchr_inv(info.reserved, 0, sizeof(info.reserved)))
		return -EINVAL;
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
	if (__is_defined(RETPOLINE))
		info.flags |= DMABENCH_INFO_RETPOLINE;
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
	if (check.size != sizeof(check) || check.found || check.reserved32 ||
	    memchr_inv(check.reserved, 0, sizeof(check.reserved)) ||
	    !check.nents || check.nents > DMABENCH_CHECK_MAX_NENTS ||
	    !is_name(check.device, sizeof(check.device)))
		return -EINVAL;
	ret = mutex_lock_killable(&run_lock);
	if (ret)
		return ret;
	dev = db_claimed_get(check.device);
	ret = PTR_ERR_OR_ZERO(dev);
	if (!ret) {
		ret = db_edu_check(dev, &check);
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
	if (claim.size != sizeof(claim) ||
	    claim.flags & ~(releasing ? 0 : DMABENCH_CLAIM_UNBIND) ||
	    memchr_inv(claim.reserved, 0, sizeof(claim.reserved)) ||
	    !is_name(claim.device, sizeof(claim.device)))
		return -EINVAL;
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
MODULE_VERSION("1.0");
MODULE_INFO(test, "Y");
