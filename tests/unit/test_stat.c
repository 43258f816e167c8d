// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_stat.c - stolen ticks out of a file as /proc/stat is: of the CPUs that
 * are asked for and no other, and none where a kernel has no such column, is
 * not told, or is no guest's.
 */
#include <stdlib.h>

#include "measure/steal.h"
#include "unit.h"

static const char guest[] =
	"cpu  900 1 300 5000 60 0 7 42 8 9\n"
	"cpu0 450 1 100 2500 30 0 3 2 4 4\n"
	"cpu1 450 0 200 2500 30 0 4 30 4 5\n"
	"cpu10 1 0 2 25 3 0 4 10 4 5\n"
	"intr 123456 0 1 2\n";

/* A file with that text, until the next; NULL ends it. */
static const char *path(const char *text)
{
	static char *name;

	free(name);
	name = text ? unit_file(unit_dir, "stat", text) : NULL;
	return name;
}

static void test_known(void **state)
{
	assert_true(steal_known(path(guest), true));
	assert_false(steal_known(path(guest), false));
	/* Nobody has told this kernel, or never was there anything to tell. */
	assert_false(steal_known(path("cpu  900 1 300 5000 60 0 7 0 8 9\n"),
				 true));
	/* Before 2.6.11 there was no such column. */
	assert_false(steal_known(path("cpu  900 1 300 5000 60 0 7\n"), true));
	assert_false(steal_known(path("intr 1 2 3 4 5 6 7 8 9\n"), true));
	assert_false(steal_known(path(""), true));
	assert_false(steal_known("/no/such/file", true));
}

static void test_ticks(void **state)
{
	const unsigned int one[] = { 1 }, both[] = { 0, 1 }, ten[] = { 10 };
	const unsigned int missing[] = { 0, 2 };

	assert_int_equal(steal_ticks(path(guest), one, 1), 30);
	assert_int_equal(steal_ticks(path(guest), both, 2), 32);
	assert_int_equal(steal_ticks(path(guest), ten, 1), 10);
	assert_int_equal(steal_ticks(path(guest), missing, 2), -1);
	assert_int_equal(steal_ticks(path("cpu  1 2 3 4 5 6 7 8\ncpu1 1 2 3\n"),
				     one, 1), -1);
	path(NULL);
	assert_int_equal(steal_ticks("/no/such/file", one, 1), -1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_ticks),
	};

	return unit_run("stat", tests, unit_make_dir, unit_remove_dir);
}
