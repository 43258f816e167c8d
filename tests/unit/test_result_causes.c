// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_result_causes.c - windows by cause, of samples.csv, whole or damaged.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "result/result.h"
#include "unit.h"

static struct result r;

static void two_envs(void)
{
	result_free(&r);
	assert_non_null(result_env(&r, "user/plain"));
	assert_non_null(result_env(&r, "vm/6.1"));
}

/* samples.csv of @text: what result_count_causes() says; @line of an error. */
static int count(const char *text, struct result_causes *causes,
		 const char *line)
{
	char err[160] = "", *path = unit_file(unit_dir, "samples.csv", text);
	int ret;

	snprintf(r.dir, sizeof(r.dir), "%s", unit_dir);
	ret = result_count_causes(&r, causes, err, sizeof(err));
	if (ret)
		assert_part(err, line);
	remove(path);
	free(path);
	return ret;
}

#define HEAD	"env,row,boot,placement,warm,n,ticks,causes,thread\n"

static void test_count(void **state)
{
	struct result_causes c[2];
	char err[160];

	two_envs();
	assert_int_equal(count(HEAD "user/plain,x,0,1,0,8,100,0,0\n"
			       "user/plain,x,0,1,0,8,100,1,0\n"
			       "vm/6.1,x,0,1,0,8,100,3,0\n"
			       "user/plain,x,0,1,1,8,100,1,0\n"
			       "user/plain,x,0,1,0,8,100,33,0\n"
			       "user/plain,x,0,1,0,8,1", c, ""), 0);
	assert_int_equal(c[0].windows, 3);
	assert_int_equal(c[0].by[0], 2);
	assert_int_equal(c[0].by[5], 1);
	assert_int_equal(c[1].windows, 1);
	assert_int_equal(c[1].by[0], 1);
	assert_int_equal(c[1].by[1], 1);
	/* Columns are found by their names. */
	assert_int_equal(count("causes,more,warm,env\n256,x,0,vm/6.1\n", c, ""),
			 0);
	assert_int_equal(c[0].windows, 0);
	assert_int_equal(c[1].by[8], 1);
	assert_int_equal(count(HEAD, c, ""), 0);
	assert_int_equal(c[0].windows, 0);
	assert_int_equal(result_count_causes(&r, c, err, sizeof(err)), -ENOENT);
}

static void test_count_bad(void **state)
{
	static const char *const bad[] = {
		"user/plain,x,0,1,0,8,100,0\n", "user/plain,x,0,1,0,8,100,,0\n",
		"user/plain,x,0,1,0,8,100,0,0,0\n", "\n", "garbage\n",
		"user/plain,x,0,1,0,8,100,1x,0\n",
		"user/plain,x,0,1,0,8,100,4294967296,0\n",
		"user/plain,x,0,1,0,8,100,-1,0\n",
		"host/6.1,x,0,1,0,8,100,0,0\n", ",,,,,,,,\n",
		",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n",
	};
	struct result_causes c[2];
	char text[512];
	size_t i;

	two_envs();
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		snprintf(text, sizeof(text),
			 HEAD "user/plain,x,0,1,0,8,100,0,0\n%s", bad[i]);
		assert_int_equal(count(text, c, "samples.csv, line 3"),
				 -EINVAL);
	}
	assert_int_equal(count("", c, "line 1"), -EINVAL);
	assert_int_equal(count("garbage\n", c, "line 1"), -EINVAL);
	assert_int_equal(count("env,row,warm\n", c, "line 1"), -EINVAL);
}

static int end(void **state)
{
	result_free(&r);
	return unit_remove_dir(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_count),
		cmocka_unit_test(test_count_bad),
	};

	return unit_run("result_causes", tests, unit_make_dir, end);
}
