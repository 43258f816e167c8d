/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_COMPARE_VALUES_H
#define BENCH_COMPARE_VALUES_H

#include "compare/verdict.h"
#include "result/result.h"

/* A row with a value, and the run that it is of. */
struct values_row {
	const struct result *run;
	const struct result_row *row;
};

/* Has the row a value that can be compared, of any of its boots? */
bool values_there(const struct result_row *row);

/**
 * values_compare - one row on two sides, by what each of their runs knows of it
 * @a:		@na rows, one at the least, all of which values_there()
 * @b:		@nb, likewise
 * @by_run:	out: its counts hang on the order of what was run, and that was
 *		another one: a value is a run, and not a boot
 * @out:	all but the verdict, see verdict_compare()
 *
 * Returns 0 or -ENOMEM.
 */
int values_compare(const struct values_row *a, size_t na,
		   const struct values_row *b, size_t nb,
		   const struct verdict_rule *rule, bool *by_run,
		   struct comparison *out);

/**
 * values_of_placements - two rows of cycles that one run made by turns
 *
 * A value is a placement of the loop, by all passes: where a loop lies moves a
 * row by more than what a pass does, and is chance.  The floor is that of
 * either row's A/A.  All but the verdict; returns 0 or -ENOMEM.
 */
int values_of_placements(const struct result_row *a, const struct result_row *b,
			 const struct verdict_rule *rule,
			 struct comparison *out);

#endif /* BENCH_COMPARE_VALUES_H */
