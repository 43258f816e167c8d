// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * evidence.c - a row's values for who compares: one a boot, or one a run.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "stats/evidence.h"
#include "stats/median.h"

#define LENGTHS	16	/* of windows in a placement; chosen anew each time */

void evidence_free(struct evidence *e)
{
	free(e->median);
	free(e->least);
	*e = (struct evidence) { 0 };
}

int evidence_alloc(size_t n, struct evidence *out)
{
	size_t i;

	evidence_free(out);
	out->median = malloc((n + 1) * sizeof(*out->median));
	out->least = malloc((n + 1) * sizeof(*out->least));
	if (!out->median || !out->least) {
		evidence_free(out);
		return -ENOMEM;
	}
	for (i = 0; i < n; i++) {
		out->median[i] = NAN;
		out->least[i] = NAN;
	}
	out->n = n;
	return 0;
}

/**
 * struct length - pairs of windows of n and 2n operations, for one n
 * @ticks:	the least of the shorter and of the longer ones
 */
struct length {
	__u32 n, more;
	size_t nr;
	double ticks[2];
};

static double ticks_of(const struct dmabench_window *w)
{
	return (double)(w->end - w->begin);
}

static void add_pair(struct length *lengths, const struct dmabench_window *a,
		     const struct dmabench_window *b)
{
	const struct dmabench_window *one = a->n < b->n ? a : b;
	const struct dmabench_window *two = a->n < b->n ? b : a;
	struct length *l = lengths;

	while (l < lengths + LENGTHS && l->nr &&
	       (l->n != one->n || l->more != two->n))
		l++;
	if (l == lengths + LENGTHS || one->n == two->n)
		return;
	if (!l->nr++)
		*l = (struct length) {
			.n = one->n, .more = two->n, .nr = 1,
			.ticks = { ticks_of(one), ticks_of(two) },
		};
	l->ticks[0] = fmin(l->ticks[0], ticks_of(one));
	l->ticks[1] = fmin(l->ticks[1], ticks_of(two));
}

/* Of the pairs of the length that most have; NAN without a clean one. */
static double least_in(const struct samples *s, size_t nr, __u32 place)
{
	struct length lengths[LENGTHS] = { 0 }, *most = lengths;
	size_t i, k;

	for (k = 0; k < nr; k++) {
		const __u32 threads = s[k].threads ? s[k].threads : 1;

		for (i = s[k].nr_warm; i + threads < s[k].nr; i++) {
			const struct dmabench_window *w = &s[k].w[i];

			/* Of a pair the second is no first of another. */
			if ((i - s[k].nr_warm) / threads % 2 == 0 &&
			    w->placement == place &&
			    !w->causes && !w[threads].causes)
				add_pair(lengths, w, w + threads);
		}
	}
	for (i = 1; i < LENGTHS; i++)
		if (lengths[i].nr > most->nr)
			most = &lengths[i];
	return most->nr ? (most->ticks[1] - most->ticks[0]) /
			  ((double)most->more - most->n) : NAN;
}

static double least_of(const struct samples *s, size_t nr)
{
	double place[DB_PLACEMENTS];
	size_t n = 0;
	__u32 k;

	for (k = 0; k < DB_PLACEMENTS; k++) {
		place[n] = least_in(s, nr, k);
		n += !isnan(place[n]);
	}
	if (!n)
		return NAN;
	return stats_median(place, n);
}

/* What would be a void row is a void boot. */
static bool is_void(const struct summary *s)
{
	return !s->n || stats_void(s);
}

int evidence_of_boots(const struct samples *s, size_t nr, struct evidence *out)
{
	struct summary one;
	size_t i;
	int ret = evidence_alloc(nr, out);

	for (i = 0; !ret && i < nr; i++) {
		ret = stats_summary(&s[i], 1, &one);
		if (ret || is_void(&one))
			continue;
		out->median[i] = one.median;
		out->least[i] = least_of(&s[i], 1);
	}
	return ret;
}

int evidence_of_run(const struct samples *s, size_t nr,
		    const struct summary *all, struct evidence *out)
{
	int ret = evidence_alloc(!!all->n, out);

	if (!ret && !is_void(all)) {
		out->median[0] = all->median;
		out->least[0] = least_of(s, nr);
	}
	return ret;
}
