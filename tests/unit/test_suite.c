// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_suite.c - a suite is read as it was written, or refused with its line.
 *
 * Braces expand as in a shell, in order; comments, blank lines and what stands
 * behind '#' are passed over; a bad line is named by file, number and reason,
 * and leaves nothing allocated.  The suites that come with dmabench are read,
 * too, as they are.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "row/suite.h"
#include "unit.h"

/* What was emitted, each with a blank behind it. */
struct emitted {
	char text[512];
	unsigned int nr;
	unsigned int stop_at;
};

static int emit(const char *one, void *arg)
{
	struct emitted *e = arg;

	strcat(e->text, one);
	strcat(e->text, " ");
	return ++e->nr == e->stop_at ? -ECANCELED : 0;
}

static void expect_braces(const char *pattern, int ret, const char *text)
{
	struct emitted e = { .nr = 0 };

	assert_int_equal(brace_expand(pattern, emit, &e), ret);
	if (text)
		assert_string_equal(e.text, text);
}

static void test_braces(void **state)
{
	expect_braces("plain", 0, "plain ");
	expect_braces("", 0, " ");
	expect_braces("{a,b}", 0, "a b ");
	expect_braces("x{a,b}y", 0, "xay xby ");
	expect_braces("{a}", 0, "a ");
	expect_braces("x{}y", 0, "xy ");
	expect_braces("x{,1}", 0, "x x1 ");
	expect_braces("x{1,}", 0, "x1 x ");
	expect_braces("{a,b}{c,d}", 0, "ac ad bc bd ");
	expect_braces("{a,b}/{c}/{d,e,f}", 0,
		      "a/c/d a/c/e a/c/f b/c/d b/c/e b/c/f ");
	/* A comma outside is a comma. */
	expect_braces("a,b{c,d}", 0, "a,bc a,bd ");
}

static void test_bad_braces(void **state)
{
	expect_braces("{", -EINVAL, "");
	expect_braces("}", -EINVAL, "");
	expect_braces("a{b", -EINVAL, "");
	expect_braces("a{b,c", -EINVAL, "");
	expect_braces("ab}", -EINVAL, "");
	expect_braces("}{", -EINVAL, "");
	expect_braces("}{a,b}", -EINVAL, "");
	expect_braces("{a,b}}", -EINVAL, "");
	expect_braces("{a,b}{c", -EINVAL, "");
	expect_braces("{a,{b,c}}", -EINVAL, "");
	/* Refused late: what was emitted until then is not looked at. */
	expect_braces("{{a,b},c}", -EINVAL, NULL);
}

static void test_braces_stop(void **state)
{
	struct emitted e = { .stop_at = 3 };

	assert_int_equal(brace_expand("{a,b}{c,d}", emit, &e), -ECANCELED);
	assert_string_equal(e.text, "ac ad bc ");
}

/* A pattern longer than any line is refused, not cut. */
static void test_braces_long(void **state)
{
	struct emitted e = { .nr = 0 };
	char pattern[5000];

	memset(pattern, 'x', sizeof(pattern));
	memcpy(pattern, "{a,b}", 5);
	pattern[sizeof(pattern) - 1] = '\0';
	assert_int_equal(brace_expand(pattern, emit, &e), -EINVAL);
	assert_int_equal(e.nr, 0);
}

static void test_targets(void **state)
{
	assert_int_equal(target_from_name("user"), TARGET_USER);
	assert_int_equal(target_from_name("vm"), TARGET_VM);
	assert_int_equal(target_from_name("host"), TARGET_HOST);
	assert_int_equal(target_from_name(""), 0);
	assert_int_equal(target_from_name("User"), 0);
	assert_int_equal(target_from_name("vms"), 0);
	assert_int_equal(TARGET_USER & TARGET_VM, 0);
	assert_int_equal((TARGET_USER | TARGET_VM) & TARGET_HOST, 0);
}

static void expect_item(const struct suite *s, size_t i, const char *name,
			unsigned int targets)
{
	char buf[ROW_NAME_LEN];

	assert_true(i < s->nr);
	assert_string_equal(row_name(&s->item[i].row, buf), name);
	assert_int_equal(s->item[i].targets, targets);
}

static void test_read(void **state)
{
	char *path = unit_file(unit_dir, "good.suite",
		"# a comment\n"
		"\n"
		"user\tdirect/null/map_single\n"
		"   vm,host  {global,per-device}/null/map_sg:{2,4}  # why\n"
		"user,vm,host known/none/empty#no blank\n"
		"#user bad/bad/bad\n"
		"vm running/kernel-direct/unmap_single@hot");
	char err[320] = "";
	struct suite s;

	assert_int_equal(suite_read(&s, path, err, sizeof(err)), 0);
	assert_string_equal(s.name, "good.suite");
	assert_int_equal(s.nr, 7);
	expect_item(&s, 0, "direct/null/map_single", TARGET_USER);
	expect_item(&s, 1, "global/null/map_sg:2", TARGET_VM | TARGET_HOST);
	expect_item(&s, 2, "global/null/map_sg:4", TARGET_VM | TARGET_HOST);
	expect_item(&s, 3, "per-device/null/map_sg:2",
		    TARGET_VM | TARGET_HOST);
	expect_item(&s, 4, "per-device/null/map_sg:4",
		    TARGET_VM | TARGET_HOST);
	expect_item(&s, 5, "known/none/empty",
		    TARGET_USER | TARGET_VM | TARGET_HOST);
	expect_item(&s, 6, "running/kernel-direct/unmap_single", TARGET_VM);
	suite_free(&s);
	assert_null(s.item);
	assert_int_equal(s.nr, 0);
	suite_free(&s);
	free(path);
}

/* @text is no suite: @line and @why are in the message. */
static void expect_bad(const char *text, unsigned int line, const char *why)
{
	char *path = unit_file(unit_dir, "bad.suite", text);
	char err[512] = "", at[32];
	struct suite s;

	assert_int_equal(suite_read(&s, path, err, sizeof(err)), -EINVAL);
	assert_part(err, path);
	snprintf(at, sizeof(at), "line %u:", line);
	assert_part(err, at);
	assert_words(err, why);
	assert_null(s.item);
	assert_int_equal(s.nr, 0);
	free(path);
}

#define GOOD	"user direct/null/map_single\n"

static void test_bad_lines(void **state)
{
	expect_bad("", 1, "no rows");
	expect_bad("# nothing\n\n", 2, "no rows");
	expect_bad("user\n", 1, "a line is 'TARGET[,TARGET].. ROW'");
	expect_bad(GOOD "user a b\n", 2, "a line is");
	expect_bad(GOOD "\n#\nusr direct/null/map_single\n" GOOD, 4,
		   "no target 'usr'");
	expect_bad("user, direct/null/map_single\n", 1, "no target ''");
	expect_bad("user,,vm direct/null/map_single\n", 1, "no target ''");
	expect_bad(GOOD GOOD "user direct/nil/map_single\n", 3,
		   "no backend 'nil'");
	expect_bad("user {direct,globe}/null/map_single\n", 1,
		   "no design 'globe'");
	expect_bad("user {direct,global/null/map_single\n", 1,
		   "braces do not match");
	expect_bad("user direct/null/map_sg:{1,2}}\n", 1,
		   "braces do not match");
	expect_bad(GOOD "user direct/none/map_sg", 2, "there is no map_sg");
}

/*
 * A line of any length is one line: nothing in a comment is a row, and the
 * number in a message is the one that an editor shows.
 */
static void test_long_comment(void **state)
{
	char text[4096] = "# ", err[512] = "", *path;
	struct suite s;

	memset(text + 2, '-', 1500);
	strcpy(text + 1502, "\n" GOOD);
	path = unit_file(unit_dir, "long.suite", text);
	if (suite_read(&s, path, err, sizeof(err)))
		fail_msg("%s", err);
	assert_int_equal(s.nr, 1);
	suite_free(&s);
	free(path);
}

static void test_no_file(void **state)
{
	char err[512] = "", *path;
	struct suite s;

	assert_true(asprintf(&path, "%s/none", unit_dir) > 0);
	assert_int_equal(suite_read(&s, path, err, sizeof(err)), -ENOENT);
	assert_part(err, path);
	assert_int_equal(s.nr, 0);
	free(path);
	/* A bare word that is neither a file nor one of ours. */
	assert_int_equal(chdir(unit_dir), 0);
	assert_int_equal(suite_read(&s, "quickest", err, sizeof(err)),
			 -ENOENT);
	assert_words(err, "suite 'quickest' file quick");
	assert_int_equal(chdir("/"), 0);
}

/* A short buffer cuts the message and nothing else. */
static void test_short_message(void **state)
{
	char *path = unit_file(unit_dir, "bad.suite", "user\n");
	struct suite s;
	char err[8];

	assert_int_equal(suite_read(&s, path, err, sizeof(err)), -EINVAL);
	assert_string_equal(err, "suite '");
	free(path);
}

static void test_ours(void **state)
{
	static const char *const names[] = { "quick", "full" };
	char a[ROW_NAME_LEN], b[ROW_NAME_LEN], err[512], path[512];
	struct suite s;
	size_t i, k, n;

	for (n = 0; n < ARRAY_SIZE(names); n++) {
		snprintf(path, sizeof(path), UNIT_TOP "/bench/suites/%s.suite",
			 names[n]);
		if (suite_read(&s, path, err, sizeof(err)))
			fail_msg("%s", err);
		assert_true(s.nr > 20);
		/* No row is there twice for a target. */
		for (i = 0; i < s.nr; i++)
			for (k = 0; k < i; k++)
				if (s.item[i].targets & s.item[k].targets)
					assert_string_not_equal(
						row_name(&s.item[i].row, a),
						row_name(&s.item[k].row, b));
		suite_free(&s);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_braces),
		cmocka_unit_test(test_bad_braces),
		cmocka_unit_test(test_braces_stop),
		cmocka_unit_test(test_braces_long),
		cmocka_unit_test(test_targets),
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_bad_lines),
		cmocka_unit_test(test_long_comment),
		cmocka_unit_test(test_no_file),
		cmocka_unit_test(test_short_message),
		cmocka_unit_test(test_ours),
	};

	return unit_run("suite", tests, unit_make_dir, unit_remove_dir);
}
