/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_RUN_STOP_H
#define BENCH_RUN_STOP_H

#include <signal.h>

/* Set by SIGINT, SIGTERM and SIGHUP: stop, keep what is done. */
extern volatile sig_atomic_t run_stop;

/* From now on these signals set run_stop; SIGHUP unless nohup ignores it. */
void stop_on_signals(void);

#endif /* BENCH_RUN_STOP_H */
