// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fake.c - a target of known cost.
 *
 * A window costs exactly a + b * n ticks: then a slope is exactly b, whatever
 * a is.  What it is asked for is looked at, too.
 */
#include "fake.h"
#include "rows.h"
#include "unit.h"

gsl_rng *rng;

int make_rng(void **state)
{
	rng = gsl_rng_alloc(gsl_rng_mt19937);
	return !rng;
}

int free_rng(void **state)
{
	gsl_rng_free(rng);
	return 0;
}

int fake_run(struct target *t, const struct row *row,
		    struct dmabench_window *w, __u32 nr)
{
	static const struct dmabench_window zero;
	struct fake *f = (struct fake *)t;
	/* What a window costs without an operation is asked beside the rest. */
	const bool empty = !w->n && !row->each;
	__u32 i;

	if (f->groups && f->calls && f->groups[1] && !empty)
		f->groups++;
	f->calls += !empty;
	f->row = row;
	assert_true(nr > 0);
	if (nr > f->most)
		f->most = nr;
	for (i = 0; i < nr; i++) {
		struct dmabench_window want = {
			.n = w[i].n, .placement = w[i].placement,
		};

		/* "each has n and placement set and the rest 0" */
		assert_memory_equal(&w[i], &want, sizeof(zero));
		assert_true(w[i].n <= DMABENCH_MAX_N);
		assert_true(w[i].n || row->each ||
			    (empty && db_op_info[row->op].maps));
		assert_true(w[i].placement < DB_PLACEMENTS);
	}
	for (i = 0; i < nr; i++) {
		if (f->stop_after && f->filled == f->stop_after)
			return i ? (int)i : f->error;
		if (f->at_once && i == f->at_once)
			return i;
		w[i].begin = 1000000000ULL * ++f->filled;
		w[i].end = w[i].begin + f->a +
			   (f->groups ? *f->groups : f->b) * w[i].n;
		if (!empty && i + f->noisy >= nr && f->calls <= f->quiet_after)
			w[i].causes = DMABENCH_CAUSE_SHARED;
	}
	return nr;
}

struct fake fake(__u64 a, __u64 b)
{
	return (struct fake) {
		.t = { .tsc_khz = 2000000, .run = fake_run }, .a = a, .b = b,
	};
}

int measure(struct fake *f, const char *name, const struct plan *p,
		   struct samples *s)
{
	struct row row = unit_row(name);
	int ret;

	gsl_rng_set(rng, 42);
	ret = measure_row(&f->t, &row, p, rng, s);
	assert_ptr_equal(f->row, &row);
	assert_true(s->nr_warm <= s->nr);
	assert_int_equal(s->nr, f->filled);
	return ret;
}

__u32 n_of(const struct samples *s)
{
	__u32 i = s->nr_warm;

	assert_true(i + 1 < s->nr);
	return s->w[i].n < s->w[i + 1].n ? s->w[i].n : s->w[i + 1].n;
}
