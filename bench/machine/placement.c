// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * placement.c - which CPU to measure on: rules over facts, and the facts from
 * the texts of /proc.  topology.c knows the machine.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/placement.h"

static bool is_near(const struct place *p, unsigned long long least)
{
	return p->near;
}

static bool is_isolated(const struct place *p, unsigned long long least)
{
	return p->isolated;
}

/* What is not known is not held against it. */
static bool has_idle_core(const struct place *p, unsigned long long least)
{
	return p->sibling < SIBLING_IDLE && p->busy < SIBLING_IDLE;
}

/* The first one gets what nobody has sent elsewhere. */
static bool is_not_first(const struct place *p, unsigned long long least)
{
	return p->cpu;
}

static bool has_few_irqs(const struct place *p, unsigned long long least)
{
	return p->irqs / 2 <= least;
}

static unsigned long long least_irqs(const struct place *p, size_t nr)
{
	unsigned long long least = p->irqs;
	size_t i;

	for (i = 1; i < nr; i++)
		if (p[i].irqs < least)
			least = p[i].irqs;
	return least;
}

struct place place_choose(struct place *p, size_t nr, struct place_why *why)
{
	static const struct {
		bool (*holds)(const struct place *p, unsigned long long least);
		const char *what;
		bool always;	/* worth saying when it left nobody out */
	} rules[PLACE_RULES] = {
		{ is_near, "near the device", true },
		{ is_isolated, "isolated", true },
		{ has_idle_core, "core idle", false },
		{ is_not_first, "not CPU 0", false },
		{ has_few_irqs, "few interrupts", false },
	};
	size_t i, k, kept, len = 0;

	memset(why, 0, sizeof(*why));
	for (i = 0; i < PLACE_RULES; i++) {
		const unsigned long long least = least_irqs(p, nr);

		kept = 0;
		for (k = 0; k < nr; k++)
			kept += rules[i].holds(&p[k], least);
		if (!kept || (kept == nr && !rules[i].always))
			continue;
		snprintf(why->rule[why->nr++], sizeof(*why->rule),
			 "%s: %zu of %zu", rules[i].what, kept, nr);
		len += snprintf(why->text + len, sizeof(why->text) - len,
				"%s%s", len ? ", " : "", rules[i].what);
		kept = 0;
		for (k = 0; k < nr; k++)
			if (rules[i].holds(&p[k], least))
				p[kept++] = p[k];
		nr = kept;
	}
	if (nr > 1 || !len)
		snprintf(why->text + len, sizeof(why->text) - len,
			 "%slast of %zu", len ? ", " : "", nr);
	return p[nr - 1];
}

bool place_listed(const char *list, unsigned int cpu)
{
	unsigned long first, last;
	char *end;

	while (*list >= '0' && *list <= '9') {
		first = strtoul(list, &end, 10);
		last = first;
		if (*end == '-')
			last = strtoul(end + 1, &end, 10);
		if (cpu >= first && cpu <= last)
			return true;
		list = *end == ',' ? end + 1 : "";
	}
	return false;
}

/* A CPU's line of /proc/stat (proc(5)): all time, and what was idle of it. */
static bool read_times(const char *stat, unsigned int cpu,
		       unsigned long long *all, unsigned long long *idle)
{
	unsigned long long t[8];
	char word[24];
	const char *line;
	int i;

	snprintf(word, sizeof(word), "\ncpu%u ", cpu);
	line = strstr(stat, word);
	if (!line || sscanf(line + strlen(word),
			    "%llu %llu %llu %llu %llu %llu %llu %llu", &t[0],
			    &t[1], &t[2], &t[3], &t[4], &t[5], &t[6],
			    &t[7]) != 8)
		return false;
	for (i = 0, *all = 0; i < 8; i++)
		*all += t[i];
	*idle = t[3] + t[4];
	return true;
}

int place_busy(const char *before, const char *after, unsigned int cpu)
{
	unsigned long long all[2], idle[2];

	if (!read_times(before, cpu, &all[0], &idle[0]) ||
	    !read_times(after, cpu, &all[1], &idle[1]) ||
	    all[1] <= all[0] || idle[1] < idle[0] ||
	    idle[1] - idle[0] > all[1] - all[0])
		return SIBLING_UNKNOWN;
	return 100 - 100 * (idle[1] - idle[0]) / (all[1] - all[0]);
}

/* The number in a column, from 0, of a line; 0 where it has less of them. */
static unsigned long long read_column(const char *line, int column)
{
	unsigned long long count = 0;
	char *end;

	for (; column >= 0; column--) {
		line += strspn(line, " ");
		if (*line < '0' || *line > '9')
			return 0;
		count = strtoull(line, &end, 10);
		line = end;
	}
	return count;
}

unsigned long long place_irqs(const char *text, unsigned int cpu)
{
	unsigned long long sum = 0;
	int column = -1, i, used;
	const char *at = text;
	unsigned int head;

	/* The first line has the CPUs that are online, and no others. */
	for (i = 0; sscanf(at, " CPU%u%n", &head, &used) == 1; i++) {
		if (head == cpu)
			column = i;
		at += used;
	}
	while (column >= 0 && (at = strchr(at, ':')))
		sum += read_column(++at, column);
	return sum;
}
