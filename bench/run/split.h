/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_RUN_SPLIT_H
#define BENCH_RUN_SPLIT_H

#include "run/ledger.h"
#include "split/stream.h"

/*
 * split_stream_take() and split_stream_resolve() for a ledger.  What is wrong
 * with the stream is said; then -ECANCELED, or another negative errno.
 */
int run_split_take(struct split_stream *s, const struct ledger *ledger,
		   size_t i, const struct samples *samples);
int run_split_name(struct split_stream *s, struct run *run,
		   const struct ledger *ledger, const char *text, size_t len);

#endif /* BENCH_RUN_SPLIT_H */
