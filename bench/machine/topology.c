// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * topology.c - where to run: the one file that knows hwloc.
 */
#include <errno.h>
#include <hwloc.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "machine/files.h"
#include "machine/placement.h"
#include "machine/topology.h"

/* The CPUs that this process may run on, to be freed; NULL without memory. */
static hwloc_bitmap_t allowed_cpus(hwloc_topology_t topo)
{
	hwloc_const_cpuset_t allowed = hwloc_topology_get_allowed_cpuset(topo);
	hwloc_bitmap_t mine = hwloc_bitmap_alloc();

	if (!mine)
		return NULL;
	if (hwloc_get_cpubind(topo, mine, HWLOC_CPUBIND_THREAD))
		hwloc_bitmap_copy(mine, allowed);
	hwloc_bitmap_and(mine, mine, allowed);
	return mine;
}

/* What the kernel says of its CPUs: below /sys, and two readings of /proc. */
struct facts {
	char isolated[1024];
	char nohz_full[1024];
	char *stat[2];
	char *interrupts;
};

/* How long a sibling is watched; /proc/stat counts in hundredths of seconds. */
#define WATCH_NS	200000000

static void read_facts(struct facts *f, const char *root, bool siblings)
{
	static const struct timespec watch = { .tv_nsec = WATCH_NS };
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/sys/devices/system/cpu/isolated",
		 root);
	read_line(path, f->isolated, sizeof(f->isolated));
	snprintf(path, sizeof(path), "%s/sys/devices/system/cpu/nohz_full",
		 root);
	read_line(path, f->nohz_full, sizeof(f->nohz_full));
	snprintf(path, sizeof(path), "%s/proc/interrupts", root);
	f->interrupts = read_text(path);
	snprintf(path, sizeof(path), "%s/proc/stat", root);
	f->stat[0] = siblings ? read_text(path) : NULL;
	if (f->stat[0])
		nanosleep(&watch, NULL);
	f->stat[1] = siblings ? read_text(path) : NULL;
}

static void free_facts(struct facts *f)
{
	free(f->interrupts);
	free(f->stat[0]);
	free(f->stat[1]);
}

static bool is_isolated(const struct facts *f, unsigned int cpu)
{
	return place_listed(f->isolated, cpu) ||
	       place_listed(f->nohz_full, cpu);
}

static int busy_of(const struct facts *f, unsigned int cpu)
{
	return f->stat[0] && f->stat[1] ?
	       place_busy(f->stat[0], f->stat[1], cpu) : SIBLING_UNKNOWN;
}

/* How busy the busiest other CPU of a core was, or SIBLING_*. */
static int sibling_of(hwloc_topology_t topo, hwloc_obj_t pu,
		      const struct facts *f)
{
	hwloc_obj_t core = hwloc_get_ancestor_obj_by_type(topo, HWLOC_OBJ_CORE,
							  pu);
	int busiest = SIBLING_NONE, busy, cpu;

	if (!core)
		return SIBLING_UNKNOWN;
	hwloc_bitmap_foreach_begin(cpu, core->cpuset)
		if (cpu == (int)pu->os_index)
			continue;
		busy = busy_of(f, cpu);
		if (busy == SIBLING_UNKNOWN)
			return busy;
		busiest = busy > busiest ? busy : busiest;
	hwloc_bitmap_foreach_end();
	return busiest;
}

/*
 * CPUs that may be chosen.  The kernel gives isolated ones to nobody who does
 * not name them: where nothing but those is missing from our affinity, it was
 * not narrowed by a user, and they are candidates, too.
 */
static hwloc_bitmap_t candidates(hwloc_topology_t topo, const struct facts *f)
{
	hwloc_const_cpuset_t allowed = hwloc_topology_get_allowed_cpuset(topo);
	hwloc_bitmap_t mine = allowed_cpus(topo);
	hwloc_bitmap_t all = mine ? hwloc_bitmap_dup(mine) : NULL;
	int cpu;

	if (!all)
		return mine;
	hwloc_bitmap_foreach_begin(cpu, allowed)
		if (is_isolated(f, cpu))
			hwloc_bitmap_set(all, cpu);
	hwloc_bitmap_foreach_end();
	if (hwloc_bitmap_isequal(all, allowed))
		hwloc_bitmap_copy(mine, all);
	hwloc_bitmap_free(all);
	return mine;
}

/* The CPUs near a device; NULL where that is not known. */
static hwloc_const_cpuset_t near_cpus(hwloc_topology_t topo, const char *bdf)
{
	hwloc_obj_t pci = NULL, near;

	if (*bdf)
		pci = hwloc_get_pcidev_by_busidstring(topo, bdf);
	near = pci ? hwloc_get_non_io_ancestor_obj(topo, pci) : NULL;
	return near ? near->cpuset : NULL;
}

static int choose(hwloc_topology_t topo, const char *bdf,
		  const struct facts *f, struct place *chosen,
		  struct place_why *why)
{
	hwloc_const_cpuset_t near = near_cpus(topo, bdf);
	hwloc_bitmap_t mine = candidates(topo, f);
	struct place *p;
	size_t nr = 0;
	int cpu;

	p = mine ? calloc(hwloc_bitmap_weight(mine) + 1, sizeof(*p)) : NULL;
	if (!p) {
		hwloc_bitmap_free(mine);
		return -ENOMEM;
	}
	hwloc_bitmap_foreach_begin(cpu, mine)
		hwloc_obj_t pu = hwloc_get_pu_obj_by_os_index(topo, cpu);

		if (!pu)
			continue;
		p[nr++] = (struct place) {
			.cpu = cpu,
			.near = near && hwloc_bitmap_isset(near, cpu),
			.isolated = is_isolated(f, cpu),
			.sibling = sibling_of(topo, pu, f),
			.busy = busy_of(f, cpu),
			.irqs = f->interrupts ?
				place_irqs(f->interrupts, cpu) : 0,
		};
	hwloc_bitmap_foreach_end();
	if (nr)
		*chosen = place_choose(p, nr, why);
	free(p);
	hwloc_bitmap_free(mine);
	return nr ? 0 : -EIO;
}

/* Memory from now on is of the CPU's node, as long as there is some. */
static int bind_memory(hwloc_topology_t topo, hwloc_obj_t pu, struct env *e)
{
	int nodes = hwloc_get_nbobjs_by_type(topo, HWLOC_OBJ_NUMANODE);
	int ret;

	if (!hwloc_bitmap_iszero(pu->nodeset)) {
		ret = env_set(e, "topology.numa_node", "%d",
			      hwloc_bitmap_first(pu->nodeset));
		if (ret)
			return ret;
	}
	if (nodes < 2)
		return env_set(e, "topology.memory", "one node");
	if (hwloc_set_membind(topo, pu->nodeset, HWLOC_MEMBIND_BIND,
			      HWLOC_MEMBIND_THREAD | HWLOC_MEMBIND_BYNODESET))
		return env_set(e, "topology.memory", "not bound: %s",
			       strerror(errno));
	return env_set(e, "topology.memory", "its node");
}

static int describe(hwloc_topology_t topo, struct env *e,
		    const struct place *p, const struct place_why *why)
{
	char synthetic[1024], key[48], sibling[32];
	size_t i;
	int ret;

	if (hwloc_topology_export_synthetic(topo, synthetic, sizeof(synthetic),
					    0) < 0)
		synthetic[0] = '\0';
	if (p->sibling >= SIBLING_IDLE)
		snprintf(sibling, sizeof(sibling), "busy %d %%", p->sibling);
	else
		strcpy(sibling, p->sibling == SIBLING_NONE ? "none" :
		       p->sibling == SIBLING_UNKNOWN ? "unknown" : "idle");
	ret = env_set(e, "topology.synthetic", "%s", synthetic);
	if (!ret)
		ret = env_set(e, "topology.cpu", "%u", p->cpu);
	if (!ret)
		ret = env_set(e, "topology.why", "%s", why->text);
	for (i = 0; !ret && i < why->nr; i++) {
		snprintf(key, sizeof(key), "topology.rule%zu", i + 1);
		ret = env_set(e, key, "%s", why->rule[i]);
	}
	return ret ? ret : env_set(e, "topology.sibling", "%s", sibling);
}

int topology_place(struct env *e, const char *bdf, const char *root)
{
	struct place_why why;
	struct facts facts = { 0 };
	hwloc_topology_t topo;
	struct place chosen;
	hwloc_obj_t pu;
	int ret = -EIO;

	if (hwloc_topology_init(&topo))
		return -ENOMEM;
	/* All devices: hwloc's idea of an important one is a disk or a NIC. */
	if (*bdf)
		hwloc_topology_set_io_types_filter(topo,
						   HWLOC_TYPE_FILTER_KEEP_ALL);
	if (hwloc_topology_load(topo))
		goto out_destroy;
	read_facts(&facts, root,
		   hwloc_get_nbobjs_by_type(topo, HWLOC_OBJ_PU) >
		   hwloc_get_nbobjs_by_type(topo, HWLOC_OBJ_CORE));
	ret = choose(topo, bdf, &facts, &chosen, &why);
	if (ret)
		goto out_free_facts;
	pu = hwloc_get_pu_obj_by_os_index(topo, chosen.cpu);
	if (hwloc_set_cpubind(topo, pu->cpuset,
			      HWLOC_CPUBIND_THREAD | HWLOC_CPUBIND_STRICT)) {
		ret = -errno;
		goto out_free_facts;
	}
	ret = describe(topo, e, &chosen, &why);
	if (!ret)
		ret = bind_memory(topo, pu, e);

out_free_facts:
	free_facts(&facts);
out_destroy:
	hwloc_topology_destroy(topo);
	return ret;
}

int topology_pin(struct env *e, const char *bdf)
{
	return topology_place(e, bdf, "");
}

/* The CPU number @rank of a core of those in @mine, or -1. */
static int cpu_of_core(hwloc_obj_t core, hwloc_const_bitmap_t mine,
		       unsigned int rank)
{
	int cpu = -1;

	hwloc_bitmap_foreach_begin(cpu, core->cpuset)
		if (hwloc_bitmap_isset(mine, cpu) && !rank--)
			return cpu;
	hwloc_bitmap_foreach_end();
	return -1;
}

int topology_spread(unsigned int *cpu, unsigned int max)
{
	unsigned int nr = 0, rank, before;
	hwloc_bitmap_t mine = NULL;
	int cores = 0, i, one;
	hwloc_topology_t topo;

	if (hwloc_topology_init(&topo))
		return -ENOMEM;
	if (!hwloc_topology_load(topo))
		mine = allowed_cpus(topo);
	if (mine)
		cores = hwloc_get_nbobjs_by_type(topo, HWLOC_OBJ_CORE);
	/* Until no core has one more. */
	for (rank = 0, before = ~0U; before != nr; rank++) {
		before = nr;
		for (i = cores - 1; i >= 0 && nr < max; i--) {
			one = cpu_of_core(hwloc_get_obj_by_type(topo,
								HWLOC_OBJ_CORE,
								i), mine, rank);
			if (one >= 0)
				cpu[nr++] = one;
		}
	}
	hwloc_bitmap_free(mine);
	hwloc_topology_destroy(topo);
	return cores > 0 ? (int)nr : -EIO;
}
