// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * topology.c - where to run: the one file that knows hwloc.
 */
#include <errno.h>
#include <hwloc.h>

#include "topology.h"

/* The last CPU of those that this process may run on. */
static hwloc_obj_t choose_cpu(hwloc_topology_t topo)
{
	hwloc_const_cpuset_t allowed = hwloc_topology_get_allowed_cpuset(topo);
	hwloc_bitmap_t mine = hwloc_bitmap_alloc();
	hwloc_obj_t pu = NULL;

	if (!mine)
		return NULL;
	if (hwloc_get_cpubind(topo, mine, HWLOC_CPUBIND_THREAD))
		hwloc_bitmap_copy(mine, allowed);
	hwloc_bitmap_and(mine, mine, allowed);
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
