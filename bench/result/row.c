// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * row.c - the words of a row, read: its unit, whose code it measures, over
 * what; and why it has no number.
 */
#include <string.h>

#include "result/row.h"

static const struct {
	const char *name, *brief;
} units[] = {
	[UNIT_NONE] = { "", "" },
	[UNIT_INSN] = { "insn/op", "insn" },
	[UNIT_CYCLES] = { "cycles/op", "cyc" },
	[UNIT_FUNCTIONAL] = { "functional", "cyc" },
};

#define NR_UNITS	(sizeof(units) / sizeof(*units))

enum unit unit_from_name(const char *name)
{
	enum unit unit;

	for (unit = NR_UNITS - 1; unit > UNIT_NONE; unit--)
		if (!strcmp(name, units[unit].name))
			break;
	return unit;
}

const char *unit_name(enum unit unit)
{
	return units[unit].name;
}

const char *unit_short(enum unit unit)
{
	return units[unit].brief;
}

static enum row_kind kind_of(const char *design)
{
	return !strcmp(design, "known") ? ROW_KNOWN :
	       !strcmp(design, "running") ? ROW_RUNNING : ROW_DESIGN;
}

static enum backend_kind over_of(const char *backend)
{
	static const char *const names[] = {
		[OVER_NULL] = "null",
		[OVER_KERNEL_DIRECT] = "kernel-direct",
		[OVER_KERNEL_IOMMU] = "kernel-iommu",
		[OVER_KERNEL_SWIOTLB] = "kernel-swiotlb",
	};
	size_t i;

	for (i = OVER_NULL; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(backend, names[i]))
			return i;
	return strncmp(backend, "kernel-", strlen("kernel-")) ? OVER_OTHER :
	       OVER_KERNEL_OTHER;
}

static enum state_kind state_of(const char *state)
{
	return !strcmp(state, "hot") ? STATE_HOT :
	       !strcmp(state, "cold") ? STATE_COLD :
	       !strcmp(state, "each") ? STATE_EACH : STATE_OTHER;
}

void result_row_parse(struct result_row *row)
{
	char err[160];

	row->kind = kind_of(row->design);
	row->over = over_of(row->backend);
	row->in_state = state_of(row->state);
	row->parsed = !row_parse(row->name, &row->row, err, sizeof(err));
}

void result_row_status(struct result_row *row, int err)
{
	row->status = status_from_errno(err);
	if (row->status == ROW_FAILED)
		snprintf(row->why, sizeof(row->why), "%s", strerror(-err));
}

bool row_same_status(const struct result_row *a, const struct result_row *b)
{
	return a->status == b->status && !strcmp(a->why, b->why);
}

bool row_is_design(const struct result_row *row, const char *design)
{
	const size_t len = strlen(design);

	return row->kind == ROW_DESIGN && !strncmp(row->name, design, len) &&
	       row->name[len] == '/';
}

bool row_on(const struct result_row *row, const char *env)
{
	return !strcmp(row->env, env);
}

bool row_is_op(const struct result_row *row, enum db_op op)
{
	return !strcmp(row->op, db_op_info[op].name);
}

bool row_is_wrong(const struct result_row *row)
{
	double want;

	if (row->kind != ROW_KNOWN || !row->parsed || !row_is_count(row) ||
	    !row_has_number(row))
		return false;
	want = row_known_insn(&row->row);
	return want && (row->s.min != want || row->s.max != want);
}

/* In a text that stands until it is asked for the next one. */
static const char *more_cpus(const struct result_row *row)
{
	static char text[48];

	snprintf(text, sizeof(text), "needs %u CPUs, which are not there",
		 row->threads > 1 ? row->threads : 2);
	return text;
}

/* What disturbed it, and how much of it. */
static const char *void_reason(const struct result_row *row)
{
	const size_t all = row->s.n + row->s.rejected;
	static char text[160];
	char by[96];

	snprintf(text, sizeof(text),
		 "void: %.0f %% of its windows were disturbed (%s)",
		 all ? 100.0 * row->s.rejected / all : 100.0,
		 cause_list(row->s.by, by, sizeof(by)));
	return text;
}

const char *result_reason(const struct result_row *row)
{
	switch (row->status) {
	case ROW_OK:
		return row->s.n ? "" : "no clean window";
	case ROW_VOID:
		return void_reason(row);
	case ROW_TOO_FEW_CPUS:
		return more_cpus(row);
	case ROW_OP_FAILED:
		return *row->why ? row->why : status_sentence(row->status);
	case ROW_FAILED:
		return row->why;
	default:
		return status_sentence(row->status);
	}
}
