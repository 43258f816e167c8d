/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_RUN_TARGETS_H
#define BENCH_RUN_TARGETS_H

#include "run/ledger.h"

/* The targets: 0, also when run_stop ended them, or a negative errno. */
int run_user(struct run *run);
int run_host(struct run *run);
int run_vms(struct run *run);

#endif /* BENCH_RUN_TARGETS_H */
