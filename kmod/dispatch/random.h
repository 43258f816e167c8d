/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * random.h - an order that no predictor learns, the same in every run.
 */
#ifndef DB_RANDOM_H
#define DB_RANDOM_H

/* xorshift32 (Marsaglia, 2003); @seed: any but 0, which stands for 1. */
static inline unsigned int db_random(unsigned int *seed)
{
	unsigned int x = *seed ? *seed : 1;

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	*seed = x;
	return x;
}

#endif /* DB_RANDOM_H */
