/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_RUN_VM_H
#define BENCH_RUN_VM_H

#include "run/ledger.h"

/*
 * Boot a VM as number @nr, from 0; its rows are those of @ledger.  Returns 0,
 * -ENOPKG when what boots it is missing, -ECANCELED when the boot is void,
 * which has been said, or another negative errno.
 */
int run_boot(struct run *run, struct ledger *ledger,
	     const struct boot_cmd *boot, unsigned int nr);

#endif /* BENCH_RUN_VM_H */
