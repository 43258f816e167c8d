// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * devices.c - the PCI devices of this machine: which may be claimed for a run,
 * and what would go with the others.
 *
 * All of it is read from sysfs.  A thing is of a device when its real path in
 * /sys/devices lies below that of the device: so a disk behind a USB controller
 * counts, too.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <net/if.h>
#include <unistd.h>

#include "machine/devices.h"
#include "machine/files.h"

#define CLASS_BRIDGE	0x06	/* PCI Code and ID Assignment, base class */

/* What is being asked about one device. */
struct look {
	const char *root;
	const char *real;
	struct pci_device *d;
};

static char *attribute(const char *root, const char *bdf, const char *name,
		       char *buf, size_t size)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/sys/bus/pci/devices/%s/%s", root, bdf,
		 name);
	return read_line(path, buf, size);
}

/* The last part of where a link of a device leads, "" without one. */
static char *link_name(const char *root, const char *bdf, const char *name,
		       char *buf, size_t size)
{
	char path[PATH_MAX], to[PATH_MAX];
	const char *slash;
	ssize_t len;

	snprintf(path, sizeof(path), "%s/sys/bus/pci/devices/%s/%s", root, bdf,
		 name);
	len = readlink(path, to, sizeof(to) - 1);
	to[len > 0 ? len : 0] = '\0';
	slash = strrchr(to, '/');
	snprintf(buf, size, "%.*s", (int)size - 1, slash ? slash + 1 : to);
	return buf;
}

static unsigned int count_entries(const char *path)
{
	unsigned int nr = 0;
	struct dirent *e;
	DIR *dir = opendir(path);

	while (dir && (e = readdir(dir)))
		nr += e->d_name[0] != '.';
	if (dir)
		closedir(dir);
	return nr;
}

static bool never(struct pci_device *d, const char *fmt, const char *a,
		  const char *b)
{
	d->verdict = CLAIM_NEVER;
	snprintf(d->why, sizeof(d->why), fmt, a, b);
	return true;
}

/* Is it in /proc/self/mountinfo (proc(5)), by number or by name? */
static bool is_mounted(const struct look *l, const char *name)
{
	char path[PATH_MAX], line[4096], number[32], dev[NAME_MAX + 8];
	bool found = false;
	FILE *f;

	snprintf(path, sizeof(path), "%s/sys/class/block/%s/dev", l->root,
		 name);
	read_line(path, number, sizeof(number));
	snprintf(dev, sizeof(dev), "/dev/%s", name);
	snprintf(path, sizeof(path), "%s/proc/self/mountinfo", l->root);
	f = fopen(path, "re");
	while (f && !found && fgets(line, sizeof(line), f)) {
		char at[32], where[256], source[256] = "";
		const char *dash = strstr(line, " - ");

		if (sscanf(line, "%*s %*s %31s %*s %255s", at, where) != 2)
			continue;
		if (dash)
			sscanf(dash, " - %*s %255s", source);
		/* btrfs has a number of its own, and names its source. */
		found = !strcmp(at, number) || !strcmp(source, dev);
		if (found)
			never(l->d, "%.30s is mounted from %.16s", where,
			      name);
	}
	if (f)
		fclose(f);
	return found;
}

static bool is_swap(const struct look *l, const char *name)
{
	char path[PATH_MAX], line[4096], dev[NAME_MAX + 8];
	bool found = false;
	FILE *f;

	snprintf(dev, sizeof(dev), "/dev/%s ", name);
	snprintf(path, sizeof(path), "%s/proc/swaps", l->root);
	f = fopen(path, "re");
	while (f && !found && fgets(line, sizeof(line), f))
		found = !strncmp(line, dev, strlen(dev));
	if (f)
		fclose(f);
	return found && never(l->d, "%.40s is swapped to%s", name, "");
}

static bool block_in_use(const struct look *l, const char *name)
{
	char path[PATH_MAX];
	int fd;

	if (is_mounted(l, name) || is_swap(l, name))
		return true;
	snprintf(path, sizeof(path), "%s/sys/class/block/%s/holders", l->root,
		 name);
	if (count_entries(path))
		return never(l->d, "%.40s is part of another device%s", name,
			     "");
	/* Whoever else has it exclusively: other namespaces, ZFS. */
	snprintf(path, sizeof(path), "%s/dev/%s", l->root, name);
	fd = open(path, O_RDONLY | O_EXCL | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0)
		close(fd);
	else if (errno == EBUSY)
		return never(l->d, "%.40s is in use%s", name, "");
	return false;
}

static bool net_in_use(const struct look *l, const char *name)
{
	char path[PATH_MAX], flags[32];

	snprintf(path, sizeof(path), "%s/sys/class/net/%s/flags", l->root,
		 name);
	read_line(path, flags, sizeof(flags));
	return strtoul(flags, NULL, 0) & IFF_UP &&
	       never(l->d, "%.40s is up%s", name, "");
}

static bool is_iommu(const struct look *l, const char *name)
{
	return never(l->d, "it is the IOMMU %.40s%s", name, "");
}

/* Ask @in_use of everything in a class of sysfs that is of the device. */
static bool any_in_use(const struct look *l, const char *class,
		       bool (*in_use)(const struct look *, const char *))
{
	char dir[PATH_MAX], path[2 * PATH_MAX], real[PATH_MAX];
	size_t len = strlen(l->real);
	bool found = false;
	struct dirent *e;
	DIR *d;

	snprintf(dir, sizeof(dir), "%s/sys/class/%s", l->root, class);
	d = opendir(dir);
	while (d && !found && (e = readdir(d))) {
		snprintf(path, sizeof(path), "%s/%s", dir, e->d_name);
		if (e->d_name[0] != '.' && realpath(path, real) &&
		    !strncmp(real, l->real, len) && real[len] == '/')
			found = in_use(l, e->d_name);
	}
	if (d)
		closedir(d);
	return found;
}

static void judge(const struct look *l)
{
	struct pci_device *d = l->d;
	char buf[32];

	d->verdict = *d->driver ? CLAIM_HELD : CLAIM_FREE;
	if (any_in_use(l, "iommu", is_iommu) ||
	    any_in_use(l, "block", block_in_use) ||
	    any_in_use(l, "net", net_in_use))
		return;
	if (!strcmp(d->driver, "vfio-pci"))
		never(d, "%s has it, for a guest%s", d->driver, "");
	else if (atoi(attribute(l->root, d->bdf, "sriov_numvfs", buf,
				sizeof(buf))) > 0)
		never(d, "%s of its virtual functions are on%s", buf, "");
	else if (*d->driver && atoi(attribute(l->root, d->bdf, "boot_vga", buf,
					      sizeof(buf))))
		never(d, "the console is on it%s%s", "", "");
}

int device_read(const char *root, const char *bdf, struct pci_device *d)
{
	char path[PATH_MAX], real[PATH_MAX], buf[64], vendor[16];
	struct look l = { .root = root, .real = real, .d = d };

	memset(d, 0, sizeof(*d));
	snprintf(path, sizeof(path), "%s/sys/bus/pci/devices/%s", root, bdf);
	if (!*bdf || strchr(bdf, '/') || *bdf == '.' ||
	    strlen(bdf) >= sizeof(d->bdf) || !realpath(path, real))
		return -ENODEV;
	strcpy(d->bdf, bdf);
	if (strtoul(attribute(root, bdf, "class", buf, sizeof(buf)), NULL, 0) >>
	    16 == CLASS_BRIDGE)
		return -EOPNOTSUPP;
	attribute(root, bdf, "vendor", vendor, sizeof(vendor));
	attribute(root, bdf, "device", buf, sizeof(buf));
	snprintf(d->id, sizeof(d->id), "%.4lx:%.4lx",
		 strtoul(vendor, NULL, 0), strtoul(buf, NULL, 0));
	link_name(root, bdf, "driver", d->driver, sizeof(d->driver));
	link_name(root, bdf, "iommu_group", buf, sizeof(buf));
	d->group = *buf ? atoi(buf) : -1;
	snprintf(path, sizeof(path),
		 "%s/sys/bus/pci/devices/%s/iommu_group/devices", root, bdf);
	d->nr_group = count_entries(path);
	attribute(root, bdf, "numa_node", buf, sizeof(buf));
	d->node = *buf ? atoi(buf) : -1;
	judge(&l);
	return 0;
}

static void print_device(FILE *f, const struct pci_device *d)
{
	static const char *const verdicts[] = {
		[CLAIM_FREE] = "yes", [CLAIM_HELD] = "with --unbind",
		[CLAIM_NEVER] = "no",
	};
	char group[32] = "-", node[16] = "-";

	if (d->group >= 0 && d->nr_group > 1)
		snprintf(group, sizeof(group), "%d of %u", d->group,
			 d->nr_group);
	else if (d->group >= 0)
		snprintf(group, sizeof(group), "%d", d->group);
	if (d->node >= 0)
		snprintf(node, sizeof(node), "%d", d->node);
	fprintf(f, "%-12s  %-9s  %-14.14s  %-10s  %4s  %s\n", d->bdf, d->id,
		*d->driver ? d->driver : "-", group, node,
		verdicts[d->verdict]);
	if (*d->why)
		fprintf(f, "%14s%.58s\n", "", d->why);
}

int devices_print(FILE *f, const char *root)
{
	struct pci_device d;
	struct dirent **list;
	char path[PATH_MAX];
	int i, nr;

	snprintf(path, sizeof(path), "%s/sys/bus/pci/devices", root);
	nr = scandir(path, &list, NULL, alphasort);
	if (nr < 0)
		return -errno;
	fprintf(f, "%-12s  %-9s  %-14s  %-10s  %4s  %s\n", "PCI device", "id",
		"driver", "group", "node", "claimable");
	for (i = 0; i < nr; i++) {
		if (!device_read(root, list[i]->d_name, &d))
			print_device(f, &d);
		free(list[i]);
	}
	free(list);
	fputs("group: its IOMMU group, and how many devices are in it; without one\n"
	      "nothing translates, and its rows over kernel-iommu have no number.\n",
	      f);
	return 0;
}
