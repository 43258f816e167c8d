// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_result_row.c - the words of a row and of an environment are read once,
 * and say the same as before when they are written again.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "result/result.h"
#include "unit.h"

static void set(struct result_row *row, const char *name, const char *design,
		const char *backend, const char *op, const char *state)
{
	memset(row, 0, sizeof(*row));
	snprintf(row->name, sizeof(row->name), "%s", name);
	snprintf(row->design, sizeof(row->design), "%s", design);
	snprintf(row->backend, sizeof(row->backend), "%s", backend);
	snprintf(row->op, sizeof(row->op), "%s", op);
	snprintf(row->state, sizeof(row->state), "%s", state);
	result_row_parse(row);
}

static void test_units(void **state)
{
	static const char *const names[] = {
		"insn/op", "cycles/op", "functional",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		assert_string_equal(unit_name(unit_from_name(names[i])),
				    names[i]);
	assert_int_equal(unit_from_name(""), UNIT_NONE);
	assert_int_equal(unit_from_name("insn"), UNIT_NONE);
	assert_string_equal(unit_name(UNIT_NONE), "");
	assert_string_equal(unit_short(UNIT_INSN), "insn");
	assert_string_equal(unit_short(UNIT_CYCLES), "cyc");
}

static void test_parse(void **state)
{
	struct result_row row;

	set(&row, "running/kernel-iommu/map_sg:4@each", "running",
	    "kernel-iommu", "map_sg", "each");
	assert_true(row.parsed);
	assert_int_equal(row.row.op, DB_MAP_SG);
	assert_int_equal(row.row.nents, 4);
	assert_true(row.row.each);
	assert_int_equal(row.kind, ROW_RUNNING);
	assert_int_equal(row.over, OVER_KERNEL_IOMMU);
	assert_int_equal(row.in_state, STATE_EACH);
	assert_true(row_over_kernel(&row));
	assert_true(row_is_op(&row, DB_MAP_SG));
	assert_false(row_is_op(&row, DB_MAP_SINGLE));
	set(&row, "known/none/adds8", "known", "none", "adds8", "hot");
	assert_int_equal(row.kind, ROW_KNOWN);
	assert_int_equal(row.over, OVER_OTHER);
	assert_int_equal(row.in_state, STATE_HOT);
	assert_false(row_over_kernel(&row));
}

/* Of another version: its words are kept, and what they say is known. */
static void test_other_version(void **state)
{
	struct result_row row;

	set(&row, "new-design.7/null/map_single@cold", "new-design", "null",
	    "map_single", "cold");
	assert_false(row.parsed);
	assert_int_equal(row.kind, ROW_DESIGN);
	assert_int_equal(row.over, OVER_NULL);
	assert_int_equal(row.in_state, STATE_COLD);
	assert_true(row_is_op(&row, DB_MAP_SINGLE));
	set(&row, "running/kernel-new/new_op@cold+new", "running",
	    "kernel-new", "new_op", "cold+new");
	assert_false(row.parsed);
	assert_int_equal(row.kind, ROW_RUNNING);
	assert_true(row_over_kernel(&row));
	assert_int_equal(row.in_state, STATE_OTHER);
	/* No number of it can be wrong: nobody knows what is right. */
	set(&row, "known/none/new_loop", "known", "none", "new_loop", "hot");
	row.unit = UNIT_INSN;
	row.s = (struct summary) { .n = 1, .min = 1, .max = 1 };
	assert_false(row_is_wrong(&row));
}

static void test_numbers(void **state)
{
	struct result_row row;

	set(&row, "known/none/adds8", "known", "none", "adds8", "hot");
	row.unit = UNIT_INSN;
	assert_false(row_has_number(&row));
	assert_false(row_is_wrong(&row));
	row.s = (struct summary) { .n = 1, .min = 10, .max = 10 };
	assert_true(row_has_number(&row) && row_is_measured(&row));
	assert_true(row_is_count(&row));
	assert_false(row_is_wrong(&row));
	row.s.max = 11;
	assert_true(row_is_wrong(&row));
	row.unit = UNIT_FUNCTIONAL;
	assert_true(row_has_number(&row) && row_is_functional(&row));
	assert_false(row_is_measured(&row) || row_is_wrong(&row));
	row.unit = UNIT_INSN;
	row.status = ROW_VOID;
	assert_true(row_is_void(&row));
	assert_false(row_has_number(&row) || row_is_wrong(&row));
}

/* Each word is one, is described, and comes back; so does its number. */
static void test_statuses(void **state)
{
	char *schema = unit_slurp(UNIT_TOP "/results", "schema.json");
	char quoted[32];
	enum row_status s;

	assert_non_null(schema);
	for (s = ROW_OK; s <= ROW_FAILED; s++) {
		assert_int_equal(status_from_word(status_word(s)), s);
		snprintf(quoted, sizeof(quoted), "\"%s\"", status_word(s));
		/* A row that was not run is not in the file. */
		if (s != ROW_NOT_RUN)
			assert_part(schema, quoted);
	}
	free(schema);
	assert_int_equal(status_from_word("of another version"), ROW_FAILED);
	assert_int_equal(status_from_errno(0), ROW_OK);
	assert_int_equal(status_from_errno(-ENODEV), ROW_NO_DEVICE);
	assert_int_equal(status_from_errno(-ENODATA), ROW_VOID);
	assert_int_equal(status_from_errno(-ENOMEM), ROW_FAILED);
	/* What a guest may write, too. */
	assert_int_equal(status_from_errno(1), ROW_FAILED);
	assert_int_equal(status_from_errno(INT_MIN), ROW_FAILED);
}

/* A row of an earlier version has the errno, one of a later one its words. */
static void test_status_read(void **state)
{
	static const struct {
		const char *fields;
		enum row_status status;
		const char *why;
	} rows[] = {
		{ "\"n\": 0", ROW_OK, "no clean window" },
		{ "\"errno\": 0, \"n\": 1", ROW_OK, "" },
		{ "\"errno\": 95", ROW_NOT_SUPPORTED,
		  "this kernel or target has no such row" },
		{ "\"errno\": 61", ROW_VOID,
		  "void: 100 % of its windows were disturbed ()" },
		{ "\"errno\": 87, \"threads\": 8", ROW_TOO_FEW_CPUS,
		  "needs 8 CPUs, which are not there" },
		{ "\"errno\": 12", ROW_FAILED, "Cannot allocate memory" },
		{ "\"status\": \"no device\", \"errno\": 0", ROW_NO_DEVICE,
		  "no PCI device was claimed for it" },
		{ "\"status\": \"melted\", \"unavailable\": \"too hot\"",
		  ROW_FAILED, "too hot" },
	};
	char text[512], err[160];
	struct result r;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(text, sizeof(text), "{\"schema\": 1, \"rows\": [{\"name\": \"a/b/c\", \"env\": \"vm/1\", \"target\": \"vm\", \"unit\": \"insn/op\", %s}]}",
			 rows[i].fields);
		free(unit_file(unit_dir, "run.json", text));
		assert_int_equal(result_read(&r, unit_dir, err, sizeof(err)),
				 0);
		assert_int_equal(r.row[0].status, rows[i].status);
		assert_string_equal(result_reason(&r.row[0]), rows[i].why);
		result_free(&r);
	}
}

static void test_envs(void **state)
{
	struct result r = { 0 };
	struct result_env *e;

	result_env(&r, ENV_USER_PLAIN);
	assert_int_equal(r.env[0].target, TARGET_USER);
	assert_string_equal(env_name(r.env[0].key), "plain");
	e = result_env(&r, "vm/6.1+none");
	assert_int_equal(e->target, TARGET_VM);
	env_set(&e->env, "vm.unit", "functional");
	env_set(&e->env, "vm.iommu", "none");
	assert_true(env_is_functional(e));
	assert_false(env_is_measured_vm(e) || env_has_iommu(&e->env));
	assert_null(result_first_env(&r, TARGET_VM));
	assert_null(result_first_env(&r, TARGET_HOST));
	env_set(&e->env, "vm.unit", "insn/op");
	env_set(&e->env, "vm.iommu", "intel");
	assert_true(env_is_measured_vm(e) && env_has_iommu(&e->env));
	assert_ptr_equal(result_first_env(&r, TARGET_VM), e);
	assert_ptr_equal(result_find_env(&r, "vm/6.1+none"), e);
	assert_null(result_find_env(&r, "vm/6.1"));
	assert_int_equal(result_unit(&r, e->key), UNIT_NONE);
	assert_true(env_same_target("vm/a", "vm/b"));
	assert_false(env_same_target("vm/a", "vmx/b"));
	assert_int_equal(target_of_key("vmx/b"), 0);
	assert_int_equal(target_of_key("vm"), 0);
	assert_true(target_begins("vm") && target_begins("host/6.1"));
	assert_false(target_begins("6.1"));
	result_free(&r);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_other_version),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_statuses),
		cmocka_unit_test(test_status_read),
		cmocka_unit_test(test_envs),
	};

	return unit_run("result_row", tests, unit_make_dir,
			unit_remove_dir);
}
