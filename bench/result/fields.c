// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fields.c - a field of an object of run.json, whatever stands there.
 */
#include <math.h>
#include <stdio.h>

#include "result/fields.h"

void field_text(const json_t *j, const char *key, char *buf, size_t size)
{
	const char *s = json_string_value(json_object_get(j, key));

	snprintf(buf, size, "%s", s ? s : "");
}

double number_or_nan(const json_t *v)
{
	return json_is_number(v) ? json_number_value(v) : NAN;
}

double field_number(const json_t *j, const char *key)
{
	return number_or_nan(json_object_get(j, key));
}

unsigned int field_count(const json_t *j, const char *key)
{
	return json_integer_value(json_object_get(j, key));
}

long long field_integer(const json_t *j, const char *key)
{
	const json_t *v = json_object_get(j, key);

	return json_is_integer(v) ? json_integer_value(v) : -1;
}

json_t *number_json(double x)
{
	return isfinite(x) ? json_real(x) : json_null();
}
