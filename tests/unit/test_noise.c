// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_noise.c - what made a run noisy, of made-up runs.
 *
 * Each rule is found where it holds and not where it doesn't, with the number
 * that the run has for it; the largest comes first; a key that is not there is
 * not known, and nothing is said of it.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare/noise.h"
#include "unit.h"

static struct result r;
static struct noise noise;

static struct result_row *add_row(const char *env, const char *name,
				  const char *unit)
{
	struct result_row *row;

	r.row = realloc(r.row, (r.nr_row + 1) * sizeof(*row));
	row = &r.row[r.nr_row++];
	memset(row, 0, sizeof(*row));
	snprintf(row->env, sizeof(row->env), "%s", env);
	snprintf(row->name, sizeof(row->name), "%s", name);
	row->unit = unit_from_name(unit);
	row->target = target_of_key(env);
	strcpy(row->backend, "null");
	snprintf(row->design, sizeof(row->design), "%.*s",
		 (int)strcspn(name, "/"), name);
	result_row_parse(row);
	row->s.n = 100;
	row->s.median = 10;
	row->s.mean = 10;
	row->s.place_min = 10;
	row->s.place_max = 10;
	return row;
}

/* A quiet run of one row in cycles, of which the box is not known. */
static struct result_row *quiet(void)
{
	result_free(&r);
	r.complete = true;
	result_env(&r, "user/plain");
	env_set(&r.env->env, "kernel.cmdline", "isolcpus=3");
	return add_row("user/plain", "direct/null/map_single", "cycles/op");
}

static void find(const struct result_causes *causes)
{
	assert_int_equal(noise_find(&r, &r.env[0], causes, &noise), 0);
}

static void test_nothing(void **state)
{
	struct result_row *row = quiet();

	find(NULL);
	assert_int_equal(noise.nr, 0);
	assert_int_equal(noise.used, 100);
	assert_int_equal(noise.lost, 0);
	/* Just below what is said. */
	row->s.n = 10000;
	row->s.rejected = 100;
	row->s.place_max = 10.0999;
	row->s.mean = 10.999;
	find(NULL);
	assert_int_equal(noise.nr, 0);
	assert_int_equal(noise.lost, 100);
}

static void test_lost(void **state)
{
	struct result_row *row = quiet();

	row->s.n = 80;
	row->s.rejected = 20;
	find(NULL);
	assert_int_equal(noise.nr, 1);
	assert_near(noise.f[0].share, 0.2);
	assert_words(noise.f[0].what, "pairs lost");
	assert_int_equal(noise_rows_lost(&r), 0);
	row->s.rejected = 21;
	find(NULL);
	assert_int_equal(noise.nr, 2);
	assert_near(noise.f[0].share, 1);
	assert_words(noise.f[0].what, "rows 1 of 1 lost");
	assert_near(noise.f[1].share, 21 / 101.0);
	assert_int_equal(noise_rows_lost(&r), 1);
	/* So does one whose number was taken away for that. */
	row->status = ROW_VOID;
	row->s.n = 0;
	row->s.median = NAN;
	find(NULL);
	assert_int_equal(noise.nr, 2);
	assert_int_equal(noise_rows_lost(&r), 1);
}

static void test_causes(void **state)
{
	struct result_causes causes[2] = { { .windows = 150 } };

	quiet();
	result_env(&r, "user/retpoline");
	env_set(&r.env->env, "topology.cpu", "3");
	add_row("user/retpoline", "direct/null/map_single", "cycles/op");
	causes[0].by[0] = 2;		/* an interrupt */
	causes[1].windows = 50;
	causes[1].by[5] = 20;		/* a switch */
	causes[1].by[0] = 8;
	causes[1].by[8] = 1;		/* the clock: just enough */
	causes[1].by[30] = 4;		/* of a version to come */
	find(causes);
	assert_int_equal(noise.nr, 4);
	assert_near(noise.f[0].share, 0.1);
	assert_words(noise.f[0].what, "windows: switched");
	assert_words(noise.f[0].advice, "isolcpus=3 nohz_full=3");
	assert_near(noise.f[1].share, 0.05);
	assert_words(noise.f[1].what, "windows: interrupt");
	assert_part(noise.f[1].advice, "scripts/tune.sh apply");
	assert_near(noise.f[2].share, 0.02);
	assert_words(noise.f[2].what, "windows: 0x40000000");
	assert_near(noise.f[3].share, 0.005);
	assert_words(noise.f[3].what, "core clock moved");
	causes[1].windows++;
	find(causes);
	assert_int_equal(noise.nr, 3);
}

/* Every cause that the ABI has is named. */
static void test_all_causes(void **state)
{
	struct result_causes causes[1] = { { .windows = 2 } };
	size_t i;

	quiet();
	for (i = 0; i < DMABENCH_CAUSES; i++)
		causes->by[i] = 1;
	find(causes);
	assert_int_equal(noise.nr, DMABENCH_CAUSES);
	for (i = 0; i < noise.nr; i++) {
		assert_near(noise.f[i].share, 0.5);
		assert_null(strstr(noise.f[i].what, "0x"));
		assert_true(strlen(noise.f[i].advice) > 10);
	}
}

static void test_span(void **state)
{
	struct result_row *row = quiet();

	row->s.place_max = 12;		/* 20 % */
	row = add_row("user/plain", "global/null/map_single", "cycles/op");
	row->s.median = 100;
	row->s.place_max = 103;
	row->s.place_min = 100;		/* 3 % */
	add_row("user/plain", "per-device/null/map_single", "cycles/op");
	find(NULL);
	assert_int_equal(noise.nr, 1);
	assert_near(noise.f[0].share, 0.03);
	assert_words(noise.f[0].what, "2.0 cyc, 20 % direct/null/map_single");
	/* A row without a number has no span. */
	r.row[2].s.n = 0;
	find(NULL);
	assert_near(noise.f[0].share, (0.2 + 0.03) / 2);
}

static void test_mean(void **state)
{
	struct result_row *row = quiet();

	row->s.mean = 11.1;
	add_row("user/plain", "global/null/map_single", "cycles/op");
	find(NULL);
	assert_int_equal(noise.nr, 1);
	assert_near(noise.f[0].share, 0.5);
	assert_words(noise.f[0].what, "1 of 2; direct/null/map_single, 1.11");
	/* A flush of the IOTLB is the row's own. */
	row = &r.row[0];
	row->over = OVER_KERNEL_IOMMU;
	find(NULL);
	assert_int_equal(noise.nr, 0);
	row->over = OVER_NULL;
	row->slow.over = 20;
	find(NULL);
	assert_int_equal(noise.nr, 0);
}

/* Exact counts: only what is lost, and nothing of the box. */
static void test_exact(void **state)
{
	struct result_row *row;

	result_free(&r);
	r.complete = true;
	env_set(&result_env(&r, "vm/6.1")->env, "cpu.hypervisor", "TCG");
	env_set(&r.env->env, "tsc.constant", "no");
	env_set(&r.env->env, "cpu.turbo", "on");
	row = add_row("vm/6.1", "direct/null/map_single", "insn/op");
	row->s.mean = 20;
	row->s.place_max = 20;
	find(NULL);
	assert_int_equal(noise.nr, 0);
	row->s.rejected = 10;
	find(NULL);
	assert_int_equal(noise.nr, 1);
	/* Rows that only ran have no windows that count. */
	row->unit = UNIT_FUNCTIONAL;
	find(NULL);
	assert_int_equal(noise.nr, 0);
	assert_int_equal(noise_rows_lost(&r), 0);
}

static void test_sorted(void **state)
{
	struct result_row *row = quiet();

	env_set(&r.env->env, "cpu.turbo", "on");
	env_set(&r.env->env, "cpu.governor", "powersave");
	row->s.rejected = 10;
	row->s.place_max = 15;
	row->s.mean = 12;
	find(NULL);
	assert_int_equal(noise.nr, 5);
	assert_near(noise.f[0].share, 1);
	assert_near(noise.f[1].share, 0.5);
	assert_near(noise.f[2].share, 10 / 110.0);
	/* No number: behind, in the order of the table. */
	assert_true(isnan(noise.f[3].share));
	assert_words(noise.f[3].what, "turbo on");
	assert_true(isnan(noise.f[4].share));
	assert_part(noise.f[4].what, "governor powersave");
}

/* One key, a value that is wrong, one that is not, and what is said. */
static void test_env(void **state)
{
	static const struct {
		const char *key, *wrong, *right, *what;
	} rules[] = {
		{ "kernel.debug", "KASAN, lockdep", "none", "KASAN, lockdep" },
		{ "tsc.constant", "no", "yes", "one rate" },
		{ "cpu.hypervisor", "KVMKVMKVM", "none", "a guest of KVM" },
		{ "topology.sibling", "busy 37 %", "idle", "busy 37 %" },
		{ "cpu.smt", "on", "off", "SMT is on" },
		{ "cpu.smt", "on", "notsupported", "SMT is on" },
		{ "cpu.turbo", "on", "off", "turbo is on" },
		{ "cpu.turbo", "on", "unknown", "turbo is on" },
		{ "cpu.governor", "schedutil", "performance", "schedutil" },
		{ "cpu.governor", "ondemand", "unknown", "ondemand" },
		{ "topology.isolated", "no", "yes", "CPU N not isolated" },
		{ "cpu.cstates", "POLL C1 C6", "POLL C1", "POLL C1 C6" },
		{ "cpu.cstates", "C1E", "POLL haltpoll idle", "C1E" },
		{ "cpu.cstates", "C2", "none", "C2" },
		{ "kernel.nmi_watchdog", "1", "0", "NMI watchdog" },
		{ "kernel.tainted", "512", "12288", "tainted 512" },
		{ "kernel.tainted", "12416", "0", "tainted 12416" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rules); i++) {
		quiet();
		env_set(&r.env->env, rules[i].key, "%s", rules[i].right);
		find(NULL);
		assert_int_equal(noise.nr, 0);
		env_set(&r.env->env, rules[i].key, "%s", rules[i].wrong);
		find(NULL);
		assert_int_equal(noise.nr, 1);
		assert_true(isnan(noise.f[0].share));
		assert_words(noise.f[0].what, rules[i].what);
	}
}

/* Rules that look at two keys. */
static void test_env_two(void **state)
{
	struct env *e;

	quiet();
	e = &r.env->env;
	/* SMT, of which the sibling is known. */
	env_set(e, "cpu.smt", "on");
	env_set(e, "topology.sibling", "idle");
	find(NULL);
	assert_int_equal(noise.nr, 0);
	/* A guest's clock is not tsc. */
	env_set(e, "kernel.clocksource", "hpet");
	find(NULL);
	assert_int_equal(noise.nr, 0);
	env_set(e, "cpu.hypervisor", "none");
	find(NULL);
	assert_int_equal(noise.nr, 1);
	assert_words(noise.f[0].what, "clock hpet");
	env_set(e, "kernel.clocksource", "tsc");
	/* Tuned for another CPU. */
	env_set(e, "topology.cpu", "3");
	env_set(e, "tune.cpu", "3");
	find(NULL);
	assert_int_equal(noise.nr, 0);
	env_set(e, "tune.cpu", "13");
	find(NULL);
	assert_int_equal(noise.nr, 1);
	assert_words(noise.f[0].what, "tuned 13, 3");
	assert_part(noise.f[0].advice, "apply --cpu 3");
	env_set(e, "tune.cpu", "3");
	/* No word of the command line, and no other who knows. */
	env_set(e, "kernel.cmdline", "nokaslr");
	find(NULL);
	assert_int_equal(noise.nr, 1);
	assert_part(noise.f[0].advice, "isolcpus=3 nohz_full=3");
	env_set(e, "topology.isolated", "yes");
	find(NULL);
	assert_int_equal(noise.nr, 0);
}

/* A value of any length fits. */
static void test_long(void **state)
{
	char value[1000];

	memset(value, 'v', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	quiet();
	env_set(&r.env->env, "cpu.governor", "%s", value);
	env_set(&r.env->env, "cpu.cstates", "%s", value);
	env_set(&r.env->env, "topology.cpu", "%s", value);
	find(NULL);
	assert_int_equal(noise.nr, 2);
	assert_int_equal(strlen(noise.f[0].what), NOISE_TEXT - 1);
}

static void test_void(void **state)
{
	struct result_row *row = quiet();

	assert_null(noise_void(&r));
	r.complete = false;
	assert_words(noise_void(&r), "rows");
	r.complete = true;
	row->s.n = 0;
	assert_words(noise_void(&r), "no row number");
	row->s.n = 1;
	row->status = ROW_NO_DEVICE;
	assert_words(noise_void(&r), "no row number");
	row->status = ROW_OK;
	row = add_row("vm/6.1", "known/none/adds8", "insn/op");
	row->s.min = 10;
	row->s.max = 10;
	assert_null(noise_void(&r));
	row->s.max = 11;
	assert_words(noise_void(&r), "instrument");
	row->s.max = 10;
	row->s.min = 9;
	assert_words(noise_void(&r), "instrument");
}

static void test_same_box(void **state)
{
	assert_true(noise_same_box("user/plain", "user/retpoline"));
	assert_true(noise_same_box("vm/6.1", "vm/6.1"));
	assert_false(noise_same_box("vm/6.1", "vm/6.12"));
	assert_false(noise_same_box("user/plain", "host/6.1"));
	assert_false(noise_same_box("host/6.1", "vm/6.1"));
}

static int end(void **state)
{
	result_free(&r);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_lost),
		cmocka_unit_test(test_causes),
		cmocka_unit_test(test_all_causes),
		cmocka_unit_test(test_span),
		cmocka_unit_test(test_mean),
		cmocka_unit_test(test_exact),
		cmocka_unit_test(test_sorted),
		cmocka_unit_test(test_env),
		cmocka_unit_test(test_env_two),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_void),
		cmocka_unit_test(test_same_box),
	};

	return unit_run("noise", tests, NULL, end);
}
