// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * csv.c - what a field of CSV looks like.
 */
#include <math.h>
#include <string.h>

#include "result/csv.h"

void csv_text(FILE *f, const char *text)
{
	if (!strpbrk(text, ",\"\r\n")) {
		fputs(text, f);
		return;
	}
	fputc('"', f);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', f);
		fputc(*text, f);
	}
	fputc('"', f);
}

void csv_number(FILE *f, double x)
{
	if (isfinite(x))
		fprintf(f, "%.12g", x);
}
