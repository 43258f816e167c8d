/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_RUN_SELFCHECK_H
#define BENCH_RUN_SELFCHECK_H

#include "machine/env.h"
#include "measure/target.h"

/**
 * struct selfcheck - the instrument measured by itself, in ticks of its clock
 * @tsc_khz:	of the target
 * @step:	greatest common divisor of all windows' lengths
 * @empty_min:	a window without an operation
 * @add:	ticks of one of the dependent adds of known/none/adds64
 * @residual:	how far the slope from 4 n to 8 n lies from that from n to 2 n,
 *		as a part of it
 * @direct:	an operation behind a direct call that returns at once, the loop
 *		with it
 * @indirect:	the same by a pointer that all devices share, as the build has
 *		it: a retpoline where that is built with them
 */
struct selfcheck {
	unsigned int tsc_khz;
	unsigned long long step;
	double empty_min, empty_p50, empty_p99;
	double add;
	double residual;
	double direct;
	double indirect;
};

/**
 * selfcheck_run - measure a target of cycles, before its first row
 * @t:		open, on the CPU that will be measured
 * @c:		out
 *
 * Windows with a cause are left out.  Returns 0, -EAGAIN where none was left,
 * or what struct target's run does.
 */
int selfcheck_run(struct target *t, struct selfcheck *c);

/**
 * selfcheck_judge - is it in its bands?
 * @why:	out: one line, what is off and what to do
 *
 * Returns 0 or -ERANGE.
 */
int selfcheck_judge(const struct selfcheck *c, char *why, size_t size);

/* self.*: what was read, into the environment.  0 or a negative errno. */
int selfcheck_env(const struct selfcheck *c, struct env *e);

/**
 * selfcheck_before - all three, and what is off is said on standard error
 * @key:	of the environment, for that line
 * @e:		of the machine that was collected: QEMU's emulator (CPUID says
 *		TCG) is not held to any band; self.judged says so
 *
 * Returns 0, -ECANCELED when the run is void, or another negative errno.
 */
int selfcheck_before(struct target *t, const char *key, struct env *e);

#endif /* BENCH_RUN_SELFCHECK_H */
