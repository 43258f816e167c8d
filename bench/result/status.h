/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_RESULT_STATUS_H
#define BENCH_RESULT_STATUS_H

/**
 * enum row_status - what became of a row
 * @ROW_OK:	it was run; there is a number, unless no window was clean
 * @ROW_VOID:	fewer than MEASURE_CLEAN % of its pairs of windows were clean
 * @ROW_FAILED:	an error that none of the others is of; the row says which
 */
enum row_status {
	ROW_OK,
	ROW_NOT_RUN,
	ROW_VOID,
	ROW_NOT_SUPPORTED,
	ROW_NO_DEVICE,
	ROW_TOO_LARGE,
	ROW_NO_HYPERVISOR,
	ROW_NO_KERNEL,
	ROW_NO_BOUNCE,
	ROW_BOUNCES,
	ROW_HAS_OPS,
	ROW_NO_IOVA,
	ROW_TOO_FEW_CPUS,
	ROW_STUCK,
	ROW_OP_FAILED,
	ROW_FAILED,
};

/* What a target's negative errno is, 0 too; ROW_FAILED for any other. */
enum row_status status_from_errno(int err);

/* The word for it in run.json, and back; ROW_FAILED for an unknown one. */
const char *status_word(enum row_status status);
enum row_status status_from_word(const char *word);

/* The same as a sentence; "" where the row has more to say. */
const char *status_sentence(enum row_status status);

#endif /* BENCH_RESULT_STATUS_H */
