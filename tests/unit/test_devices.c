// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_devices.c - which PCI devices may be claimed, on machines of files.
 *
 * Each test makes a little /sys and /proc, as the kernel lays them out, and
 * asks of one device.  The last prints a table of all.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "machine/devices.h"
#include "unit.h"

/*
 * Make the directories of a path below unit_dir; the path, in a static buffer.
 */
static char *below(const char *path)
{
	static char full[1024];
	char *p;

	snprintf(full, sizeof(full), "%s/%s", unit_dir, path);
	for (p = full + strlen(unit_dir) + 1; (p = strchr(p, '/')); p++) {
		*p = '\0';
		assert_true(!mkdir(full, 0777) || errno == EEXIST);
		*p = '/';
	}
	return full;
}

static void file(const char *path, const char *text)
{
	FILE *f = fopen(below(path), "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void dir(const char *path)
{
	char inside[300];

	snprintf(inside, sizeof(inside), "%s/", path);
	below(inside);
}

/* A link at @path to @to, both below unit_dir. */
static void to(const char *path, const char *target)
{
	char full[600];

	snprintf(full, sizeof(full), "%s/%s", unit_dir, target);
	assert_int_equal(symlink(full, below(path)), 0);
}

/* A device at the end of sys/devices/@where, with its attributes. */
static void add_device(const char *where, const char *class,
		       const char *driver, const char *group)
{
	const char *slash = strrchr(where, '/'), *bdf = slash + 1;
	char at[200], path[300], target[300];

	snprintf(at, sizeof(at), "sys/devices/%s", where);
	snprintf(path, sizeof(path), "%s/class", at);
	file(path, class);
	snprintf(path, sizeof(path), "%s/vendor", at);
	file(path, "0x8086\n");
	snprintf(path, sizeof(path), "%s/device", at);
	file(path, "0x10d3\n");
	snprintf(path, sizeof(path), "%s/numa_node", at);
	file(path, "1\n");
	snprintf(path, sizeof(path), "sys/bus/pci/devices/%s", bdf);
	to(path, at);
	if (*driver) {
		snprintf(target, sizeof(target), "sys/bus/pci/drivers/%s",
			 driver);
		dir(target);
		snprintf(path, sizeof(path), "%s/driver", at);
		to(path, target);
	}
	if (*group) {
		snprintf(target, sizeof(target),
			 "sys/kernel/iommu_groups/%s/devices/%s", group, bdf);
		file(target, "");
		*strstr(target, "/devices") = '\0';
		snprintf(path, sizeof(path), "%s/iommu_group", at);
		to(path, target);
	}
}

/* @name of @class is below sys/devices/@where. */
static void thing(const char *class, const char *where, const char *name)
{
	char at[200], path[200];

	snprintf(at, sizeof(at), "sys/devices/%s/%s", where, name);
	dir(at);
	snprintf(path, sizeof(path), "sys/class/%s/%s", class, name);
	to(path, at);
}

static void disk(const char *where, const char *name, const char *number)
{
	char path[300];

	thing("block", where, name);
	snprintf(path, sizeof(path), "sys/devices/%s/%s/dev", where, name);
	file(path, number);
	snprintf(path, sizeof(path), "sys/devices/%s/%s/holders", where, name);
	dir(path);
}

static void expect(const char *bdf, enum claim_verdict verdict, const char *why)
{
	struct pci_device d;

	assert_int_equal(device_read(unit_dir, bdf, &d), 0);
	if (d.verdict != verdict || strcmp(d.why, why))
		fail_msg("%s: verdict %d, '%s'", bdf, d.verdict, d.why);
}

static void test_no_driver(void **state)
{
	struct pci_device d;

	add_device("pci0000:00/0000:00:04.0", "0x00ff00\n", "", "5");
	assert_int_equal(device_read(unit_dir, "0000:00:04.0", &d), 0);
	assert_string_equal(d.bdf, "0000:00:04.0");
	assert_string_equal(d.id, "8086:10d3");
	assert_string_equal(d.driver, "");
	assert_int_equal(d.group, 5);
	assert_int_equal(d.nr_group, 1);
	assert_int_equal(d.node, 1);
	assert_int_equal(d.verdict, CLAIM_FREE);
	assert_string_equal(d.why, "");
}

static void test_held(void **state)
{
	struct pci_device d;

	add_device("pci0000:00/0000:00:04.0", "0x020000\n", "e1000e", "");
	assert_int_equal(device_read(unit_dir, "0000:00:04.0", &d), 0);
	assert_string_equal(d.driver, "e1000e");
	assert_int_equal(d.group, -1);
	assert_int_equal(d.nr_group, 0);
	assert_int_equal(d.verdict, CLAIM_HELD);
}

static void test_group(void **state)
{
	struct pci_device d;

	add_device("pci0000:00/0000:00:04.0", "0x020000\n", "", "7");
	add_device("pci0000:00/0000:00:04.1", "0x020000\n", "", "7");
	add_device("pci0000:00/0000:00:04.2", "0x020000\n", "", "8");
	assert_int_equal(device_read(unit_dir, "0000:00:04.1", &d), 0);
	assert_int_equal(d.group, 7);
	assert_int_equal(d.nr_group, 2);
}

static void test_none(void **state)
{
	static const char *const never[] = {
		"", ".", "..", "0000:00:05.0", "0000:00:04.0/", "../devices",
		"0000:00:04.00000000000000000000000000000000000000",
	};
	struct pci_device d;
	size_t i;

	add_device("pci0000:00/0000:00:04.0", "0x020000\n", "", "");
	add_device("pci0000:00/0000:00:1c.0", "0x060400\n", "pcieport", "");
	for (i = 0; i < ARRAY_SIZE(never); i++)
		assert_int_equal(device_read(unit_dir, never[i], &d), -ENODEV);
	assert_int_equal(device_read(unit_dir, "0000:00:1c.0", &d), -EOPNOTSUPP);
}

static void test_mounted(void **state)
{
	add_device("pci0000:00/0000:00:1f.2", "0x010601\n", "ahci", "1");
	disk("pci0000:00/0000:00:1f.2/ata1/host0/block", "sda", "8:0\n");
	disk("pci0000:00/0000:00:1f.2/ata1/host0/block/sda", "sda2", "8:2\n");
	/* Nothing of it is mounted: 8:20 is not 8:2. */
	file("proc/self/mountinfo",
	     "22 1 8:20 / / rw - ext4 /dev/sdb4 rw\n"
	     "23 1 0:21 / /proc rw shared:3 - proc none rw\n");
	expect("0000:00:1f.2", CLAIM_HELD, "");
	file("proc/self/mountinfo",
	     "23 1 0:21 / /proc rw shared:3 - proc none rw\n"
	     "22 1 8:2 / /srv rw - ext4 /dev/root rw\n");
	expect("0000:00:1f.2", CLAIM_NEVER, "/srv is mounted from sda2");
}

static void test_mounted_by_name(void **state)
{
	add_device("pci0000:00/0000:01:00.0", "0x010802\n", "nvme", "1");
	disk("pci0000:00/0000:01:00.0/nvme/nvme0", "nvme0n1", "259:0\n");
	file("proc/self/mountinfo",
	     "22 1 0:25 /@ / rw shared:1 - btrfs /dev/nvme0n1 rw,ssd\n");
	expect("0000:01:00.0", CLAIM_NEVER, "/ is mounted from nvme0n1");
}

/* A line that is not one, and one longer than any buffer. */
static void test_odd_mountinfo(void **state)
{
	char *text = malloc(10001);

	add_device("pci0000:00/0000:01:00.0", "0x010802\n", "nvme", "1");
	disk("pci0000:00/0000:01:00.0/nvme/nvme0", "nvme0n1", "259:0\n");
	memset(text, 'x', 10000);
	strcpy(text + 9990, "\n");
	memcpy(text, "1 2\n\n -x\n3 4 259:1 / ", 22);
	file("proc/self/mountinfo", text);
	expect("0000:01:00.0", CLAIM_HELD, "");
	memset(text, 'y', 10000);
	memcpy(text, "22 1 259:0 / /", 14);
	strcpy(text + 3000, " rw - ext4 /dev/x rw\n");
	file("proc/self/mountinfo", text);
	expect("0000:01:00.0", CLAIM_NEVER,
	       "/yyyyyyyyyyyyyyyyyyyyyyyyyyyyy is mounted from nvme0n1");
	free(text);
}

static void test_swap(void **state)
{
	add_device("pci0000:00/0000:00:1f.2", "0x010601\n", "ahci", "1");
	disk("pci0000:00/0000:00:1f.2/ata1", "sda3", "8:3\n");
	file("proc/swaps",
	     "Filename\tType\tSize\tUsed\tPriority\n"
	     "/dev/sda33 partition 1 0 -2\n");
	expect("0000:00:1f.2", CLAIM_HELD, "");
	file("proc/swaps",
	     "Filename\tType\tSize\tUsed\tPriority\n"
	     "/dev/sda3                               partition\t1\t0\t-2\n");
	expect("0000:00:1f.2", CLAIM_NEVER, "sda3 is swapped to");
}

static void test_holders(void **state)
{
	add_device("pci0000:00/0000:00:1f.2", "0x010601\n", "ahci", "1");
	disk("pci0000:00/0000:00:1f.2/ata1", "sda", "8:0\n");
	file("sys/devices/pci0000:00/0000:00:1f.2/ata1/sda/holders/dm-0", "");
	expect("0000:00:1f.2", CLAIM_NEVER, "sda is part of another device");
}

/* A stick at a USB controller goes with the controller. */
static void test_behind_usb(void **state)
{
	add_device("pci0000:00/0000:00:14.0", "0x0c0330\n", "xhci_hcd", "1");
	add_device("pci0000:00/0000:00:14.2", "0x0c8000\n", "", "2");
	disk("pci0000:00/0000:00:14.0/usb1/1-2/host6/block", "sdc", "8:32\n");
	file("proc/self/mountinfo",
	     "22 1 8:32 / /media/stick rw - vfat /dev/sdc rw\n");
	expect("0000:00:14.0", CLAIM_NEVER, "/media/stick is mounted from sdc");
	expect("0000:00:14.2", CLAIM_FREE, "");
}

static void test_network(void **state)
{
	add_device("pci0000:00/0000:00:03.0", "0x020000\n", "virtio-pci", "1");
	thing("net", "pci0000:00/0000:00:03.0/virtio0/net", "eth0");
	file("sys/devices/pci0000:00/0000:00:03.0/virtio0/net/eth0/flags",
	     "0x1002\n");
	expect("0000:00:03.0", CLAIM_HELD, "");
	file("sys/devices/pci0000:00/0000:00:03.0/virtio0/net/eth0/flags",
	     "0x1003\n");
	expect("0000:00:03.0", CLAIM_NEVER, "eth0 is up");
}

static void test_iommu(void **state)
{
	add_device("pci0000:00/0000:00:00.2", "0x080600\n", "", "");
	thing("iommu", "pci0000:00/0000:00:00.2/iommu", "ivhd0");
	thing("iommu", "virtual/iommu", "dmar0");
	expect("0000:00:00.2", CLAIM_NEVER, "it is the IOMMU ivhd0");
}

static void test_guest(void **state)
{
	add_device("pci0000:00/0000:02:00.0", "0x020000\n", "vfio-pci", "9");
	expect("0000:02:00.0", CLAIM_NEVER, "vfio-pci has it, for a guest");
}

static void test_functions(void **state)
{
	add_device("pci0000:00/0000:02:00.0", "0x020000\n", "ixgbe", "9");
	file("sys/devices/pci0000:00/0000:02:00.0/sriov_numvfs", "0\n");
	expect("0000:02:00.0", CLAIM_HELD, "");
	file("sys/devices/pci0000:00/0000:02:00.0/sriov_numvfs", "4\n");
	expect("0000:02:00.0", CLAIM_NEVER,
	       "4 of its virtual functions are on");
}

static void test_console(void **state)
{
	add_device("pci0000:00/0000:00:02.0", "0x030000\n", "i915", "0");
	file("sys/devices/pci0000:00/0000:00:02.0/boot_vga", "0\n");
	expect("0000:00:02.0", CLAIM_HELD, "");
	file("sys/devices/pci0000:00/0000:00:02.0/boot_vga", "1\n");
	expect("0000:00:02.0", CLAIM_NEVER, "the console is on it");
}

static void test_table(void **state)
{
	char *text, *line, *next;
	size_t len;
	FILE *f;

	add_device("pci0000:00/0000:00:04.0", "0x00ff00\n", "", "5");
	add_device("pci0000:00/0000:00:1c.0", "0x060400\n", "pcieport", "6");
	add_device("pci0000:00/ffff:ff:1f.7", "0x010802\n",
	       "a-driver-with-a-very-long-name", "4000");
	add_device("pci0000:00/ffff:ff:1f.6", "0x010802\n", "nvme", "4000");
	disk("pci0000:00/ffff:ff:1f.6/nvme/nvme0", "nvme0n1", "259:0\n");
	file("proc/self/mountinfo",
	     "22 1 259:0 / /home rw shared:1 - ext4 /dev/nvme0n1 rw\n");
	f = open_memstream(&text, &len);
	assert_int_equal(devices_print(f, unit_dir), 0);
	fclose(f);
	assert_part(text, "\n0000:00:04.0  8086:10d3  -               5"
			  "              1  yes\n");
	assert_part(text, "\nffff:ff:1f.6  8086:10d3  nvme            "
			  "4000 of 2      1  no\n"
			  "              /home is mounted from nvme0n1\n");
	assert_part(text, "  with --unbind\n");
	assert_null(strstr(text, "1c.0"));
	next = text;
	while ((line = strsep(&next, "\n")))
		assert_true(strlen(line) <= 72);
	free(text);
}

static void test_no_pci(void **state)
{
	assert_int_equal(devices_print(stdout, unit_dir), -ENOENT);
}

#define ROOTED(test) \
	cmocka_unit_test_setup_teardown(test, unit_make_dir, unit_remove_dir)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		ROOTED(test_no_driver), ROOTED(test_held), ROOTED(test_group),
		ROOTED(test_none), ROOTED(test_mounted),
		ROOTED(test_mounted_by_name), ROOTED(test_odd_mountinfo),
		ROOTED(test_swap), ROOTED(test_holders),
		ROOTED(test_behind_usb), ROOTED(test_network),
		ROOTED(test_iommu), ROOTED(test_guest),
		ROOTED(test_functions), ROOTED(test_console),
		ROOTED(test_table), ROOTED(test_no_pci),
	};

	return unit_run("devices", tests, NULL, NULL);
}
