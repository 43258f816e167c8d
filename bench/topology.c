// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * topology.c - where to run: the one file that knows hwloc.
 */
#include <errno.h>
#include <hwloc.h>

#include "topology.h"

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

/* The last CPU of those that this process may run on. */
static hwloc_obj_t choose_cpu(hwloc_topology_t topo)
{
	hwloc_bitmap_t mine = allowed_cpus(topo);
	hwloc_obj_t pu = NULL;

	if (!mine)
		return NULL;
	if (!hwloc_bitmap_iszero(mine))
		pu = hwloc_get_pu_obj_by_os_index(topo,
						  hwloc_bitmap_last(mine));
	hwloc_bitmap_free(mine);
	return pu;
}

int topology_pin(struct env *e)
{
	hwloc_topology_t topo;
	char synthetic[1024];
	hwloc_obj_t pu;
	int ret = -EIO;

	if (hwloc_topology_init(&topo))
		return -ENOMEM;
	if (hwloc_topology_load(topo))
		goto out_destroy;
	pu = choose_cpu(topo);
	if (!pu)
		goto out_destroy;
	if (hwloc_set_cpubind(topo, pu->cpuset,
			      HWLOC_CPUBIND_THREAD | HWLOC_CPUBIND_STRICT)) {
		ret = -errno;
		goto out_destroy;
	}
	if (hwloc_topology_export_synthetic(topo, synthetic, sizeof(synthetic),
					    0) < 0)
		synthetic[0] = '\0';
	ret = env_set(e, "topology.synthetic", "%s", synthetic);
	if (!ret)
		ret = env_set(e, "topology.cpu", "%u", pu->os_index);
	if (!ret)
		ret = env_set(e, "topology.why",
			      "last of the CPUs this process may use");

out_destroy:
	hwloc_topology_destroy(topo);
	return ret;
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
