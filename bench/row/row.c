// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * row.c - the names of rows: read, written, checked against the tables.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "row/row.h"

#define PAGE_LEN	4096

#define fail(err, size, ...) row_fail(err, size, __VA_ARGS__)

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
	if (row_number(dot, 0, &row->depth) ||
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
		if (row_number(colon, 0, &row->nents) ||
		    row->nents > DMABENCH_MAX_NENTS)
			return fail(err, size, "'%s' entries are not 1 to %u",
				    colon, DMABENCH_MAX_NENTS);
	} else if (row_number(colon, 1, &row->len)) {
		return fail(err, size, "size '%s' is not 1 to %uM", colon,
			    DMABENCH_MAX_LEN >> 20);
	}
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
	return row_state_parse(state ? state : "hot", row, err, size);
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

	if (n == info->len || row->flags & DMABENCH_RUN_SIZES)
		snprintf(buf, ROW_NAME_LEN, "%s", info->name);
	else
		snprintf(buf, ROW_NAME_LEN, "%s:%u", info->name, n);
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

bool row_behind_iommu(const struct row *row)
{
	return row->backend->kernel == DB_KERNEL_IOMMU;
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
