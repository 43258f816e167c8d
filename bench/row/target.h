/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_ROW_TARGET_H
#define BENCH_ROW_TARGET_H

#include <stdbool.h>

/* Where rows are run.  Bits: a suite's row, and a run, may be for several. */
enum target_id {
	TARGET_USER = 1 << 0,
	TARGET_HOST = 1 << 1,
	TARGET_VM = 1 << 2,
};

/* The target of a name, or 0; and the name of one. */
enum target_id target_from_name(const char *name);
const char *target_name(enum target_id target);

/* The target that a key of an environment begins with, or 0: "vm/6.1". */
enum target_id target_of_key(const char *key);

/* Is @text a key's beginning: of a target and what follows, if anything? */
bool target_begins(const char *text);

#endif /* BENCH_ROW_TARGET_H */
