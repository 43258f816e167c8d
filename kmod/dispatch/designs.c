// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * designs.c - the tables of designs (from designs.list) and of backends.
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
	.kernel = DB_KERNEL_DIRECT,
};

static const struct db_backend kernel_swiotlb = {
	.id = "kernel-swiotlb",
	.what = "the same, a device that does not reach its memory",
	.kernel = DB_KERNEL_SWIOTLB,
};

static const struct db_backend kernel_iommu = {
	.id = "kernel-iommu",
	.what = "the running kernel's API, a PCI device behind the IOMMU",
	.kernel = DB_KERNEL_IOMMU,
};

const struct db_backend *const db_backends[] = {
	&none,
	&db_backend_null,
	&db_backend_linear,
	&db_backend_pvdma,
	&db_backend_bounce,
	&kernel_direct,
	&kernel_swiotlb,
	&kernel_iommu,
	NULL
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
	if (db_op_info[op].api && !backend->kernel)
		return false;
	if (db_op_info[op].iova && backend->kernel != DB_KERNEL_IOMMU)
		return false;
	if (backend->kernel)
		return design == &db_design_running;
	if (design == &db_design_running)
		return backend == &db_backend_null;
	return !design->backend || !strcmp(design->backend, backend->id);
}
