// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_env.c - what a number was measured on: kept as it was said, and
 * nothing in it that names the box.
 *
 * Keys and values are set, replaced, written and read back, with '=' in a
 * value, too.  What is collected of this machine has no host name in it; for
 * root it is asked on a host with a name that nothing else has.  Of a command
 * line, given here by wrapping fopen(), only the words of the list are kept.
 *
 * Wraps: fopen
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "machine/env.h"
#include "unit.h"

FILE *__real_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode);

/* What /proc/cmdline is to be; NULL for what it is. */
static const char *fake_cmdline;

FILE *__wrap_fopen(const char *path, const char *mode)
{
	FILE *f;

	if (!fake_cmdline || strcmp(path, "/proc/cmdline"))
		return __real_fopen(path, mode);
	f = tmpfile();
	assert_non_null(f);
	fputs(fake_cmdline, f);
	rewind(f);
	return f;
}

static void test_set_and_get(void **state)
{
	struct env e = { 0 };

	assert_string_equal(env_get(&e, "a"), "");
	assert_int_equal(env_set(&e, "a", "%s-%d", "one", 1), 0);
	assert_int_equal(env_set(&e, "b", "two"), 0);
	assert_string_equal(env_get(&e, "a"), "one-1");
	assert_string_equal(env_get(&e, "b"), "two");
	assert_string_equal(env_get(&e, "c"), "");
	assert_string_equal(env_get(&e, "aa"), "");
	assert_int_equal(e.nr, 2);
	/* Replaced in its place, by what was made of itself, too. */
	assert_int_equal(env_set(&e, "a", "%s+", env_get(&e, "a")), 0);
	assert_string_equal(env_get(&e, "a"), "one-1+");
	assert_int_equal(env_set(&e, "a", "%s", ""), 0);
	assert_string_equal(env_get(&e, "a"), "");
	assert_int_equal(e.nr, 2);
	assert_string_equal(e.item[0].key, "a");
	assert_string_equal(e.item[1].key, "b");
	env_free(&e);
	assert_int_equal(e.nr, 0);
	assert_null(e.item);
	env_free(&e);
}

static void test_many(void **state)
{
	struct env e = { 0 };
	char key[16], value[1000];
	unsigned int i;

	memset(value, 'v', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	for (i = 0; i < 300; i++) {
		snprintf(key, sizeof(key), "key.%u", i % 200);
		assert_int_equal(env_set(&e, key, "%u%s", i, value), 0);
	}
	assert_int_equal(e.nr, 200);
	assert_int_equal(atoi(env_get(&e, "key.99")), 299);
	assert_int_equal(atoi(env_get(&e, "key.100")), 100);
	assert_int_equal(strlen(env_get(&e, "key.100")), 3 + 999);
	env_free(&e);
}

static void test_parse(void **state)
{
	struct env e = { 0 };

	assert_int_equal(env_set(&e, "old", "kept"), 0);
	assert_int_equal(env_set(&e, "x", "replaced"), 0);
	assert_int_equal(env_parse(&e,
				   "x=1\n"
				   "\n"
				   "no equals sign\n"
				   "=no key\n"
				   "empty=\n"
				   "words=a b  c\n"
				   "cmdline=iommu=pt tsc=reliable\n"
				   "equals===\n"
				   "percent=%s%n%d\n"
				   "last=no newline"), 0);
	assert_int_equal(e.nr, 8);
	assert_string_equal(env_get(&e, "old"), "kept");
	assert_string_equal(env_get(&e, "x"), "1");
	assert_string_equal(env_get(&e, "empty"), "");
	assert_string_equal(env_get(&e, "words"), "a b  c");
	assert_string_equal(env_get(&e, "cmdline"), "iommu=pt tsc=reliable");
	assert_string_equal(env_get(&e, "equals"), "==");
	assert_string_equal(env_get(&e, "percent"), "%s%n%d");
	assert_string_equal(env_get(&e, "last"), "no newline");
	assert_int_equal(env_parse(&e, ""), 0);
	assert_int_equal(e.nr, 8);
	env_free(&e);
}

static void expect_same(const struct env *a, const struct env *b)
{
	size_t i;

	assert_int_equal(a->nr, b->nr);
	for (i = 0; i < a->nr; i++) {
		assert_string_equal(a->item[i].key, b->item[i].key);
		assert_string_equal(a->item[i].value, b->item[i].value);
	}
}

static void test_round_trip(void **state)
{
	struct env e = { 0 }, back = { 0 };
	char *text;

	text = env_format(&e);
	assert_string_equal(text, "");
	free(text);
	env_set(&e, "cpu.name", "Some CPU @ 2.60GHz");
	env_set(&e, "kernel.cmdline", "intel_iommu=on iommu.strict=1 a==b=");
	env_set(&e, "empty", "%s", "");
	text = env_format(&e);
	assert_string_equal(text,
			    "cpu.name=Some CPU @ 2.60GHz\n"
			    "kernel.cmdline=intel_iommu=on iommu.strict=1 "
			    "a==b=\n"
			    "empty=\n");
	assert_int_equal(env_parse(&back, text), 0);
	expect_same(&e, &back);
	free(text);
	env_free(&e);
	env_free(&back);
}

/* A machine of files; "" for a file that is not there. */
static void expect_power(const char *pstate, const char *boost,
			 const char *policy, const char *turbo)
{
#define CPUS	"sys/devices/system/cpu"
	static const char *const dirs[] = {
		"sys", "sys/devices", "sys/devices/system", CPUS,
		CPUS "/intel_pstate", CPUS "/cpufreq", CPUS "/cpu3",
		CPUS "/cpu3/cpufreq",
	};
	struct env e = { 0 };
	char path[PATH_MAX];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(dirs); i++) {
		snprintf(path, sizeof(path), "%s/%s", unit_dir, dirs[i]);
		assert_true(!mkdir(path, 0777) || errno == EEXIST);
	}
	free(unit_file(unit_dir, CPUS "/intel_pstate/no_turbo", pstate));
	free(unit_file(unit_dir, CPUS "/cpufreq/boost", boost));
	free(unit_file(unit_dir, CPUS "/cpu3/cpufreq/boost", policy));
	free(unit_file(unit_dir, CPUS "/cpu3/cpufreq/scaling_governor",
		       "powersave\n"));
	assert_int_equal(env_collect_power(&e, unit_dir, 3), 0);
	assert_string_equal(env_get(&e, "cpu.turbo"), turbo);
	assert_string_equal(env_get(&e, "cpu.governor"), "powersave");
	env_free(&e);
}

static void test_turbo(void **state)
{
	expect_power("", "", "", "unknown");
	expect_power("0\n", "", "", "on");
	expect_power("1\n", "", "", "off");
	expect_power("", "0\n", "", "off");
	expect_power("", "1\n", "", "on");
	expect_power("", "", "0\n", "off");
	expect_power("", "", "1\n", "on");
	/* The driver's word comes first. */
	expect_power("1\n", "1\n", "1\n", "off");
	expect_power("what\n", "01\n", "-1\n", "unknown");
}

static void test_cstates(void **state)
{
	static const char *const dirs[] = {
		"/cpu1", "/cpu1/cpuidle", "/cpu1/cpuidle/state0",
		"/cpu1/cpuidle/state1", "/cpu1/cpuidle/state2",
	};
	struct env e = { 0 };
	char path[PATH_MAX];
	size_t i;

	assert_int_equal(env_collect_power(&e, unit_dir, 1), 0);
	assert_string_equal(env_get(&e, "cpu.cstates"), "none");
	assert_string_equal(env_get(&e, "cpu.governor"), "");
	for (i = 0; i < ARRAY_SIZE(dirs); i++) {
		snprintf(path, sizeof(path), "%s/" CPUS "%s", unit_dir,
			 dirs[i]);
		assert_int_equal(mkdir(path, 0777), 0);
	}
	free(unit_file(unit_dir, CPUS "/cpu1/cpuidle/state0/name", "POLL\n"));
	free(unit_file(unit_dir, CPUS "/cpu1/cpuidle/state1/name", "C1\n"));
	free(unit_file(unit_dir, CPUS "/cpu1/cpuidle/state1/disable", "1\n"));
	free(unit_file(unit_dir, CPUS "/cpu1/cpuidle/state2/name", "C6\n"));
	free(unit_file(unit_dir, CPUS "/cpu1/cpuidle/state2/disable", "0\n"));
	assert_int_equal(env_collect_power(&e, unit_dir, 1), 0);
	assert_string_equal(env_get(&e, "cpu.cstates"), "POLL C6");
	env_free(&e);
}

/* What is collected goes through the channel of a VM as text. */
static void test_collect(void **state)
{
	struct env e = { 0 }, back = { 0 };
	struct utsname u;
	char *text;

	assert_int_equal(env_collect(&e), 0);
	uname(&u);
	assert_string_equal(env_get(&e, "kernel.release"), u.release);
	assert_string_equal(env_get(&e, "kernel.version"), u.version);
	assert_true(*env_get(&e, "dmabench.commit"));
	assert_part(env_get(&e, "dmabench.compiler"), "gcc ");
	assert_true(*env_get(&e, "cpu.vendor"));
	assert_true(*env_get(&e, "cpu.hypervisor"));
	text = env_format(&e);
	assert_int_equal(env_parse(&back, text), 0);
	expect_same(&e, &back);
	/* Again into the same: replaced, not doubled. */
	assert_int_equal(env_collect(&back), 0);
	assert_int_equal(back.nr, e.nr);
	free(text);
	env_free(&e);
	env_free(&back);
}

static bool of_word(char c)
{
	return c == '-' || c == '_' || isalnum(c);
}

/* Does @text have @word, not as a part of a longer one? */
static bool has_word(const char *text, const char *word)
{
	size_t len = strlen(word);
	const char *p;

	for (p = strstr(text, word); p; p = strstr(p + 1, word))
		if ((p == text || !of_word(p[-1])) && !of_word(p[len]))
			return true;
	return false;
}

static void expect_nowhere(const char *word)
{
	struct env e = { 0 };
	char *text;

	assert_int_equal(env_collect(&e), 0);
	text = env_format(&e);
	if (has_word(text, word))
		fail_msg("'%s' is told:\n%s", word, text);
	free(text);
	env_free(&e);
}

static void test_no_host_name(void **state)
{
	char name[256] = "";
	struct utsname u;

	assert_int_equal(gethostname(name, sizeof(name) - 1), 0);
	uname(&u);
	if (!*name || has_word(u.version, name) || has_word(u.release, name))
		skip_because("host name '%s' is a word of the kernel's", name);
	expect_nowhere(name);
}

/* In a UTS namespace of our own: a name that is nobody else's. */
static void test_no_host_name_as_root(void **state)
{
	static const char name[] = "unit-5ec7e7";

	if (unshare(CLONE_NEWUTS))
		skip_because("cannot give the host a name: %s",
			     strerror(errno));
	assert_int_equal(sethostname(name, strlen(name)), 0);
	expect_nowhere(name);
}

static void expect_cmdline(const char *line, const char *kept)
{
	struct env e = { 0 };

	fake_cmdline = line;
	assert_int_equal(env_collect(&e), 0);
	fake_cmdline = NULL;
	assert_string_equal(env_get(&e, "kernel.cmdline"), kept);
	env_free(&e);
}

static void test_cmdline(void **state)
{
	expect_cmdline("", "");
	expect_cmdline("\n", "");
	expect_cmdline("ro quiet\n", "");
	expect_cmdline("intel_iommu=on\n", "intel_iommu=on");
	expect_cmdline("BOOT_IMAGE=/vmlinuz-6.1 root=UUID=0e0e-ffff ro quiet "
		       "iommu=pt iommu.strict=0 resume=UUID=1234 "
		       "mitigations=off ip=192.0.2.7::192.0.2.1:24:box:eth0 "
		       "console=ttyS0,115200 nopti isolcpus=2,3 "
		       "systemd.machine_id=0123456789abcdef "
		       "netconsole=@192.0.2.7/eth0,@192.0.2.8/0a:0b:0c:0d:0e "
		       "hostname=secret cryptdevice=/dev/sda2 "
		       "nfsroot=192.0.2.9:/box tsc=reliable\n",
		       "iommu=pt iommu.strict=0 mitigations=off nopti "
		       "isolcpus=2,3 tsc=reliable");
	/* Only at the beginning of a word. */
	expect_cmdline("xiommu=pt root=tsc -nopti amd_iommu=off  swiotlb=1\n",
		       "amd_iommu=off swiotlb=1");
	/* What stands behind the first line is not the kernel's. */
	expect_cmdline("nosmt\niommu=pt\n", "nosmt");
}

/* Longer than the buffers: cut, and nothing written behind them. */
static void test_long_cmdline(void **state)
{
	char *line = malloc(9001);
	struct env e = { 0 };
	int i;

	for (i = 0; i < 9000; i += 6)
		memcpy(line + i, "nosmt ", 7);
	fake_cmdline = line;
	assert_int_equal(env_collect(&e), 0);
	fake_cmdline = NULL;
	assert_true(strlen(env_get(&e, "kernel.cmdline")) > 1000);
	assert_memory_equal(env_get(&e, "kernel.cmdline"), line, 1000);
	env_free(&e);
	memset(line, 'x', 9000);
	expect_cmdline(line, "");
	free(line);
}

/* Of this machine: each word is one of the line, and none is a secret. */
static void test_own_cmdline(void **state)
{
	static const char *const never[] = {
		"root=", "BOOT_IMAGE", "UUID", "console", "init", "ip=",
		"resume", "cryptdevice", "rd.", "systemd", "netconsole",
	};
	struct env e = { 0 };
	char *line, *kept, *word, *next;
	size_t i;

	assert_int_equal(env_collect(&e), 0);
	line = unit_slurp("/proc", "cmdline");
	if (!line) {
		env_free(&e);
		skip_because("no /proc/cmdline");
	}
	line[strcspn(line, "\n")] = ' ';
	kept = strdup(env_get(&e, "kernel.cmdline"));
	next = kept;
	while (*kept && (word = strsep(&next, " "))) {
		assert_non_null(strstr(line, word));
		for (i = 0; i < ARRAY_SIZE(never); i++)
			assert_true(strncmp(word, never[i],
					    strlen(never[i])));
	}
	free(kept);
	free(line);
	env_free(&e);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set_and_get),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_turbo),
		cmocka_unit_test(test_cstates),
		cmocka_unit_test(test_collect),
		cmocka_unit_test(test_no_host_name),
		cmocka_unit_test(test_no_host_name_as_root),
		cmocka_unit_test(test_cmdline),
		cmocka_unit_test(test_long_cmdline),
		cmocka_unit_test(test_own_cmdline),
	};

	return unit_run("env", tests, unit_make_dir, unit_remove_dir);
}
