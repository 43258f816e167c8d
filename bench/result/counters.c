// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * counters.c - a row's counters in run.json: a number, or why not.
 */
#include <string.h>

#include "result/counters.h"

json_t *counters_to_json(const struct result_row *row)
{
	json_t *j = json_object();
	size_t i;

	for (i = 0; i < row->nr_counter; i++) {
		const struct counter *c = &row->counter[i];

		json_object_set_new(j, c->name, *c->why ? json_string(c->why) :
				    json_pack("{s:f s:f}", "per_op", c->per_op,
					      "share", c->share));
	}
	return j;
}

void counters_from_json(const json_t *j, struct result_row *row)
{
	const char *name;
	json_t *value;

	row->nr_counter = 0;
	json_object_foreach((json_t *)j, name, value) {
		struct counter *c = &row->counter[row->nr_counter];

		if (row->nr_counter == COUNTERS_MAX)
			break;
		memset(c, 0, sizeof(*c));
		snprintf(c->name, sizeof(c->name), "%s", name);
		if (json_is_string(value))
			snprintf(c->why, sizeof(c->why), "%s",
				 json_string_value(value));
		c->per_op = json_number_value(json_object_get(value, "per_op"));
		c->share = json_number_value(json_object_get(value, "share"));
		row->nr_counter++;
	}
}
