// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * causes.c - runs inside the VM: what a window has beside its clock, where the
 * machine has neither a PMU nor KVM: "not counted", which is no number, and no
 * cause.  Session after session, so that what is held for one shows if it is
 * not given back.
 *
 * Prints one line a check, and "causes: N passed, N failed" at the end.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "kmod/uapi/dmabench.h"
#include "check.h"

#define NR		8
#define SESSIONS	200

static struct dmabench_window w[NR];

static int run_row(int fd)
{
	struct dmabench_run run = {
		.size = sizeof(run),
		.design = "direct",
		.backend = "null",
		.op = "map_single",
		.len = 4096,
		.nents = 1,
		.nr_windows = NR,
		.devices = 1,
		.windows = (uintptr_t)w,
	};

	return ioctl(fd, DMABENCH_RUN, &run) ? -errno : 0;
}

static void plan(void)
{
	unsigned int i;

	memset(w, 0, sizeof(w));
	for (i = 0; i < NR; i++)
		w[i].n = 4 + 4 * (i & 1);
}

/* What the module sees; all of it where it does not answer. */
static struct dmabench_info info_of(int fd)
{
	struct dmabench_info info = { .size = sizeof(info) };

	if (ioctl(fd, DMABENCH_INFO, &info))
		info.flags = info.counts = ~0U;
	return info;
}

/* A session with a row in it; with @ask what the module sees is asked first. */
static int session(int ask)
{
	int fd = open("/dev/dmabench", O_RDWR), ret;

	if (fd < 0)
		return -errno;
	ret = ask && info_of(fd).flags == ~0U ? -EIO : 0;
	plan();
	if (!ret)
		ret = run_row(fd);
	close(fd);
	return ret;
}

int main(void)
{
	const __u32 none = DMABENCH_INFO_HAS_SMI_EVENT |
			   DMABENCH_INFO_HAS_STEAL;
	unsigned int i, e, counted = 0, causes = 0;
	int fd = open("/dev/dmabench", O_RDWR), ret = 0;

	expect(fd >= 0, "open");
	expect(!(info_of(fd).flags & none), "neither SMIs nor steal are seen");
	expect(!info_of(fd).counts, "no PMU, no counts");
	plan();
	w[NR - 1].count[DMABENCH_COUNTS - 1] = 1;
	expect(run_row(fd) == -EINVAL, "a count, which is out");
	plan();
	w[NR - 1].reserved = 1;
	expect(run_row(fd) == -EINVAL, "what a window has in reserve");
	plan();
	expect(!run_row(fd), "a row");
	for (i = 0; i < NR; i++) {
		for (e = 0; e < DMABENCH_COUNTS; e++)
			counted += w[i].count[e] != DMABENCH_NOT_COUNTED;
		causes |= w[i].causes;
	}
	expect(!counted, "none of its windows has a count");
	expect(!causes, "or a cause");
	close(fd);
	for (i = 0; !ret && i < SESSIONS; i++)
		ret = session(i & 1);
	expect(!ret, "session after session");
	return check_end("causes");
}
