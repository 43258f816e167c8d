// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * abi.c - runs inside the VM: the module against a caller that lies.
 *
 * Everything that the uapi header promises to refuse is tried, then a stretch
 * of requests with random fields.  Prints one "ok NAME" or "not ok NAME" line
 * a check and "abi: N passed, N failed" at the end; what the kernel thought of
 * it (KASAN, lockdep) stands in its log.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kmod/uapi/dmabench.h"
#include "check.h"

static int fd;

static struct dmabench_window windows[8];

/* A request that works: every check below spoils one thing of it. */
static struct dmabench_run good(void)
{
	struct dmabench_run run = {
		.size = sizeof(run),
		.design = "direct",
		.backend = "null",
		.op = "map_single",
		.len = 4096,
		.nents = 1,
		.nr_windows = 2,
		.devices = 1,
		.windows = (uintptr_t)windows,
	};

	memset(windows, 0, sizeof(windows));
	windows[0].n = 4;
	windows[1].n = 8;
	windows[1].placement = 7;
	return run;
}

static int result(struct dmabench_run *run)
{
	return ioctl(fd, DMABENCH_RUN, run) ? -errno : 0;
}

#define SPOILED(name, want, ...)					\
	do {								\
		struct dmabench_run run = good();			\
									\
		__VA_ARGS__;						\
		expect(result(&run) == (want), name);			\
	} while (0)

static void check_run(void)
{
	struct dmabench_run run = good();

	expect(result(&run) == 0 && run.nr_windows == 2 &&
	       windows[0].end > windows[0].begin &&
	       windows[1].end > windows[1].begin, "a good request runs");
	SPOILED("size too small", -EINVAL, run.size--);
	SPOILED("size too large", -EINVAL, run.size++);
	SPOILED("size 0", -EINVAL, run.size = 0);
	SPOILED("an unknown flag", -EINVAL, run.flags = 1U << 31);
	SPOILED("reserved, first", -EINVAL, run.reserved[0] = 1);
	SPOILED("reserved, last bit", -EINVAL, run.reserved[0] = 1ULL << 63);
	SPOILED("one thread", -EINVAL, run.threads = 1);
	SPOILED("mapped, which is out", -EINVAL, run.mapped = 1);
	SPOILED("design without an end", -EINVAL,
		memset(run.design, 'x', sizeof(run.design)));
	SPOILED("backend without an end", -EINVAL,
		memset(run.backend, 'x', sizeof(run.backend)));
	SPOILED("op without an end", -EINVAL,
		memset(run.op, 'x', sizeof(run.op)));
	SPOILED("device without an end", -EINVAL,
		memset(run.device, 'x', sizeof(run.device)));
	SPOILED("no such design", -ENOENT, strcpy(run.design, "nosuch"));
	SPOILED("no such backend", -ENOENT, strcpy(run.backend, "nosuch"));
	SPOILED("no such op", -ENOENT, strcpy(run.op, "nosuch"));
	SPOILED("empty names", -ENOENT, *run.design = '\0');
	SPOILED("a backend that the design cannot reach", -EOPNOTSUPP,
		strcpy(run.backend, "kernel-direct"));
	SPOILED("known over null", -EOPNOTSUPP, strcpy(run.design, "known"));
	SPOILED("len 0", -EINVAL, run.len = 0);
	SPOILED("len too large", -EINVAL, run.len = DMABENCH_MAX_LEN + 1);
	SPOILED("nents 0", -EINVAL, run.nents = 0);
	SPOILED("nents of a single mapping", -EINVAL, run.nents = 2);
	SPOILED("nents too many", -EINVAL, strcpy(run.op, "map_sg");
		run.nents = DMABENCH_MAX_NENTS + 1);
	SPOILED("a depth where there is none", -EINVAL, run.depth = 1);
	SPOILED("no depth where there is one", -EINVAL,
		strcpy(run.design, "stack-global"));
	SPOILED("depth too large", -EINVAL, strcpy(run.design, "stack-global");
		run.depth = DMABENCH_MAX_DEPTH + 1);
	SPOILED("no devices", -EINVAL, run.devices = 0);
	SPOILED("too many devices", -EINVAL,
		run.devices = DMABENCH_MAX_DEVICES + 1);
	SPOILED("many devices of the kernel's API", -EOPNOTSUPP,
		strcpy(run.design, "running"); run.devices = 2);
	SPOILED("mixed without variants", -EOPNOTSUPP,
		strcpy(run.backend, "linear"); run.devices = 2;
		run.flags = DMABENCH_RUN_MIXED);
	SPOILED("attaching is never cold", -EOPNOTSUPP,
		strcpy(run.design, "global"); strcpy(run.op, "attach");
		run.flags = DMABENCH_RUN_COLD);
	SPOILED("cold with many devices", -EOPNOTSUPP, run.devices = 2;
		run.flags = DMABENCH_RUN_COLD);
	SPOILED("more mixed than there are variants", -EINVAL,
		run.devices = 17; run.flags = DMABENCH_RUN_MIXED);
	SPOILED("a window that would be too long", -EINVAL,
		strcpy(run.design, "known"); strcpy(run.backend, "none");
		strcpy(run.op, "loop"); run.len = DMABENCH_MAX_LEN;
		windows[0].n = DMABENCH_MAX_N);
	SPOILED("no windows", -EINVAL, run.nr_windows = 0);
	SPOILED("too many windows", -EINVAL,
		run.nr_windows = DMABENCH_MAX_WINDOWS + 1);
	SPOILED("windows at NULL", -EFAULT, run.windows = 0);
	SPOILED("windows in the kernel", -EFAULT, run.windows = 1ULL << 63);
	SPOILED("n 0, a window of nothing", 0, windows[1].n = 0);
	SPOILED("n 0 of a loop that goes round once at the least", -EINVAL,
		strcpy(run.design, "known"); strcpy(run.backend, "none");
		strcpy(run.op, "empty"); windows[1].n = 0);
	SPOILED("n too large", -EINVAL, windows[1].n = DMABENCH_MAX_N + 1);
	SPOILED("a placement too many", -EINVAL,
		windows[0].placement = DMABENCH_PLACEMENTS);
	SPOILED("an out field that is set", -EINVAL, windows[0].end = 1);
	SPOILED("more memory than allowed", -E2BIG, run.len = DMABENCH_MAX_LEN;
		windows[0].n = DMABENCH_MAX_N);
	SPOILED("a device that is not there", -ENODEV,
		strcpy(run.design, "running");
		strcpy(run.backend, "kernel-iommu");
		strcpy(run.device, "ffff:ff:1f.7"));
	SPOILED("behind the IOMMU without a device", -ENODEV,
		strcpy(run.design, "running");
		strcpy(run.backend, "kernel-iommu"));
	expect(ioctl(fd, DMABENCH_RUN, NULL) && errno == EFAULT, "run at NULL");
	expect(ioctl(fd, _IO(DMABENCH_IOC_MAGIC, 99)) && errno == ENOTTY,
	       "no such ioctl");
}

/* What only the running kernel's API has, and not all of its operations. */
#define SPOILED_API(name, want, op_name, ...)				\
	SPOILED(name, want, strcpy(run.design, "running");		\
		strcpy(run.backend, "kernel-direct");			\
		strcpy(run.op, op_name); __VA_ARGS__)

static const struct only {
	const char *name;
	__u32 flags, offset, ring;
} only[] = {
	{ "from the device", DMABENCH_RUN_FROM, 0, 0 },
	{ "both ways", DMABENCH_RUN_BIDI, 0, 0 },
	{ "skipping the sync", DMABENCH_RUN_SKIP_SYNC, 0, 0 },
	{ "the last first", DMABENCH_RUN_LIFO, 0, 0 },
	{ "at random", DMABENCH_RUN_RANDOM, 0, 0 },
	{ "failing", DMABENCH_RUN_FAIL, 0, 0 },
	{ "an offset", 0, 1, 0 },
	{ "a ring", 0, 0, 1 },
};

static void tell(struct dmabench_run *run, const struct only *o)
{
	run->flags = o->flags;
	run->offset = o->offset;
	run->ring = o->ring;
}

static void check_api(void)
{
	char name[64];
	size_t i;

	for (i = 0; i < sizeof(only) / sizeof(*only); i++) {
		snprintf(name, sizeof(name), "%s, of a design", only[i].name);
		SPOILED(name, -EOPNOTSUPP, tell(&run, &only[i]));
		snprintf(name, sizeof(name), "%s, of coherent memory",
			 only[i].name);
		SPOILED_API(name, -EOPNOTSUPP, "alloc_coherent",
			    tell(&run, &only[i]));
		snprintf(name, sizeof(name), "%s, of a map", only[i].name);
		/* dma-direct has no way to fail. */
		SPOILED_API(name, only[i].flags & DMABENCH_RUN_FAIL ?
			    -EOPNOTSUPP : 0, "map_single",
			    tell(&run, &only[i]));
	}
	SPOILED_API("offset too large", -EINVAL, "map_single",
		    run.offset = DMABENCH_MAX_OFFSET + 1);
	SPOILED_API("ring too large", -EINVAL, "map_single",
		    run.ring = DMABENCH_MAX_RING + 1);
	SPOILED_API("a ring of more memory than allowed", -E2BIG, "map_single",
		    run.ring = DMABENCH_MAX_RING; run.len = DMABENCH_MAX_LEN);
	SPOILED_API("the largest of both", 0, "sync_cpu",
		    run.ring = DMABENCH_MAX_RING;
		    run.offset = DMABENCH_MAX_OFFSET; run.len = 1);
	SPOILED_API("from and both ways", -EINVAL, "map_single",
		    run.flags = DMABENCH_RUN_FROM | DMABENCH_RUN_BIDI);
	SPOILED_API("last first and at random", -EINVAL, "map_single",
		    run.flags = DMABENCH_RUN_LIFO | DMABENCH_RUN_RANDOM);
	SPOILED_API("a ring of lists", -EOPNOTSUPP, "map_sg", run.ring = 1);
	SPOILED_API("an offset of lists", -EOPNOTSUPP, "unmap_sg",
		    run.offset = 1);
	SPOILED_API("lists, the last first", -EOPNOTSUPP, "unmap_sg",
		    run.flags = DMABENCH_RUN_LIFO);
	SPOILED_API("an unmap that fails", -EOPNOTSUPP, "unmap_single",
		    run.flags = DMABENCH_RUN_FAIL);
	SPOILED_API("a sync that fails", -EOPNOTSUPP, "sync_device",
		    run.flags = DMABENCH_RUN_FAIL);
	SPOILED_API("failing with a ring", -EOPNOTSUPP, "map_single",
		    run.flags = DMABENCH_RUN_FAIL; run.ring = 1);
	SPOILED_API("failing in an order", -EOPNOTSUPP, "map_single",
		    run.flags = DMABENCH_RUN_FAIL | DMABENCH_RUN_LIFO);
	SPOILED("a sync of a design", -EOPNOTSUPP, strcpy(run.op, "sync_cpu"));
	SPOILED("coherent memory of a design", -EOPNOTSUPP,
		strcpy(run.op, "alloc_coherent"));
	SPOILED_API("swiotlb of a PCI device", -ENODEV, "map_single",
		    strcpy(run.backend, "kernel-swiotlb");
		    strcpy(run.device, "0000:00:00.0"));
	SPOILED_API("what swiotlb can map", -EOPNOTSUPP, "map_single",
		    strcpy(run.backend, "kernel-swiotlb");
		    run.flags = DMABENCH_RUN_FAIL);
	SPOILED_API("and what it cannot, which fails", 0, "map_single",
		    strcpy(run.backend, "kernel-swiotlb"); run.len = 1 << 20;
		    run.flags = DMABENCH_RUN_FAIL);
}

static void check_info(void)
{
	struct dmabench_info info = { .size = sizeof(info) };

	expect(!ioctl(fd, DMABENCH_INFO, &info) &&
	       info.abi_version == DMABENCH_ABI_VERSION &&
	       info.max_n == DMABENCH_MAX_N &&
	       info.placements == DMABENCH_PLACEMENTS, "info says its limits");
	info = (struct dmabench_info) { .size = sizeof(info) - 4 };
	expect(ioctl(fd, DMABENCH_INFO, &info) && errno == EINVAL,
	       "info of another size");
	info = (struct dmabench_info) { .size = sizeof(info) };
	info.reserved[3] = 1;
	expect(ioctl(fd, DMABENCH_INFO, &info) && errno == EINVAL,
	       "info with reserved set");
}

/* In a child: without CAP_SYS_RAWIO the node cannot be opened. */
static void check_capability(void)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];
	int status;
	pid_t pid = fork();

	if (!pid) {
		if (syscall(SYS_capget, &head, data))
			_exit(2);
		data[0].effective &= ~(1U << CAP_SYS_RAWIO);
		if (syscall(SYS_capset, &head, data))
			_exit(2);
		_exit(open("/dev/dmabench", O_RDWR) < 0 && errno == EPERM ?
		      0 : 1);
	}
	waitpid(pid, &status, 0);
	expect(status == 0, "open without CAP_SYS_RAWIO");
}

static void on_alarm(int sig)
{
}

/* A signal ends a long run between two windows, and says how far it came. */
static void check_signal(void)
{
	static struct dmabench_window many[DMABENCH_MAX_WINDOWS];
	struct itimerval soon = { .it_value = { .tv_usec = 20000 } };
	struct sigaction sa = { .sa_handler = on_alarm };
	struct dmabench_run run = good();
	unsigned int i;
	int ret;

	for (i = 0; i < DMABENCH_MAX_WINDOWS; i++)
		many[i].n = DMABENCH_MAX_N;
	strcpy(run.design, "known");
	strcpy(run.backend, "none");
	strcpy(run.op, "loop");
	run.len = 1000;
	run.windows = (uintptr_t)many;
	run.nr_windows = DMABENCH_MAX_WINDOWS;
	sigaction(SIGALRM, &sa, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	ret = result(&run);
	expect(ret == -EINTR && run.nr_windows < DMABENCH_MAX_WINDOWS &&
	       (!run.nr_windows || many[run.nr_windows - 1].end) &&
	       !many[run.nr_windows].end, "a signal ends a run");
}

#define ONE_OF(list)	((list)[rand() % (sizeof(list) / sizeof(*(list)))])

/* Random requests, most of them with one or two fields off. */
static void check_random(const char *bdf)
{
	static const char *const designs[] = {
		"direct", "global", "per-device", "stack-global",
		"stack-per-device", "running", "known", "",
	};
	static const char *const backends[] = {
		"null", "none", "kernel-direct", "kernel-iommu",
		"kernel-swiotlb", "pvdma", "swiotlb+pvdma",
	};
	static const char *const ops[] = {
		"map_single", "unmap_single", "map_sg", "unmap_sg", "empty",
		"sync_cpu", "sync_device", "alloc_coherent", "free_coherent",
	};
	unsigned int i, done = 0;

	srand(1);
	for (i = 0; i < 3000; i++) {
		struct dmabench_run run = good();
		unsigned char *bytes = (unsigned char *)&run;

		strcpy(run.design, ONE_OF(designs));
		strcpy(run.backend, ONE_OF(backends));
		strcpy(run.op, ONE_OF(ops));
		/* Half of what would be refused for its design is not. */
		if (!strncmp(run.backend, "kernel", 6) && rand() % 2)
			strcpy(run.design, "running");
		if (!strcmp(run.backend, "kernel-iommu") && bdf)
			strcpy(run.device, bdf);
		run.nents = rand() % 3 ? 1 : rand() % 300;
		run.depth = rand() % 2 ? 0 : rand() % 10;
		run.len = rand() % 2 ? 4096 : rand() % (3 << 20);
		if (rand() % 4 == 0)
			run.flags = 1U << rand() % 10;
		if (rand() % 16 == 0)
			run.flags |= 1U << rand() % 10;
		if (rand() % 8 == 0)
			run.offset = rand() % 5000;
		if (rand() % 8 == 0)
			run.ring = rand() % 300;
		windows[0].n = rand() % 20;
		if (rand() % 4 == 0)
			bytes[rand() % sizeof(run)] = rand();
		if (rand() % 16 == 0)
			((unsigned char *)windows)[rand() % 64] = rand();
		if (run.nr_windows > 8)
			run.nr_windows = 8;
		run.windows = (uintptr_t)windows;
		if (result(&run) == 0)
			done++;
	}
	printf("# %u of 3000 random requests ran\n", done);
	expect(done > 100, "random requests");
}

static int claim(unsigned long cmd, const char *device, __u32 flags)
{
	struct dmabench_claim t = { .size = sizeof(t), .flags = flags };

	memcpy(t.device, device, strnlen(device, sizeof(t.device)));
	return ioctl(fd, cmd, &t) ? -errno : 0;
}

/* What is refused; claim.c in this directory has what works. */
static void check_claim(const char *bdf)
{
	const struct dmabench_claim good = { .size = sizeof(good) };
	struct dmabench_claim t = good;

	expect(claim(DMABENCH_CLAIM, "", 0) == -ENODEV, "claim nothing");
	expect(claim(DMABENCH_CLAIM, "edu", 0) == -ENODEV, "claim no address");
	expect(claim(DMABENCH_CLAIM, "00:00.0", 0) == -ENODEV,
	       "claim without a domain");
	expect(claim(DMABENCH_CLAIM, "ffff:ff:1f.7", 0) == -ENODEV,
	       "claim what is not there");
	expect(claim(DMABENCH_CLAIM, "0123456789abcdef", 0) == -EINVAL,
	       "claim a name without an end");
	expect(claim(DMABENCH_CLAIM, "0000:00:00.0", 0) == -EOPNOTSUPP &&
	       claim(DMABENCH_CLAIM, "0000:00:00.0", DMABENCH_CLAIM_UNBIND) ==
	       -EOPNOTSUPP, "claim a bridge");
	expect(claim(DMABENCH_CLAIM, bdf, 2) == -EINVAL, "claim, unknown flag");
	strcpy(t.device, bdf);
	t.size--;
	expect(ioctl(fd, DMABENCH_CLAIM, &t) && errno == EINVAL,
	       "claim of another size");
	t.size = sizeof(t);
	t.reserved[4] = 1ULL << 63;
	expect(ioctl(fd, DMABENCH_CLAIM, &t) && errno == EINVAL,
	       "claim with reserved set");
	expect(ioctl(fd, DMABENCH_CLAIM, NULL) && errno == EFAULT,
	       "claim at NULL");
	expect(claim(DMABENCH_RELEASE, bdf, 0) == -ENODEV,
	       "release what is not claimed");
	expect(!claim(DMABENCH_CLAIM, bdf, 0), "claim a device");
	expect(claim(DMABENCH_CLAIM, bdf, 0) == -EEXIST &&
	       claim(DMABENCH_CLAIM, bdf, DMABENCH_CLAIM_UNBIND) == -EEXIST,
	       "claim it twice");
	expect(claim(DMABENCH_RELEASE, bdf, DMABENCH_CLAIM_UNBIND) == -EINVAL,
	       "release with a flag");
	expect(ioctl(fd, DMABENCH_RELEASE, &good) && errno == ENODEV,
	       "release nothing");
	expect(!claim(DMABENCH_RELEASE, bdf, 0) &&
	       claim(DMABENCH_RELEASE, bdf, 0) == -ENODEV,
	       "release it, once");
}

static int write_to(const char *path, const char *text)
{
	int to = open(path, O_WRONLY);
	int ret = to < 0 || write(to, text, strlen(text)) < 0 ? -errno : 0;

	if (to >= 0)
		close(to);
	return ret;
}

/* The device is unbound while a row runs on it: that waits for the row. */
static void check_unbind(const char *bdf)
{
	static struct dmabench_window many[DMABENCH_MAX_WINDOWS];
	struct dmabench_run run = good();
	int status, ret;
	unsigned int i;
	pid_t pid;

	for (i = 0; i < DMABENCH_MAX_WINDOWS; i++)
		many[i].n = 16;
	strcpy(run.design, "running");
	strcpy(run.backend, "kernel-iommu");
	strcpy(run.device, bdf);
	run.windows = (uintptr_t)many;
	run.nr_windows = DMABENCH_MAX_WINDOWS;
	expect(result(&run) == -ENODEV, "a device that is not claimed");
	expect(!claim(DMABENCH_CLAIM, bdf, 0), "claim it again");
	run.nr_windows = DMABENCH_MAX_WINDOWS;
	pid = fork();
	if (!pid)
		_exit(result(&run) != 0);
	usleep(5000);
	ret = write_to("/sys/bus/pci/drivers/dmabench/unbind", bdf);
	waitpid(pid, &status, 0);
	expect(!ret && !status, "unbinding waits for the row");
	expect(result(&run) == -ENODEV, "an unbound device is gone");
	ret = write_to("/sys/bus/pci/drivers/dmabench/bind", bdf);
	memset(many, 0, sizeof(many));
	many[0].n = 16;
	run.nr_windows = 1;
	expect(!ret && !result(&run), "a device that is bound again works");
}

int main(int argc, char **argv)
{
	struct stat st;
	int second;

	fd = open("/dev/dmabench", O_RDWR);
	expect(fd >= 0, "open");
	expect(!stat("/dev/dmabench", &st) && (st.st_mode & 0777) == 0600,
	       "the node's mode is 0600");
	second = open("/dev/dmabench", O_RDWR);
	expect(second < 0 && errno == EBUSY, "one opener at a time");
	check_info();
	check_run();
	check_api();
	check_signal();
	check_random(argc > 1 ? argv[1] : NULL);
	if (argc > 1) {
		check_claim(argv[1]);
		check_unbind(argv[1]);
	}
	close(fd);
	check_capability();
	fd = open("/dev/dmabench", O_RDWR);
	expect(fd >= 0, "open again");
	close(fd);
	return check_end("abi");
}
