/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_MEASURE_SESSION_H
#define BENCH_MEASURE_SESSION_H

#include "kmod/dispatch/devices.h"
#include "measure/target.h"

/**
 * struct session - what the windows of one thread have in common
 * @u:		the target
 * @row:	what is run
 * @devices:	its devices, which all threads only read
 * @b:		handles and lists of this thread's own
 * @seed:	of the order of devices
 * @mem:	what @b points into, @size bytes
 */
struct session {
	const struct target_user *u;
	const struct row *row;
	const struct db_devices *devices;
	struct db_batch b;
	unsigned int seed;
	void *mem;
	size_t size;
};

/**
 * session_begin - memory for windows of up to @max_n operations
 * @s:		u, row and devices are set
 * @max_n:	at least 1
 *
 * Returns 0 or a negative errno.
 */
int session_begin(struct session *s, __u32 max_n);

/* Again, or of one that was not begun, it does nothing. */
void session_end(struct session *s);

/* A window is its three parts in turn: what is begun, timed, undone. */
void session_prepare(struct session *s, const struct dmabench_window *w);
void session_time(struct session *s, struct dmabench_window *w);
void session_undo(struct session *s, const struct dmabench_window *w);

#endif /* BENCH_MEASURE_SESSION_H */
