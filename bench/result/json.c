// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * json.c - run.json, read and written; row_json.c has its rows.
 */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "result/fields.h"
#include "result/result.h"
#include "result/row_json.h"

static json_t *env_to_json(const struct env *e)
{
	json_t *j = json_object();
	size_t i;

	for (i = 0; i < e->nr; i++)
		json_object_set_new(j, e->item[i].key,
				    json_string(e->item[i].value));
	return j;
}

/* NULL where there is none. */
static json_t *argv_to_json(const struct result *r)
{
	json_t *j = r->nr_argv ? json_array() : NULL;
	size_t i;

	for (i = 0; i < r->nr_argv; i++)
		json_array_append_new(j, json_string(r->argv[i]));
	return j;
}

static json_t *result_to_json(const struct result *r)
{
	json_t *env, *rows;
	size_t i;

	env = json_object();
	rows = json_array();
	for (i = 0; i < r->nr_env; i++)
		json_object_set_new(env, r->env[i].key,
				    env_to_json(&r->env[i].env));
	for (i = 0; i < r->nr_row; i++)
		if (r->row[i].status != ROW_NOT_RUN)
			json_array_append_new(rows, row_to_json(&r->row[i]));
	return json_pack("{s:i s:s s:s s:I s:b s:o* s:o s:o}",
			 "schema", RESULT_SCHEMA, "started", r->started,
			 "suite", r->suite, "seed", (json_int_t)r->seed,
			 "complete", r->complete, "argv", argv_to_json(r),
			 "environment", env, "rows", rows);
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

static int argv_from_json(struct result *r, const json_t *j)
{
	const json_t *word;
	size_t i;
	int ret = 0;

	json_array_foreach(j, i, word)
		if (!ret && json_is_string(word))
			ret = result_add_word(r, json_string_value(word));
	return ret;
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
	if (field_count(j, "schema") != RESULT_SCHEMA || !json_is_array(rows)) {
		snprintf(err, size, "run.json is not of schema %d",
			 RESULT_SCHEMA);
		goto out_json;
	}
	field_text(j, "suite", r->suite, sizeof(r->suite));
	field_text(j, "started", r->started, sizeof(r->started));
	r->seed = json_integer_value(json_object_get(j, "seed"));
	r->complete = json_is_true(json_object_get(j, "complete"));
	ret = -ENOMEM;
	r->row = calloc(json_array_size(rows) + 1, sizeof(*r->row));
	if (!r->row || argv_from_json(r, json_object_get(j, "argv")) ||
	    env_from_json(r, json_object_get(j, "environment"))) {
		snprintf(err, size, "out of memory");
		goto out_json;
	}
	ret = 0;
	json_array_foreach(rows, i, row) {
		ret = row_from_json(row, &r->row[r->nr_row++]);
		if (ret) {
			snprintf(err, size, "run.json: rows[%zu] is not a row",
				 i);
			break;
		}
		ret = row_split_from_json(row, &r->row[i].split);
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
