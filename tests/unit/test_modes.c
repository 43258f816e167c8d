// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_modes.c - two modes that are planted are found, with their values; one
 * mode of whatever shape is not taken for two, a thousand times each.
 */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <math.h>

#include "stats/modes.h"

#include "unit.h"

#define TRIES	1000
#define NR	192

static gsl_rng *rng;

static double normal(void)
{
	return 40 + gsl_ran_gaussian(rng, 2);
}

static double uniform(void)
{
	return 30 + 20 * gsl_rng_uniform(rng);
}

static double exponential(void)
{
	return 40 + gsl_ran_exponential(rng, 8);
}

static double lognormal(void)
{
	return 30 + gsl_ran_lognormal(rng, 1, 0.8);
}

/* One of twenty is disturbed, and then by anything. */
static double spiked(void)
{
	return 40 + gsl_ran_gaussian(rng, 0.2) +
	       (gsl_rng_uniform(rng) < 0.05 ? 100 * gsl_rng_uniform(rng) : 0);
}

/* A clock with steps: of a handful of values, two are nearly all. */
static double stepped(void)
{
	return 40 + 0.02 * (gsl_rng_uniform(rng) < 0.5);
}

static double constant(void)
{
	return 40;
}

/* How often @draw is taken for two kinds, out of TRIES. */
static unsigned int how_often(double (*draw)(void), size_t n)
{
	unsigned int i, found = 0;
	double v[NR];
	size_t k;

	for (i = 0; i < TRIES; i++) {
		struct modes m;

		for (k = 0; k < n; k++)
			v[k] = draw();
		gsl_sort(v, 1, n);
		modes_find(v, n, &m);
		found += m.share > 0;
	}
	return found;
}

static void test_one_mode(void **state)
{
	static double (*const shapes[])(void) = {
		normal, uniform, exponential, lognormal, spiked, stepped,
		constant,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(shapes); i++) {
		assert_int_equal(how_often(shapes[i], NR), 0);
		/* Of few values now and then; half of eight must agree. */
		assert_in_range(how_often(shapes[i], 40), 0, TRIES / 25);
	}
}

static double share, apart;

static double two_modes(void)
{
	return normal() + (gsl_rng_uniform(rng) < share ? apart : 0);
}

static void test_two_modes(void **state)
{
	apart = 20;
	for (share = 0.2; share < 0.85; share += 0.1)
		assert_in_range(how_often(two_modes, NR), TRIES - 5, TRIES);
	/* Rare ones are no mode, and near ones are one. */
	share = 0.03;
	assert_int_equal(how_often(two_modes, NR), 0);
	share = 0.5;
	apart = 4;
	assert_int_equal(how_often(two_modes, NR), 0);
}

static void test_values(void **state)
{
	double v[100];
	struct modes m;
	size_t i;

	for (i = 0; i < 100; i++)
		v[i] = i < 60 ? 10 : 30;
	modes_find(v, 100, &m);
	assert_near(m.low, 10);
	assert_near(m.high, 30);
	assert_near(m.share, 38.0 / 96);
	/* Too few to say. */
	modes_find(v + 40, 39, &m);
	assert_near(m.share, 0);
	modes_find(v, 0, &m);
	assert_near(m.share, 0);
}

/* Placements that differ are no modes; modes in each of them are. */
static void test_parts(void **state)
{
	double v[8][NR], *part[8];
	size_t n[8], i, k;
	struct modes m;

	for (i = 0; i < 8; i++) {
		part[i] = v[i];
		n[i] = NR;
		for (k = 0; k < NR; k++)
			v[i][k] = normal() + 20 * (i & 1);
		gsl_sort(v[i], 1, NR);
	}
	modes_of_parts(part, n, 8, &m);
	assert_near(m.share, 0);
	for (i = 0; i < 8; i++) {
		for (k = 0; k < NR; k++)
			v[i][k] = 10 + i + 50 * (k >= NR / 2);
		/* Half of them, of those that have enough values. */
		n[i] = i < 2 ? 3 : NR;
	}
	modes_of_parts(part, n, 8, &m);
	assert_near(m.low, 14.5);
	assert_near(m.high, 64.5);
	for (i = 2; i < 6; i++)
		n[i] = NR / 2;
	modes_of_parts(part, n, 8, &m);
	assert_near(m.share, 0);
}

static int setup(void **state)
{
	rng = gsl_rng_alloc(gsl_rng_mt19937);
	gsl_rng_set(rng, 1);
	return 0;
}

static int teardown(void **state)
{
	gsl_rng_free(rng);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_mode),
		cmocka_unit_test(test_two_modes),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_parts),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
