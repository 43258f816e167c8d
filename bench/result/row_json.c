// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * row_json.c - a row of run.json: each field, there and back.
 */
#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "result/counters.h"
#include "result/evidence.h"
#include "result/fields.h"
#include "result/row_json.h"

/* The numbers of a row in its unit: their names, and where they are. */
#define NUMBER(field) { #field, offsetof(struct summary, field) }
static const struct {
	const char *name;
	size_t offset;
} numbers[] = {
	NUMBER(median), NUMBER(mean), NUMBER(p1), NUMBER(p50), NUMBER(p90),
	NUMBER(p99), NUMBER(min), NUMBER(max), NUMBER(ci_low),
	NUMBER(ci_high), NUMBER(place_min), NUMBER(place_max),
};

#define NR_NUMBERS	(sizeof(numbers) / sizeof(*numbers))

static double *number_at(struct summary *s, size_t k)
{
	return (double *)((char *)s + numbers[k].offset);
}

static json_t *placements_to_json(const struct summary *s)
{
	json_t *j = json_array();
	size_t k;

	for (k = 0; k < DB_PLACEMENTS; k++)
		json_array_append_new(j, number_json(s->place[k]));
	return j;
}

/* A count of lines, or null where there is none. */
static json_t *lines(long long n)
{
	return n < 0 ? json_null() : json_integer(n);
}

/* What few functions have stands in these only. */
static void add_if(json_t *j, const char *name, long long n)
{
	if (n)
		json_object_set_new(j, name, json_integer(n));
}

static json_t *function_to_json(const struct function_cost *f)
{
	json_t *j;

	j = json_pack("{s:s s:s s:I s:I s:I s:I}", "name", f->name,
		      "part", part_info[f->part].name,
		      "insn", (json_int_t)f->cost.insn,
		      "indirect", (json_int_t)f->cost.indirect,
		      "loads", (json_int_t)f->cost.loads,
		      "stores", (json_int_t)f->cost.stores);
	add_if(j, "locked", f->cost.locked);
	add_if(j, "fences", f->cost.fences);
	add_if(j, "serial", f->cost.serial);
	add_if(j, "rep", f->cost.rep);
	if (j && f->at >= 0) {
		json_object_set_new(j, "calls", json_integer(f->calls));
		json_object_set_new(j, "at", json_integer(f->at));
		json_object_set_new(j, "depth", json_integer(f->depth));
	}
	return j;
}

static json_t *split_to_json(const struct split *s)
{
	json_t *functions = json_array();
	size_t i;

	for (i = 0; i < s->nr; i++)
		json_array_append_new(functions,
				      function_to_json(&s->function[i]));
	return json_pack("{s:I s:I s:o s:o s:b s:o}", "ops",
			 (json_int_t)s->ops, "insn", (json_int_t)s->insn,
			 "data_lines", lines(s->data_lines),
			 "code_lines", lines(s->code_lines),
			 "kinds", s->kinds,
			 "functions", functions);
}

/* Those that were seen: { "interrupt": 12 } */
static json_t *causes_to_json(const size_t by[DMABENCH_CAUSES])
{
	json_t *j = json_object();
	int k;

	for (k = 0; k < DMABENCH_CAUSES; k++)
		if (by[k])
			json_object_set_new(j, cause_key(k),
					    json_integer(by[k]));
	return j;
}

static json_t *aa_to_json(const struct aa *aa)
{
	return json_pack("{s:I s:o s:o s:o s:o s:o}", "n", (json_int_t)aa->n,
			 "diff", number_json(aa->shift.mid),
			 "low", number_json(aa->shift.low),
			 "high", number_json(aa->shift.high),
			 "half_width", number_json(aa_half_width(aa)),
			 "floor", number_json(aa_floor(aa)));
}

static json_t *modes_to_json(const struct modes *m)
{
	return json_pack("{s:o s:o s:o}", "low", number_json(m->low),
			 "high", number_json(m->high),
			 "share", number_json(m->share));
}

json_t *row_to_json(const struct result_row *row)
{
	struct summary s = row->s;
	const bool has = row_has_number(row);
	json_t *j;
	size_t k;

	j = json_pack("{s:s s:s s:s s:s s:s s:s s:s s:s s:s s:i s:i s:i s:i s:i s:b}",
		      "name", row->name, "env", row->env,
		      "target", target_name(row->target),
		      "unit", unit_name(row->unit),
		      "design", row->design, "backend", row->backend,
		      "device", row->device, "op", row->op,
		      "state", row->state, "size", row->size,
		      "nents", row->nents, "depth", row->depth,
		      "threads", row->threads, "boots", row->boots,
		      "identical", row->identical);
	if (!j)
		return NULL;
	json_object_set_new(j, "status", json_string(status_word(row->status)));
	if (!has)
		json_object_set_new(j, "unavailable",
				    json_string(result_reason(row)));
	json_object_set_new(j, "n", json_integer(s.n));
	json_object_set_new(j, "rejected", json_integer(s.rejected));
	json_object_set_new(j, "rejected_by", causes_to_json(s.by));
	json_object_set_new(j, "repeated", json_integer(s.repeated));
	for (k = 0; k < NR_NUMBERS; k++)
		json_object_set_new(j, numbers[k].name,
				    has ? number_json(*number_at(&s, k)) :
				    json_null());
	if (has)
		evidence_to_json(&row->evidence, j);
	if (row->threads > 1 && has) {
		json_object_set_new(j, "thread_min", number_json(s.thread_min));
		json_object_set_new(j, "thread_max", number_json(s.thread_max));
	}
	if (has && s.modes.share > 0)
		json_object_set_new(j, "modes", modes_to_json(&s.modes));
	if (row->mapped)
		json_object_set_new(j, "mapped", json_integer(row->mapped));
	if (row->steady >= 0)
		json_object_set_new(j, "steady", json_integer(row->steady));
	if (row->slow.over > 0 && !row_is_void(row))
		json_object_set_new(j, "slow",
				    json_pack("{s:f s:I s:f s:I}",
					      "over", row->slow.over,
					      "n", (json_int_t)row->slow.nr,
					      "median", row->slow.median,
					      "period",
					      (json_int_t)row->slow.period));
	json_object_set_new(j, "placements", has ? placements_to_json(&s) :
			    json_null());
	if (row->aa.n && has)
		json_object_set_new(j, "aa", aa_to_json(&row->aa));
	if (row->nr_counter && has)
		json_object_set_new(j, "counters", counters_to_json(row));
	if (row->split.ops)
		json_object_set_new(j, "split", split_to_json(&row->split));
	return j;
}

static long long or_0(const json_t *j, const char *name)
{
	return json_object_get(j, name) ? field_integer(j, name) : 0;
}

int row_split_from_json(const json_t *row, struct split *s)
{
	const json_t *j = json_object_get(row, "split"), *f;
	size_t i;
	int ret = 0;

	if (!j)
		return 0;
	s->ops = field_integer(j, "ops");
	s->insn = field_integer(j, "insn");
	s->data_lines = field_integer(j, "data_lines");
	s->code_lines = field_integer(j, "code_lines");
	s->kinds = json_is_true(json_object_get(j, "kinds"));
	json_array_foreach(json_object_get(j, "functions"), i, f) {
		struct function_cost more = {
			.cost = {
				.insn = field_integer(f, "insn"),
				.indirect = field_integer(f, "indirect"),
				.loads = field_integer(f, "loads"),
				.stores = field_integer(f, "stores"),
				.locked = or_0(f, "locked"),
				.fences = or_0(f, "fences"),
				.serial = or_0(f, "serial"),
				.rep = or_0(f, "rep"),
			},
			.calls = field_integer(f, "calls"),
			/* Runs of early versions lack these three. */
			.at = field_integer(f, "at"),
			.depth = field_count(f, "depth"),
		};
		char part[24];

		field_text(f, "name", more.name, sizeof(more.name));
		field_text(f, "part", part, sizeof(part));
		more.part = part_from_name(part);
		if (more.part == PARTS)
			return -EINVAL;
		ret = split_add(s, &more);
		if (ret)
			return ret;
	}
	return split_check(s) ? -EINVAL : 0;
}

/* A word, of whatever version; runs of early ones have Linux's number. */
static void status_from_json(const json_t *j, struct result_row *row)
{
	const char *word = json_string_value(json_object_get(j, "status"));

	if (!word) {
		result_row_status(row, -(int)field_count(j, "errno"));
		return;
	}
	row->status = status_from_word(word);
	if (row->status == ROW_FAILED || row->status == ROW_OP_FAILED)
		field_text(j, "unavailable", row->why, sizeof(row->why));
	/* Which operation it was may not be known. */
	if (!strcmp(row->why, status_sentence(row->status)))
		*row->why = '\0';
}

int row_from_json(const json_t *j, struct result_row *row)
{
	const json_t *places = json_object_get(j, "placements");
	const json_t *aa = json_object_get(j, "aa");
	struct summary *s = &row->s;
	char target[8], unit[16];
	const char *slash;
	json_t *slow;
	size_t k;

#define GET(field) field_text(j, #field, row->field, sizeof(row->field))
	GET(name);
	GET(env);
	GET(design);
	GET(backend);
	GET(device);
	GET(op);
	GET(state);
#undef GET
	field_text(j, "target", target, sizeof(target));
	field_text(j, "unit", unit, sizeof(unit));
	row->target = target_from_name(target);
	row->unit = unit_from_name(unit);
	row->size = field_count(j, "size");
	row->nents = field_count(j, "nents");
	row->depth = field_count(j, "depth");
	row->threads = field_count(j, "threads");
	row->boots = field_count(j, "boots");
	row->identical = json_is_true(json_object_get(j, "identical"));
	status_from_json(j, row);
	s->n = field_count(j, "n");
	s->rejected = field_count(j, "rejected");
	s->repeated = field_count(j, "repeated");
	/* Runs of early versions lack both. */
	for (k = 0; k < DMABENCH_CAUSES; k++)
		s->by[k] = field_count(json_object_get(j, "rejected_by"),
				       cause_key(k));
	for (k = 0; k < NR_NUMBERS; k++)
		*number_at(s, k) = field_number(j, numbers[k].name);
	s->thread_min = field_number(j, "thread_min");
	s->thread_max = field_number(j, "thread_max");
	if (json_object_get(j, "modes")) {
		const json_t *m = json_object_get(j, "modes");

		s->modes = (struct modes) {
			.low = field_number(m, "low"),
			.high = field_number(m, "high"),
			.share = field_number(m, "share"),
		};
	}
	counters_from_json(json_object_get(j, "counters"), row);
	row->mapped = field_count(j, "mapped");
	row->steady = json_object_get(j, "steady") ?
		      (int)field_count(j, "steady") : -1;
	slow = json_object_get(j, "slow");
	if (slow) {
		row->slow.over = field_number(slow, "over");
		row->slow.nr = field_count(slow, "n");
		row->slow.median = field_number(slow, "median");
		row->slow.period = field_count(slow, "period");
	}
	if (aa) {
		row->aa.n = field_count(aa, "n");
		row->aa.shift.mid = field_number(aa, "diff");
		row->aa.shift.low = field_number(aa, "low");
		row->aa.shift.high = field_number(aa, "high");
	}
	/* Beyond its end, or without an array, there is no value. */
	for (k = 0; k < DB_PLACEMENTS; k++)
		s->place[k] = number_or_nan(json_array_get(places, k));
	slash = strchr(row->name, '/');
	if (!slash || !strchr(slash + 1, '/') || !*row->env || !row->target ||
	    !row->unit)
		return -EINVAL;
	result_row_parse(row);
	return evidence_from_json(j, row);
}
