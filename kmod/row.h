/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DMABENCH_ROW_H
#define DMABENCH_ROW_H

#include "dispatch/dispatch.h"

/* A request, checked, and what its names stand for. */
struct row {
	struct dmabench_run run;
	const struct db_design *design;
	const struct db_backend *backend;
	enum db_op op;
	struct dmabench_window *windows;
	unsigned int max_n;
};

/**
 * db_row_run - run a row's windows
 * @r:		with its windows; run.mapped is filled in
 * @done:	out: how many windows are filled in, also on an error
 *
 * One at a time: designs have global state.  Returns 0 or a negative errno as
 * DMABENCH_RUN does.
 */
int db_row_run(struct row *r, u32 *done);

#endif /* DMABENCH_ROW_H */
