// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * utest.c - do two samples differ at all?  Mann-Whitney's test.
 */
#include <errno.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/utest.h"

/* Values that are equal: @a of A's, @b of B's.  One alone is a tie, too. */
struct tie {
	size_t a, b;
};

static double *sorted(const double *v, size_t n)
{
	double *s = malloc((n + 1) * sizeof(*s));

	if (!s)
		return NULL;
	if (n)
		memcpy(s, v, n * sizeof(*s));
	gsl_sort(s, 1, n);
	return s;
}

/* The ties of both, ascending; NULL without memory. */
static struct tie *find_ties(const double *a, size_t na, const double *b,
			     size_t nb, size_t *nr)
{
	double *sa = sorted(a, na), *sb = sorted(b, nb);
	struct tie *tie = calloc(na + nb + 1, sizeof(*tie));
	size_t i = 0, j = 0;

	*nr = 0;
	while (sa && sb && tie && (i < na || j < nb)) {
		struct tie *t = &tie[(*nr)++];
		double v = i >= na ? sb[j] : j >= nb ? sa[i] :
			   fmin(sa[i], sb[j]);

		for (; i < na && sa[i] == v; i++)
			t->a++;
		for (; j < nb && sb[j] == v; j++)
			t->b++;
	}
	if (!sa || !sb) {
		free(tie);
		tie = NULL;
	}
	free(sa);
	free(sb);
	return tie;
}

/* Twice U, which is an integer whatever ties. */
static size_t twice_u(const struct tie *tie, size_t nr)
{
	size_t k, below = 0, sum = 0;

	for (k = 0; k < nr; k++) {
		sum += tie[k].b * (2 * below + tie[k].a);
		below += tie[k].a;
	}
	return sum;
}

/**
 * struct deal - the values, dealt out anew: any @na of them become A's
 * @done:	values that have been dealt so far
 * @len:	2 U has so many values
 * @p:		of i A's so far, the chance that 2 U is u: at i * @len + u
 * @next:	the same with one tie more
 */
struct deal {
	size_t na, nb, done, len;
	double *p, *next;
};

/* Deal a tie of @t; how many of it are A's is hypergeometric. */
static void deal_tie(struct deal *d, size_t t)
{
	double *done = d->p;
	size_t i, k, u;

	memset(d->next, 0, (d->na + 1) * d->len * sizeof(*d->next));
	for (i = 0; i <= d->na && i <= d->done; i++) {
		const size_t left_a = d->na - i;
		const size_t left_b = d->nb - (d->done - i);

		if (d->done - i > d->nb)
			continue;
		for (k = t > left_b ? t - left_b : 0; k <= t && k <= left_a;
		     k++) {
			const double chance =
				gsl_ran_hypergeometric_pdf(k, left_a, left_b,
							   t);
			const size_t more = (t - k) * (2 * i + k);
			const double *from = d->p + i * d->len;
			double *to = d->next + (i + k) * d->len + more;

			for (u = 0; u + more < d->len; u++)
				to[u] += chance * from[u];
		}
	}
	d->done += t;
	d->p = d->next;
	d->next = done;
}

/*
 * Two-sided, by the distribution of U that the ties leave: the smaller of both
 * tails, the value itself in each, and twice.
 */
static double p_of(const double *chance, size_t len, size_t u)
{
	double below = 0, above = 0;
	size_t k;

	for (k = 0; k < len; k++) {
		below += k <= u ? chance[k] : 0;
		above += k >= u ? chance[k] : 0;
	}
	return fmin(1, 2 * fmin(below, above));
}

static int p_exact(const struct tie *tie, size_t nr, size_t na, size_t nb,
		   double *p)
{
	const size_t len = 2 * na * nb + 1;
	struct deal d = { .na = na, .nb = nb, .len = len };
	int ret = -ENOMEM;
	size_t k;

	d.p = calloc((na + 1) * len, sizeof(*d.p));
	d.next = calloc((na + 1) * len, sizeof(*d.next));
	if (!d.p || !d.next)
		goto out_free;
	d.p[0] = 1;
	for (k = 0; k < nr; k++)
		deal_tie(&d, tie[k].a + tie[k].b);
	*p = p_of(d.p + na * len, len, twice_u(tie, nr));
	ret = 0;
out_free:
	free(d.p);
	free(d.next);
	return ret;
}

/* Normal, with correction for ties and continuity. */
static double p_normal(const struct tie *tie, size_t nr, size_t na, size_t nb)
{
	const double n = (double)na + nb, pairs = (double)na * nb;
	double ties = 0, sd, off;
	size_t k;

	for (k = 0; k < nr; k++) {
		double t = (double)tie[k].a + tie[k].b;

		ties += t * t * t - t;
	}
	sd = sqrt(pairs / 12 * (n + 1 - ties / (n * (n - 1))));
	off = fabs(twice_u(tie, nr) / 2.0 - pairs / 2) - 0.5;
	/* Nothing but one value: there is nothing to reject. */
	return sd > 0 ? fmin(1, 2 * gsl_cdf_ugaussian_Q(off / sd)) : 1;
}

int utest(const double *a, size_t na, const double *b, size_t nb,
	  struct utest *out)
{
	struct tie *tie;
	int ret = 0;
	size_t nr;

	*out = (struct utest) { .u = NAN, .p = NAN };
	if (!na || !nb)
		return 0;
	tie = find_ties(a, na, b, nb, &nr);
	if (!tie)
		return -ENOMEM;
	out->u = twice_u(tie, nr) / 2.0;
	out->exact = na <= UTEST_EXACT_MAX && nb <= UTEST_EXACT_MAX;
	if (out->exact)
		ret = p_exact(tie, nr, na, nb, &out->p);
	else
		out->p = p_normal(tie, nr, na, nb);
	free(tie);
	return ret;
}

double utest_least_p(size_t na, size_t nb)
{
	/* All of one side above all of the other, of so many orders; twice. */
	return fmin(1, 2 * exp(-gsl_sf_lnchoose(na + nb, na)));
}

size_t utest_enough(double p)
{
	size_t n = 1;

	while (utest_least_p(n, n) > p)
		n++;
	return n;
}
