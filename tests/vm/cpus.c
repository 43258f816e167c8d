// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cpus.c - runs inside the VM: rows of several CPUs and of several sizes, and
 * callers that lie about them.
 *
 * On one CPU what needs two is refused and nothing else.  Prints one line a
 * check, and "cpus: N passed, N failed" at the end.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kmod/uapi/dmabench.h"
#include "check.h"

#define NR	8

static int fd;
static struct dmabench_window w[DMABENCH_MAX_WINDOWS];

/* A request of the kernel's API that works on one CPU. */
static struct dmabench_run good(const char *op)
{
	struct dmabench_run run = {
		.size = sizeof(run),
		.design = "running",
		.backend = "kernel-direct",
		.len = 4096,
		.nents = 1,
		.nr_windows = NR,
		.devices = 1,
		.windows = (uintptr_t)w,
	};
	int i;

	strcpy(run.op, op);
	memset(w, 0, sizeof(w));
	for (i = 0; i < DMABENCH_MAX_WINDOWS; i++)
		w[i].n = 4;
	return run;
}

static int result(struct dmabench_run *run)
{
	return ioctl(fd, DMABENCH_RUN, run) ? -errno : 0;
}

#define CHECK(name, want, op, ...)					\
	do {								\
		struct dmabench_run run = good(op);			\
									\
		__VA_ARGS__;						\
		expect(result(&run) == (want), name);			\
	} while (0)

#define SIZES	(run.flags |= DMABENCH_RUN_SIZES, run.len = DMABENCH_SIZES_MAX)
#define XCPU	(run.flags |= DMABENCH_RUN_XCPU)
#define DESIGN	(strcpy(run.design, "global"), strcpy(run.backend, "null"))

static void check_sizes(void)
{
	CHECK("several sizes", 0, "unmap_single", SIZES);
	CHECK("of another length", -EINVAL, "map_single", SIZES;
	      run.len = 4096);
	CHECK("several sizes, synced", -EOPNOTSUPP, "sync_cpu", SIZES);
	CHECK("several sizes of lists", -EOPNOTSUPP, "map_sg", SIZES);
	CHECK("several sizes, the last first", -EOPNOTSUPP, "map_single",
	      SIZES; run.flags |= DMABENCH_RUN_LIFO);
	CHECK("several sizes that fail", -EOPNOTSUPP, "map_single",
	      SIZES; run.flags |= DMABENCH_RUN_FAIL);
	CHECK("several sizes of a design", -EOPNOTSUPP, "map_single",
	      SIZES; DESIGN);
}

static void check_cpus(int two)
{
	CHECK("another CPU", two, "unmap_sg", XCPU);
	CHECK("another CPU, synced", two, "sync_cpu", XCPU);
	CHECK("another CPU of a design", -EOPNOTSUPP, "map_single",
	      XCPU; DESIGN);
	CHECK("failing on another CPU", -EOPNOTSUPP, "map_single",
	      XCPU; run.flags |= DMABENCH_RUN_FAIL);
	CHECK("coherent memory on another CPU", -EOPNOTSUPP, "alloc_coherent",
	      XCPU);
}

static void check_threads(int two)
{
	CHECK("two threads", two, "map_single", run.threads = 2);
	expect(two || (w[NR - 1].end && w[0].end && !w[NR].end),
	       "each has run its windows, and no other");
	CHECK("two threads of a design", two, "unmap_sg",
	      run.threads = 2; DESIGN);
	CHECK("one thread", -EINVAL, "map_single", run.threads = 1);
	CHECK("too many threads", -EINVAL, "map_single",
	      run.threads = DMABENCH_MAX_THREADS + 1);
	CHECK("more threads than CPUs", -EUSERS, "map_single",
	      run.threads = DMABENCH_MAX_THREADS;
	      run.nr_windows = DMABENCH_MAX_THREADS);
	CHECK("windows that do not fit the threads", -EINVAL, "map_single",
	      run.threads = 2; run.nr_windows = 7);
	CHECK("threads that attach", -EOPNOTSUPP, "attach",
	      run.threads = 2; DESIGN);
	CHECK("cold threads", -EOPNOTSUPP, "map_single", run.threads = 2;
	      DESIGN; run.flags |= DMABENCH_RUN_COLD);
	CHECK("threads and another CPU", two ? two : -EOPNOTSUPP,
	      "map_single", XCPU; run.threads = 2);
	CHECK("threads that fail", -EOPNOTSUPP, "map_single",
	      run.threads = 2; run.flags |= DMABENCH_RUN_FAIL);
	CHECK("threads of one pool", -EOPNOTSUPP, "map_single",
	      run.threads = 2; DESIGN; strcpy(run.backend, "swiotlb+pvdma"));
	CHECK("more memory than all may have", two ? two : -E2BIG,
	      "map_single", run.threads = 2; run.len = DMABENCH_MAX_LEN;
	      w[0].n = 20);
}

static void on_alarm(int sig)
{
}

/* A long row of two threads, to be ended from outside. */
static int long_row(void)
{
	struct dmabench_run run = good("map_single");
	int i;

	run.threads = 2;
	run.nr_windows = DMABENCH_MAX_WINDOWS;
	for (i = 0; i < DMABENCH_MAX_WINDOWS; i++)
		w[i].n = 256;
	i = result(&run);
	return i == -EINTR && run.nr_windows < DMABENCH_MAX_WINDOWS &&
	       run.nr_windows % 2 == 0 && !w[run.nr_windows].end;
}

static void check_ends(void)
{
	struct itimerval soon = { .it_value = { .tv_usec = 20000 } };
	struct sigaction sa = { .sa_handler = on_alarm };
	int status;
	pid_t pid;

	sigaction(SIGALRM, &sa, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	expect(long_row(), "a signal ends the threads");
	pid = fork();
	if (!pid)
		_exit(long_row());
	usleep(20000);
	kill(pid, SIGKILL);
	expect(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status),
	       "so does the end of the caller");
	CHECK("and the next row runs", 0, "unmap_single", run.threads = 2);
}

int main(void)
{
	int two = sysconf(_SC_NPROCESSORS_ONLN) > 1 ? 0 : -EUSERS;

	fd = open("/dev/dmabench", O_RDWR);
	expect(fd >= 0, "open");
	check_sizes();
	check_cpus(two);
	check_threads(two);
	if (!two)
		check_ends();
	return check_end("cpus");
}
