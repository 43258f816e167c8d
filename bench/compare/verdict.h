/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_COMPARE_VERDICT_H
#define BENCH_COMPARE_VERDICT_H

#include "result/row.h"
#include "stats/shift.h"
#include "stats/utest.h"

/*
 * Does a row take less or more on side B than on side A?  A value is what the
 * unit of evidence gives: the row's median in a boot (vm, host) or in a process
 * (user), never that of a window.
 */

/* Less and more: of cycles that is faster and slower, of instructions not. */
enum verdict { VERDICT_UNCLEAR, VERDICT_SAME, VERDICT_LESS, VERDICT_MORE };
#define VERDICTS	(VERDICT_MORE + 1)

/**
 * enum verdict_why - why it is unclear
 * @WHY_NOT_ASKED:	it is not
 * @WHY_NO_VALUE:	a side has none
 * @WHY_TOO_FEW:	no 95 % interval from so few values
 * @WHY_TOO_MANY_ROWS:	no difference could survive Holm with so few values
 * @WHY_INTERVAL:	the interval reaches from one answer into another
 * @WHY_CHANCE:		p is above alpha, with so many rows
 * @WHY_FLOOR:		it is below what A/A shows of one and the same thing
 * @WHY_MINIMA:		medians say the one, minima the other
 * @WHY_REP:		counts differ in string instructions with REP, which are
 *			counted one an element, and the rest does not say the
 *			same
 * @WHY_DEAR:		instructions that are dear are more, and the count is
 *			not, or the other way round
 */
enum verdict_why {
	WHY_NOT_ASKED, WHY_NO_VALUE, WHY_TOO_FEW, WHY_TOO_MANY_ROWS,
	WHY_INTERVAL, WHY_CHANCE, WHY_FLOOR, WHY_MINIMA, WHY_REP, WHY_DEAR
};

/**
 * struct verdict_kinds - what a count hides: B - A, an operation
 * @known:	both sides were run under the plugin, which tells them apart
 *
 * The others are those of struct cost.
 */
struct verdict_kinds {
	bool known;
	double locked, fences, serial, rep;
};

/**
 * struct verdict_rule - what a difference has to be
 * @margin:	sides that differ by no more than that are the same, in the
 *		row's unit; the greater of this and
 * @margin_rel:	this share of A.  Where it is not 0, sides that are known to
 *		differ (the interval leaves out 0) by more than it are not the
 *		same, however small @margin is
 * @grain:	exact counts of rows with a state that differ by less are the
 *		same
 * @alpha:	chance of one false call or more in all rows that are called
 *		together, without a difference anywhere
 */
struct verdict_rule {
	double margin;
	double margin_rel;
	double grain;
	double alpha;
};

#define VERDICT_RULE_DEFAULT \
	{ .margin = 0.05, .margin_rel = 0.01, .grain = 0.5, .alpha = 0.05 }

/**
 * struct verdict_side - one side of one row
 * @median:	@n medians
 * @least:	the least value of each, or NULL where it is not known
 */
struct verdict_side {
	const double *median;
	const double *least;
	size_t n;
};

/**
 * struct comparison - one row on two sides
 * @na:		values of each side
 * @a:		the medians of them
 * @exact:	counted, and every value of a side is the same: there is no
 *		noise, so neither interval nor p, and @shift.low is @shift.high
 * @grain:	the rule's, of a row whose operations differ among themselves:
 *		which of them a window has may hang on the time at which it ran;
 *		else 0
 * @shift:	B - A
 * @ratio:	B / A
 * @u:		of the Mann-Whitney test
 * @p:		by it, of this row
 * @p_holm:	for all rows that were called together
 * @margin:	what applies here
 * @floor:	of A/A, in the row's unit; NAN where it was not measured
 * @kinds:	of a count, what it hides
 * @family:	rows with noise that were called together with this one, itself
 *		among them
 * @minima:	B - A by the least values; NAN where not known
 */
struct comparison {
	size_t na, nb;
	double a, b;
	bool exact;
	double grain;
	struct shift shift;
	struct shift ratio;
	double u;
	double p, p_holm;
	double margin;
	double floor;
	struct verdict_kinds kinds;
	size_t family;
	double minima;
	enum verdict verdict;
	enum verdict_why why;
};

/**
 * verdict_compare - everything of a row but the verdict
 * @counted:	the values are exact counts (insn/op), of which a difference is
 *		one
 * @floor:	the A/A difference of this row on this machine, or NAN
 * @out:	kinds, family, p_holm, verdict and why are not yet set
 *
 * Returns 0 or -ENOMEM.
 */
int verdict_compare(const struct verdict_side *a, const struct verdict_side *b,
		    bool counted, double floor, const struct verdict_rule *rule,
		    struct comparison *out);

/**
 * verdict_call - the verdicts of @n rows, which are judged together
 *
 * Exact: equal, or nearer than the grain, is the same, all else a difference;
 * Holm does not count it.
 * With noise: the same, if the whole interval is inside the margin, the floor
 * is no more than the margin, and it is not known that they differ by more
 * than the margin's share.  That holds for each row at 2.5 % (two one-sided
 * tests: Schuirmann 1987), not for all together.  Less or more, if the interval
 * leaves out 0, p by Holm is at most alpha, the difference is above the floor
 * and the minima do not say the opposite.  Otherwise unclear.
 * A count whose difference only elements of string instructions make is
 * unclear; so is one that is less, or no other, with more instructions that are
 * dear (locked, fencing, serialising), or more with less of them, unless it is
 * of VERDICT_DEAR instructions for each of these.  Returns 0 or -ENOMEM.
 */
int verdict_call(struct comparison *c, size_t n,
		 const struct verdict_rule *rule);

/* One that is dear takes no longer than so many others. */
#define VERDICT_DEAR	100

/* "same", "unclear", "faster", "slower"; of instructions "fewer", "more". */
const char *verdict_name(enum verdict v, enum unit unit);

/* Why it is unclear, in words; @buf has room for @size. */
const char *verdict_reason(const struct comparison *c, char *buf, size_t size);

/*
 * How many values a side it takes until a row that has too few of them can be
 * called with its family; 0 of a row that is unclear for another reason.
 */
size_t verdict_takes(const struct comparison *c,
		     const struct verdict_rule *rule);

#endif /* BENCH_COMPARE_VERDICT_H */
