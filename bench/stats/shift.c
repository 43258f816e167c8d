// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * shift.c - how far two samples lie apart, by ranks.
 */
#include <errno.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "stats/shift.h"

#define TAIL		0.025	/* of a 95 % interval, each side */

static const struct shift nothing = { NAN, NAN, NAN };

/*
 * P(U = u) of Mann-Whitney's U for u = 0 .. na * nb.  The greatest of all
 * values is b's with chance nb / (na + nb) and then beats all of a:
 * P(na, nb, u) = nb/(na+nb) P(na, nb-1, u-na) + na/(na+nb) P(na-1, nb, u).
 * Chances, not counts: nothing overflows, nothing is subtracted.
 */
static double *rank_chances(size_t na, size_t nb)
{
	const size_t len = na * nb + 1;
	/* Of 0 .. na values of a, and so many of b as have been done. */
	double *p = calloc((na + 1) * len, sizeof(*p));
	size_t i, j, u;

	for (i = 0; p && i <= na; i++)
		p[i * len] = 1;
	for (j = 1; p && j <= nb; j++) {
		for (i = 1; i <= na; i++) {
			double *now = p + i * len, *less = now - len;

			/* From above: below is still that of j - 1. */
			for (u = i * j + 1; u-- > 0;)
				now[u] = ((u >= i ? j * now[u - i] : 0) +
					  i * less[u]) / (i + j);
		}
	}
	if (p)
		memmove(p, p + na * len, len * sizeof(*p));
	return p;
}

/* P(W = w) of the signed rank sum, w = 0 .. n (n + 1) / 2: rank by rank. */
static double *sign_chances(size_t n)
{
	const size_t len = n * (n + 1) / 2 + 1;
	double *p = calloc(len, sizeof(*p));
	size_t k, w;

	if (p)
		p[0] = 1;
	for (k = 1; p && k <= n; k++)
		for (w = len; w-- > 0;)
			p[w] = (p[w] + (w >= k ? p[w - k] : 0)) / 2;
	return p;
}

/* How many values from the end lie outside the interval, the bound included. */
static size_t cut_exact(const double *p)
{
	double sum = 0;
	size_t k;

	/* What sums to the tail but for rounding is the tail. */
	for (k = 0; sum + p[k] < TAIL * 1.000000001; k++)
		sum += p[k];
	return k;
}

static size_t cut_normal(double mean, double sd)
{
	double k = floor(mean + sd * gsl_cdf_ugaussian_Pinv(TAIL) + 0.5);

	return k > 0 ? k : 0;
}

/**
 * struct pairs - all sums of one value of each of two sorted samples
 * @half:	of a sample and itself, each pair once: Walsh's, halved
 */
struct pairs {
	const double *x, *y;
	size_t nx, ny;
	bool half;
};

static double sum_of(const struct pairs *p, double x, double y)
{
	return p->half ? (x + y) / 2 : x + y;
}

/* How many of the sums are at most @v; their order makes it one sweep. */
static size_t count_to(const struct pairs *p, double v)
{
	size_t i, j = p->ny, sum = 0, self = 0;

	for (i = 0; i < p->nx; i++) {
		while (j && sum_of(p, p->x[i], p->y[j - 1]) > v)
			j--;
		sum += j;
		self += i < j;
	}
	return p->half ? (sum + self) / 2 : sum;
}

/* Doubles as integers of the same order. */
static uint64_t rank_of(double x)
{
	uint64_t u;

	memcpy(&u, &x, sizeof(u));
	return u >> 63 ? ~u : u | 1ULL << 63;
}

static double double_at(uint64_t rank)
{
	uint64_t u = rank >> 63 ? rank & ~(1ULL << 63) : ~rank;
	double x;

	memcpy(&x, &u, sizeof(x));
	return x;
}

/*
 * The k-th least sum, k from 1: bisection over the doubles between the least
 * and the greatest finds it to the bit in at most 64 sweeps.
 */
static double kth(const struct pairs *p, size_t k)
{
	uint64_t low = rank_of(sum_of(p, p->x[0], p->y[0]));
	uint64_t high = rank_of(sum_of(p, p->x[p->nx - 1], p->y[p->ny - 1]));

	while (low < high) {
		uint64_t mid = low + (high - low) / 2;

		if (count_to(p, double_at(mid)) >= k)
			high = mid;
		else
			low = mid + 1;
	}
	/* Not -0. */
	return double_at(low) + 0.0;
}

/* Median of @nr sums, and the @cut-th from both ends. */
static void estimate(const struct pairs *p, size_t nr, size_t cut,
		     struct shift *out)
{
	out->mid = kth(p, nr / 2 + 1);
	if (!(nr & 1))
		out->mid = (out->mid + kth(p, nr / 2)) / 2;
	out->low = cut ? kth(p, cut) : NAN;
	out->high = cut ? kth(p, nr + 1 - cut) : NAN;
}

static double *sorted_copy(const double *v, size_t n, double sign)
{
	double *s = malloc((n + 1) * sizeof(*s));
	size_t i;

	for (i = 0; s && i < n; i++)
		s[i] = sign * v[i];
	if (s)
		gsl_sort(s, 1, n);
	return s;
}

int shift_between(const double *a, size_t na, const double *b, size_t nb,
		  struct shift *out)
{
	bool exact = na <= SHIFT_EXACT_MAX && nb <= SHIFT_EXACT_MAX;
	struct pairs p = { .nx = na, .ny = nb };
	double *less, *more, *chance = NULL;
	const double pairs = (double)na * nb;
	size_t cut;
	int ret = -ENOMEM;

	*out = nothing;
	if (!na || !nb)
		return 0;
	less = sorted_copy(a, na, -1);
	more = sorted_copy(b, nb, 1);
	if (exact)
		chance = rank_chances(na, nb);
	if (less && more && (chance || !exact)) {
		p.x = less;
		p.y = more;
		cut = exact ? cut_exact(chance) :
		      cut_normal(pairs / 2, sqrt(pairs * (na + nb + 1) / 12));
		estimate(&p, na * nb, cut, out);
		ret = 0;
	}
	free(less);
	free(more);
	free(chance);
	return ret;
}

int shift_paired(const double *d, size_t n, struct shift *out)
{
	bool exact = n <= SHIFT_EXACT_MAX;
	const double pairs = n * (n + 1.0) / 2;
	struct pairs p = { .nx = n, .ny = n, .half = true };
	double *v, *chance = NULL;
	size_t cut;
	int ret = -ENOMEM;

	*out = nothing;
	if (!n)
		return 0;
	v = sorted_copy(d, n, 1);
	if (exact)
		chance = sign_chances(n);
	if (v && (chance || !exact)) {
		p.x = v;
		p.y = v;
		cut = exact ? cut_exact(chance) :
		      cut_normal(pairs / 2, sqrt(pairs * (2 * n + 1) / 12));
		estimate(&p, pairs, cut, out);
		ret = 0;
	}
	free(v);
	free(chance);
	return ret;
}

int shift_ratio(const double *a, size_t na, const double *b, size_t nb,
		struct shift *out)
{
	double *la = malloc((na + 1) * sizeof(*la));
	double *lb = malloc((nb + 1) * sizeof(*lb));
	int ret = la && lb ? 0 : -ENOMEM;
	size_t i, bad = 0;

	*out = nothing;
	for (i = 0; !ret && i < na; i++) {
		bad += !(a[i] > 0);
		la[i] = log(a[i]);
	}
	for (i = 0; !ret && i < nb; i++) {
		bad += !(b[i] > 0);
		lb[i] = log(b[i]);
	}
	if (!ret && !bad)
		ret = shift_between(la, na, lb, nb, out);
	out->mid = exp(out->mid);
	out->low = exp(out->low);
	out->high = exp(out->high);
	free(la);
	free(lb);
	return ret;
}
