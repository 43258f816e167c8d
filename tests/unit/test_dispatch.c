// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_dispatch.c - each design reaches the right code with the right words.
 *
 * For every design in the table, through its entry points and through all
 * copies of all of its loops: which backend is called, how often, for which
 * device, with which arguments, and what becomes of what it returns.  Then
 * what a design can express: two devices at once, a device without ops of its
 * own, a device that nobody claims.  And the tables themselves.
 *
 * The backend records (record.c).  A design that is bound at compile time is
 * seen at the functions it was bound to, which the linker wraps.
 */
#include <stdio.h>
#include <string.h>

#include "../../bench/row.h"
#include "../../kmod/backend/null.h"
#include "../../kmod/dispatch/designs.h"
#include "record.h"

db_dma_t __wrap_db_null_map_single(struct db_device *dev, db_phys_t phys,
				   size_t size, int dir);
void __wrap_db_null_unmap_single(struct db_device *dev, db_dma_t dma,
				 size_t size, int dir);
int __wrap_db_null_map_sg(struct db_device *dev, struct db_sg *sg, int nents,
			  int dir);
void __wrap_db_null_unmap_sg(struct db_device *dev, struct db_sg *sg,
			     int nents, int dir);

db_dma_t __wrap_db_null_map_single(struct db_device *dev, db_phys_t phys,
				   size_t size, int dir)
{
	return record_null.map_single(dev, phys, size, dir);
}

void __wrap_db_null_unmap_single(struct db_device *dev, db_dma_t dma,
				 size_t size, int dir)
{
	record_null.unmap_single(dev, dma, size, dir);
}

int __wrap_db_null_map_sg(struct db_device *dev, struct db_sg *sg, int nents,
			  int dir)
{
	return record_null.map_sg(dev, sg, nents, dir);
}

void __wrap_db_null_unmap_sg(struct db_device *dev, struct db_sg *sg,
			     int nents, int dir)
{
	record_null.unmap_sg(dev, sg, nents, dir);
}

/* Two devices with a backend each; not asked of a design without code. */
enum two { NOT_ASKED, BOUND, LAST_WINS, BOTH };

/*
 * What is known of each design.  A new one fails the tests until it has a
 * line here.
 */
static const struct expected {
	const char *id;
	/* Over which a mapping operation can stand. */
	const char *backends;
	unsigned int max_depth;
	enum two two;
	/* Does detaching one device leave the other as it was? */
	bool apart;
} expected[] = {
	{ "known", "", 0, NOT_ASKED, false },
	{ "direct", "null ", 0, BOUND, true },
	{ "global", "null ", 0, LAST_WINS, false },
	{ "per-device", "null ", 0, BOTH, true },
	{ "stack-global", "null ", 8, BOTH, false },
	{ "stack-per-device", "null ", 8, BOTH, true },
	{ "running", "null kernel-direct kernel-iommu ", 0, NOT_ASKED,
	  false },
};

static const struct expected *expected_of(const struct db_design *design)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(expected); i++)
		if (!strcmp(expected[i].id, design->id))
			return &expected[i];
	fail_msg("no line in expected[] for design '%s'", design->id);
	return NULL;
}

static void attach(const struct db_design *design, struct db_device *dev,
		   const struct db_ops *ops, unsigned int depth)
{
	if (design->attach)
		assert_int_equal(design->attach(dev, ops, depth), 0);
}

static void detach(const struct db_design *design, struct db_device *dev)
{
	if (design->attach)
		design->detach(dev);
}

/* As a backend sees @dev: at the end of its stack. */
static const struct db_device *lowest(const struct db_device *dev)
{
	while (dev->lower)
		dev = dev->lower;
	return dev;
}

static const struct db_ops *reached_ops(const struct db_design *design,
					const struct db_ops *ops)
{
	return design->backend ? &record_null : ops;
}

/* @what of each design at each of its depths, attached to record_a. */
static void each_depth(void (*what)(const struct db_design *design,
				    struct db_device *dev,
				    const struct db_ops *ops,
				    const struct db_device *reached))
{
	const struct db_design *const *d;
	unsigned int depth;

	for (d = db_designs; *d; d++) {
		const struct expected *e = expected_of(*d);

		assert_int_equal((*d)->max_depth, e->max_depth);
		if (e->two == NOT_ASKED)
			continue;
		for (depth = !!e->max_depth; depth <= e->max_depth; depth++) {
			int mark;
			struct db_device dev = { .priv = &mark };
			struct db_device before = dev;

			attach(*d, &dev, &record_a, depth);
			assert_ptr_equal(lowest(&dev)->priv, &mark);
			what(*d, &dev, reached_ops(*d, &record_a),
			     lowest(&dev));
			detach(*d, &dev);
			assert_memory_equal(&dev, &before, sizeof(dev));
		}
	}
}

static void test_entries(void **state)
{
	each_depth(expect_entries);
}

static void test_loops(void **state)
{
	each_depth(expect_loops);
}

/* The backend that direct is bound to, through its table: not wrapped. */
static void test_null(void **state)
{
	const struct db_ops *ops = db_backend_null.ops;
	struct db_sg sg[2] = { { 1, 2, 3, 4 }, { 5, 6, 7, 8 } };
	struct db_sg before[2];

	memcpy(before, sg, sizeof(sg));
	assert_int_equal(ops->map_single(NULL, 0x123456789aULL, 7, 0),
			 0x123456789aULL);
	assert_int_equal(ops->map_sg(NULL, sg, 2, 0), 2);
	ops->unmap_single(NULL, 1, 2, 0);
	ops->unmap_sg(NULL, sg, 2, 0);
	assert_memory_equal(sg, before, sizeof(sg));
}

static void expect_both(const struct db_design *design, struct db_device *dev,
			const struct db_ops *ops)
{
	expect_entries(design, dev, ops, lowest(dev));
	expect_loops(design, dev, ops, lowest(dev));
}

static void test_two_devices(void **state)
{
	const struct db_design *const *d;

	for (d = db_designs; *d; d++) {
		const struct expected *e = expected_of(*d);
		struct db_device one = { 0 }, two = { 0 };
		const struct db_ops *of_one = &record_a, *of_two = &record_b;

		if (e->two == NOT_ASKED)
			continue;
		attach(*d, &one, &record_a, 2);
		attach(*d, &two, &record_b, 3);
		if (e->two == LAST_WINS)
			of_one = &record_b;
		expect_both(*d, &one, reached_ops(*d, of_one));
		expect_both(*d, &two, reached_ops(*d, of_two));
		detach(*d, &one);
		if (e->apart)
			expect_both(*d, &two, reached_ops(*d, of_two));
		detach(*d, &two);
	}
}

static void test_global(void **state)
{
	struct db_device dev = { 0 }, other = { 0 };

	assert_null(db_dma_ops);
	attach(&db_design_global, &dev, &record_a, 0);
	assert_ptr_equal(db_dma_ops, &record_a);
	/* It asks nobody: a device that was never attached, and none. */
	expect_both(&db_design_global, &other, &record_a);
	expect_entries(&db_design_global, NULL, &record_a, NULL);
	assert_null(dev.ops);
	attach(&db_design_global, &other, &record_b, 0);
	assert_ptr_equal(db_dma_ops, &record_b);
	detach(&db_design_global, &other);
	assert_null(db_dma_ops);
}

static void test_per_device_fallback(void **state)
{
	const struct db_design *design = &db_design_per_device;
	struct db_device own = { 0 }, none = { 0 };

	db_dma_ops = &record_a;
	attach(design, &own, &record_b, 0);
	assert_ptr_equal(own.ops, &record_b);
	assert_ptr_equal(db_dma_ops, &record_a);
	expect_both(design, &own, &record_b);
	expect_both(design, &none, &record_a);
	expect_entries(design, NULL, &record_a, NULL);
	expect_loops(design, NULL, &record_a, NULL);
	/* Detached it is a device like the others. */
	detach(design, &own);
	expect_both(design, &own, &record_a);
	db_dma_ops = NULL;
}

static void test_running_has_no_code(void **state)
{
	int op, k;

	assert_null(db_design_running.ops.map_single);
	assert_null(db_design_running.attach);
	for (op = 0; op < DB_OPS; op++)
		for (k = 0; k < DB_PLACEMENTS; k++)
			assert_null(db_design_running.loop[op][k]);
}

static void test_known(void **state)
{
	const struct db_design *design = &db_design_known;
	struct unit_batch u;
	unsigned int n;
	int op, k;

	assert_null(design->attach);
	assert_null(design->ops.map_single);
	assert_null(design->ops.unmap_single);
	assert_null(design->ops.map_sg);
	assert_null(design->ops.unmap_sg);
	for (op = 0; op < DB_OPS; op++) {
		for (k = 0; k < DB_PLACEMENTS; k++) {
			if (db_op_info[op].maps) {
				assert_null(design->loop[op][k]);
				continue;
			}
			for (n = 1; n <= BATCH_N; n++) {
				unit_batch_init(&u, NULL);
				u.b.len = 10;
				design->loop[op][k](&u.b, n);
				expect_batch(&u, op, 0, NULL, NULL);
				assert_true(u.b.begin);
				assert_true(u.b.begin <= u.b.end);
			}
		}
	}
}

/* A copy of a loop is at an address of its own. */
static void test_placements_differ(void **state)
{
	const struct db_design *const *d;
	int op, k, i;

	for (d = db_designs; *d; d++)
		for (op = 0; op < DB_OPS; op++)
			for (k = 0; (*d)->loop[op][0] && k < DB_PLACEMENTS; k++)
				for (i = 0; i < k; i++)
					assert_true((*d)->loop[op][k] !=
						    (*d)->loop[op][i]);
}

static void test_can_stand(void **state)
{
	const struct db_design *const *d;
	const struct db_backend *const *b;
	int op;

	for (d = db_designs; *d; d++) {
		const char *over = expected_of(*d)->backends;

		for (b = db_backends; *b; b++) {
			char word[DMABENCH_NAME_LEN + 1];
			bool maps, known;

			snprintf(word, sizeof(word), "%s ", (*b)->id);
			maps = strstr(over, word);
			known = !strcmp((*d)->id, "known") &&
				!strcmp((*b)->id, "none");
			for (op = 0; op < DB_OPS; op++)
				assert_int_equal(db_can_stand(*d, *b, op),
						 op >= DB_EMPTY ? known : maps);
		}
	}
}

/* A backend that is not in the table: only who is not bound can have it. */
static void test_can_stand_over_another(void **state)
{
	const struct db_backend other = { .id = "other", .ops = &record_a };
	const struct db_backend in_kernel = { .id = "other", .kernel = true };
	const struct db_design *const *d;

	for (d = db_designs; *d; d++) {
		const struct expected *e = expected_of(*d);
		bool can = e->two != BOUND && *e->backends;
		bool running = !strcmp((*d)->id, "running");

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

	for (d = db_designs; *d; d++)
		assert_ptr_equal(db_find_design((*d)->id), *d);
	assert_int_equal(d - db_designs, ARRAY_SIZE(expected));
	for (b = db_backends; *b; b++)
		assert_ptr_equal(db_find_backend((*b)->id), *b);
	for (op = 0; op < DB_OPS; op++)
		assert_int_equal(db_find_op(db_op_info[op].name), op);
	assert_null(db_find_design(""));
	assert_null(db_find_design("per-devic"));
	assert_null(db_find_design("per-devices"));
	assert_null(db_find_backend("nul"));
	assert_int_equal(db_find_op("map"), -ENOENT);
	assert_int_equal(db_find_op(""), -ENOENT);
}

static void test_op_info(void **state)
{
	int op;

	for (op = 0; op < DB_OPS; op++) {
		const struct db_op_info *info = &db_op_info[op];

		assert_int_equal(db_op_info[info->undo].undo, op);
		assert_int_equal(info->maps, op < DB_EMPTY);
		assert_int_equal(info->ends, !strncmp(info->name, "unmap", 5));
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
		for (dd = db_designs; dd < d; dd++)
			assert_string_not_equal((*d)->id, (*dd)->id);
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
		cmocka_unit_test(test_entries),
		cmocka_unit_test(test_loops),
		cmocka_unit_test(test_null),
		cmocka_unit_test(test_two_devices),
		cmocka_unit_test(test_global),
		cmocka_unit_test(test_per_device_fallback),
		cmocka_unit_test(test_running_has_no_code),
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_placements_differ),
		cmocka_unit_test(test_can_stand),
		cmocka_unit_test(test_can_stand_over_another),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_op_info),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_row_names_fit),
	};

	unit_pin();
	return unit_run("dispatch", tests, NULL, NULL);
}
