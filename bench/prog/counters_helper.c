// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * counters_helper.c - dmabench-counters: the one file that knows libperf.  See
 * counters.h for why it is a program, and for what it is told and answers.
 */
#include <cpuid.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <perf/core.h>
#include <perf/evsel.h>
#include <perf/threadmap.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kmod/uapi/indirect_miss.h"

#define EVENTS_MAX	16

#define CACHE_MISS(cache) \
	(PERF_COUNT_HW_CACHE_##cache | PERF_COUNT_HW_CACHE_OP_READ << 8 | \
	 PERF_COUNT_HW_CACHE_RESULT_MISS << 16)

/* Events that the kernel has a name for on every CPU that can count them. */
static const struct {
	const char *name;
	unsigned int type;
	unsigned long long config;
} generic[] = {
	{ "cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES },
	{ "instructions", PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS },
	{ "branches", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_INSTRUCTIONS },
	{ "branch-miss", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_MISSES },
	{ "l1d-miss", PERF_TYPE_HW_CACHE, CACHE_MISS(L1D) },
	{ "itlb-miss", PERF_TYPE_HW_CACHE, CACHE_MISS(ITLB) },
	{ "page-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS },
	{ "task-clock", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK },
};

/* The number of that event on this CPU, or 0. */
static unsigned int indirect_misses(void)
{
	unsigned int a, b, c, d, family, model;
	char vendor[13] = "";

	__cpuid(0, a, b, c, d);
	memcpy(vendor, &b, 4);
	memcpy(vendor + 4, &d, 4);
	memcpy(vendor + 8, &c, 4);
	__cpuid(1, a, b, c, d);
	family = (a >> 8 & 0xf) + ((a >> 8 & 0xf) == 0xf ? a >> 20 & 0xff : 0);
	model = (a >> 4 & 0xf) | (a >> 12 & 0xf0);
	return indirect_miss_event(!strcmp(vendor, "AuthenticAMD"),
				   !strcmp(vendor, "GenuineIntel"), family,
				   model);
}

/* What the kernel's refusal means to who reads a report. */
static const char *reason(int error)
{
	switch (error) {
	case ENOENT:
	case EOPNOTSUPP:
	case ENODEV:
		return "not supported here: no PMU, or not this event";
	case EACCES:
	case EPERM:
		return "not allowed: see /proc/sys/kernel/perf_event_paranoid";
	default:
		return strerror(error);
	}
}

/* 0, or the negative errno of a name that is not known here. */
static int attr_of(const char *name, bool kernel, struct perf_event_attr *attr)
{
	size_t i;

	*attr = (struct perf_event_attr) {
		.size = sizeof(*attr),
		.disabled = 1,
		.exclude_user = kernel,
		.exclude_kernel = !kernel,
		.exclude_hv = 1,
		.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED |
			       PERF_FORMAT_TOTAL_TIME_RUNNING,
	};
	for (i = 0; i < sizeof(generic) / sizeof(*generic); i++) {
		if (strcmp(name, generic[i].name))
			continue;
		attr->type = generic[i].type;
		attr->config = generic[i].config;
		/* A page fault is the kernel's, whoever touches the page. */
		if (attr->type == PERF_TYPE_SOFTWARE) {
			attr->exclude_user = 0;
			attr->exclude_kernel = 0;
		}
		return 0;
	}
	if (strcmp(name, "indirect-miss"))
		return -EINVAL;
	attr->type = PERF_TYPE_RAW;
	attr->config = indirect_misses();
	return attr->config ? 0 : -ENXIO;
}

/* The event, open on the thread; NULL if it was said why not. */
static struct perf_evsel *open_event(const char *name, bool kernel,
				     struct perf_thread_map *threads)
{
	struct perf_event_attr attr;
	struct perf_evsel *e;
	int ret = attr_of(name, kernel, &attr);

	if (ret) {
		puts(ret == -ENXIO ?
		     "not supported here: no number for this CPU is known" :
		     "no such event");
		return NULL;
	}
	e = perf_evsel__new(&attr);
	if (!e) {
		puts("no memory");
		return NULL;
	}
	ret = perf_evsel__open(e, NULL, threads);
	if (ret) {
		puts(reason(-ret));
		perf_evsel__delete(e);
		return NULL;
	}
	puts("ok");
	return e;
}

static int say_nothing(enum libperf_print_level level, const char *format,
		       va_list ap)
{
	return 0;
}

static void begin(struct perf_evsel **e, int nr,
		  struct perf_counts_values *since)
{
	int i;

	for (i = 0; i < nr; i++)
		if (e[i] && perf_evsel__read(e[i], 0, 0, &since[i]))
			memset(&since[i], 0, sizeof(since[i]));
	for (i = 0; i < nr; i++)
		if (e[i])
			perf_evsel__enable(e[i]);
	puts("");
}

static void end(struct perf_evsel **e, int nr,
		const struct perf_counts_values *since)
{
	struct perf_counts_values now;
	int i;

	for (i = nr - 1; i >= 0; i--)
		if (e[i])
			perf_evsel__disable(e[i]);
	for (i = 0; i < nr; i++) {
		if (!e[i] || perf_evsel__read(e[i], 0, 0, &now))
			fputs("- - - ", stdout);
		else
			printf("%llu %llu %llu ",
			       (unsigned long long)(now.val - since[i].val),
			       (unsigned long long)(now.ena - since[i].ena),
			       (unsigned long long)(now.run - since[i].run));
	}
	puts("");
}

int main(int argc, char **argv)
{
	struct perf_counts_values since[EVENTS_MAX] = { 0 };
	struct perf_evsel *e[EVENTS_MAX] = { NULL };
	struct perf_thread_map *threads;
	char line[16], *rest;
	bool kernel;
	int i, nr = argc - 3;
	long tid;

	tid = argc > 1 ? strtol(argv[1], &rest, 10) : 0;
	if (nr < 1 || nr > EVENTS_MAX || tid < 1 || *rest ||
	    (strcmp(argv[2], "user") && strcmp(argv[2], "kernel"))) {
		fputs("usage: dmabench-counters TID user|kernel EVENT..; dmabench run starts it\n",
		      stderr);
		return 2;
	}
	kernel = !strcmp(argv[2], "kernel");
	/* Its words are not ours; what it returns says enough. */
	libperf_init(say_nothing);
	setlinebuf(stdout);
	threads = perf_thread_map__new_dummy();
	if (!threads)
		return 5;
	perf_thread_map__set_pid(threads, 0, tid);
	for (i = 0; i < nr; i++)
		e[i] = open_event(argv[3 + i], kernel, threads);
	while (fgets(line, sizeof(line), stdin)) {
		if (*line == '+')
			begin(e, nr, since);
		else if (*line == '-')
			end(e, nr, since);
	}
	return 0;
}
