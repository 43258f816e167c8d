/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rows.h - rows by their names, for the tests.
 */
#ifndef UNIT_ROWS_H
#define UNIT_ROWS_H

#include "row/row.h"

/* The row that has this name; fails the test where there is none. */
struct row unit_row(const char *name);

/* Fails the test unless @name is refused in one line, with the words @why. */
void unit_no_row(const char *name, const char *why);

#endif /* UNIT_ROWS_H */
