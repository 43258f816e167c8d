/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * row.h - a row of a run: read once, so that nobody else compares its words.
 */
#ifndef BENCH_RESULT_ROW_H
#define BENCH_RESULT_ROW_H

#include <stdbool.h>

#include "result/status.h"
#include "row/row.h"
#include "row/target.h"
#include "split/split.h"
#include "stats/aa.h"
#include "stats/counter.h"
#include "stats/evidence.h"
#include "stats/summary.h"

#define ENV_KEY_LEN	128

/**
 * enum unit - what a row's numbers are, for an operation
 * @UNIT_NONE:		there is no row to ask
 * @UNIT_INSN:		exact counts of instructions
 * @UNIT_CYCLES:	of the TSC, which have noise
 * @UNIT_FUNCTIONAL:	nothing: the row was run, and that is all
 */
enum unit { UNIT_NONE, UNIT_INSN, UNIT_CYCLES, UNIT_FUNCTIONAL };

/* The unit of a name, or UNIT_NONE; and a name, "" of UNIT_NONE. */
enum unit unit_from_name(const char *name);
const char *unit_name(enum unit unit);

/* "insn" or "cyc": for the head of a column. */
const char *unit_short(enum unit unit);

/**
 * enum row_kind - whose code is measured
 * @ROW_DESIGN:		a design of ours
 * @ROW_KNOWN:		the instrument's own test: loops of a known count
 * @ROW_RUNNING:	the running kernel's API
 */
enum row_kind { ROW_DESIGN, ROW_KNOWN, ROW_RUNNING };

/* What its operations end in, as far as anybody asks. */
enum backend_kind {
	OVER_OTHER,
	OVER_NULL,
	OVER_KERNEL_DIRECT,
	OVER_KERNEL_IOMMU,
	OVER_KERNEL_SWIOTLB,
	OVER_KERNEL_OTHER,
};

/* The states that readers tell apart; each is that word and no other. */
enum state_kind { STATE_OTHER, STATE_HOT, STATE_COLD, STATE_EACH };

/**
 * struct result_row - one row of run.json; see results/schema.json
 * @env:	key of its struct result_env
 * @name:	and @design, @backend, @op, @state: parts of it, to be printed
 * @kind:	what @design, @backend and @state say: see result_row_parse()
 * @parsed:	@row is set
 * @row:	the name as this program's tables have it; a run of another
 *		version may have rows that they have not
 * @status:	ROW_OK, or why there is no number
 * @why:	of ROW_FAILED, and of ROW_OP_FAILED where it is known: in words
 * @boots:	boots (vm, host) or passes (user) behind the numbers
 * @mapped:	entries of a list that the device sees; 0 for no list
 * @steady:	groups of warm-up windows until it was, 0 if it never was; -1
 *		where nobody asked
 * @slow:	of a row @each: the rare slow operations of its first boot
 * @identical:	@boots > 1 and all read the same ticks in the same windows
 * @evidence:	its values for who compares: one a boot or, in an older run and
 *		where a run is one value, the run's own; none without a number
 * @aa:		the row against itself; n is 0 where that was not asked
 * @nr_counter:	events of the PMU that it was counted with
 * @counter:	what each came to
 * @split:	where its instructions go; no ops where that was not asked
 */
struct result_row {
	char env[ENV_KEY_LEN];
	char name[ROW_NAME_LEN];
	char design[ROW_NAME_LEN];
	char backend[DMABENCH_NAME_LEN];
	char op[DMABENCH_NAME_LEN];
	char device[DMABENCH_BDF_LEN];
	char state[48];
	enum target_id target;
	enum unit unit;
	enum row_kind kind;
	enum backend_kind over;
	enum state_kind in_state;
	bool parsed;
	struct row row;
	unsigned int size;
	unsigned int nents;
	unsigned int mapped;
	unsigned int depth;
	unsigned int threads;
	unsigned int boots;
	int steady;
	struct slow slow;
	bool identical;
	enum row_status status;
	char why[96];
	struct summary s;
	struct evidence evidence;
	struct aa aa;
	size_t nr_counter;
	struct counter counter[COUNTERS_MAX];
	struct split split;
};

/* Set what @name, @design, @backend and @state say, once they are there. */
void result_row_parse(struct result_row *row);

/* Set its status by what a target returned: 0, or a negative errno. */
void result_row_status(struct result_row *row, int err);

/* Have two rows no number for the same? */
bool row_same_status(const struct result_row *a, const struct result_row *b);

/* Has it a number?  What is void, or failed in one of its boots, has none. */
static inline bool row_has_number(const struct result_row *row)
{
	return !row->status && row->s.n;
}

/* Was it run where nothing is measured: in a VM of several CPUs? */
static inline bool row_is_functional(const struct result_row *row)
{
	return row->unit == UNIT_FUNCTIONAL;
}

/* Has it a number, and is that a measurement? */
static inline bool row_is_measured(const struct result_row *row)
{
	return row_has_number(row) && !row_is_functional(row);
}

/* Is it an exact count? */
static inline bool row_is_count(const struct result_row *row)
{
	return row->unit == UNIT_INSN;
}

/* Was it run, and could not be used for what disturbed it? */
static inline bool row_is_void(const struct result_row *row)
{
	return row->status == ROW_VOID;
}

/* Is it of the running kernel's API, which may have a state of its own? */
static inline bool row_over_kernel(const struct result_row *row)
{
	return row->over >= OVER_KERNEL_DIRECT;
}

/*
 * How far the medians of its placements lie apart, greatest less least; NAN
 * where that is not known.
 */
static inline double row_span(const struct result_row *row)
{
	return row->s.place_max - row->s.place_min;
}

/* Is it of that design of ours, as "stack-global.3" is named? */
bool row_is_design(const struct result_row *row, const char *design);

/* Did that environment, by its key, run it? */
bool row_on(const struct result_row *row, const char *env);

/* Is that its operation, whatever its size, count and state? */
bool row_is_op(const struct result_row *row, enum db_op op);

/* A loop whose count is known, and that read something else. */
bool row_is_wrong(const struct result_row *row);

/* Why it has no number, in words; until it is asked for another's. */
const char *result_reason(const struct result_row *row);

/* More designs than that are too many for a table, and for bars. */
#define RESULT_MANY	24

/* Of many designs, is this a depth for the plot by depth, and not for those? */
static inline bool result_is_sweep(const struct result_row *row)
{
	return row->depth > 1 && row->depth != 3;
}

#endif /* BENCH_RESULT_ROW_H */
