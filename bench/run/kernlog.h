/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_RUN_KERNLOG_H
#define BENCH_RUN_KERNLOG_H

#include <stdio.h>

/**
 * kernlog_keep - append a kernel's log to dmesg.txt of a run
 * @dir:	the run directory
 * @head:	line in front of it, without its end
 * @log:	what was logged; may be NULL for nothing
 * @who:	whose log, for the message about an alarm: "guest"
 *
 * An alarm is the head of a splat (splat.h), for which no number of that time
 * is to be used; each is said on standard error.  Returns how many there are.
 */
unsigned int kernlog_keep(const char *dir, const char *head, FILE *log,
			  const char *who);

/* Begin to listen to the running kernel's log: a descriptor, or -errno. */
int kernlog_listen(void);

/**
 * kernlog_heard - what it has logged since kernlog_listen()
 * @fd:		the descriptor, which is closed; may be an error
 *
 * Returns it as dmesg prints it, malloc'ed; NULL when it can't be read.
 */
char *kernlog_heard(int fd);

#endif /* BENCH_RUN_KERNLOG_H */
