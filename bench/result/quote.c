// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * quote.c - a text as JSON, for those who write lines of their own.
 */
#include <jansson.h>

#include "result/result.h"

void result_quote(FILE *f, const char *text)
{
	json_t *j = json_string(text);

	/* What is not UTF-8 is no text: cpuid can give anything. */
	if (!j || json_dumpf(j, f, JSON_ENCODE_ANY | JSON_ENSURE_ASCII))
		fputs("\"\"", f);
	json_decref(j);
}
