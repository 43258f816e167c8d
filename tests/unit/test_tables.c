// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_tables.c - the tables of designs, backends and operations.
 *
 * Which design can stand over which backend for which operation, for all of
 * them; what is found by a name, where a name may be there once a backend; and
 * that each name fits into a row's and can be read back from it.
 */
#include <string.h>

#include "expected.h"
#include "kmod/backend/bounce.h"
#include "kmod/backend/linear.h"
#include "kmod/backend/null.h"
#include "kmod/backend/pvdma.h"
#include "kmod/dispatch/designs.h"
#include "row/row.h"

static bool stands(const struct db_design *design,
		   const struct db_backend *backend, enum db_op op)
{
	const struct expected *e = expected_of(design);

	if (op >= DB_EMPTY)
		return !strcmp(design->id, "known") &&
		       !strcmp(backend->id, "none");
	/* Only the running kernel's API has it. */
	if (db_op_info[op].api && strncmp(backend->id, "kernel-", 7))
		return false;
	/* And address spaces are an IOMMU's. */
	if (!strncmp(db_op_info[op].name, "iova_", 5) &&
	    strcmp(backend->id, "kernel-iommu"))
		return false;
	/* Who does nothing to attach has nothing to time; nor has a program. */
	if (db_op_info[op].attach && (e->two == NOT_ASKED || e->two == BOUND))
		return false;
	/* A layer is put above a device that is attached, and is not timed. */
	if (db_op_info[op].attach && !strcmp(backend->id, "swiotlb+pvdma"))
		return false;
	return expected_over(e, backend->id);
}

static void test_can_stand(void **state)
{
	const struct db_design *const *d;
	const struct db_backend *const *b;
	unsigned int can = 0;
	int op;

	for (d = db_designs; *d; d++)
		for (b = db_backends; *b; b++)
			for (op = 0; op < DB_OPS; op++) {
				bool it = stands(*d, *b, op);

				assert_int_equal(db_can_stand(*d, *b, op), it);
				can += it;
			}
	/*
	 * known, four of direct, 16 over all of ours, running over four; what
	 * only it has over three, and six over one; attaching over three.
	 */
	assert_int_equal(can, 4 + 4 * (4 + 16 * 4 + 4) + 4 * 3 + 6 +
			 2 * 15 * 3);
}

/* A backend that is not in the table: only who is not bound can have it. */
static void test_can_stand_over_another(void **state)
{
	const struct db_backend other = { .id = "other", .ops = &record_a };
	const struct db_backend in_kernel = {
		.id = "other", .kernel = DB_KERNEL_DIRECT,
	};
	const struct db_backend layered = {
		.id = "other", .ops = &record_a, .layer = &record_b,
	};
	const struct db_design *const *d;

	for (d = db_designs; *d; d++) {
		const struct expected *e = expected_of(*d);
		bool running = !strcmp((*d)->id, "running");
		bool can = e->two != BOUND && *e->backends && !running;

		assert_int_equal(db_can_stand(*d, &other, DB_MAP_SG), can);
		assert_int_equal(db_can_stand(*d, &layered, DB_MAP_SG), can);
		assert_int_equal(db_can_stand(*d, &in_kernel, DB_MAP_SG),
				 running);
		can = can && (*d)->attach;
		assert_int_equal(db_can_stand(*d, &other, DB_ATTACH), can);
		assert_int_equal(db_can_stand(*d, &other, DB_DETACH), can);
		assert_false(db_can_stand(*d, &layered, DB_ATTACH));
		assert_false(db_can_stand(*d, &layered, DB_DETACH));
		assert_false(db_can_stand(*d, &other, DB_EMPTY));
		assert_false(db_can_stand(*d, &in_kernel, DB_LOOP));
	}
}

static void test_find(void **state)
{
	const struct db_design *const *d;
	const struct db_backend *const *b;
	int op;

	for (d = db_designs; *d; d++) {
		bool direct = !strcmp((*d)->id, "direct");

		assert_ptr_equal(db_find_design((*d)->id),
				 direct ? &db_design_direct_null : *d);
	}
	assert_int_equal(d - db_designs, expected_nr);
	for (b = db_backends; *b; b++)
		assert_ptr_equal(db_find_backend((*b)->id), *b);
	assert_ptr_equal(db_find_backend("null"), &db_backend_null);
	assert_ptr_equal(db_find_backend("linear"), &db_backend_linear);
	assert_ptr_equal(db_find_backend("pvdma"), &db_backend_pvdma);
	assert_ptr_equal(db_find_backend("swiotlb+pvdma"), &db_backend_bounce);
	for (op = 0; op < DB_OPS; op++)
		assert_int_equal(db_find_op(db_op_info[op].name), op);
	assert_null(db_find_design(""));
	assert_null(db_find_design("per-devic"));
	assert_null(db_find_design("per-devices"));
	assert_null(db_find_backend("nul"));
	assert_int_equal(db_find_op("map"), -ENOENT);
	assert_int_equal(db_find_op(""), -ENOENT);
}

/* Of all designs, by hand, the one that has this name and can stand. */
static const struct db_design *bound(const char *id,
				     const struct db_backend *backend, int op)
{
	const struct db_design *const *d;
	const struct db_design *found = NULL;

	for (d = db_designs; *d; d++) {
		if (strcmp((*d)->id, id) || !stands(*d, backend, op))
			continue;
		/* A row's name is of one design. */
		assert_null(found);
		found = *d;
	}
	return found;
}

static void test_find_bound(void **state)
{
	const struct db_design *const *d;
	const struct db_backend *const *b;
	int op;

	for (d = db_designs; *d; d++)
		for (b = db_backends; *b; b++)
			for (op = 0; op < DB_OPS; op++)
				assert_ptr_equal(db_find_bound((*d)->id, *b,
							       op),
						 bound((*d)->id, *b, op));
	for (op = DB_MAP_SINGLE; op <= DB_UNMAP_SG; op++) {
		assert_ptr_equal(db_find_bound("direct", &db_backend_null, op),
				 &db_design_direct_null);
		assert_ptr_equal(db_find_bound("direct", &db_backend_linear,
					       op), &db_design_direct_linear);
		assert_ptr_equal(db_find_bound("direct", &db_backend_pvdma,
					       op), &db_design_direct_pvdma);
		assert_ptr_equal(db_find_bound("direct", &db_backend_bounce,
					       op), &db_design_direct_bounce);
		assert_ptr_equal(db_find_bound("ladder", &db_backend_linear,
					       op), &db_design_ladder);
		assert_null(db_find_bound("direc", &db_backend_null, op));
		assert_null(db_find_bound("", &db_backend_null, op));
	}
	assert_null(db_find_bound("direct", &db_backend_null, DB_EMPTY));
	assert_ptr_equal(db_find_bound("known", db_find_backend("none"),
				       DB_LOOP), &db_design_known);
	assert_null(db_find_bound("running", &db_backend_linear, DB_MAP_SG));
}

static void test_op_info(void **state)
{
	int op, other;

	for (op = 0; op < DB_OPS; op++) {
		const struct db_op_info *info = &db_op_info[op];

		bool ends = !strncmp(info->name, "unmap", 5) ||
			    !strncmp(info->name, "free", 4) ||
			    !strcmp(info->name, "detach");
		bool sync = !strncmp(info->name, "sync", 4);
		bool coherent = !!strstr(info->name, "_coherent");

		if (!strncmp(info->name, "iova_", 5)) {
			assert_true(info->maps && info->api && info->iova);
			continue;
		}
		assert_false(info->iova);
		assert_int_equal(info->fails, info->maps && !ends && !sync);
		assert_int_equal(info->maps, op < DB_EMPTY);
		assert_int_equal(info->attach,
				 op == DB_ATTACH || op == DB_DETACH);
		assert_int_equal(info->sg, !!strstr(info->name, "_sg"));
		assert_int_equal(info->api, sync || coherent);
		assert_int_equal(info->irqs, coherent);
		/* What ends something comes behind it, a sync between both. */
		assert_int_equal(info->before != DB_NO_OP, ends || sync);
		assert_int_equal(info->after != DB_NO_OP,
				 info->maps && !ends);
		if (sync) {
			assert_int_equal(info->before, DB_MAP_SINGLE);
			assert_int_equal(info->after, DB_UNMAP_SINGLE);
			continue;
		}
		other = ends ? info->before : info->after;
		if (other == DB_NO_OP)
			continue;
		/* And each is the other's. */
		assert_int_equal(ends ? db_op_info[other].after :
					db_op_info[other].before, op);
		assert_int_equal(info->sg, db_op_info[other].sg);
		assert_int_equal(info->len, db_op_info[other].len);
		assert_int_equal(info->irqs, db_op_info[other].irqs);
	}
}

/* Address space, memory in it, the IOMMU told; and back, or all at once. */
static void test_iova_steps(void **state)
{
	static const struct {
		const char *name, *before, *after;
		bool fails;
	} steps[] = {
		{ "iova_alloc", NULL, "iova_free", true },
		{ "iova_free", "iova_alloc", NULL, false },
		{ "iova_link", "iova_alloc", "iova_destroy", true },
		{ "iova_sync", "iova_link", "iova_destroy", true },
		{ "iova_unlink", "iova_sync", "iova_free", false },
		{ "iova_destroy", "iova_sync", NULL, false },
	};
	const struct db_backend *const *b;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		int op = db_find_op(steps[i].name);
		const struct db_op_info *info = &db_op_info[op];

		assert_int_equal(info->before, steps[i].before ?
				 db_find_op(steps[i].before) : DB_NO_OP);
		assert_int_equal(info->after, steps[i].after ?
				 db_find_op(steps[i].after) : DB_NO_OP);
		assert_int_equal(info->fails, steps[i].fails);
		for (b = db_backends; *b; b++)
			assert_int_equal(!!db_find_bound("running", *b, op),
					 !strcmp((*b)->id, "kernel-iommu"));
	}
}

/* The module has room for what comes before any operation. */
static void test_before(void **state)
{
	int op, before, nr;

	for (op = 0; op < DB_OPS; op++) {
		nr = 0;
		for (before = db_op_info[op].before; before != DB_NO_OP;
		     before = db_op_info[before].before)
			nr++;
		assert_in_range(nr, 0, DB_MAX_BEFORE);
	}
}

/*
 * A chain of layers says what they are.  That it is so tests/branches.sh sees
 * in the code.
 */
static void test_layers(void **state)
{
	const struct db_design *const *d;

	for (d = db_designs; *d; d++) {
		assert_int_equal(!!(*d)->layers, (*d)->push == db_push_layer);
		if ((*d)->layers)
			assert_true((*d)->max_depth > 1 && *(*d)->layers);
	}
}

/* Fits with its NUL, and has nothing in it that a row's name is cut at. */
static void expect_name(const char *name)
{
	assert_true(*name);
	assert_true(strlen(name) < DMABENCH_NAME_LEN);
	assert_int_equal(strcspn(name, "/.:@,{} \t#"), strlen(name));
}

static void test_names(void **state)
{
	const struct db_design *const *d, *const *dd;
	const struct db_backend *const *b, *const *bb;
	int op, other;

	for (d = db_designs; *d; d++) {
		expect_name((*d)->id);
		assert_true(*(*d)->origin && *(*d)->what);
		/* Twice only what is built once a backend. */
		for (dd = db_designs; dd < d; dd++) {
			if (!(*d)->backend || !(*dd)->backend)
				assert_string_not_equal((*d)->id, (*dd)->id);
			else if (!strcmp((*d)->id, (*dd)->id))
				assert_string_not_equal((*d)->backend,
							(*dd)->backend);
		}
		assert_int_equal(!(*d)->backend,
				 strcmp((*d)->id, "direct") &&
				 strcmp((*d)->id, "known"));
	}
	for (b = db_backends; *b; b++) {
		expect_name((*b)->id);
		assert_true(*(*b)->what);
		assert_int_equal(!!(*b)->kernel, !strncmp((*b)->id, "kernel", 6));
		for (bb = db_backends; bb < b; bb++)
			assert_string_not_equal((*b)->id, (*bb)->id);
	}
	for (op = 0; op < DB_OPS; op++) {
		expect_name(db_op_info[op].name);
		for (other = 0; other < op; other++)
			assert_string_not_equal(db_op_info[op].name,
						db_op_info[other].name);
	}
}

/* row_name() aborts for a name that does not fit: try the longest of each. */
static void test_row_names_fit(void **state)
{
	const struct db_design *const *d;
	const struct db_backend *const *b;
	char name[ROW_NAME_LEN];
	int op;

	for (d = db_designs; *d; d++)
		for (b = db_backends; *b; b++)
			for (op = 0; op < DB_OPS; op++) {
				struct row row = {
					.design = *d, .backend = *b, .op = op,
					.len = DMABENCH_MAX_LEN,
					.nents = DMABENCH_MAX_NENTS,
					.depth = DMABENCH_MAX_DEPTH,
				};

				assert_true(strlen(row_name(&row, name)) <
					    ROW_NAME_LEN);
			}
	/* And one made of names as long as an ID may be. */
	assert_true(4 * DMABENCH_NAME_LEN <= ROW_NAME_LEN);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_can_stand),
		cmocka_unit_test(test_can_stand_over_another),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_find_bound),
		cmocka_unit_test(test_op_info),
		cmocka_unit_test(test_iova_steps),
		cmocka_unit_test(test_before),
		cmocka_unit_test(test_layers),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_row_names_fit),
	};

	return unit_run("tables", tests, NULL, NULL);
}
