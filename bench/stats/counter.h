/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_STATS_COUNTER_H
#define BENCH_STATS_COUNTER_H

/* What a PMU counted in a row. */

#define COUNTERS_MAX	16
#define COUNTER_NAME	24
#define COUNTER_WHY	64

/* Counted for less than this share of the time it is no figure. */
#define COUNTER_SHARE_MIN	0.25

/* In the environment, with the event's name behind it. */
#define COUNTER_KEY		"counter."
/* What it says of an event that has a number. */
#define COUNTER_COUNTED		"counted"

/**
 * struct counter - one event of a row
 * @name:	as in COUNTERS_DEFAULT of measure/counters.h
 * @why:	why there is no number, "" if there is one
 * @per_op:	events in one operation
 * @share:	of the time that the event was counted; below 1 @per_op was
 *		scaled up (user) or is of a part of the windows (host)
 */
struct counter {
	char name[COUNTER_NAME];
	char why[COUNTER_WHY];
	double per_op;
	double share;
};

#endif /* BENCH_STATS_COUNTER_H */
