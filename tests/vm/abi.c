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

#include "../../kmod/uapi/dmabench.h"

static unsigned int passed, failed;
static int fd;

static void check(int ok, const char *name)
{
	printf("%s %s\n", ok ? "ok" : "not ok", name);
	if (ok)
		passed++;
	else
		failed++;
}

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
		check(result(&run) == (want), name);			\
	} while (0)

static void check_run(void)
{
	struct dmabench_run run = good();

	check(result(&run) == 0 && run.nr_windows == 2 &&
	      windows[0].end > windows[0].begin &&
	      windows[1].end > windows[1].begin, "a good request runs");
	SPOILED("size too small", -EINVAL, run.size--);
	SPOILED("size too large", -EINVAL, run.size++);
	SPOILED("size 0", -EINVAL, run.size = 0);
	SPOILED("an unknown flag", -EINVAL, run.flags = 1U << 31);
	SPOILED("reserved, first", -EINVAL, run.reserved[0] = 1);
	SPOILED("reserved, last", -EINVAL, run.reserved[2] = 1ULL << 63);
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
	SPOILED("n 0", -EINVAL, windows[1].n = 0);
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
	check(ioctl(fd, DMABENCH_RUN, NULL) && errno == EFAULT, "run at NULL");
	check(ioctl(fd, _IO(DMABENCH_IOC_MAGIC, 99)) && errno == ENOTTY,
	      "no such ioctl");
}

static void check_info(void)
{
	struct dmabench_info info = { .size = sizeof(info) };

	check(!ioctl(fd, DMABENCH_INFO, &info) &&
	      info.abi_version == DMABENCH_ABI_VERSION &&
	      info.max_n == DMABENCH_MAX_N &&
	      info.placements == DMABENCH_PLACEMENTS, "info says its limits");
	info = (struct dmabench_info) { .size = sizeof(info) - 4 };
	check(ioctl(fd, DMABENCH_INFO, &info) && errno == EINVAL,
	      "info of another size");
	info = (struct dmabench_info) { .size = sizeof(info) };
	info.reserved[4] = 1;
	check(ioctl(fd, DMABENCH_INFO, &info) && errno == EINVAL,
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
	check(status == 0, "open without CAP_SYS_RAWIO");
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
	check(ret == -EINTR && run.nr_windows < DMABENCH_MAX_WINDOWS &&
	      (!run.nr_windows || many[run.nr_windows - 1].end) &&
	      !many[run.nr_windows].end, "a signal ends a run");
}

/* Random requests, most of them with one or two fields off. */
static void check_random(void)
{
	static const char *const designs[] = {
		"direct", "global", "per-device", "stack-global",
		"stack-per-device", "running", "known", "",
	};
	static const char *const backends[] = {
		"null", "none", "kernel-direct", "kernel-iommu",
	};
	static const char *const ops[] = {
		"map_single", "unmap_single", "map_sg", "unmap_sg", "empty",
	};
	unsigned int i, done = 0;

	srand(1);
	for (i = 0; i < 3000; i++) {
		struct dmabench_run run = good();
		unsigned char *bytes = (unsigned char *)&run;

		strcpy(run.design, designs[rand() % 8]);
		strcpy(run.backend, backends[rand() % 4]);
		strcpy(run.op, ops[rand() % 5]);
		run.nents = rand() % 3 ? 1 : rand() % 300;
		run.depth = rand() % 2 ? 0 : rand() % 10;
		run.len = rand() % 2 ? 4096 : rand() % (3 << 20);
		run.flags = rand() % 4 == 0;
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
	check(done > 100, "random requests");
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
	pid = fork();
	if (!pid)
		_exit(result(&run) != 0);
	usleep(5000);
	ret = write_to("/sys/bus/pci/drivers/dmabench/unbind", bdf);
	waitpid(pid, &status, 0);
	check(!ret && !status, "unbinding waits for the row");
	check(result(&run) == -ENODEV, "an unbound device is gone");
	ret = write_to("/sys/bus/pci/drivers/dmabench/bind", bdf);
	memset(many, 0, sizeof(many));
	many[0].n = 16;
	run.nr_windows = 1;
	check(!ret && !result(&run), "a device that is bound again works");
}

int main(int argc, char **argv)
{
	struct stat st;
	int second;

	fd = open("/dev/dmabench", O_RDWR);
	check(fd >= 0, "open");
	check(!stat("/dev/dmabench", &st) && (st.st_mode & 0777) == 0600,
	      "the node's mode is 0600");
	second = open("/dev/dmabench", O_RDWR);
	check(second < 0 && errno == EBUSY, "one opener at a time");
	check_info();
	check_run();
	check_signal();
	check_random();
	if (argc > 1)
		check_unbind(argv[1]);
	close(fd);
	check_capability();
	fd = open("/dev/dmabench", O_RDWR);
	check(fd >= 0, "open again");
	close(fd);
	printf("abi: %u passed, %u failed\n", passed, failed);
	return failed != 0;
}
