/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_RUN_DEFAULTS_H
#define BENCH_RUN_DEFAULTS_H

/*
 * What a run is where nobody says otherwise.  Here only: 'dmabench run --help'
 * and scripts/bench.sh --help, which reads this file, say the same numbers.
 */
#define RUN_SUITE	"quick"
#define RUN_BOOTS	2
#define RUN_PASSES	24
#define RUN_MOST	1000	/* boots, and passes */

#endif /* BENCH_RUN_DEFAULTS_H */
