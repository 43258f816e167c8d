/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * devices.h - the devices that a row has: how many, with which ops, in which
 * order they are visited, and how they are thrown out of the caches.
 */
#ifndef DB_DEVICES_H
#define DB_DEVICES_H

#include "loop.h"

/**
 * struct db_devices - devices attached to a design
 * @design:	which
 * @devs:	all there are: @nr attached ones, then @spare that are not
 * @backend:	what they reach
 * @nr:		attached
 * @spare:	for rows that attach
 */
struct db_devices {
	const struct db_design *design;
	const struct db_backend *backend;
	struct db_device *devs;
	unsigned int nr;
	unsigned int spare;
};

/**
 * db_devices_init - make devices and attach them
 * @ds:		out
 * @design:	to which
 * @backend:	what they reach
 * @depth:	how deep
 * @nr:		how many, at least 1
 * @mixed:	each has a variant of the backend of its own, by turns
 * @spare:	how many more, not attached
 *
 * Returns 0, -ENOMEM, -EOPNOTSUPP where the backend has no variants, or why
 * there is no such backend here.
 */
int db_devices_init(struct db_devices *ds, const struct db_design *design,
		    const struct db_backend *backend, unsigned int depth,
		    unsigned int nr, bool mixed, unsigned int spare);
void db_devices_exit(struct db_devices *ds);

/*
 * Which device each of @n operations is for: the one there is, random ones in
 * an order that no predictor learns, or for @attach the spare ones in turn.
 */
void db_devices_order(const struct db_devices *ds, struct db_device **order,
		      unsigned int n, unsigned int *seed, bool attach);

/*
 * Throw out of the caches what an operation on @dev touches: the device and its
 * chain, ops tables, every function on the way (of this file's callers and of
 * all backends), what the design itself looks at, and @loop.  Not the retpoline
 * thunks, which a kernel always has in its caches.
 */
void db_devices_evict(const struct db_devices *ds, const struct db_device *dev,
		      db_loop_fn loop);

/*
 * Tell @out of all that db_devices_evict() evicts, what leads to something
 * behind it.
 */
void db_devices_lines(const struct db_devices *ds, const struct db_device *dev,
		      db_loop_fn loop, db_lines_fn out);

#endif /* DB_DEVICES_H */
