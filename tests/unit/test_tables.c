// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_tables.c - the tables of designs, backends and operations.
 *
 * Which design can stand over which backend for which operation, for all of
 * them; what is found by a name, where a name may be there once a backend; and
 * that each name fits into a row's and can be read back from it.
 */
#include <stdio.h>
#include <string.h>

#include "../../bench/row.h"
#include "../../kmod/backend/linear.h"
#include "../../kmod/backend/null.h"
#include "../../kmod/dispatch/designs.h"
#include "expected.h"

static bool stands(const struct db_design *design,
		   const struct db_backend *backend, enum db_op op)
{
	char word[DMABENCH_NAME_LEN + 1];

	if (op >= DB_EMPTY)
		return !strcmp(design->id, "known") &&
		       !strcmp(backend->id, "none");
	/* Who does nothing to attach has nothing to time; nor has a program. */
	if (db_op_info[op].attach && (expected_of(design)->two == NOT_ASKED ||
				      expected_of(design)->two == BOUND))
		return false;
	snprintf(word, sizeof(word), "%s ", backend->id);
	return strstr(expected_of(design)->backends, word);
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
	/* known, two of direct, 14 over both of ours, running over three */
	assert_int_equal(can, 4 + 4 * (2 + 14 * 2 + 3) + 2 * 13 * 2);
}

/* A backend that is not in the table: only who is not bound can have it. */
static void test_can_stand_over_another(void **state)
{
	const struct db_backend other = { .id = "other", .ops = &record_a };
	const struct db_backend in_kernel = { .id = "other", .kernel = true };
	const struct db_design *const *d;

	for (d = db_designs; *d; d++) {
		const struct expected *e = expected_of(*d);
		bool running = !strcmp((*d)->id, "running");
		bool can = e->two != BOUND && *e->backends && !running;

		assert_int_equal(db_can_stand(*d, &other, DB_MAP_SG), can);
		assert_int_equal(db_can_stand(*d, &in_kernel, DB_MAP_SG),
				 running);
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
		bool second = *d == &db_design_direct_linear;

		assert_ptr_equal(db_find_design((*d)->id),
				 second ? &db_design_direct_null : *d);
	}
	assert_int_equal(d - db_designs, expected_nr);
	for (b = db_backends; *b; b++)
		assert_ptr_equal(db_find_backend((*b)->id), *b);
	assert_ptr_equal(db_find_backend("null"), &db_backend_null);
	assert_ptr_equal(db_find_backend("linear"), &db_backend_linear);
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
	int op;

	for (op = 0; op < DB_OPS; op++) {
		const struct db_op_info *info = &db_op_info[op];

		assert_int_equal(db_op_info[info->undo].undo, op);
		assert_int_equal(info->maps, op < DB_EMPTY);
		assert_int_equal(info->ends,
				 !strncmp(info->name, "unmap", 5) ||
				 !strcmp(info->name, "detach"));
		assert_int_equal(info->attach,
				 op == DB_ATTACH || op == DB_DETACH);
		assert_int_equal(info->sg, !!strstr(info->name, "_sg"));
		assert_int_equal(info->sg, db_op_info[info->undo].sg);
		/* A map is undone by an unmap; what is known by itself. */
		assert_int_equal(info->ends != db_op_info[info->undo].ends,
				 info->maps);
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
		assert_int_equal((*b)->kernel, !strncmp((*b)->id, "kernel", 6));
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
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_row_names_fit),
	};

	return unit_run("tables", tests, NULL, NULL);
}
