// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * capability.c - what a design can express: the thread's other half.
 *
 * The argument of 2008 was as much about what can be said as about what it
 * costs.  Each claim is a scenario here, played against each design with
 * backends that record; the answer is what the record says.
 */
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kmod/dispatch/designs.h"
#include "row/capability.h"

#define DEPTH	1

/* What was reached, in order: 'a', 'b' a backend, 's' the swiotlb layer. */
static char record[32];

static void note_reached(char who)
{
	size_t len = strlen(record);

	if (len < sizeof(record) - 1)
		record[len] = who;
}

#define RECORDING(who, letter)						\
static db_dma_t who##_map(struct db_device *dev, db_phys_t phys,	\
			  size_t size, int dir)				\
{									\
	note_reached(letter);						\
	return phys;							\
}									\
									\
static const struct db_ops who##_ops = { .map_single = who##_map }

RECORDING(a, 'a');
RECORDING(b, 'b');

static const struct db_ops swiotlb_ops;

/* A layer: bounce, then whatever is below, by either way of stacking. */
static db_dma_t swiotlb_map(struct db_device *dev, db_phys_t phys, size_t size,
			    int dir)
{
	const struct db_ops *next = db_below(&dev, &swiotlb_ops);

	note_reached('s');
	return next ? next->map_single(dev, phys, size, dir) :
		      DB_MAPPING_ERROR;
}

static const struct db_ops swiotlb_ops = { .map_single = swiotlb_map };

/* Some devices, 01:00.0 and on. */
static struct db_device devs[4] = {
	{ .bdf = 0x100, .dma_mask = ~0ULL },
	{ .bdf = 0x108, .dma_mask = ~0ULL },
	{ .bdf = 0x110, .dma_mask = ~0ULL },
	{ .bdf = 0x200, .dma_mask = ~0ULL },
};

static bool attach(const struct db_design *d, unsigned int i,
		   const struct db_ops *ops)
{
	return d->attach && !d->attach(&devs[i], ops, d->max_depth ? DEPTH : 0);
}

/* Does a map on device @i reach these, in this order? */
static bool reaches(const struct db_design *d, unsigned int i,
		    const char *want)
{
	memset(record, 0, sizeof(record));
	return d->ops.map_single(&devs[i], 4096, 512, DB_TO_DEVICE) == 4096 &&
	       !strcmp(record, want);
}

static bool two_iommus(const struct db_design *d)
{
	return attach(d, 0, &a_ops) && attach(d, 1, &b_ops) &&
	       reaches(d, 0, "a") && reaches(d, 1, "b") && reaches(d, 0, "a");
}

static bool assigned(const struct db_design *d)
{
	return attach(d, 0, &a_ops) && attach(d, 1, &a_ops) &&
	       attach(d, 3, &b_ops) && attach(d, 2, &a_ops) &&
	       reaches(d, 0, "a") && reaches(d, 1, "a") && reaches(d, 2, "a") &&
	       reaches(d, 3, "b");
}

static bool hotplug(const struct db_design *d)
{
	if (!attach(d, 0, &a_ops) || !reaches(d, 0, "a"))
		return false;
	return attach(d, 1, &b_ops) && reaches(d, 1, "b") &&
	       reaches(d, 0, "a");
}

static bool layer(const struct db_design *d)
{
	return d->push && attach(d, 0, &a_ops) && attach(d, 1, &a_ops) &&
	       !d->push(&devs[0], &swiotlb_ops) && reaches(d, 0, "sa") &&
	       reaches(d, 1, "a");
}

static bool removal(const struct db_design *d)
{
	if (!attach(d, 0, &a_ops) || !attach(d, 1, &b_ops))
		return false;
	d->detach(&devs[1]);
	return reaches(d, 0, "a");
}

static bool (*const scenarios[SCENARIOS])(const struct db_design *d) = {
	[SC_TWO_IOMMUS] = two_iommus,
	[SC_ASSIGNED] = assigned,
	[SC_HOTPLUG] = hotplug,
	[SC_LAYER] = layer,
	[SC_REMOVAL] = removal,
};

enum answer capability_try(const struct db_design *design,
			   enum scenario scenario)
{
	static const struct rlimit no_core;
	int status;
	pid_t pid;

	if (!design->ops.map_single)
		return ANSWER_NOT_HERE;
	pid = fork();
	if (!pid) {
		setrlimit(RLIMIT_CORE, &no_core);
		/* A crash is an answer, and no news. */
		close(STDERR_FILENO);
		_exit(!scenarios[scenario](design));
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || status)
		return ANSWER_NO;
	if (design->asks && !strcmp(design->asks, "hook"))
		return ANSWER_HOOK;
	if (design->asks && scenario == SC_HOTPLUG)
		return ANSWER_ASKS;
	return ANSWER_YES;
}

void capability_print(FILE *f)
{
	static const char *const words[] = {
		[ANSWER_NO] = "no", [ANSWER_YES] = "yes",
		[ANSWER_HOOK] = "hook", [ANSWER_ASKS] = "asks",
		[ANSWER_NOT_HERE] = "-",
	};
	const struct db_design *const *d;
	int s;

	fprintf(f, "%-18s%7s%8s%8s%7s%7s  %s\n", "", "2", "assign", "hot",
		"layer", "one", "bytes");
	fprintf(f, "%-18s%7s%8s%8s%7s%7s  %s\n", "design", "IOMMUs", "-ed",
		"-plug", "for 1", "goes", "a device");
	for (d = db_designs; *d; d++) {
		if (d > db_designs && !strcmp(d[-1]->id, (*d)->id))
			continue;
		if (!strcmp((*d)->id, "known") || !strcmp((*d)->id, "running"))
			continue;
		fprintf(f, "%-18s", (*d)->id);
		for (s = 0; s < SCENARIOS; s++)
			fprintf(f, "%*s", s == SC_TWO_IOMMUS || s > SC_HOTPLUG ?
				7 : 8, words[capability_try(*d, s)]);
		fprintf(f, "  %s\n", (*d)->bytes ? (*d)->bytes : "-");
	}
	fputs("\nA yes is an operation that reached the right backend. 2 IOMMUs: two\n"
	      "devices behind two at once. assigned: one such device among emulated\n"
	      "ones. hotplug: one that is added later; asks: yes, but somebody is\n"
	      "asked on every op. layer for 1: swiotlb above pvdma for it and not\n"
	      "for its neighbour. one goes: the other still works. hook: only with\n"
	      "a hook in the global ops. -: only a kernel has this design. bytes:\n"
	      "what is asked for, before kmalloc() rounds it up.\n", f);
}
