// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * designs.c - the tables of designs (from designs.list), backends, operations.
 */
#include "../backend/bounce.h"
#include "../backend/linear.h"
#include "../backend/null.h"
#include "../backend/pvdma.h"
#include "designs.h"

#define DB_DESIGN(name) &db_design_##name,
const struct db_design *const db_designs[] = {
#include "designs.list"
	NULL
};

#undef DB_DESIGN

static const struct db_backend none = {
	.id = "none",
	.what = "nothing is mapped",
};

static const struct db_backend kernel_direct = {
	.id = "kernel-direct",
	.what = "the running kernel's API, dma-direct, a platform device",
	.kernel = true,
};

static const struct db_backend kernel_iommu = {
	.id = "kernel-iommu",
	.what = "the running kernel's API, a PCI device behind the IOMMU",
	.kernel = true,
};

const struct db_backend *const db_backends[] = {
	&none,
	&db_backend_null,
	&db_backend_linear,
	&db_backend_pvdma,
	&db_backend_bounce,
	&kernel_direct,
	&kernel_iommu,
	NULL
};

const struct db_op_info db_op_info[DB_OPS] = {
	[DB_MAP_SINGLE] = {
		.name = "map_single", .undo = DB_UNMAP_SINGLE,
		.maps = true, .len = 4096,
	},
	[DB_UNMAP_SINGLE] = {
		.name = "unmap_single", .undo = DB_MAP_SINGLE,
		.maps = true, .ends = true, .len = 4096,
	},
	[DB_MAP_SG] = {
		.name = "map_sg", .undo = DB_UNMAP_SG,
		.maps = true, .sg = true, .len = 1,
	},
	[DB_UNMAP_SG] = {
		.name = "unmap_sg", .undo = DB_MAP_SG,
		.maps = true, .ends = true, .sg = true, .len = 1,
	},
	[DB_ATTACH] = {
		.name = "attach", .undo = DB_DETACH, .maps = true,
		.attach = true, .fixed = true, .len = 1,
	},
	[DB_DETACH] = {
		.name = "detach", .undo = DB_ATTACH, .maps = true,
		.attach = true, .ends = true, .fixed = true, .len = 1,
	},
	[DB_EMPTY] = { .name = "empty", .undo = DB_EMPTY, .fixed = true,
		       .len = 1 },
	[DB_ADDS8] = { .name = "adds8", .undo = DB_ADDS8, .fixed = true,
		       .len = 1 },
	[DB_ADDS64] = { .name = "adds64", .undo = DB_ADDS64, .fixed = true,
			.len = 1 },
	[DB_LOOP] = { .name = "loop", .undo = DB_LOOP, .len = 1000 },
};

const struct db_design *db_find_design(const char *id)
{
	const struct db_design *const *d;

	for (d = db_designs; *d; d++)
		if (!strcmp((*d)->id, id))
			return *d;
	return NULL;
}

const struct db_design *db_find_bound(const char *id,
				      const struct db_backend *backend,
				      enum db_op op)
{
	const struct db_design *const *d;

	for (d = db_designs; *d; d++)
		if (!strcmp((*d)->id, id) && db_can_stand(*d, backend, op))
			return *d;
	return NULL;
}

const struct db_backend *db_find_backend(const char *id)
{
	const struct db_backend *const *b;

	for (b = db_backends; *b; b++)
		if (!strcmp((*b)->id, id))
			return *b;
	return NULL;
}

bool db_can_stand(const struct db_design *design,
		  const struct db_backend *backend, enum db_op op)
{
	if (!db_op_info[op].maps)
		return design == &db_design_known && backend == &none;
	if (design == &db_design_known || backend == &none)
		return false;
	/* A device is attached to one thing; a layer is put above it later. */
	if (db_op_info[op].attach && (!design->loop[op][0] || backend->layer))
		return false;
	if (backend->kernel)
		return design == &db_design_running;
	if (design == &db_design_running)
		return backend == &db_backend_null;
	return !design->backend || !strcmp(design->backend, backend->id);
}

int db_find_op(const char *name)
{
	int op;

	for (op = 0; op < DB_OPS; op++)
		if (!strcmp(db_op_info[op].name, name))
			return op;
	return -ENOENT;
}
