// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * row.c - the names of rows: read, written, checked against the tables.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "row.h"

#define PAGE_LEN	4096

#define fail(err, size, ...) (snprintf(err, size, __VA_ARGS__), -EINVAL)

/* A whole number, with K or M where @units; 0 or -EINVAL. */
static int parse_number(const char *s, int units, __u32 *value)
{
	unsigned long n, unit = 1;
	char *end;

	if (!isdigit((unsigned char)*s))
		return -EINVAL;
	errno = 0;
	n = strtoul(s, &end, 10);
	if (units && (*end == 'K' || *end == 'M'))
		unit = *end++ == 'K' ? 1UL << 10 : 1UL << 20;
	if (errno || *end || !n || n > DMABENCH_MAX_LEN / unit)
		return -EINVAL;
	*value = n * unit;
	return 0;
}

/* The design, and its depth behind a dot. */
static int parse_design(char *s, struct row *row, char *err, size_t size)
{
	char *dot = strchr(s, '.');

	if (dot)
		*dot++ = '\0';
	row->design = db_find_design(s);
	if (!row->design)
		return fail(err, size, "no design '%s'", s);
	row->depth = row->design->max_depth ? 1 : 0;
	if (!dot)
		return 0;
	if (!row->design->max_depth)
		return fail(err, size, "design '%s' has no depth", s);
	if (parse_number(dot, 0, &row->depth) ||
	    row->depth > row->design->max_depth)
		return fail(err, size, "depth '%s' is not 1 to %u", dot,
			    row->design->max_depth);
	return 0;
}

/* The operation, with its size or count behind a colon. */
static int parse_op(char *s, struct row *row, char *err, size_t size)
{
	char *colon = strchr(s, ':');
	const struct db_op_info *info;
	int op;

	if (colon)
		*colon++ = '\0';
	op = db_find_op(s);
	if (op < 0)
		return fail(err, size, "no operation '%s'", s);
	row->op = op;
	info = &db_op_info[op];
	row->nents = info->sg ? info->len : 1;
	row->len = info->sg ? PAGE_LEN : info->len;
	if (!colon)
		return 0;
	if (info->fixed)
		return fail(err, size, "'%s' takes no number", info->name);
	if (info->sg) {
		if (parse_number(colon, 0, &row->nents) ||
		    row->nents > DMABENCH_MAX_NENTS)
			return fail(err, size, "'%s' entries are not 1 to %u",
				    colon, DMABENCH_MAX_NENTS);
	} else if (parse_number(colon, 1, &row->len)) {
		return fail(err, size, "size '%s' is not 1 to %uM", colon,
			    DMABENCH_MAX_LEN >> 20);
	}
	return 0;
}

/* hot, cold, mixed[K], devsK */
static int parse_state(const char *s, struct row *row, char *err, size_t size)
{
	row->devices = 1;
	if (!strcmp(s, "hot"))
		return 0;
	if (!strcmp(s, "cold")) {
		row->cold = true;
	} else if (!strncmp(s, "mixed", 5)) {
		row->mixed = true;
		row->devices = DB_VARIANTS;
		if (s[5] && (parse_number(s + 5, 0, &row->devices) ||
			     row->devices < 2 || row->devices > DB_VARIANTS))
			return fail(err, size, "'%s' devices are not 2 to %u",
				    s + 5, DB_VARIANTS);
	} else if (!strncmp(s, "devs", 4)) {
		if (parse_number(s + 4, 0, &row->devices) ||
		    row->devices > DMABENCH_MAX_DEVICES)
			return fail(err, size, "'%s' devices are not 1 to %u",
				    s + 4, DMABENCH_MAX_DEVICES);
	} else {
		return fail(err, size,
			    "no state '%s'; there are hot, cold, mixed[K], devsK",
			    s);
	}
	if (!db_op_info[row->op].maps || !strcmp(row->design->id, "running"))
		return fail(err, size, "%s has no state '%s'", row->design->id,
			    s);
	if (row->mixed && !row->backend->variants)
		return fail(err, size, "backend %s has no variants to mix",
			    row->backend->id);
	if (row->cold && db_op_info[row->op].attach)
		return fail(err, size, "there is no cold %s",
			    db_op_info[row->op].name);
	return 0;
}

int row_parse(const char *name, struct row *row, char *err, size_t size)
{
	char copy[ROW_NAME_LEN];
	char *backend, *op, *state;
	int ret;

	if (strlen(name) >= sizeof(copy))
		return fail(err, size, "row name too long");
	strcpy(copy, name);
	memset(row, 0, sizeof(*row));
	state = strchr(copy, '@');
	if (state)
		*state++ = '\0';
	backend = strchr(copy, '/');
	op = backend ? strchr(backend + 1, '/') : NULL;
	if (!op)
		return fail(err, size,
			    "'%s' is not design/backend/op[:size][@state]",
			    name);
	*backend++ = '\0';
	*op++ = '\0';
	ret = parse_design(copy, row, err, size);
	if (ret)
		return ret;
	row->backend = db_find_backend(backend);
	if (!row->backend)
		return fail(err, size, "no backend '%s'", backend);
	ret = parse_op(op, row, err, size);
	if (ret)
		return ret;
	row->design = db_find_bound(copy, row->backend, row->op);
	if (!row->design)
		return fail(err, size, "there is no %s of %s over %s",
			    db_op_info[row->op].name, copy, row->backend->id);
	return parse_state(state ? state : "hot", row, err, size);
}

const char *row_design(const struct row *row, char *buf)
{
	if (row->depth > 1)
		snprintf(buf, ROW_NAME_LEN, "%s.%u", row->design->id,
			 row->depth);
	else
		snprintf(buf, ROW_NAME_LEN, "%s", row->design->id);
	return buf;
}

const char *row_op(const struct row *row, char *buf)
{
	const struct db_op_info *info = &db_op_info[row->op];
	__u32 n = info->sg ? row->nents : row->len;

	if (n == info->len)
		snprintf(buf, ROW_NAME_LEN, "%s", info->name);
	else
		snprintf(buf, ROW_NAME_LEN, "%s:%u", info->name, n);
	return buf;
}

const char *row_state(const struct row *row, char *buf)
{
	if (row->cold)
		snprintf(buf, ROW_NAME_LEN, "cold");
	else if (row->mixed)
		snprintf(buf, ROW_NAME_LEN, "mixed%u", row->devices);
	else if (row->devices > 1)
		snprintf(buf, ROW_NAME_LEN, "devs%u", row->devices);
	else
		snprintf(buf, ROW_NAME_LEN, "hot");
	return buf;
}

const char *row_name(const struct row *row, char *buf)
{
	char design[ROW_NAME_LEN], op[ROW_NAME_LEN], state[ROW_NAME_LEN];
	int len;

	row_state(row, state);
	len = snprintf(buf, ROW_NAME_LEN, "%s/%s/%s%s%s",
		       row_design(row, design), row->backend->id,
		       row_op(row, op), strcmp(state, "hot") ? "@" : "",
		       strcmp(state, "hot") ? state : "");
	/* The longest id, depth and number fit; see the test. */
	if (len >= ROW_NAME_LEN)
		abort();
	return buf;
}

double row_known_insn(const struct row *row)
{
	switch (row->op) {
	case DB_EMPTY:
		return 2;
	case DB_ADDS8:
		return 8 + 2;
	case DB_ADDS64:
		return 64 + 2;
	case DB_LOOP:
		return 2.0 * row->len + 3;
	default:
		return 0;
	}
}
