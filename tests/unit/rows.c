// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rows.c - rows by their names, for the tests.
 */
#include <errno.h>
#include <string.h>

#include "rows.h"
#include "unit.h"

struct row unit_row(const char *name)
{
	char err[160];
	struct row row;

	if (row_parse(name, &row, err, sizeof(err)))
		fail_msg("'%s': %s", name, err);
	return row;
}

void unit_no_row(const char *name, const char *why)
{
	char err[160] = "";
	struct row row;

	if (row_parse(name, &row, err, sizeof(err)) != -EINVAL)
		fail_msg("'%s' was taken for a row", name);
	assert_words(err, why);
	/* One line, and all of it is there. */
	assert_null(strchr(err, '\n'));
	assert_true(strlen(err) < sizeof(err) - 1);
}
