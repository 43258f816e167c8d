// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stop.c - a signal ends a run, which keeps what is done.
 */
#include "run/stop.h"

volatile sig_atomic_t run_stop;

static void on_signal(int sig)
{
	run_stop = sig;
}

void stop_on_signals(void)
{
	struct sigaction sa = { .sa_handler = on_signal }, hup;

	/* No SA_RESTART: what waits shall come back and see run_stop. */
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	/* nohup's word counts: the run goes on when its terminal is gone. */
	sigaction(SIGHUP, NULL, &hup);
	if (hup.sa_handler != SIG_IGN)
		sigaction(SIGHUP, &sa, NULL);
}
