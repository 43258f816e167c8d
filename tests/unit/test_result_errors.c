// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_result_errors.c - a run is there whole or not at all.
 *
 * Where a run cannot be written, for want of a directory, of the right or of
 * room, the errno says so, no temporary file stays and the last run.json is
 * still the last one.  What is not a run is refused with a message, and what
 * is missing in one is empty.
 */
#include <errno.h>
#include <math.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "result/result.h"
#include "unit.h"

/* @nr rows that are done, about 400 bytes of run.json each. */
static void add_rows(struct result *r, size_t nr)
{
	size_t i;

	r->row = realloc(r->row, (r->nr_row + nr) * sizeof(*r->row));
	memset(r->row + r->nr_row, 0, nr * sizeof(*r->row));
	for (i = 0; i < nr; i++) {
		struct result_row *row = &r->row[r->nr_row++];

		strcpy(row->env, "vm/6.1");
		strcpy(row->name, "global/null/map_single");
		row->target = TARGET_VM;
		row->unit = UNIT_INSN;
		row->s.n = 1;
		row->s.median = 1;
	}
}

/* A run of three rows in a directory of its own. */
static void create(struct result *r)
{
	static unsigned int nr;
	char parent[512];

	memset(r, 0, sizeof(*r));
	add_rows(r, 3);
	/* Two runs of one second, process and seed would have one name. */
	snprintf(parent, sizeof(parent), "%s/%u", unit_dir, ++nr);
	assert_int_equal(result_create(r, parent, "vm-6.1"), 0);
}

static void test_bad_parents(void **state)
{
	char path[PATH_MAX + 100], *file = unit_file(unit_dir, "file", "");
	struct result r = { 0 };

	snprintf(path, sizeof(path), "%s/below", file);
	assert_int_equal(result_create(&r, path, "x"), -ENOTDIR);
	assert_int_equal(result_create(&r, file, "x"), -ENOTDIR);
	assert_int_equal(result_create(&r, "/proc/self/none", "x"), -ENOENT);
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(result_create(&r, path, "x"), -ENAMETOOLONG);
	assert_null(r.csv);
	free(file);
}

/* As somebody who may not: root may all, so root is somebody else here. */
static void test_not_permitted(void **state)
{
	struct result r, s = { .seed = 4 };
	char parent[PATH_MAX];
	bool root = !geteuid();
	int made, written;

	create(&r);
	snprintf(parent, sizeof(parent), "%s/closed", unit_dir);
	assert_int_equal(mkdir(parent, 0555), 0);
	assert_int_equal(chmod(unit_dir, 0755), 0);
	assert_int_equal(chmod(r.dir, 0555), 0);
	if (root)
		assert_int_equal(seteuid(65534), 0);
	made = result_create(&s, parent, "x");
	written = result_write(&r);
	if (root)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(made, -EACCES);
	assert_int_equal(written, -EACCES);
	assert_int_equal(chmod(r.dir, 0755), 0);
	assert_false(unit_is_there(r.dir, "run.json"));
	result_free(&r);
}

static void test_directory_gone(void **state)
{
	char gone[PATH_MAX + 16];
	struct result r;

	create(&r);
	snprintf(gone, sizeof(gone), "%s.gone", r.dir);
	assert_int_equal(rename(r.dir, gone), 0);
	assert_int_equal(result_write(&r), -ENOENT);
	result_free(&r);
}

/* run.json was written; then @want is why it cannot be written again. */
static void expect_old_stays(struct result *r, int ret, int want)
{
	struct result back;
	char err[160];

	assert_false(unit_is_there(r->dir, ".run.json.tmp"));
	assert_int_equal(result_read(&back, r->dir, err, sizeof(err)), 0);
	assert_int_equal(back.nr_row, 3);
	result_free(&back);
	assert_int_equal(ret, want);
}

/* A limit on the size of files stands for a full disk, for everybody. */
static void test_file_limit(void **state)
{
	struct rlimit was, limit;
	struct result r;
	int ret;

	create(&r);
	assert_int_equal(result_write(&r), 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	limit = was;
	limit.rlim_cur = 1001;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	ret = result_write(&r);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	signal(SIGXFSZ, SIG_DFL);
	expect_old_stays(&r, ret, -EFBIG);
	result_free(&r);
}

/* A file system of a few pages, in a mount namespace of our own. */
static int mount_small(const char *at)
{
	if (unshare(CLONE_NEWNS) ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("tmpfs", at, "tmpfs", 0, "size=16k"))
		return -errno;
	return 0;
}

static void test_full(void **state)
{
	struct dmabench_window w[400] = { { 0 } };
	struct samples s = { .w = w, .nr = 400 };
	struct result r = { .seed = 5 };
	char parent[512];
	int added, ret;

	snprintf(parent, sizeof(parent), "%s/small", unit_dir);
	assert_int_equal(mkdir(parent, 0755), 0);
	ret = mount_small(parent);
	if (ret)
		skip_because("no file system to fill: %s", strerror(-ret));
	add_rows(&r, 3);
	assert_int_equal(result_create(&r, parent, "full"), 0);
	assert_int_equal(result_write(&r), 0);
	added = result_add_samples(&r, &r.row[0], 0, &s);
	add_rows(&r, 40);
	ret = result_write(&r);
	expect_old_stays(&r, ret, -ENOSPC);
	assert_int_equal(added, -ENOSPC);
	result_free(&r);
	assert_int_equal(umount(parent), 0);
}

/* @text is no run: @ret and @why. */
static void expect_no_run(const char *text, const char *why)
{
	char *path = unit_file(unit_dir, "run.json", text), err[300] = "";
	struct result r;

	assert_int_equal(result_read(&r, unit_dir, err, sizeof(err)), -EINVAL);
	assert_words(err, why);
	assert_null(r.row);
	assert_int_equal(result_read(&r, path, err, sizeof(err)), -EINVAL);
	assert_int_equal(unlink(path), 0);
	free(path);
}

static void test_not_a_run(void **state)
{
	char err[160] = "", none[512];
	struct result r;

	expect_no_run("", "run.json, line 1: ");
	expect_no_run("garbage\n", "run.json, line 1: ");
	expect_no_run("{\n\"schema\": 1,\n\"rows\": [\n", "run.json, line ");
	expect_no_run("{}", "schema 1");
	expect_no_run("[]", "schema 1");
	expect_no_run("{\"schema\": 1}", "schema 1");
	expect_no_run("{\"schema\": 1, \"rows\": {}}", "schema 1");
	expect_no_run("{\"schema\": 2, \"rows\": []}", "schema 1");
	expect_no_run("{\"schema\": \"1\", \"rows\": []}", "schema 1");
	expect_no_run("{\"schema\": -1, \"rows\": []}", "schema 1");
	/* Without its name's three parts, or where it was, it is no row. */
	expect_no_run("{\"schema\": 1, \"rows\": [{\"name\": \"a/b\", "
		      "\"env\": \"e\", \"target\": \"vm\", \"unit\": "
		      "\"insn/op\"}]}", "rows[0]");
	expect_no_run("{\"schema\": 1, \"rows\": [{\"name\": \"a/b/c\", "
		      "\"env\": \"e\", \"target\": \"vm\"}]}",
		      "rows[0]");
	/* Nor where the schema has no such target, or unit. */
	expect_no_run("{\"schema\": 1, \"rows\": [{\"name\": \"a/b/c\", "
		      "\"env\": \"e\", \"target\": \"x\", \"unit\": "
		      "\"insn/op\"}]}", "rows[0]");
	expect_no_run("{\"schema\": 1, \"rows\": [{\"name\": \"a/b/c\", "
		      "\"env\": \"e\", \"target\": \"vm\", \"unit\": "
		      "\"u\"}]}", "rows[0]");
#define ROW "{\"schema\": 1, \"rows\": [{\"name\": \"a/b/c\", " \
	    "\"env\": \"e\", \"target\": \"vm\", \"unit\": \"insn/op\", \"split\": "
#define BAD "rows[0]: function"
	/* Parts that are not the whole, or no parts at all. */
	expect_no_run(ROW "{}}]}", BAD);
	expect_no_run(ROW "5}]}", BAD);
	expect_no_run(ROW "{\"ops\": 1, \"insn\": 1, \"functions\": []}}]}",
		      BAD);
	expect_no_run(ROW "{\"ops\": 1, \"insn\": 1, \"functions\": "
		      "[{\"name\": \"f\", \"part\": \"no\", \"insn\": 1}]}}]}",
		      BAD);
	expect_no_run(ROW "{\"ops\": 1, \"insn\": 2, \"functions\": "
		      "[{\"name\": \"f\", \"part\": \"iova\", \"insn\": 1}]}}]}",
		      BAD);
#undef ROW
#undef BAD
	assert_int_equal(result_read(&r, unit_dir, err, sizeof(err)), -ENOENT);
	assert_words(err, "no run.json");
	snprintf(none, sizeof(none), "%s/none", unit_dir);
	assert_int_equal(result_read(&r, none, err, sizeof(err)), -ENOENT);
	assert_words(err, "no run.json");
}

/* A run of another hand: what is missing is empty, or no number. */
static void test_sparse_run(void **state)
{
	char *path = unit_file(unit_dir, "run.json",
		"{\"schema\": 1, \"rows\": [{\"name\": \"a/b/c\", \"n\": 1,"
		" \"env\": \"e\", \"target\": \"vm\", \"unit\": \"insn/op\","
		" \"median\": 3, \"p50\": null, \"placements\": [2, null]}],"
		" \"new\": []}");
	char err[160] = "";
	struct result r;

	assert_int_equal(result_read(&r, unit_dir, err, sizeof(err)), 0);
	assert_int_equal(r.nr_row, 1);
	assert_int_equal(r.nr_env, 0);
	assert_false(r.complete);
	assert_string_equal(r.row[0].name, "a/b/c");
	assert_int_equal(r.row[0].unit, UNIT_INSN);
	assert_false(r.row[0].parsed);
	assert_string_equal(r.row[0].state, "");
	assert_int_equal(r.row[0].status, ROW_OK);
	assert_near(r.row[0].s.median, 3);
	assert_true(isnan(r.row[0].s.p50));
	assert_true(isnan(r.row[0].s.ci_low));
	assert_near(r.row[0].s.place[0], 2);
	assert_true(isnan(r.row[0].s.place[1]) && isnan(r.row[0].s.place[7]));
	result_free(&r);
	assert_int_equal(unlink(path), 0);
	free(path);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bad_parents),
		cmocka_unit_test(test_not_permitted),
		cmocka_unit_test(test_directory_gone),
		cmocka_unit_test(test_file_limit),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_not_a_run),
		cmocka_unit_test(test_sparse_run),
	};

	return unit_run("result_errors", tests, unit_make_dir, unit_remove_dir);
}
