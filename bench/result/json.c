// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * json.c - run.json, read and written: the one file that knows JSON.
 */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "result/counters.h"
#include "result/evidence.h"
#include "result/result.h"

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

/* JSON has no NaN: what could not be computed is null. */
static json_t *number(double x)
{
	return isfinite(x) ? json_real(x) : json_null();
}

static json_t *placements_to_json(const struct summary *s)
{
	json_t *j = json_array();
	size_t k;

	for (k = 0; k < DB_PLACEMENTS; k++)
		json_array_append_new(j, number(s->place[k]));
	return j;
}

/* A count of lines, or null where there is none. */
static json_t *lines(long long n)
{
	return n < 0 ? json_null() : json_integer(n);
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
	return json_pack("{s:I s:I s:o s:o s:o}", "ops", (json_int_t)s->ops,
			 "insn", (json_int_t)s->insn,
			 "data_lines", lines(s->data_lines),
			 "code_lines", lines(s->code_lines),
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
			 "diff", number(aa->shift.mid),
			 "low", number(aa->shift.low),
			 "high", number(aa->shift.high),
			 "half_width", number(aa_half_width(aa)),
			 "floor", number(aa_floor(aa)));
}

static json_t *modes_to_json(const struct modes *m)
{
	return json_pack("{s:o s:o s:o}", "low", number(m->low),
			 "high", number(m->high), "share", number(m->share));
}

static json_t *row_to_json(const struct result_row *row)
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
				    has ? number(*number_at(&s, k)) :
				    json_null());
	if (has)
		evidence_to_json(&row->evidence, j);
	if (row->threads > 1 && has) {
		json_object_set_new(j, "thread_min", number(s.thread_min));
		json_object_set_new(j, "thread_max", number(s.thread_max));
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

static json_t *env_to_json(const struct env *e)
{
	json_t *j = json_object();
	size_t i;

	for (i = 0; i < e->nr; i++)
		json_object_set_new(j, e->item[i].key,
				    json_string(e->item[i].value));
	return j;
}

static json_t *result_to_json(const struct result *r)
{
	json_t *j, *env, *rows;
	size_t i;

	env = json_object();
	rows = json_array();
	for (i = 0; i < r->nr_env; i++)
		json_object_set_new(env, r->env[i].key,
				    env_to_json(&r->env[i].env));
	for (i = 0; i < r->nr_row; i++)
		if (r->row[i].status != ROW_NOT_RUN)
			json_array_append_new(rows, row_to_json(&r->row[i]));
	j = json_pack("{s:i s:s s:s s:I s:b s:o s:o}",
		      "schema", RESULT_SCHEMA, "started", r->started,
		      "suite", r->suite, "seed", (json_int_t)r->seed,
		      "complete", r->complete, "environment", env,
		      "rows", rows);
	return j;
}

static int write_all(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left) {
		ssize_t put = write(fd, text, left);

		if (put < 0 && errno != EINTR)
			return -errno;
		if (put > 0) {
			text += put;
			left -= put;
		}
	}
	return 0;
}

int result_write(struct result *r)
{
	char path[PATH_MAX + 16], tmp[PATH_MAX + 16];
	json_t *j = result_to_json(r);
	char *text = j ? json_dumps(j, JSON_INDENT(1) |
				    JSON_REAL_PRECISION(12)) : NULL;
	int fd, ret;

	if (!text) {
		json_decref(j);
		return -ENOMEM;
	}
	snprintf(path, sizeof(path), "%s/run.json", r->dir);
	snprintf(tmp, sizeof(tmp), "%s/.run.json.tmp", r->dir);
	fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0) {
		ret = -errno;
		goto out_free;
	}
	ret = write_all(fd, text);
	if (!ret && fsync(fd))
		ret = -errno;
	if (close(fd) && !ret)
		ret = -errno;
	if (!ret && rename(tmp, path))
		ret = -errno;
	if (ret)
		unlink(tmp);
out_free:
	free(text);
	json_decref(j);
	return ret;
}

static void get_text(const json_t *j, const char *key, char *buf, size_t size)
{
	const char *s = json_string_value(json_object_get(j, key));

	snprintf(buf, size, "%s", s ? s : "");
}

static double to_number(const json_t *v)
{
	return json_is_number(v) ? json_number_value(v) : NAN;
}

static double get_number(const json_t *j, const char *key)
{
	return to_number(json_object_get(j, key));
}

static unsigned int get_count(const json_t *j, const char *key)
{
	return json_integer_value(json_object_get(j, key));
}

static long long get_integer(const json_t *j, const char *key)
{
	const json_t *v = json_object_get(j, key);

	return json_is_integer(v) ? json_integer_value(v) : -1;
}

/* 0, -ENOMEM, or -EINVAL where the functions are not what the row costs. */
static int split_from_json(const json_t *j, struct split *s)
{
	const json_t *f;
	size_t i;
	int ret = 0;

	s->ops = get_integer(j, "ops");
	s->insn = get_integer(j, "insn");
	s->data_lines = get_integer(j, "data_lines");
	s->code_lines = get_integer(j, "code_lines");
	json_array_foreach(json_object_get(j, "functions"), i, f) {
		struct function_cost more = {
			.cost = {
				.insn = get_integer(f, "insn"),
				.indirect = get_integer(f, "indirect"),
				.loads = get_integer(f, "loads"),
				.stores = get_integer(f, "stores"),
			},
			.calls = get_integer(f, "calls"),
			/* Runs of early versions lack these three. */
			.at = get_integer(f, "at"),
			.depth = get_count(f, "depth"),
		};
		char part[24];

		get_text(f, "name", more.name, sizeof(more.name));
		get_text(f, "part", part, sizeof(part));
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
		result_row_status(row, -(int)get_count(j, "errno"));
		return;
	}
	row->status = status_from_word(word);
	if (row->status == ROW_FAILED)
		get_text(j, "unavailable", row->why, sizeof(row->why));
}

/* 0, -ENOMEM, or -EINVAL for what is not a row. */
static int row_from_json(const json_t *j, struct result_row *row)
{
	const json_t *places = json_object_get(j, "placements");
	const json_t *aa = json_object_get(j, "aa");
	struct summary *s = &row->s;
	char target[8], unit[16];
	const char *slash;
	json_t *slow;
	size_t k;

#define GET(field) get_text(j, #field, row->field, sizeof(row->field))
	GET(name);
	GET(env);
	GET(design);
	GET(backend);
	GET(device);
	GET(op);
	GET(state);
#undef GET
	get_text(j, "target", target, sizeof(target));
	get_text(j, "unit", unit, sizeof(unit));
	row->target = target_from_name(target);
	row->unit = unit_from_name(unit);
	row->size = get_count(j, "size");
	row->nents = get_count(j, "nents");
	row->depth = get_count(j, "depth");
	row->threads = get_count(j, "threads");
	row->boots = get_count(j, "boots");
	row->identical = json_is_true(json_object_get(j, "identical"));
	status_from_json(j, row);
	s->n = get_count(j, "n");
	s->rejected = get_count(j, "rejected");
	s->repeated = get_count(j, "repeated");
	/* Runs of early versions lack both. */
	for (k = 0; k < DMABENCH_CAUSES; k++)
		s->by[k] = get_count(json_object_get(j, "rejected_by"),
				     cause_key(k));
	for (k = 0; k < NR_NUMBERS; k++)
		*number_at(s, k) = get_number(j, numbers[k].name);
	s->thread_min = get_number(j, "thread_min");
	s->thread_max = get_number(j, "thread_max");
	if (json_object_get(j, "modes")) {
		const json_t *m = json_object_get(j, "modes");

		s->modes = (struct modes) {
			.low = get_number(m, "low"),
			.high = get_number(m, "high"),
			.share = get_number(m, "share"),
		};
	}
	counters_from_json(json_object_get(j, "counters"), row);
	row->mapped = get_count(j, "mapped");
	row->steady = json_object_get(j, "steady") ?
		      (int)get_count(j, "steady") : -1;
	slow = json_object_get(j, "slow");
	if (slow) {
		row->slow.over = get_number(slow, "over");
		row->slow.nr = get_count(slow, "n");
		row->slow.median = get_number(slow, "median");
		row->slow.period = get_count(slow, "period");
	}
	if (aa) {
		row->aa.n = get_count(aa, "n");
		row->aa.shift.mid = get_number(aa, "diff");
		row->aa.shift.low = get_number(aa, "low");
		row->aa.shift.high = get_number(aa, "high");
	}
	/* Beyond its end, or without an array, there is no value. */
	for (k = 0; k < DB_PLACEMENTS; k++)
		s->place[k] = to_number(json_array_get(places, k));
	slash = strchr(row->name, '/');
	if (!slash || !strchr(slash + 1, '/') || !*row->env || !row->target ||
	    !row->unit)
		return -EINVAL;
	result_row_parse(row);
	return evidence_from_json(j, row);
}

static int env_from_json(struct result *r, json_t *j)
{
	const char *key, *name;
	json_t *vars, *value;

	json_object_foreach(j, key, vars) {
		struct result_env *e = result_env(r, key);

		if (!e)
			return -ENOMEM;
		json_object_foreach(vars, name, value)
			if (env_set(&e->env, name, "%s",
				    json_string_value(value) ?: ""))
				return -ENOMEM;
	}
	return 0;
}

int result_read(struct result *r, const char *dir, char *err, size_t size)
{
	char path[PATH_MAX];
	json_error_t why;
	struct stat st;
	json_t *j, *rows, *row;
	size_t i;
	int ret;

	memset(r, 0, sizeof(*r));
	snprintf(r->dir, sizeof(r->dir), "%s", dir);
	ret = snprintf(path, sizeof(path), "%s/run.json", dir);
	if (!stat(dir, &st) && S_ISREG(st.st_mode)) {
		char *slash;

		ret = snprintf(path, sizeof(path), "%s", dir);
		slash = strrchr(r->dir, '/');
		snprintf(slash ? slash : r->dir, 2, "%s", slash ? "" : ".");
	}
	if (ret >= (int)sizeof(path) || access(path, R_OK)) {
		snprintf(err, size, "no run.json there");
		return -ENOENT;
	}
	strcpy(r->file, path);
	j = json_load_file(path, 0, &why);
	if (!j) {
		snprintf(err, size, "run.json, line %d: %s", why.line,
			 why.text);
		return -EINVAL;
	}
	ret = -EINVAL;
	rows = json_object_get(j, "rows");
	if (get_count(j, "schema") != RESULT_SCHEMA || !json_is_array(rows)) {
		snprintf(err, size, "run.json is not of schema %d",
			 RESULT_SCHEMA);
		goto out_json;
	}
	get_text(j, "suite", r->suite, sizeof(r->suite));
	get_text(j, "started", r->started, sizeof(r->started));
	r->seed = json_integer_value(json_object_get(j, "seed"));
	r->complete = json_is_true(json_object_get(j, "complete"));
	ret = -ENOMEM;
	r->row = calloc(json_array_size(rows) + 1, sizeof(*r->row));
	if (!r->row || env_from_json(r, json_object_get(j, "environment"))) {
		snprintf(err, size, "out of memory");
		goto out_json;
	}
	ret = 0;
	json_array_foreach(rows, i, row) {
		const json_t *split = json_object_get(row, "split");

		ret = row_from_json(row, &r->row[r->nr_row++]);
		if (ret) {
			snprintf(err, size, "run.json: rows[%zu] is not a row",
				 i);
			break;
		}
		ret = split ? split_from_json(split, &r->row[i].split) : 0;
		if (ret) {
			snprintf(err, size, "run.json: rows[%zu]: its functions are not what it costs",
				 i);
			break;
		}
	}
out_json:
	json_decref(j);
	if (ret)
		result_free(r);
	return ret;
}
