// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_comparable.c - the table of keys: for each what a difference comes to in
 * each target, and what lets it through.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare/comparable.h"
#include "unit.h"

enum where { USER, HOST, VM, VM_CYCLES, WHERES };

static const char *const keys[WHERES] = {
	[USER] = "user/plain", [HOST] = "host/6.1", [VM] = "vm/6.1",
	[VM_CYCLES] = "vm/6.1",
};

static struct differences found;

/* What A and B differ in, where @key has these values. */
static void pair(enum where where, const char *key, const char *a,
		 const char *b, unsigned int vary, const char *force)
{
	const struct comparable_rule rule = {
		.vary = vary, .nr_force = !!force, .force = &force,
	};
	struct env one = { 0 }, two = { 0 };
	const struct comparable x = {
		.env = &one, .key = keys[where], .exact = where == VM,
		.who = "A",
	};
	const struct comparable y = {
		.env = &two, .key = keys[where], .exact = where == VM,
		.who = "B",
	};

	differences_free(&found);
	if (a)
		env_set(&one, key, "%s", a);
	if (b)
		env_set(&two, key, "%s", b);
	assert_int_equal(comparable_pair(&x, &y, &rule, &found), 0);
	env_free(&one);
	env_free(&two);
}

/* '.' nothing, 'n' noted, '=' has to be equal, '!' never compared */
static const struct {
	const char *key;
	const char *made;	/* in user, host, vm and vm in cycles */
	const char *vary;	/* groups that let it through, of '=' */
} table[] = {
	{ "clock", "!!!!", "" },
	{ "vm.unit", "!!!!", "" },
	{ "vm.accel", "!!!!", "" },
	{ "cpu.hypervisor", "!!.!", "" },
	{ "cpu.vendor", "====", "" },
	{ "cpu.family", "====", "" },
	{ "cpu.model", "====", "" },
	{ "cpu.stepping", "====", "" },
	{ "cpu.name", "====", "" },
	{ "cpu.microcode", "==.=", "" },
	{ "cpu.smt", "==.=", "" },
	{ "cpu.turbo", "==.=", "" },
	{ "cpu.governor", "==.=", "" },
	{ "tsc.constant", "==.=", "" },
	{ "tsc.nonstop", "==.=", "" },
	{ "topology.synthetic", "==.=", "" },
	{ "box.bios", "==.=", "" },
	{ "device.id", ".===", "" },
	{ "device.bdf", ".===", "iommu" },
	{ "vm.iommu", ".===", "iommu" },
	{ "vm.mode", ".===", "iommu" },
	{ "vm.qemu", ".===", "qemu" },
	{ "vm.machine", ".===", "qemu" },
	{ "vm.cpu", ".===", "qemu" },
	{ "vm.smp", ".===", "" },
	{ "kernel.release", "n===", "kernel" },
	{ "kernel.version", "n===", "kernel" },
	{ "kernel.config", "n===", "kernel" },
	{ "kernel.cmdline", "n===", "kernel mitigations iommu" },
	{ "kernel.compiler", "n===", "kernel compiler" },
	{ "kernel.cfi", "n===", "kernel mitigations" },
	{ "kernel.nmi_watchdog", "nn.n", "" },
	{ "vm.package", ".===", "kernel" },
	{ "module.compiler", ".===", "kernel compiler" },
	{ "module.srcversion", ".===", "kernel commit" },
	{ "return", ".===", "kernel mitigations" },
	{ "dmabench.commit", "====", "commit" },
	{ "dmabench.compiler", "=...", "compiler" },
	{ "cpu.cstates", "nn.n", "" },
	{ "topology.cpu", "nn.n", "" },
	{ "cause.smi", "nn.n", "" },
	{ "tune.cpu", "nn.n", "" },
	{ "topology.why", "....", "" },
	{ "self.empty", "....", "" },
	{ "counter.cycles", "....", "" },
	{ "vm.first_row_s", "....", "" },
	{ "some.key", "....", "" },
};

static void test_table(void **state)
{
	size_t i, k;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		for (k = 0; k < WHERES; k++) {
			const char made = table[i].made[k];

			pair(k, table[i].key, "one", "two", 0, NULL);
			if (found.nr != (made != '.'))
				fail_msg("%s, %s", table[i].key, keys[k]);
			pair(k, table[i].key, "one", "one", 0, NULL);
			assert_int_equal(found.nr, 0);
			if (made == '.')
				continue;
			pair(k, table[i].key, "one", "two", 0, NULL);
			assert_int_equal(found.d[0].what, made == 'n' ?
					 DIFFERENCE_NOTED :
					 DIFFERENCE_REFUSED);
			assert_string_equal(found.d[0].key, table[i].key);
			pair(k, table[i].key, "one", "two", 0, "*");
			assert_int_equal(found.d[0].what,
					 made == 'n' ? DIFFERENCE_NOTED :
					 made == '!' ? DIFFERENCE_REFUSED :
					 DIFFERENCE_FORCED);
		}
	}
}

static void test_vary(void **state)
{
	size_t i, k, g;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		for (k = 0; k < WHERES; k++) {
			if (table[i].made[k] != '=')
				continue;
			for (g = 0; comparable_group_name(g); g++) {
				const char *name = comparable_group_name(g);
				bool lets = strstr(table[i].vary, name);

				pair(k, table[i].key, "one", "two",
				     comparable_group(name), NULL);
				if (found.d[0].what != (lets ?
							DIFFERENCE_VARIED :
							DIFFERENCE_REFUSED))
					fail_msg("%s, %s, --vary %s",
						 table[i].key, keys[k], name);
			}
		}
	}
	assert_int_equal(comparable_group("moon"), 0);
	assert_int_equal(comparable_group(""), 0);
}

/* Those that are not the same everywhere a group lets them through. */
static void test_by_target(void **state)
{
	const unsigned int kernel = comparable_group("kernel");

	pair(VM, "iommu.domain", "DMA", "DMA-FQ", kernel, NULL);
	assert_int_equal(found.d[0].what, DIFFERENCE_VARIED);
	pair(HOST, "iommu.domain", "DMA", "DMA-FQ", kernel, NULL);
	assert_int_equal(found.d[0].what, DIFFERENCE_REFUSED);
	pair(VM, "mitigation.retbleed", "a", "b", kernel, NULL);
	assert_int_equal(found.d[0].what, DIFFERENCE_VARIED);
	pair(HOST, "mitigation.retbleed", "a", "b", kernel, NULL);
	assert_int_equal(found.d[0].what, DIFFERENCE_REFUSED);
	pair(USER, "thunk", "none", "retpoline", kernel, NULL);
	assert_int_equal(found.d[0].what, DIFFERENCE_REFUSED);
	pair(HOST, "thunk", "none", "retpoline", kernel, NULL);
	assert_int_equal(found.d[0].what, DIFFERENCE_VARIED);
	pair(HOST, "kernel.clocksource", "tsc", "hpet", 0, NULL);
	assert_int_equal(found.d[0].what, DIFFERENCE_REFUSED);
	pair(USER, "kernel.clocksource", "tsc", "hpet", 0, NULL);
	assert_int_equal(found.d[0].what, DIFFERENCE_NOTED);
}

static void test_one_side_only(void **state)
{
	pair(USER, "cpu.microcode", "0x1", NULL, 0, NULL);
	assert_int_equal(found.nr, 0);
	pair(USER, "cpu.microcode", NULL, "0x1", 0, NULL);
	assert_int_equal(found.nr, 0);
	pair(USER, "cpu.microcode", "", "0x1", 0, NULL);
	assert_int_equal(found.nr, 0);
}

static void test_rate(void **state)
{
	pair(USER, "tsc.khz", "2600000", "2602000", 0, NULL);
	assert_int_equal(found.nr, 0);
	pair(USER, "tsc.khz", "2600000", "2603000", 0, NULL);
	assert_int_equal(found.nr, 1);
	/* Of a VM it is not measured. */
	pair(VM, "tsc.khz", "1000000", "1000001", 0, NULL);
	assert_int_equal(found.nr, 1);
}

static void test_topology(void **state)
{
#define BOX(memory, l2, cores)						\
	"Package:1 [NUMANode(memory=" memory ")] L3Cache:1(size=500) "	\
	"L2Cache:2(size=" l2 ") Core:" cores " PU:1"
	static const char box[] = BOX("9489821696", "2097152", "1");

	pair(USER, "topology.synthetic", box, BOX("1", "2097152", "1"), 0,
	     NULL);
	assert_int_equal(found.nr, 0);
	pair(USER, "topology.synthetic", box,
	     BOX("9489821696", "2097153", "1"), 0, NULL);
	assert_int_equal(found.nr, 1);
	pair(USER, "topology.synthetic", box,
	     BOX("9489821696", "2097152", "2"), 0, NULL);
	assert_int_equal(found.nr, 1);
	pair(USER, "topology.synthetic", box, "Package:1", 0, NULL);
	assert_int_equal(found.nr, 1);
	pair(USER, "topology.synthetic", "Package:1", box, 0, NULL);
	assert_int_equal(found.nr, 1);
	pair(USER, "topology.synthetic", "Package:1", "Package:2", 0, NULL);
	assert_int_equal(found.nr, 1);
}

/* Of lists the words that only one side has. */
static void test_words(void **state)
{
	pair(VM, "kernel.config", "A AB B=m SLS", "AB SL B=m A X", 0, NULL);
	assert_string_equal(found.d[0].a, "SLS");
	assert_string_equal(found.d[0].b, "SL X");
	pair(VM, "kernel.config", "A B", "A", 0, NULL);
	assert_string_equal(found.d[0].a, "B");
	assert_string_equal(found.d[0].b, "(nothing more)");
	pair(VM, "kernel.version", "A B", "A", 0, NULL);
	assert_string_equal(found.d[0].a, "A B");
}

/* Each key and pair of values once, however many environments have it. */
static void test_once(void **state)
{
	const struct comparable_rule rule = { 0 };
	struct env one = { 0 }, two = { 0 };
	struct comparable x = { .env = &one, .key = "vm/6.1", .exact = true,
				.who = "A" };
	struct comparable y = { .env = &two, .key = "vm/6.2", .exact = true,
				.who = "B" };

	differences_free(&found);
	env_set(&one, "vm.qemu", "7");
	env_set(&two, "vm.qemu", "8");
	assert_int_equal(comparable_pair(&x, &y, &rule, &found), 0);
	x.key = "vm/6.1+none";
	assert_int_equal(comparable_pair(&x, &y, &rule, &found), 0);
	assert_int_equal(found.nr, 1);
	assert_string_equal(found.d[0].where, "vm/6.1");
	env_set(&two, "vm.qemu", "9");
	assert_int_equal(comparable_pair(&x, &y, &rule, &found), 0);
	assert_int_equal(found.nr, 2);
	assert_int_equal(differences_count(&found, DIFFERENCE_REFUSED), 2);
	assert_int_equal(differences_count(&found, DIFFERENCE_FORCED), 0);
	env_free(&one);
	env_free(&two);
}

/* What is unfit in cycles and in counts; what is merely noisy is neither. */
static void test_fit(void **state)
{
	static const struct {
		const char *key, *value;
		bool cycles, counts;
	} rules[] = {
		{ "kernel.debug", "KASAN", true, true },
		{ "kernel.tainted", "512", true, true },
		{ "kernel.tainted", "12288", false, false },
		{ "cpu.governor", "powersave", true, false },
		{ "cpu.turbo", "on", true, false },
		{ "tsc.constant", "no", true, false },
		{ "cpu.smt", "on", false, false },
		{ "cpu.hypervisor", "KVMKVMKVM", false, false },
		{ "topology.sibling", "busy 50 %", false, false },
		{ "cpu.cstates", "POLL C6", false, false },
		{ "kernel.nmi_watchdog", "1", false, false },
	};
	const struct comparable_rule rule = { 0 };
	size_t i, k;

	for (i = 0; i < ARRAY_SIZE(rules); i++) {
		for (k = 0; k < WHERES; k++) {
			struct env e = { 0 };
			const struct comparable x = {
				.env = &e, .key = keys[k], .exact = k == VM,
				.who = "B",
			};
			bool unfit = k == VM ? rules[i].counts :
				     rules[i].cycles;

			differences_free(&found);
			env_set(&e, rules[i].key, "%s", rules[i].value);
			assert_int_equal(comparable_fit(&x, &rule, &found), 0);
			if (found.nr != unfit)
				fail_msg("%s=%s, %s", rules[i].key,
					 rules[i].value, keys[k]);
			if (unfit) {
				assert_string_equal(found.d[0].who_a, "B");
				assert_string_equal(found.d[0].who_b, "");
			}
			/* A band is held: it is seen when the clock moves. */
			env_set(&e, "cause.freq", "APERF and MPERF");
			differences_free(&found);
			assert_int_equal(comparable_fit(&x, &rule, &found), 0);
			assert_int_equal(found.nr, unfit &&
					 strcmp(rules[i].key, "cpu.turbo"));
			env_free(&e);
		}
	}
	differences_free(&found);
}

/* What help and errors say of --vary is what there is. */
static void test_groups(void **state)
{
	char all[128] = "";
	const char *name;
	unsigned int i;

	for (i = 0; (name = comparable_group_name(i)); i++) {
		strcat(all, i ? "|" : "");
		strcat(all, name);
		assert_int_equal(comparable_group(name), 1U << i);
	}
	assert_string_equal(all, COMPARABLE_GROUPS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_vary),
		cmocka_unit_test(test_by_target),
		cmocka_unit_test(test_one_side_only),
		cmocka_unit_test(test_rate),
		cmocka_unit_test(test_topology),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_once),
		cmocka_unit_test(test_fit),
		cmocka_unit_test(test_groups),
	};

	return unit_run("comparable", tests, NULL, NULL);
}
