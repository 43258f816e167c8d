// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_placement.c - which CPU is measured on: the rules over facts, the facts
 * from the kernel's texts, and both on machines that hwloc makes up, with /sys
 * and /proc of files.
 *
 * Wraps: nanosleep
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "machine/placement.h"
#include "machine/topology.h"
#include "unit.h"

#define MAX	8

/* Of so many CPUs that differ in nothing. */
static struct place *equal(size_t nr)
{
	static struct place p[MAX];
	size_t i;

	memset(p, 0, sizeof(p));
	for (i = 0; i < nr; i++) {
		p[i].cpu = i;
		p[i].sibling = SIBLING_NONE;
		p[i].irqs = 1000;
	}
	return p;
}

static void expect(struct place *p, size_t nr, unsigned int cpu,
		   const char *text)
{
	struct place_why why;

	assert_int_equal(place_choose(p, nr, &why).cpu, cpu);
	assert_string_equal(why.text, text);
}

static void test_equal(void **state)
{
	expect(equal(1), 1, 0, "last of 1");
	expect(equal(2), 2, 1, "not CPU 0");
	expect(equal(8), 8, 7, "not CPU 0, last of 7");
}

static void test_near(void **state)
{
	struct place *p = equal(4);

	p[1].near = true;
	expect(p, 4, 1, "near the device");
	p = equal(4);
	p[0].near = true;
	expect(p, 4, 0, "near the device");
	p = equal(4);
	p[1].near = true;
	p[2].near = true;
	expect(p, 4, 2, "near the device, last of 2");
	/* All are: said all the same. */
	p = equal(2);
	p[0].near = true;
	p[1].near = true;
	expect(p, 2, 1, "near the device, not CPU 0");
}

static void test_isolated(void **state)
{
	struct place *p = equal(4);

	p[1].isolated = true;
	expect(p, 4, 1, "isolated");
	/* Near comes first, even where what is isolated is far. */
	p = equal(4);
	p[1].isolated = true;
	p[2].near = true;
	p[3].near = true;
	expect(p, 4, 3, "near the device, last of 2");
	p = equal(4);
	p[2].isolated = true;
	p[2].near = true;
	p[3].near = true;
	expect(p, 4, 2, "near the device, isolated");
}

static void test_sibling(void **state)
{
	struct place *p = equal(4);
	size_t i;

	p[3].sibling = SIBLING_IDLE;
	expect(p, 4, 2, "core idle, not CPU 0, last of 2");
	p = equal(4);
	p[3].sibling = SIBLING_IDLE - 1;
	expect(p, 4, 3, "not CPU 0, last of 3");
	/* All busy: no reason to choose; not known: no reason either. */
	for (i = 0, p = equal(4); i < 4; i++)
		p[i].sibling = 50;
	expect(p, 4, 3, "not CPU 0, last of 3");
	p = equal(4);
	p[3].sibling = SIBLING_UNKNOWN;
	expect(p, 4, 3, "not CPU 0, last of 3");
	/* One that works itself is no better. */
	p = equal(4);
	p[3].busy = 30;
	expect(p, 4, 2, "core idle, not CPU 0, last of 2");
	/* Rather the first CPU than one whose sibling works. */
	p = equal(2);
	p[1].sibling = 90;
	expect(p, 2, 0, "core idle");
}

static void test_irqs(void **state)
{
	struct place *p = equal(4);

	p[3].irqs = 2002;
	expect(p, 4, 2, "not CPU 0, few interrupts, last of 2");
	p = equal(4);
	p[3].irqs = 2001;
	expect(p, 4, 3, "not CPU 0, last of 3");
	/* The least is that of those that are left. */
	p = equal(4);
	p[0].irqs = 0;
	expect(p, 4, 3, "not CPU 0, last of 3");
}

static void test_all_rules(void **state)
{
	struct place *p = equal(8);
	struct place_why why;
	size_t i;

	for (i = 0; i < 7; i++)
		p[i].near = true;
	for (i = 0; i < 6; i++)
		p[i].isolated = true;
	p[5].sibling = 100;
	p[4].irqs = 9999;
	assert_int_equal(place_choose(p, 8, &why).cpu, 3);
	assert_int_equal(why.nr, PLACE_RULES);
	assert_string_equal(why.rule[0], "near the device: 7 of 8");
	assert_string_equal(why.rule[1], "isolated: 6 of 7");
	assert_string_equal(why.rule[2], "core idle: 5 of 6");
	assert_string_equal(why.rule[3], "not CPU 0: 4 of 5");
	assert_string_equal(why.rule[4], "few interrupts: 3 of 4");
	assert_string_equal(why.text,
			    "near the device, isolated, core idle, "
			    "not CPU 0, few interrupts, last of 3");
}

static void test_listed(void **state)
{
	assert_false(place_listed("", 0));
	assert_false(place_listed("(null)", 0));
	assert_true(place_listed("0", 0));
	assert_false(place_listed("1", 0));
	assert_true(place_listed("2-3,8", 2));
	assert_true(place_listed("2-3,8", 3));
	assert_false(place_listed("2-3,8", 4));
	assert_true(place_listed("2-3,8,10-12", 11));
	assert_false(place_listed("2-3,8,10-12", 1));
	assert_false(place_listed("12", 1));
}

static void test_busy(void **state)
{
	static const char before[] =
		"cpu  9 9 9 9 9 9 9 9 0 0\n"
		"cpu0 10 0 0 100 0 0 0 0 0 0\n"
		"cpu1 10 0 0 100 0 0 0 0 0 0\n"
		"cpu11 10 0 0 100 0 0 0 0 0 0\n";
	static const char after[] =
		"cpu  9 9 9 9 9 9 9 9 0 0\n"
		"cpu0 10 0 0 110 10 0 0 0 0 0\n"
		"cpu1 12 1 1 110 0 1 1 4 0 0\n"
		"cpu11 30 0 0 100 0 0 0 0 0 0\n";

	assert_int_equal(place_busy(before, after, 0), 0);
	assert_int_equal(place_busy(before, after, 1), 50);
	assert_int_equal(place_busy(before, after, 11), 100);
	assert_int_equal(place_busy(before, after, 2), SIBLING_UNKNOWN);
	assert_int_equal(place_busy(before, before, 0), SIBLING_UNKNOWN);
	assert_int_equal(place_busy(after, before, 1), SIBLING_UNKNOWN);
	assert_int_equal(place_busy("", "", 0), SIBLING_UNKNOWN);
	assert_int_equal(place_busy("\ncpu0 1 2 3\n", after, 0),
			 SIBLING_UNKNOWN);
}

static void test_interrupts(void **state)
{
	static const char text[] =
		"           CPU0       CPU2       CPU10\n"
		"  0:         46          0          1   IO-APIC   2-edge  t\n"
		" 25:          1         20        300   PCI-MSI 12:3 x\n"
		"NMI:          0          7          0   Non-maskable\n"
		"ERR:          5\n"
		"MIS:          0\n";

	assert_int_equal(place_irqs(text, 2), 27);
	assert_int_equal(place_irqs(text, 10), 301);
	assert_int_equal(place_irqs(text, 1), 0);
	assert_int_equal(place_irqs("", 0), 0);
	assert_int_equal(place_irqs("   CPU0\n  1:", 0), 0);
}

/* What /proc/stat is when the siblings have been watched; NULL: as before. */
static const char *stat_after;

int __wrap_nanosleep(const struct timespec *req, struct timespec *rem);

int __wrap_nanosleep(const struct timespec *req, struct timespec *rem)
{
	if (stat_after)
		free(unit_file(unit_dir, "proc/stat", stat_after));
	return 0;
}

/* A file of the machine below unit_dir. */
static void machine(const char *path, const char *text)
{
	char full[1024], *p;

	snprintf(full, sizeof(full), "%s/%s", unit_dir, path);
	for (p = full + strlen(unit_dir) + 1; (p = strchr(p, '/')); p++) {
		*p = '\0';
		assert_true(!mkdir(full, 0777) || errno == EEXIST);
		*p = '/';
	}
	free(unit_file(unit_dir, path, text));
}

static void expect_place(const char *synthetic, const char *cpu,
			 const char *why, const char *sibling, const char *node)
{
	struct env e = { 0 };

	setenv("HWLOC_SYNTHETIC", synthetic, 1);
	assert_int_equal(topology_place(&e, "", unit_dir), 0);
	assert_string_equal(env_get(&e, "topology.cpu"), cpu);
	assert_string_equal(env_get(&e, "topology.why"), why);
	assert_string_equal(env_get(&e, "topology.sibling"), sibling);
	assert_string_equal(env_get(&e, "topology.numa_node"), node);
	assert_true(*env_get(&e, "topology.synthetic"));
	env_free(&e);
	unsetenv("HWLOC_SYNTHETIC");
}

static void test_machines(void **state)
{
	/* Nothing is known of it but its form. */
	expect_place("numa:1 core:4 pu:1", "3", "not CPU 0, last of 3", "none",
		     "0");
	expect_place("numa:2 core:2 pu:2", "7", "not CPU 0, last of 7",
		     "unknown", "1");
	machine("sys/devices/system/cpu/isolated", "2-3\n");
	machine("sys/devices/system/cpu/nohz_full", "(null)\n");
	expect_place("numa:2 core:2 pu:2", "3", "isolated, last of 2",
		     "unknown", "0");
	machine("sys/devices/system/cpu/isolated", "\n");
	machine("sys/devices/system/cpu/nohz_full", "5\n");
	machine("proc/interrupts", "  CPU0 CPU1 CPU2 CPU3 CPU4 CPU5 CPU6 CPU7\n"
		"LOC: 9 1 1 1 1 9 1 9 Local timer interrupts\n");
	expect_place("numa:2 core:2 pu:2", "5", "isolated", "unknown", "1");
	machine("sys/devices/system/cpu/nohz_full", "\n");
	expect_place("numa:2 core:2 pu:2", "6",
		     "not CPU 0, few interrupts, last of 5", "unknown", "1");
}

/* Two cores of two: CPU 2 works, so that CPU 3 is not its own. */
static void test_watch(void **state)
{
	static const char before[] =
		"cpu 0 0 0 0 0 0 0 0\ncpu0 0 0 0 0 0 0 0 0\n"
		"cpu1 0 0 0 0 0 0 0 0\ncpu2 0 0 0 0 0 0 0 0\n"
		"cpu3 0 0 0 0 0 0 0 0\n";

	machine("sys/devices/system/cpu/nohz_full", "\n");
	machine("proc/interrupts", "");
	machine("proc/stat", before);
	stat_after = "cpu 0 0 0 0 0 0 0 0\ncpu0 0 0 0 100 0 0 0 0\n"
		"cpu1 0 0 0 99 0 1 0 0\ncpu2 30 0 7 63 0 0 0 0\n"
		"cpu3 0 0 0 100 0 0 0 0\n";
	expect_place("core:2 pu:2", "1", "core idle, not CPU 0", "idle", "0");
	/* The other core is the only one that is isolated. */
	machine("sys/devices/system/cpu/nohz_full", "3\n");
	machine("proc/stat", before);
	expect_place("core:2 pu:2", "3", "isolated", "busy 37 %", "0");
	stat_after = NULL;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equal),
		cmocka_unit_test(test_near),
		cmocka_unit_test(test_isolated),
		cmocka_unit_test(test_sibling),
		cmocka_unit_test(test_irqs),
		cmocka_unit_test(test_all_rules),
		cmocka_unit_test(test_listed),
		cmocka_unit_test(test_busy),
		cmocka_unit_test(test_interrupts),
		cmocka_unit_test(test_machines),
		cmocka_unit_test(test_watch),
	};

	return unit_run("placement", tests, unit_make_dir, unit_remove_dir);
}
