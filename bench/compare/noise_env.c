// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * noise_env.c - what a box is said to be that makes its cycles noisy.
 *
 * A rule looks at one key of an environment.  A key that is not there is not
 * known, and nothing is said of it.  How much each costs here a run does not
 * tell, so that they stand in the order in which they are worth trying.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/noise.h"

/* tainted-kernels.rst: machine check, bad page, died, warned, soft lockup. */
#define TAINT_BROKEN	(1UL << 4 | 1UL << 5 | 1UL << 7 | 1UL << 9 | 1UL << 14)

static bool is_equal(const char *value, const char *want, const struct env *e)
{
	return !strcmp(value, want);
}

static bool differs(const char *value, const char *want, const struct env *e)
{
	return strcmp(value, want);
}

static bool begins(const char *value, const char *want, const struct env *e)
{
	return !strncmp(value, want, strlen(want));
}

static bool is_broken(const char *value, const char *want, const struct env *e)
{
	return strtoul(value, NULL, 10) & TAINT_BROKEN;
}

/* A guest has a clock of its hypervisor's, which is no fault of its TSC. */
static bool no_tsc(const char *value, const char *want, const struct env *e)
{
	return strcmp(value, "tsc") && !env_is_guest(e);
}

/* Is the core's other thread known?  Then topology.sibling has a rule. */
static bool shared_core(const char *value, const char *want,
			const struct env *e)
{
	return !strcmp(value, "on") && !*env_get(e, "topology.sibling");
}

/* Without topology.isolated the command line is asked. */
static bool not_isolated(const char *value, const char *want,
			 const struct env *e)
{
	return !*env_get(e, "topology.isolated") && *env_get(e, "topology.cpu") &&
	       !strstr(value, "isolcpus=");
}

static bool other_cpu(const char *value, const char *want, const struct env *e)
{
	const char *cpu = env_get(e, "topology.cpu");

	return *cpu && strcmp(value, cpu);
}

/*
 * Names of idle states, of which POLL, C1 and a guest's halt are left soon.
 * The halt's name has two words, "haltpoll idle" (cpuidle-haltpoll).
 */
static bool deep_idle(const char *value, const char *want, const struct env *e)
{
	static const char *const soon[] = {
		"POLL", "C1", "C1_ACPI", "haltpoll", "idle", "none",
		"unknown",
	};
	char text[256], *word, *next = text;
	size_t i;

	snprintf(text, sizeof(text), "%s", value);
	while ((word = strsep(&next, " ,+/"))) {
		for (i = 0; *word && i < sizeof(soon) / sizeof(*soon); i++)
			if (!strcmp(word, soon[i]))
				break;
		if (*word && i == sizeof(soon) / sizeof(*soon))
			return true;
	}
	return false;
}

/* Windows in which the clock moved are seen, and left out. */
static bool is_held(const struct env *e)
{
	const char *seen = env_get(e, "cause.freq");

	return *seen && strcmp(seen, "unknown");
}

static bool is_held_on(const char *value, const char *want,
		       const struct env *e)
{
	return !strcmp(value, "on") && is_held(e);
}

static bool is_free_on(const char *value, const char *want,
		       const struct env *e)
{
	return !strcmp(value, "on") && !is_held(e);
}

#define CYCLES	NOISE_UNFIT_CYCLES
#define COUNTS	NOISE_UNFIT_COUNTS

static const struct {
	const char *key;
	bool (*wrong)(const char *value, const char *want,
		      const struct env *e);
	const char *want;
	unsigned int unfit;
	const char *what;
	const char *advice;
} rules[] = {
	{ "kernel.debug", differs, "none", CYCLES | COUNTS,
	  "a debug kernel: %v",
	  "boot one without; its cycles are not those of others" },
	{ "tsc.constant", is_equal, "no", CYCLES,
	  "the TSC does not run at one rate",
	  "cycles of this CPU can't be compared; take the vm target" },
	{ "kernel.clocksource", no_tsc, NULL, 0,
	  "the kernel's clock is %v: it does not trust the TSC",
	  "dmesg says why (grep -i tsc)" },
	{ "cpu.hypervisor", differs, "none", 0,
	  "a guest of %v: its CPU is taken away, its TSC is what it is given",
	  "measure on bare metal" },
	{ "topology.sibling", begins, "busy", 0,
	  "the core's other thread was %v",
	  "close what runs there, or boot with nosmt" },
	{ "cpu.smt", shared_core, NULL, 0,
	  "SMT is on: cores have a second thread",
	  "boot with nosmt, or echo off >/sys/devices/system/cpu/smt/control" },
	{ "cpu.turbo", is_free_on, NULL, CYCLES,
	  "turbo is on: the clock moves by load and heat",
	  "scripts/bench.sh --tune, or scripts/tune.sh apply" },
	{ "cpu.turbo", is_held_on, NULL, 0,
	  "turbo is on: the clock moves by load and heat",
	  "scripts/bench.sh --tune, or scripts/tune.sh apply" },
	{ "cpu.governor", differs, "performance", CYCLES,
	  "governor %v: the clock follows the load",
	  "scripts/bench.sh --tune, or scripts/tune.sh apply" },
	{ "topology.isolated", is_equal, "no", 0,
	  "CPU %c is not isolated: others are scheduled on it",
	  "isolcpus=%c nohz_full=%c on the kernel's command line" },
	{ "kernel.cmdline", not_isolated, NULL, 0,
	  "CPU %c is not isolated: others are scheduled on it",
	  "isolcpus=%c nohz_full=%c on the kernel's command line" },
	{ "cpu.cstates", deep_idle, NULL, 0, "deep idle states are on: %v",
	  "scripts/bench.sh --tune, or scripts/tune.sh apply" },
	{ "kernel.nmi_watchdog", is_equal, "1", 0,
	  "the NMI watchdog is on",
	  "scripts/bench.sh --tune, or scripts/tune.sh apply" },
	{ "tune.cpu", other_cpu, NULL, 0,
	  "tuned for CPU %v, but measured on CPU %c",
	  "scripts/tune.sh restore, then apply --cpu %c" },
	{ "kernel.tainted", is_broken, NULL, CYCLES | COUNTS,
	  "the kernel has warned, or worse, since it booted (tainted %v)",
	  "dmesg says what happened; boot again" },
};

/* What it measures is not what it is for. */
static void find_wrong_checks(const struct env *e, struct noise *out)
{
	const char *key = NULL;

	while ((key = env_wrong_check(e, key)) && out->nr < NOISE_MAX) {
		noise_add(out, e, NAN,
			  "the device copied through a mapping, and that was %v",
			  env_get(e, key),
			  "this kernel's DMA API does not work: no number of it "
			  "says what it costs");
		out->f[out->nr - 1].key = key;
		out->f[out->nr - 1].unfit = CYCLES | COUNTS;
	}
}

void noise_env(const struct env *e, struct noise *out)
{
	size_t i;

	find_wrong_checks(e, out);

	for (i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		const char *value = env_get(e, rules[i].key);

		if (!*value && strcmp(rules[i].key, "kernel.cmdline"))
			continue;
		if (!strcmp(value, "unknown") ||
		    !rules[i].wrong(value, rules[i].want, e))
			continue;
		if (out->nr == NOISE_MAX)
			break;
		noise_add(out, e, NAN, rules[i].what, value, rules[i].advice);
		out->f[out->nr - 1].key = rules[i].key;
		out->f[out->nr - 1].unfit = rules[i].unfit;
	}
}
