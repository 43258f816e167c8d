// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * compare_cell.c - a number of a comparison, in a column.
 */
#include <math.h>
#include <string.h>

#include "report/compare.h"

#define NUMBER_WIDTH	7

const char *compare_number(double x, bool exact, bool sign, char *buf,
			   size_t size)
{
	int digits = exact && x == rint(x) ? 0 : 2;

	snprintf(buf, size, "-");
	/* As many digits as the column has room for, and no -0.00. */
	for (; digits >= 0 && !isnan(x); digits--) {
		if (fabs(x) * pow(10, digits) < 0.5)
			x = 0;
		snprintf(buf, size, sign && x != 0 ? "%+.*f" : "%.*f", digits,
			 x);
		if (strlen(buf) <= NUMBER_WIDTH)
			break;
	}
	for (digits = 2; digits >= 0 && strlen(buf) > NUMBER_WIDTH; digits--)
		snprintf(buf, size, sign ? "%+.*e" : "%.*e", digits, x);
	return buf;
}

const char *compare_kinds(const struct comparison *c, char *buf, size_t size)
{
	const struct verdict_kinds *k = &c->kinds;
	const struct {
		const char *word;
		double more;
	} kinds[] = {
		{ "locked", k->locked },
		{ "fences", k->fences },
		{ "serialising", k->serial },
		{ "elements of REP", k->rep },
	};
	char number[24];
	size_t i, len = 0;

	*buf = '\0';
	for (i = 0; k->known && i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (fabs(kinds[i].more) < 0.005 || len >= size)
			continue;
		len += snprintf(buf + len, size - len, "%s%s %s",
				len ? ", " : "of which ",
				compare_number(kinds[i].more, true, true,
					       number, sizeof(number)),
				kinds[i].word);
	}
	return buf;
}

const char *compare_unit(const struct compare_row *row)
{
	return unit_short(row->a->unit);
}

const char *compare_percent(double share, char *buf, size_t size)
{
	const double p = 100 * share;

	if (!isfinite(share))
		snprintf(buf, size, "-");
	else if (share == 0)
		snprintf(buf, size, "0");
	else
		snprintf(buf, size, "%+.*f", fabs(p) < 9.995 ? 2 :
			 fabs(p) < 99.95, p);
	return buf;
}
