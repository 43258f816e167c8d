// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_target_user.c - the designs in this process, in both builds.
 *
 * Each row of the quick suite that is for this target runs, in windows of one
 * and two operations in each placement; one that is not for it is refused.
 * The table of the build with retpolines is the other's, ID for ID, and every
 * loop in it calls its backend as the plain one does (test_dispatch.c).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "expected.h"
#include "kmod/dispatch/designs.h"
#include "measure/target.h"
#include "row/suite.h"

#define QUICK	UNIT_TOP "/bench/suites/quick.suite"
#define DESIGNS	UNIT_TOP "/bench/suites/designs.suite"

/* As bench/measure/target_user.c sees them. */
extern const struct db_design *const db_retpoline_designs[];
extern const struct db_backend *const db_retpoline_backends[];

static struct suite suite, all;
static struct target_user target[2];	/* plain, retpoline */
static int opened;

static int open_all(void **state)
{
	char err[320];
	int i;

	if (suite_read(&suite, QUICK, err, sizeof(err)) ||
	    suite_read(&all, DESIGNS, err, sizeof(err))) {
		print_error("%s\n", err);
		return -1;
	}
	unit_pin();
	for (i = 0; !opened && i < 2; i++)
		opened = target_user_open(&target[i], i);
	return 0;
}

static int close_all(void **state)
{
	suite_free(&suite);
	suite_free(&all);
	return 0;
}

static void test_open(void **state)
{
	int i;

	if (opened == -ENODEV)
		skip_because("this CPU has no RDTSCP");
	assert_int_equal(opened, 0);
	for (i = 0; i < 2; i++) {
		assert_int_equal(target[i].retpoline, i);
		assert_non_null(target[i].t.run);
		assert_true(target[i].t.tsc_khz > 100000);
		assert_true(target[i].quiet.chain > 0);
		assert_true(target[i].quiet.width > 0);
		assert_true(target[i].quiet.chain < ~0U);
		assert_true(target[i].quiet.width < ~0U);
	}
}

#define NR	(2 * DB_PLACEMENTS)

static void prepare(struct dmabench_window *w)
{
	int i;

	memset(w, 0, NR * sizeof(*w));
	for (i = 0; i < NR; i++) {
		w[i].n = 1 + (i & 1);
		w[i].placement = i / 2;
	}
}

static void expect_runs(struct target_user *u, const struct row *row)
{
	struct dmabench_window w[NR];
	char name[ROW_NAME_LEN];
	int i, ret;

	prepare(w);
	ret = u->t.run(&u->t, row, w, NR);
	if (ret != NR)
		fail_msg("%s: %d", row_name(row, name), ret);
	for (i = 0; i < NR; i++) {
		assert_int_equal(w[i].n, 1 + (i & 1));
		assert_int_equal(w[i].placement, i / 2);
		assert_true(w[i].begin);
		assert_true(w[i].begin <= w[i].end);
		assert_true(!i || w[i - 1].end <= w[i].begin);
		assert_false(w[i].causes & (DMABENCH_CAUSE_CLOCK |
					    DMABENCH_CAUSE_ERROR));
		assert_true(w[i].causes < 1U << DMABENCH_CAUSES);
		assert_int_equal(w[i].errors, 0);
	}
}

static unsigned int run_rows(const struct suite *s)
{
	unsigned int nr = 0;
	size_t i;

	for (i = 0; i < s->nr; i++) {
		if (!(s->item[i].targets & TARGET_USER))
			continue;
		expect_runs(&target[0], &s->item[i].row);
		expect_runs(&target[1], &s->item[i].row);
		nr++;
	}
	return nr;
}

static void test_rows_run(void **state)
{
	if (opened)
		skip_because("not opened, see test_open");
	assert_true(run_rows(&suite) >= 20);
	/* Every design there is here, over null and linear. */
	assert_true(run_rows(&all) >= 4 + 14 * 2 * 4);
}

/*
 * Each target runs its own build: "global" of the plain one ends with no
 * global ops, and that of the other leaves the plain one's as they are.
 */
static void test_its_own_build(void **state)
{
	struct row row;
	char err[160];

	if (opened)
		skip_because("not opened, see test_open");
	assert_int_equal(row_parse("global/null/map_sg:2", &row, err,
				   sizeof(err)), 0);
	db_dma_ops = &record_a;
	expect_runs(&target[1], &row);
	assert_ptr_equal(db_dma_ops, &record_a);
	expect_runs(&target[0], &row);
	assert_null(db_dma_ops);
}

/* The edges of what a row can have. */
static void test_edges_run(void **state)
{
	static const char *const names[] = {
		"direct/null/map_single:1", "global/null/unmap_single:2M",
		"per-device/null/map_sg:1", "per-device/null/unmap_sg:256",
		"stack-global.8/null/map_sg:256", "known/none/loop:1",
		"stack-per-device.8/null/unmap_single",
		"stack-working.8/linear/map_sg:256",
		"direct/linear/map_single:2M", "ladder/linear/unmap_sg:256",
	};
	struct row row;
	char err[160];
	size_t i;

	if (opened)
		skip_because("not opened, see test_open");
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		assert_int_equal(row_parse(names[i], &row, err, sizeof(err)),
				 0);
		expect_runs(&target[0], &row);
		expect_runs(&target[1], &row);
	}
}

static void test_not_for_it(void **state)
{
	struct dmabench_window w[NR], before[NR];
	unsigned int nr = 0;
	size_t i;

	if (opened)
		skip_because("not opened, see test_open");
	prepare(before);
	for (i = 0; i < suite.nr; i++) {
		const struct row *row = &suite.item[i].row;

		if (suite.item[i].targets & TARGET_USER)
			continue;
		prepare(w);
		assert_int_equal(target[0].t.run(&target[0].t, row, w, NR),
				 -EOPNOTSUPP);
		assert_int_equal(target[1].t.run(&target[1].t, row, w, NR),
				 -EOPNOTSUPP);
		assert_memory_equal(w, before, sizeof(w));
		nr++;
	}
	assert_true(nr);
}

/* Nobody leaves a program for a hypervisor: no window is run, it says why. */
static void test_no_hypervisor(void **state)
{
	static const char *const names[] = {
		"direct/pvdma/map_single", "per-device/pvdma/unmap_sg:16",
		"stack-first.8/pvdma/attach", "global-hook/pvdma/map_sg@cold",
		"direct/swiotlb+pvdma/unmap_single",
		"stack-middle.3/swiotlb+pvdma/map_single@devs16",
	};
	struct dmabench_window w[NR], before[NR];
	struct row row;
	char err[160];
	size_t i;
	int k;

	if (opened)
		skip_because("not opened, see test_open");
	prepare(before);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		assert_int_equal(row_parse(names[i], &row, err, sizeof(err)),
				 0);
		for (k = 0; k < 2; k++) {
			prepare(w);
			assert_int_equal(target[k].t.run(&target[k].t, &row, w,
							 NR), -EPERM);
			assert_memory_equal(w, before, sizeof(w));
		}
	}
}

static void expect_same_design(const struct db_design *a,
			       const struct db_design *b)
{
	int op, k;

	assert_string_equal(a->id, b->id);
	assert_string_equal(a->origin, b->origin);
	assert_string_equal(a->what, b->what);
	assert_int_equal(a->max_depth, b->max_depth);
	assert_int_equal(!a->backend, !b->backend);
	if (a->backend)
		assert_string_equal(a->backend, b->backend);
	assert_int_equal(!a->attach, !b->attach);
	assert_int_equal(!a->detach, !b->detach);
	assert_int_equal(!a->ops.map_single, !b->ops.map_single);
	for (op = 0; op < DB_OPS; op++)
		for (k = 0; k < DB_PLACEMENTS; k++) {
			assert_int_equal(!a->loop[op][k], !b->loop[op][k]);
			/* Two builds, not one under two names. */
			if (a->loop[op][k])
				assert_true(a->loop[op][k] != b->loop[op][k]);
		}
}

static void test_same_tables(void **state)
{
	const struct db_design *const *a = db_designs;
	const struct db_design *const *b = db_retpoline_designs;
	const struct db_backend *const *x = db_backends;
	const struct db_backend *const *y = db_retpoline_backends;

	for (; *a && *b; a++, b++)
		expect_same_design(*a, *b);
	assert_null(*a);
	assert_null(*b);
	for (; *x && *y; x++, y++) {
		assert_string_equal((*x)->id, (*y)->id);
		assert_int_equal((*x)->kernel, (*y)->kernel);
		assert_int_equal(!(*x)->ops, !(*y)->ops);
		assert_int_equal(!(*x)->layer, !(*y)->layer);
		assert_int_equal((*x)->dma_mask, (*y)->dma_mask);
		if ((*x)->ops)
			assert_ptr_not_equal((*x)->ops, (*y)->ops);
	}
	assert_null(*x);
	assert_null(*y);
}

static void test_retpoline_calls(void **state)
{
	const struct db_design *const *d;
	unsigned int depth, nr = 0;

	for (d = db_retpoline_designs; *d; d++) {
		if (!(*d)->attach)
			continue;
		for (depth = !!(*d)->max_depth; depth <= (*d)->max_depth;
		     depth++, nr++) {
			struct db_device dev = DEVICE(0x1234);

			assert_int_equal((*d)->attach(&dev, &record_b, depth),
					 0);
			expect_entries(*d, &dev, &record_b, reached(*d, &dev));
			expect_loops(*d, &dev, &record_b, reached(*d, &dev));
			(*d)->detach(&dev);
			assert_null(dev.ops);
			assert_null(dev.lower);
		}
	}
	assert_int_equal(nr, 8 + 7 * DMABENCH_MAX_DEPTH);
}

/*
 * What maps leave over real backends, each in its own build; what is called by
 * name is that build's, and its unmaps leave nothing to be seen.  pvdma leaves
 * what linear does, and swiotlb+pvdma too for devices that reach all memory.
 */
static void expect_real_over(const struct db_design *design,
			     const struct db_ops *ops, bool fills)
{
	unsigned int depth;

	for (depth = !!design->max_depth; depth <= design->max_depth;
	     depth++) {
		struct db_device dev = DEVICE(0x1234);

		attach(design, &dev, ops, depth);
		expect_real(design, &dev, fills);
		detach(design, &dev);
	}
}

/* In both builds; test_two.c asks who leaves them behind. */
static void no_global_ops(void)
{
	unsigned int i;

	for (i = 0; db_designs[i]; i++) {
		if (strcmp(db_designs[i]->id, "global"))
			continue;
		db_designs[i]->detach(NULL);
		db_retpoline_designs[i]->detach(NULL);
	}
}

static void test_real_calls(void **state)
{
	const struct db_backend *const *b;
	unsigned int i, j, nr = 0;

	for (i = 0; db_designs[i]; i++) {
		if (!db_designs[i]->loop[DB_MAP_SINGLE][0])
			continue;
		for (j = 0, b = db_backends; b[j]; j++) {
			bool fills = strcmp(b[j]->id, "null");

			if (!b[j]->ops ||
			    !db_can_stand(db_designs[i], b[j], DB_MAP_SG))
				continue;
			no_global_ops();
			expect_real_over(db_designs[i], b[j]->ops, fills);
			expect_real_over(db_retpoline_designs[i],
					 db_retpoline_backends[j]->ops, fills);
			nr++;
		}
	}
	assert_int_equal(nr, 4 + 15 * 4);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_open),
		cmocka_unit_test(test_rows_run),
		cmocka_unit_test(test_its_own_build),
		cmocka_unit_test(test_edges_run),
		cmocka_unit_test(test_not_for_it),
		cmocka_unit_test(test_no_hypervisor),
		cmocka_unit_test(test_same_tables),
		cmocka_unit_test(test_retpoline_calls),
		cmocka_unit_test(test_real_calls),
	};

	return unit_run("target_user", tests, open_all, close_all);
}
