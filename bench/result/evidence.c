// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * evidence.c - a row's values, one a boot or one a run, in run.json.
 */
#include <errno.h>
#include <math.h>

#include "result/evidence.h"

/* Null is a boot that has no number. */
static json_t *values(const double *v, size_t n)
{
	json_t *j = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(j, isfinite(v[i]) ? json_real(v[i]) :
				      json_null());
	return j;
}

void evidence_to_json(const struct evidence *e, json_t *row)
{
	if (!e->n)
		return;
	json_object_set_new(row, "boot_median", values(e->median, e->n));
	json_object_set_new(row, "boot_least", values(e->least, e->n));
}

static double value_at(const json_t *j, size_t i)
{
	const json_t *v = json_array_get(j, i);

	return json_is_number(v) ? json_number_value(v) : NAN;
}

int evidence_from_json(const json_t *j, struct result_row *row)
{
	const json_t *median = json_object_get(j, "boot_median");
	const json_t *least = json_object_get(j, "boot_least");
	const size_t n = json_array_size(median);
	struct evidence *e = &row->evidence;
	size_t i;
	int ret;

	if (json_array_size(least) != n)
		return -EINVAL;
	if (row->status)
		return 0;
	if (!median) {
		/* The quickest windows are not known. */
		ret = evidence_alloc(!!row->s.n, e);
		if (!ret && row->s.n)
			e->median[0] = row->s.median;
		return ret;
	}
	ret = evidence_alloc(n, e);
	for (i = 0; !ret && i < n; i++) {
		e->median[i] = value_at(median, i);
		e->least[i] = value_at(least, i);
	}
	return ret;
}
