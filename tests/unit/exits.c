// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * exits.c - db_exit() and db_exit_open(), for tests.
 */
#include "exits.h"
#include "unit.h"

struct left exits[EXITS_MAX];
unsigned int nr_exits;
int exit_status;

int __wrap_db_exit_open(void);
void __wrap_db_exit(db_phys_t phys, size_t size);

int __wrap_db_exit_open(void)
{
	return exit_status;
}

void __wrap_db_exit(db_phys_t phys, size_t size)
{
	assert_true(nr_exits < EXITS_MAX);
	exits[nr_exits++] = (struct left) { phys, size };
}

int exits_nothing(void **state)
{
	nr_exits = 0;
	exit_status = 0;
	return 0;
}

void expect_exit(db_phys_t phys, size_t size)
{
	assert_int_equal(nr_exits, 1);
	assert_int_equal(exits[0].phys, phys);
	assert_int_equal(exits[0].size, size);
	nr_exits = 0;
}
