// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_result.c - a run directory says what was put in.
 *
 * What is written is read back the same: rows, environments, what could not
 * be computed (null) and what could not be run (the reason); windows are in
 * samples.csv at once; no temporary file stays.  When it cannot be written or
 * read is test_result_errors.c.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "result/result.h"
#include "unit.h"

static struct result_row *add_row(struct result *r, const char *env,
				  const char *name)
{
	struct result_row *row;

	r->row = realloc(r->row, (r->nr_row + 1) * sizeof(*row));
	row = &r->row[r->nr_row++];
	memset(row, 0, sizeof(*row));
	snprintf(row->env, sizeof(row->env), "%s", env);
	snprintf(row->name, sizeof(row->name), "%s", name);
	strcpy(row->design, "stack-global");
	strcpy(row->backend, "null");
	strcpy(row->op, "map_sg");
	strcpy(row->device, "0000:01:00.0");
	row->target = TARGET_VM;
	row->unit = UNIT_INSN;
	strcpy(row->state, "hot");
	row->size = 4096;
	row->nents = 16;
	row->depth = 3;
	row->threads = 1;
	row->boots = 2;
	row->identical = true;
	row->s = (struct summary) {
		.n = 128, .rejected = 7, .repeated = 9,
		.by = { [0] = 3, [DMABENCH_CAUSES - 1] = 5 },
		.median = 51.25, .p1 = 50.5, .p50 = 51, .p90 = 52.125,
		.p99 = 1e9 / 3, .min = -0.75,
		.max = 1e15, .ci_low = 51.0625, .ci_high = 51.5,
		.place_min = 50.75, .place_max = 51.875,
		.place = { 51, 50.75, 51.25, 51.5, NAN, 51.875, 51, 51.375 },
	};
	assert_int_equal(evidence_alloc(2, &row->evidence), 0);
	row->evidence.median[0] = 51.25;
	row->evidence.least[0] = -0.75;
	return row;
}

static void add_split(struct result_row *row)
{
	static const struct function_cost loop = {
		"x_loop", PART_LOOP, { 6400, 128, 1 << 20, 3, 0, 0, 0, 0 }, 0,
		0, 0,
	}, less = {
		"a.isra.0", PART_IOVA, { -2, 0, 0, 0, 4, 5, 6, 7 }, 127, 9, 2,
	};

	row->split = (struct split) {
		.ops = 128, .insn = 6398, .data_lines = -1, .code_lines = 77,
	};
	assert_int_equal(split_add(&row->split, &loop), 0);
	assert_int_equal(split_add(&row->split, &less), 0);
}

/* A run of two environments and four rows, of which one was not run. */
static void fill(struct result *r)
{
	struct result_row *row;

	strcpy(r->suite, "quick");
	r->seed = 0x123456789abcUL;
	r->complete = true;
	assert_int_equal(result_add_word(r, "scripts/bench.sh"), 0);
	assert_int_equal(result_add_word(r, ""), 0);
	assert_int_equal(result_add_word(r, "it's \"one\"\n"), 0);
	env_set(&result_env(r, "vm/6.1")->env, "kernel.release", "6.1");
	env_set(&result_env(r, "user/plain")->env, "cpu.name",
		"A \"CPU\" \\ of \xc3\xa4 kind");
	env_set(&result_env(r, "vm/6.1")->env, "kernel.cmdline",
		"iommu=pt a=b");
	row = add_row(r, "vm/6.1", "stack-global.3/null/map_sg:16");
	strcpy(row->state, "ring4096+off4095+bidi+skip+random+each");
	row->mapped = 5;
	row->steady = 24;
	row->slow = (struct slow) {
		.over = 2008.5, .nr = 3, .median = 30460.25, .period = 255,
	};
	row->aa = (struct aa) { .n = 24, .shift = { 0.125, -0.25, 0.375 } };
	add_split(row);
	row = add_row(r, "user/plain", "stack-global.3/null/map_sg:16");
	row->aa = (struct aa) { .n = 1, .shift = { -3, NAN, NAN } };
	row->steady = -1;
	row->s.ci_low = NAN;
	row->s.ci_high = INFINITY;
	row->device[0] = '\0';
	row->identical = false;
	row = add_row(r, "vm/6.1", "running/kernel-iommu/map_sg:16");
	row->status = ROW_NO_DEVICE;
	row->steady = 0;
	row->slow.over = 1;
	memset(&row->s, 0, sizeof(row->s));
	row = add_row(r, "vm/6.1", "running/kernel-direct/map_sg:16");
	row->status = ROW_NOT_RUN;
}

static void create(struct result *r)
{
	static unsigned int nr;
	char parent[512];

	memset(r, 0, sizeof(*r));
	fill(r);
	/* Two runs of one second, process and seed would have one name. */
	snprintf(parent, sizeof(parent), "%s/%u", unit_dir, ++nr);
	assert_int_equal(result_create(r, parent, "vm-6.1"), 0);
}

static void expect_same_split(const struct split *a, const struct split *b)
{
	size_t i;

	assert_int_equal(a->ops, b->ops);
	assert_int_equal(a->insn, b->insn);
	assert_int_equal(a->data_lines, b->data_lines);
	assert_int_equal(a->code_lines, b->code_lines);
	assert_int_equal(a->nr, b->nr);
	for (i = 0; i < a->nr; i++)
		assert_memory_equal(&a->function[i], &b->function[i],
				    sizeof(*a->function));
}

static void expect_same_row(const struct result_row *a,
			    const struct result_row *b)
{
	int k;

	assert_string_equal(a->env, b->env);
	assert_string_equal(a->name, b->name);
	assert_string_equal(a->design, b->design);
	assert_string_equal(a->backend, b->backend);
	assert_string_equal(a->op, b->op);
	assert_string_equal(a->device, b->device);
	assert_int_equal(a->target, b->target);
	assert_int_equal(a->unit, b->unit);
	assert_string_equal(a->state, b->state);
	assert_int_equal(a->size, b->size);
	assert_int_equal(a->nents, b->nents);
	assert_int_equal(a->depth, b->depth);
	assert_int_equal(a->threads, b->threads);
	assert_int_equal(a->boots, b->boots);
	assert_int_equal(a->identical, b->identical);
	assert_int_equal(a->status, b->status);
	assert_int_equal(a->mapped, b->mapped);
	assert_int_equal(a->steady, b->steady);
	assert_near(a->slow.over, b->slow.over);
	assert_int_equal(a->slow.nr, b->slow.nr);
	assert_near(a->slow.median, b->slow.median);
	assert_int_equal(a->slow.period, b->slow.period);
	assert_int_equal(a->s.n, b->s.n);
	assert_int_equal(a->s.rejected, b->s.rejected);
	assert_int_equal(a->s.repeated, b->s.repeated);
	assert_memory_equal(a->s.by, b->s.by, sizeof(a->s.by));
	/* What has failed, or is void, has no number. */
	if (!a->s.n || a->status) {
		assert_true(!b->s.n || isnan(b->s.median));
		return;
	}
	assert_near(a->s.median, b->s.median);
	assert_near(a->s.p1, b->s.p1);
	assert_near(a->s.p50, b->s.p50);
	assert_near(a->s.p90, b->s.p90);
	assert_near(a->s.p99, b->s.p99);
	assert_near(a->s.min, b->s.min);
	assert_near(a->s.max, b->s.max);
	assert_near(a->s.ci_low, b->s.ci_low);
	assert_near(isinf(a->s.ci_high) ? NAN : a->s.ci_high, b->s.ci_high);
	assert_near(a->s.place_min, b->s.place_min);
	assert_near(a->s.place_max, b->s.place_max);
	for (k = 0; k < DB_PLACEMENTS; k++)
		assert_near(a->s.place[k], b->s.place[k]);
	assert_int_equal(a->evidence.n, b->evidence.n);
	for (k = 0; k < (int)a->evidence.n; k++) {
		assert_near(a->evidence.median[k], b->evidence.median[k]);
		assert_near(a->evidence.least[k], b->evidence.least[k]);
	}
	assert_int_equal(a->aa.n, b->aa.n);
	assert_near(a->aa.shift.mid, b->aa.shift.mid);
	assert_near(a->aa.shift.low, b->aa.shift.low);
	assert_near(a->aa.shift.high, b->aa.shift.high);
	expect_same_split(&a->split, &b->split);
}

static void expect_same(const struct result *a, const struct result *b)
{
	const struct env *x, *y;
	size_t i, k;

	assert_string_equal(a->suite, b->suite);
	assert_string_equal(a->started, b->started);
	assert_true(a->seed == b->seed);
	assert_int_equal(a->complete, b->complete);
	assert_int_equal(a->nr_argv, b->nr_argv);
	for (i = 0; i < a->nr_argv; i++)
		assert_string_equal(a->argv[i], b->argv[i]);
	assert_int_equal(a->nr_env, b->nr_env);
	for (i = 0; i < a->nr_env; i++) {
		assert_string_equal(a->env[i].key, b->env[i].key);
		x = &a->env[i].env;
		y = &b->env[i].env;
		assert_int_equal(x->nr, y->nr);
		for (k = 0; k < x->nr; k++)
			assert_string_equal(x->item[k].value,
					    env_get(y, x->item[k].key));
	}
	/* The last is not done: it is not in the file. */
	assert_int_equal(b->nr_row, a->nr_row - 1);
	for (i = 0; i < b->nr_row; i++)
		expect_same_row(&a->row[i], &b->row[i]);
}

static void test_round_trip(void **state)
{
	struct result r, back;
	char err[160] = "", path[PATH_MAX + 16];

	create(&r);
	assert_true(unit_is_there(r.dir, "samples.csv"));
	assert_false(unit_is_there(r.dir, "run.json"));
	assert_int_equal(result_write(&r), 0);
	assert_true(unit_is_there(r.dir, "run.json"));
	assert_false(unit_is_there(r.dir, ".run.json.tmp"));
	if (result_read(&back, r.dir, err, sizeof(err)))
		fail_msg("%s", err);
	assert_string_equal(back.dir, r.dir);
	expect_same(&r, &back);
	result_free(&back);
	/* By the file's own name, and written over. */
	r.complete = false;
	evidence_free(&r.row[3].evidence);
	r.nr_row = 3;
	r.row[2].status = ROW_NOT_RUN;
	assert_int_equal(result_write(&r), 0);
	assert_false(unit_is_there(r.dir, ".run.json.tmp"));
	snprintf(path, sizeof(path), "%s/run.json", r.dir);
	assert_int_equal(result_read(&back, path, err, sizeof(err)), 0);
	assert_string_equal(back.dir, r.dir);
	expect_same(&r, &back);
	result_free(&back);
	result_free(&r);
	assert_null(r.row);
	assert_null(r.csv);
}

/* What was not asked is not there: it is not 0. */
static void test_not_asked(void **state)
{
	char *text, *first, *second, *third;
	struct result r;

	create(&r);
	assert_int_equal(result_write(&r), 0);
	text = unit_slurp(r.dir, "run.json");
	assert_non_null(text);
	first = strstr(text, "\"mapped\": 5");
	assert_non_null(first);
	assert_part(first, "\"steady\": 24");
	second = strstr(text, "user/plain\",");
	assert_non_null(second);
	third = strstr(second, "running/kernel-iommu");
	assert_non_null(third);
	assert_part(third, "\"steady\": 0");
	assert_null(strstr(third, "\"mapped\""));
	*third = '\0';
	assert_null(strstr(second, "\"mapped\""));
	assert_null(strstr(second, "\"steady\""));
	assert_null(strstr(second, "\"slow\""));
	free(text);
	result_free(&r);
}

/* What is not a number is null, and no number is in a row without one. */
static void test_null(void **state)
{
	struct result r;
	char *text, *row;

	create(&r);
	assert_int_equal(result_write(&r), 0);
	text = unit_slurp(r.dir, "run.json");
	assert_non_null(text);
	assert_part(text, "\"schema\": 1");
	assert_null(strcasestr(text, "nan"));
	assert_null(strcasestr(text, "inf"));
	row = strstr(text, "\"ci_low\": null");
	assert_non_null(row);
	assert_part(row, "\"ci_high\": null");
	row = strstr(text, "running/kernel-iommu");
	assert_non_null(row);
	assert_words(row, "\"unavailable\": PCI device");
	assert_part(row, "\"median\": null");
	assert_part(row, "\"place_max\": null");
	assert_part(row, "\"placements\": null");
	assert_null(strstr(text, "running/kernel-direct"));
	free(text);
	result_free(&r);
}

/* Why a row has no number is the same before and after. */
static void test_reason_round_trip(void **state)
{
	static const int status[] = {
		-ENODEV, -EOPNOTSUPP, -E2BIG, -ENXIO, -EPERM, -EIO, -EINTR, 0,
	};
	struct result r = { .seed = 9 }, back;
	char err[160];
	size_t i;

	assert_int_equal(result_create(&r, unit_dir, "reasons"), 0);
	for (i = 0; i < ARRAY_SIZE(status); i++) {
		struct result_row *row = add_row(&r, "vm/6.1", "a/b/c");

		result_row_status(row, status[i]);
		memset(&row->s, 0, sizeof(row->s));
		assert_true(*result_reason(row));
	}
	assert_int_equal(result_write(&r), 0);
	assert_int_equal(result_read(&back, r.dir, err, sizeof(err)), 0);
	assert_int_equal(back.nr_row, r.nr_row);
	for (i = 0; i < back.nr_row; i++) {
		assert_string_equal(result_reason(&back.row[i]),
				    result_reason(&r.row[i]));
		assert_true(row_same_status(&back.row[i], &r.row[i]));
	}
	result_free(&back);
	result_free(&r);
}

static void test_samples(void **state)
{
	struct dmabench_window w[] = {
		{ .n = 4, .placement = 0, .begin = 1000, .end = 1077 },
		{ .n = 10, .placement = 7, .begin = 5000000000ULL,
		  .end = 15000000000ULL, .causes = 0x41 },
	};
	struct samples s = { .w = w, .nr = 2, .nr_warm = 1 };
	struct result r;
	char *text;

	create(&r);
	assert_int_equal(result_add_samples(&r, &r.row[0], 0, &s), 0);
	assert_int_equal(result_add_samples(&r, &r.row[1], 3, &s), 0);
	/* The same windows again, of two threads at once. */
	s.threads = 2;
	s.nr_warm = 0;
	assert_int_equal(result_add_samples(&r, &r.row[1], 4, &s), 0);
	s.nr = 0;
	assert_int_equal(result_add_samples(&r, &r.row[2], 0, &s), 0);
	/* There at once, not when the run ends. */
	text = unit_slurp(r.dir, "samples.csv");
	assert_string_equal(text,
		"env,row,boot,placement,warm,n,ticks,causes,thread\n"
		"vm/6.1,stack-global.3/null/map_sg:16,0,0,1,4,77,0,0\n"
		"vm/6.1,stack-global.3/null/map_sg:16,0,7,0,10,"
		"10000000000,65,0\n"
		"user/plain,stack-global.3/null/map_sg:16,3,0,1,4,77,0,0\n"
		"user/plain,stack-global.3/null/map_sg:16,3,7,0,10,"
		"10000000000,65,0\n"
		"user/plain,stack-global.3/null/map_sg:16,4,0,0,4,77,0,0\n"
		"user/plain,stack-global.3/null/map_sg:16,4,7,0,10,"
		"10000000000,65,1\n");
	free(text);
	result_free(&r);
}

static void test_create(void **state)
{
	char parent[512], stamp[64];
	struct result r = { .seed = 1 }, again = { .seed = 1 };
	struct tm tm = { 0 };

	snprintf(parent, sizeof(parent), "%s/made/of//many/", unit_dir);
	assert_int_equal(result_create(&r, parent, "user-6.1"), 0);
	assert_memory_equal(r.dir, parent, strlen(parent));
	assert_part(r.dir, "Z-user-6.1-");
	assert_true(unit_is_there(r.dir, "samples.csv"));
	assert_non_null(strptime(r.started, "%Y-%m-%dT%H:%M:%SZ", &tm));
	strftime(stamp, sizeof(stamp), "/%Y%m%dT%H%M%SZ-user-6.1-", &tm);
	assert_part(r.dir, stamp);
	/* Another directory for another seed, none for the same. */
	again.seed = 2;
	assert_int_equal(result_create(&again, parent, "user-6.1"), 0);
	assert_string_not_equal(r.dir, again.dir);
	result_free(&again);
	result_free(&r);
}

static void test_find(void **state)
{
	struct result r = { 0 };

	fill(&r);
	assert_ptr_equal(result_find(&r, "user/plain",
				     "stack-global.3/null/map_sg:16"),
			 &r.row[1]);
	assert_ptr_equal(result_find(&r, "vm/6.1",
				     "running/kernel-iommu/map_sg:16"),
			 &r.row[2]);
	assert_null(result_find(&r, "user/plain",
				"running/kernel-iommu/map_sg:16"));
	assert_null(result_find(&r, "vm/6.1", "stack-global.3/null/map_sg"));
	assert_int_equal(r.nr_env, 2);
	result_free(&r);
}

/* "vm/" and a kernel's release, which may have 64 characters. */
static void test_long_env_key(void **state)
{
	char key[80] = "vm/6.12.0-";
	struct result r = { 0 };

	memset(key + 10, 'x', 57);
	assert_int_equal(strlen(key), 3 + 64);
	assert_non_null(result_env(&r, key));
	assert_non_null(result_env(&r, key));
	assert_int_equal(r.nr_env, 1);
	result_free(&r);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_not_asked),
		cmocka_unit_test(test_null),
		cmocka_unit_test(test_reason_round_trip),
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_create),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_long_env_key),
	};

	return unit_run("result", tests, unit_make_dir, unit_remove_dir);
}
