/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_STATS_CAUSE_H
#define BENCH_STATS_CAUSE_H

#include <stddef.h>

#include "kmod/uapi/dmabench.h"
#include "machine/env.h"

/* The short name of DMABENCH_CAUSE_* bit number @bit: the key in run.json. */
const char *cause_key(unsigned int bit);

/* The same in words, for a report. */
const char *cause_words(unsigned int bit);

/**
 * cause_list - "interrupt 12, shared core 40": what there was, most first
 * @by:		pairs that each bit was seen in
 * @buf:	out, "" where there was nothing; cut at a word when it is full
 * @size:	of @buf
 *
 * Returns @buf.
 */
const char *cause_list(const size_t by[DMABENCH_CAUSES], char *buf,
		       size_t size);

/**
 * cause_env - say of each cause by what it is seen: "cause.smi"
 * @e:		gets "unknown" for what is not seen at all: that is never 0
 * @sees:	by what; NULL where it is not
 *
 * Returns 0 or a negative errno.
 */
int cause_env(struct env *e, const char *const sees[DMABENCH_CAUSES]);

#endif /* BENCH_STATS_CAUSE_H */
