// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_measure.c - the windows of a row are the ones that the plan says.
 *
 * The target is a double whose window costs exactly a + b * n ticks: then a
 * slope is exactly b, whatever a is.  Windows come in pairs of n and 2n in
 * the same placement, in both orders; each placement is run once a round,
 * in an order that changes; what warms up is in front and is counted; no
 * window is longer than window_us nor has more memory behind it than the
 * module gives; and a target that fails, is interrupted or fills in a few
 * windows at a time leaves what it ran, and nothing else.  How the kernel's API
 * is warmed up, and rows @each, are test_steady.c.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fake.h"
#include "rows.h"
#include "unit.h"

static const struct plan plan = PLAN_DEFAULT;

#define MAX_PAIRS	64

/* What window_us of a plan is in ticks of the fake. */
static __u64 ticks_of(const struct plan *p)
{
	return 2000ULL * p->window_us;
}

static void test_slope_is_cost(void **state)
{
	static const __u64 as[] = { 0, 1, 40, 5000 }, bs[] = { 0, 1, 5, 777 };
	size_t i, k;
	__u32 at;

	for (i = 0; i < ARRAY_SIZE(as); i++) {
		for (k = 0; k < ARRAY_SIZE(bs); k++) {
			struct fake f = fake(as[i], bs[k]);
			struct samples s;

			assert_int_equal(measure(&f, "direct/null/map_single",
						 &plan, &s), 0);
			for (at = s.nr_warm; at < s.nr; at += 2) {
				struct dmabench_window *w = s.w + at;
				long n = (long)w[1].n - w[0].n;

				assert_true(n);
				assert_int_equal((long)(w[1].end - w[1].begin) -
						 (long)(w[0].end - w[0].begin),
						 n * (long)bs[k]);
			}
			samples_free(&s);
			assert_null(s.w);
			assert_int_equal(s.nr, 0);
		}
	}
}

static void test_pairs(void **state)
{
	const struct plan p = { .pairs = 6, .placements = 5, .window_us = 50 };
	struct fake f = fake(50, 7);
	__u32 small_first[5] = { 0 }, big_first[5] = { 0 };
	__u32 i, k, n, round, changed = 0;
	struct samples s;

	assert_int_equal(measure(&f, "global/null/map_single", &p, &s), 0);
	n = n_of(&s);
	assert_int_equal(s.nr - s.nr_warm, 2 * p.pairs * p.placements);
	for (round = 0; round < p.pairs; round++) {
		struct dmabench_window *w = s.w + s.nr_warm +
					    round * 2 * p.placements;
		bool been[5] = { false };

		for (k = 0; k < p.placements; k++, w += 2) {
			assert_int_equal(w[0].placement, w[1].placement);
			assert_true(w->placement < p.placements);
			assert_false(been[w->placement]);
			been[w->placement] = true;
			changed += w->placement != k;
			if (w[0].n == n) {
				assert_int_equal(w[1].n, 2 * n);
				small_first[w->placement]++;
			} else {
				assert_int_equal(w[0].n, 2 * n);
				assert_int_equal(w[1].n, n);
				big_first[w->placement]++;
			}
		}
	}
	/* Each placement half of its pairs one way round, half the other. */
	for (i = 0; i < p.placements; i++) {
		assert_int_equal(small_first[i], 3);
		assert_int_equal(big_first[i], 3);
	}
	/* Of 30 runs in a random order a fifth are in place by chance. */
	assert_true(changed >= 10);
	samples_free(&s);
}

/* The order comes from the generator: the same seed, the same windows. */
static void test_order_is_seeded(void **state)
{
	struct fake f = fake(50, 7), g = f, h = f;
	struct row row = unit_row("direct/null/map_single");
	struct samples a, b, c;
	__u32 i, differ = 0;

	assert_int_equal(measure(&f, "direct/null/map_single", &plan, &a), 0);
	assert_int_equal(measure(&g, "direct/null/map_single", &plan, &b), 0);
	gsl_rng_set(rng, 43);
	assert_int_equal(measure_row(&h.t, &row, &plan, rng, &c), 0);
	assert_int_equal(a.nr, b.nr);
	assert_int_equal(a.nr, c.nr);
	assert_memory_equal(a.w, b.w, a.nr * sizeof(*a.w));
	for (i = 0; i < a.nr; i++)
		differ += a.w[i].placement != c.w[i].placement;
	assert_true(differ);
	samples_free(&a);
	samples_free(&b);
	samples_free(&c);
}

/*
 * The attempt is made again while it is disturbed, but not for ever.  The first
 * call of the fake calibrates, each further one is an attempt.
 */
static void test_again(void **state)
{
	static const struct {
		__u32 noisy, quiet_after, repeated, disturbed;
	} want[] = {
		{ 0, 99, 0, 0 },
		/* 6 of 32 pairs are not too many, 7 are */
		{ 12, 99, 0, 12 },
		{ 14, 2, 1, 0 },
		{ 14, 4, 3, 0 },
		{ 14, 99, MEASURE_TRIES - 1, 14 },
		/* A pair whose second window alone has one */
		{ 13, 2, 1, 0 },
	};
	const __u32 pairs = plan.pairs * plan.placements;
	struct fake quiet = fake(50, 7);
	__u32 order[2 * MAX_PAIRS];
	unsigned long next;
	__u32 i, k, disturbed;
	struct samples first;

	assert_in_range(pairs, 1, MAX_PAIRS);
	assert_int_equal(measure(&quiet, "direct/null/map_single", &plan,
				 &first), 0);
	for (i = 0; i < 2 * pairs; i++)
		order[i] = first.w[first.nr_warm + i].placement;
	next = gsl_rng_get(rng);
	samples_free(&first);
	for (k = 0; k < ARRAY_SIZE(want); k++) {
		struct fake f = fake(50, 7);
		struct samples s;

		f.noisy = want[k].noisy;
		f.quiet_after = want[k].quiet_after;
		assert_int_equal(measure(&f, "direct/null/map_single", &plan,
					 &s), 0);
		assert_int_equal(s.repeated, want[k].repeated * pairs);
		assert_int_equal(s.nr - s.nr_warm, 2 * pairs);
		assert_int_equal(f.calls, 2 + want[k].repeated);
		/* In the order of the first time, for what comes behind too. */
		for (i = 0; i < 2 * pairs; i++)
			assert_int_equal(s.w[s.nr_warm + i].placement,
					 order[i]);
		assert_int_equal(gsl_rng_get(rng), next);
		for (i = s.nr_warm, disturbed = 0; i < s.nr; i++)
			disturbed += !!s.w[i].causes;
		assert_int_equal(disturbed, want[k].disturbed);
		samples_free(&s);
	}
}

static void test_warm(void **state)
{
	struct fake f = fake(50, 7);
	__u32 runs[DB_PLACEMENTS] = { 0 };
	struct samples s;
	__u32 i, calibrate;

	assert_int_equal(measure(&f, "direct/null/unmap_sg:16", &plan, &s), 0);
	assert_int_equal(s.nr - s.nr_warm, 2 * plan.pairs * plan.placements);
	/*
	 * In front of all: some to find n, one without an operation in each
	 * placement, then one pair in each.
	 */
	assert_true(s.nr_warm > 3 * plan.placements);
	calibrate = s.nr_warm - 3 * plan.placements;
	for (i = 0; i < calibrate; i++)
		assert_int_equal(s.w[i].placement, 0);
	for (; i < calibrate + plan.placements; i++) {
		assert_int_equal(s.w[i].n, 0);
		assert_int_equal(s.w[i].placement, i - calibrate);
	}
	for (; i < s.nr_warm; i++)
		runs[s.w[i].placement]++;
	for (i = 0; i < plan.placements; i++)
		assert_int_equal(runs[i], 2);
	samples_free(&s);
}

static void test_window_length(void **state)
{
	static const __u64 as[] = { 0, 40, 2000 };
	static const __u64 bs[] = { 0, 1, 4, 90, 97, 1000, 30000, 49000,
				    50001, 400000 };
	static const __u32 us[] = { 1, 5, 50, 100 };
	size_t i, k, l;
	__u32 at;

	for (i = 0; i < ARRAY_SIZE(as); i++)
		for (k = 0; k < ARRAY_SIZE(bs); k++)
			for (l = 0; l < ARRAY_SIZE(us); l++) {
				struct plan p = plan;
				struct fake f = fake(as[i], bs[k]);
				__u64 room, cost = bs[k] + as[i] / 4 + 1;
				struct samples s;
				__u32 n;

				p.window_us = us[l];
				room = ticks_of(&p);
				assert_int_equal(measure(&f, "direct/null/"
							 "map_single:64", &p,
							 &s), 0);
				n = n_of(&s);
				for (at = s.nr_warm; n > 1 && at < s.nr; at++)
					assert_true(s.w[at].end -
						    s.w[at].begin <= room);
				/* As many as fit, to one more or less. */
				assert_true(n == DMABENCH_MAX_N / 2 || n == 1 ||
					    2 * (n + 2) * cost > room);
				if (!bs[k] && !as[i])
					assert_int_equal(n,
							 DMABENCH_MAX_N / 2);
				if (2 * bs[k] > room)
					assert_int_equal(n, 1);
				samples_free(&s);
			}
}

/* An interrupt in some of the windows that find n does not make it small. */
static int disturbed_run(struct target *t, const struct row *row,
			 struct dmabench_window *w, __u32 nr)
{
	struct fake *f = (struct fake *)t;
	bool first = !f->filled;
	int ret = fake_run(t, row, w, nr);
	__u32 i;

	for (i = 0; first && i + 1 < nr; i++)
		w[i].end += 1000000 * (nr - i);
	return ret;
}

static void test_disturbed_calibration(void **state)
{
	struct fake f = fake(40, 10), g = f;
	struct samples s, quiet;

	g.t.run = disturbed_run;
	assert_int_equal(measure(&f, "direct/null/map_sg", &plan, &quiet), 0);
	assert_int_equal(measure(&g, "direct/null/map_sg", &plan, &s), 0);
	assert_int_equal(n_of(&s), n_of(&quiet));
	samples_free(&s);
	samples_free(&quiet);
}

/*
 * The module gives each operation whole pages, a power of two of them, and
 * every other page to the entries of a list.
 */
static void test_memory(void **state)
{
	static const struct {
		const char *name;
		__u64 bytes;
		__u32 n;
	} rows[] = {
		{ "running/kernel-direct/map_single:1", 4096, 512 },
		{ "running/kernel-direct/map_single:4K", 4096, 512 },
		{ "running/kernel-direct/map_single:64K", 65536, 512 },
		{ "running/kernel-direct/map_single:65537", 131072, 256 },
		{ "running/kernel-direct/map_single:1M", 1 << 20, 32 },
		{ "running/kernel-direct/unmap_single:2M", 2 << 20, 16 },
		{ "running/kernel-direct/map_sg:1", 4096, 512 },
		{ "running/kernel-direct/map_sg:16", 131072, 256 },
		{ "running/kernel-direct/map_sg:17", 262144, 128 },
		{ "running/kernel-direct/unmap_sg:256", 2 << 20, 16 },
		/* A buffer that begins within a page ends in another. */
		{ "running/kernel-direct/map_single@off1", 8192, 512 },
		{ "running/kernel-direct/map_single:64K@off1", 131072, 256 },
		{ "running/kernel-direct/map_single:4095@off1", 4096, 512 },
		/* What is held beside takes its part, here 1000 of 1024. */
		{ "running/kernel-direct/map_single:64K@ring1000", 65536, 12 },
		{ "running/kernel-direct/unmap_single@ring4096", 4096, 512 },
		/* And what fills the addresses, before it fails: 8 MiB. */
		{ "running/kernel-iommu/map_single:1M@fail", 1 << 20, 28 },
		{ "running/kernel-iommu/map_sg:16@fail", 131072, 224 },
	};
	size_t i;
	__u32 at;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct row row = unit_row(rows[i].name);
		struct fake f = fake(0, 0);
		struct samples s;

		assert_int_equal(measure(&f, rows[i].name, &plan, &s), 0);
		for (at = 0; at < s.nr; at++)
			assert_true((s.w[at].n + row.ring) * rows[i].bytes <=
				    DMABENCH_MAX_BYTES);
		assert_int_equal(n_of(&s), rows[i].n);
		samples_free(&s);
	}
}

/* More windows than one call may have. */
static void test_many_windows(void **state)
{
	struct plan p = plan;
	struct fake f = fake(3, 2);
	struct samples s;

	p.pairs = 600;
	assert_int_equal(measure(&f, "direct/null/map_single", &p, &s), 0);
	assert_true(s.nr > 2 * DMABENCH_MAX_WINDOWS);
	assert_true(f.most <= DMABENCH_MAX_WINDOWS);
	assert_int_equal(s.nr - s.nr_warm, 2 * p.pairs * p.placements);
	samples_free(&s);
}

/* A target may fill in fewer than it is asked for: it is called again. */
static void test_few_at_once(void **state)
{
	struct fake f = fake(20, 9), g = f;
	struct samples all, s;

	g.at_once = 3;
	assert_int_equal(measure(&f, "direct/null/map_single", &plan, &all),
			 0);
	assert_int_equal(measure(&g, "direct/null/map_single", &plan, &s), 0);
	assert_true(g.calls > f.calls);
	assert_int_equal(s.nr, all.nr);
	assert_int_equal(s.nr_warm, all.nr_warm);
	assert_memory_equal(s.w, all.w, s.nr * sizeof(*s.w));
	samples_free(&all);
	samples_free(&s);
}

/* Stopped after each number of windows there is, in each way. */
static void test_errors(void **state)
{
	static const int errors[] = { -EINTR, -EIO, -EOPNOTSUPP, -ENODEV };
	const char *name = *state;
	struct fake whole = fake(20, 9);
	struct samples all, s;
	__u32 stop;

	assert_int_equal(measure(&whole, name, &plan, &all), 0);
	for (stop = 1; stop < all.nr; stop++) {
		struct fake f = fake(20, 9);

		f.stop_after = stop;
		f.error = errors[stop % ARRAY_SIZE(errors)];
		f.at_once = stop % 5;
		assert_int_equal(measure(&f, name, &plan, &s), f.error);
		assert_int_equal(s.nr, stop);
		assert_int_equal(s.nr_warm, stop < all.nr_warm ? stop :
				 all.nr_warm);
		assert_memory_equal(s.w, all.w, s.nr * sizeof(*s.w));
		samples_free(&s);
	}
	samples_free(&all);
}

static int no_run(struct target *t, const struct row *row,
		  struct dmabench_window *w, __u32 nr)
{
	return -EOPNOTSUPP;
}

static void test_error_at_once(void **state)
{
	struct target t = { .tsc_khz = 1000, .run = no_run };
	struct row row = unit_row("running/kernel-iommu/map_sg");
	struct samples s;

	memset(&s, 0xff, sizeof(s));
	assert_int_equal(measure_row(&t, &row, &plan, rng, &s), -EOPNOTSUPP);
	assert_int_equal(s.nr, 0);
	assert_int_equal(s.nr_warm, 0);
	samples_free(&s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slope_is_cost),
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_order_is_seeded),
		cmocka_unit_test(test_again),
		cmocka_unit_test(test_warm),
		cmocka_unit_test(test_window_length),
		cmocka_unit_test(test_disturbed_calibration),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_many_windows),
		cmocka_unit_test(test_few_at_once),
		cmocka_unit_test_prestate(test_errors,
					  "direct/null/map_single"),
		cmocka_unit_test_prestate(test_errors,
					  "running/kernel-direct/map_single"),
		cmocka_unit_test(test_error_at_once),
	};

	return unit_run("measure", tests, make_rng, free_rng);
}
