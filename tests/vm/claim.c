// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * claim.c - runs inside the VM: a PCI device is claimed from the driver that
 * has it, and is as it was whatever ends the claim.
 *
 * The device is a serial port, whose driver every kernel has built in, and
 * which can be asked whether it works.  Prints one "ok NAME" or "not ok NAME"
 * line a check and "claim: N passed, N failed" at the end.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <linux/serial.h>
#include <unistd.h>

#include "kmod/uapi/dmabench.h"
#include "check.h"

#define PCI	"/sys/bus/pci/devices"
#define RELOADS	10

static int fd = -1;
/* The serial port, and what sysfs said of it at first. */
static char bdf[64];
static char before[512];

static const char *path_of(const char *file)
{
	static char path[400];

	snprintf(path, sizeof(path), PCI "/%s/%s", bdf, file);
	return path;
}

static int slurp(const char *path, char *buf, size_t size)
{
	int from = open(path, O_RDONLY);
	ssize_t len = from < 0 ? -1 : read(from, buf, size - 1);

	if (from >= 0)
		close(from);
	buf[len > 0 ? len : 0] = '\0';
	return len < 0 ? -errno : (int)len;
}

static int write_to(const char *path, const char *text)
{
	int to = open(path, O_WRONLY);
	int ret = to < 0 || write(to, text, strlen(text)) < 0 ? -errno : 0;

	if (to >= 0)
		close(to);
	return ret;
}

static const char *driver(void)
{
	static char link[256];
	ssize_t len = readlink(path_of("driver"), link, sizeof(link) - 1);

	link[len > 0 ? len : 0] = '\0';
	return len > 0 ? strrchr(link, '/') + 1 : "";
}

/* All that a claim may not change: a line each, and the command register. */
static void describe(char *buf, size_t size)
{
	static const char *const files[] = {
		"driver_override", "dma_mask_bits", "consistent_dma_mask_bits",
		"enable", "power/control",
	};
	unsigned char config[8] = "";
	char text[128];
	size_t i, len;

	len = snprintf(buf, size, "driver %s\n", driver());
	for (i = 0; i < sizeof(files) / sizeof(*files); i++) {
		slurp(path_of(files[i]), text, sizeof(text));
		len += snprintf(buf + len, size - len, "%s %s", files[i],
				text);
	}
	slurp(path_of("config"), (char *)config, sizeof(config));
	snprintf(buf + len, size - len, "command %02x%02x\n", config[5],
		 config[4]);
}

/* Its driver has it and speaks to it: the port answers as a 16550A. */
static int port_works(void)
{
	struct serial_struct serial = { 0 };
	struct dirent *d;
	char path[300];
	int tty, works = 0;
	DIR *dir = opendir(path_of("tty"));

	while (dir && (d = readdir(dir))) {
		if (*d->d_name == '.')
			continue;
		snprintf(path, sizeof(path), "/dev/%s", d->d_name);
		tty = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
		works = tty >= 0 && !ioctl(tty, TIOCGSERIAL, &serial) &&
			serial.type == PORT_16550A;
		if (tty >= 0)
			close(tty);
	}
	if (dir)
		closedir(dir);
	return works;
}

static void check_as_before(const char *name)
{
	char now[512];

	describe(now, sizeof(now));
	if (strcmp(now, before))
		printf("# before:\n%s# now:\n%s", before, now);
	expect(!strcmp(now, before) && port_works(), name);
}

static int claim(unsigned long cmd, const char *device, __u32 flags)
{
	struct dmabench_claim t = { .size = sizeof(t), .flags = flags };

	memcpy(t.device, device, strnlen(device, sizeof(t.device)));
	return ioctl(fd, cmd, &t) ? -errno : 0;
}

static int unbind(void)
{
	return claim(DMABENCH_CLAIM, bdf, DMABENCH_CLAIM_UNBIND);
}

/* A row on the device, of that many windows. */
static int run_windows(__u32 nr)
{
	static struct dmabench_window windows[DMABENCH_MAX_WINDOWS];
	struct dmabench_run r = {
		.size = sizeof(r), .design = "running",
		.backend = "kernel-iommu", .op = "map_single", .len = 4096,
		.nents = 1, .nr_windows = nr, .devices = 1,
		.windows = (uintptr_t)windows,
	};
	__u32 i;

	memset(windows, 0, sizeof(windows));
	for (i = 0; i < nr; i++)
		windows[i].n = 16;
	strcpy(r.device, bdf);
	return ioctl(fd, DMABENCH_RUN, &r) ? -errno : 0;
}

static void open_module(void)
{
	fd = open("/dev/dmabench", O_RDWR);
	expect(fd >= 0, "open");
}

static void close_module(void)
{
	close(fd);
	fd = -1;
}

static void check_one_session(void)
{
	open_module();
	expect(claim(DMABENCH_CLAIM, bdf, 0) == -EBUSY, "held by a driver");
	check_as_before("refused, nothing has changed");
	expect(!unbind() && !strcmp(driver(), "dmabench"),
	       "claimed from its driver");
	expect(!run_windows(4), "a row runs on it");
	expect(unbind() == -EEXIST, "claimed already");
	expect(!claim(DMABENCH_RELEASE, bdf, 0), "released");
	check_as_before("released, as it was");
	expect(run_windows(1) == -ENODEV, "no row runs on it any more");
	expect(!unbind(), "claimed again");
	close_module();
	check_as_before("the last close() releases it");
}

/* A child has the only open file, and is killed while a row runs. */
static void check_kill(void)
{
	int ready[2], status;
	char byte;
	pid_t pid;

	if (pipe(ready))
		return;
	pid = fork();
	if (!pid) {
		fd = open("/dev/dmabench", O_RDWR);
		if (unbind() || write(ready[1], "", 1) != 1)
			_exit(1);
		for (;;)
			run_windows(DMABENCH_MAX_WINDOWS);
	}
	close(ready[1]);
	expect(read(ready[0], &byte, 1) == 1 && !strcmp(driver(), "dmabench"),
	       "claimed by a child");
	close(ready[0]);
	usleep(20000);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	expect(WIFSIGNALED(status), "the child was killed");
	check_as_before("SIGKILL releases it");
}

/* What somebody else may do to it meanwhile, through sysfs. */
static void check_sysfs(void)
{
	open_module();
	expect(!unbind() &&
	       !write_to("/sys/bus/pci/drivers/dmabench/unbind", bdf),
	       "unbound by hand");
	expect(run_windows(1) == -ENODEV, "no row runs on it then");
	close_module();
	check_as_before("unbound by hand, released");

	open_module();
	expect(!unbind() && !write_to(path_of("driver_override"), "other"),
	       "its override is changed by hand");
	close_module();
	check_as_before("the override is as it was");

	expect(!write_to(path_of("driver_override"), "dmabench") &&
	       !write_to(path_of("driver/unbind"), bdf) &&
	       write_to("/sys/bus/pci/drivers/dmabench/bind", bdf) == -ENODEV,
	       "it cannot be bound by hand");
	expect(!write_to(path_of("driver_override"), "\n") &&
	       !write_to("/sys/bus/pci/drivers/serial/bind", bdf),
	       "its driver again");
	check_as_before("its driver, by hand");
}

static void write_command(uint16_t command)
{
	int to = open(path_of("config"), O_WRONLY);

	expect(pwrite(to, &command, sizeof(command), 4) == sizeof(command),
	       "the command register is set by hand");
	close(to);
}

/*
 * A device without a driver: its override is put back, no driver appears, and
 * what enabling it set in the command register is gone.
 */
static void check_without_driver(const char *other)
{
	char port[64], was[512], now[512];
	uint16_t command = 0;
	int from;

	strcpy(port, bdf);
	snprintf(bdf, sizeof(bdf), "%s", other);
	from = open(path_of("config"), O_RDONLY);
	expect(pread(from, &command, sizeof(command), 4) == sizeof(command),
	       "a command register");
	close(from);
	write_command(0);
	expect(!*driver() && !write_to(path_of("driver_override"), "nosuch"),
	       "a device without a driver");
	describe(was, sizeof(was));
	open_module();
	expect(!claim(DMABENCH_CLAIM, bdf, 0) && !strcmp(driver(), "dmabench"),
	       "claimed without a flag");
	describe(now, sizeof(now));
	expect(!strstr(now, "command 0000"), "it is enabled");
	close_module();
	describe(now, sizeof(now));
	if (strcmp(now, was))
		printf("# was:\n%s# now:\n%s", was, now);
	expect(!strcmp(now, was) && strstr(now, "driver_override nosuch\n") &&
	       strstr(now, "command 0000\n"), "as it was, without a driver");
	write_to(path_of("driver_override"), "\n");
	write_command(command);
	strcpy(bdf, port);
}

static void check_unplug(void)
{
	open_module();
	expect(!unbind() && !write_to(path_of("remove"), "1") &&
	       access(path_of("."), F_OK), "unplugged while it is claimed");
	expect(run_windows(1) == -ENODEV, "no row runs on what is gone");
	expect(!write_to("/sys/bus/pci/rescan", "1") &&
	       !access(path_of("."), F_OK), "plugged in again");
	check_as_before("a device that comes back is not claimed");
	expect(!unbind() && !run_windows(4), "but may be");
	close_module();
	check_as_before("both are released");

	open_module();
	expect(!unbind() && !write_to(path_of("remove"), "1"),
	       "unplugged once more");
	close_module();
	expect(!write_to("/sys/bus/pci/rescan", "1"), "plugged in once more");
	check_as_before("plugged in after the end");
}

static int reload(void)
{
	int module = open("/dmabench.ko", O_RDONLY);
	int ret = syscall(SYS_delete_module, "dmabench", O_NONBLOCK) ||
		  syscall(SYS_finit_module, module, "", 0);

	close(module);
	return ret;
}

static void check_reload(void)
{
	unsigned int i;

	open_module();
	expect(!unbind() &&
	       syscall(SYS_delete_module, "dmabench", O_NONBLOCK) &&
	       errno == EWOULDBLOCK, "no unloading while a device is claimed");
	close_module();
	for (i = 0; i < RELOADS && !reload(); i++) {
		fd = open("/dev/dmabench", O_RDWR);
		if (unbind() || run_windows(4))
			break;
		close_module();
	}
	expect(i == RELOADS, "loaded and claimed again and again");
	check_as_before("as it was after all that");
}

/* Set bdf to the device whose @attribute is @value. */
static int find_device(const char *attribute, const char *value)
{
	struct dirent *d;
	DIR *dir = opendir(PCI);
	char is[64];

	while (dir && (d = readdir(dir))) {
		snprintf(bdf, sizeof(bdf), "%.60s", d->d_name);
		slurp(path_of(attribute), is, sizeof(is));
		if (!strncmp(is, value, strlen(value)))
			break;
	}
	if (dir)
		closedir(dir);
	return dir && d ? 0 : -ENODEV;
}

/* AMD's is a PCI device, and nobody holds it. */
static void check_iommu(void)
{
	if (find_device("class", "0x0806")) {
		puts("# the IOMMU is no PCI device");
		return;
	}
	open_module();
	expect(claim(DMABENCH_CLAIM, bdf, 0) == -EOPNOTSUPP && !*driver(),
	       "the IOMMU is not claimed");
	close_module();
}

int main(int argc, char **argv)
{
	check_iommu();
	/* QEMU's docs/specs/pci-serial */
	expect(!find_device("modalias", "pci:v00001B36d00000002") && argc > 1,
	       "the devices are there");
	describe(before, sizeof(before));
	printf("# %s\n%s", bdf, before);
	expect(!strcmp(driver(), "serial") && port_works(),
	       "the port has a driver that works");
	check_one_session();
	check_kill();
	check_sysfs();
	check_without_driver(argv[1]);
	check_unplug();
	check_reload();
	return check_end("claim");
}
