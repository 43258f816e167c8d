#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
#
# scipy_cases.py - what our statistics should say, by scipy and by brute force.
#
#	scipy_cases.py >tests/unit/scipy_cases.txt
#
# A line is a kind, the values between brackets, and what is to come out:
#
#	two [a..] [b..] U p exact  mid low high  ratio low high
#	one [d..] mid low high
#	median [x..] low high
#	quantile [x..] p1 p50 p90 p99
#	least NA NB p
#
# nan is "there is none".  Values come from integers, so that they are the same
# with every version of Python.

import itertools
import math
import random

import numpy
from scipy import stats

EXACT_MAX = 50
rnd = random.Random(1)


def fmt(*numbers):
    return " ".join("%.10g" % n for n in numbers)


def values(v):
    return "[%s]" % " ".join(repr(float(x)) for x in v)


def cut(counts):
    """How many from the end are outside a 95 % interval, the bound included."""
    total, below, k = sum(counts), 0, 0
    while 40 * (below + counts[k]) <= total:
        below += counts[k]
        k += 1
    return k


def rank_counts(na, nb):
    """Orders of na + nb values for each U: a Gaussian binomial, in integers."""
    poly = [1] + [0] * (na * nb)
    for i in range(1, na + 1):
        for u in range(na * nb, nb + i - 1, -1):
            poly[u] -= poly[u - nb - i]
        for u in range(i, na * nb + 1):
            poly[u] += poly[u - i]
    return poly


def sign_counts(n):
    poly = [1] + [0] * (n * (n + 1) // 2)
    for k in range(1, n + 1):
        for w in range(len(poly) - 1, k - 1, -1):
            poly[w] += poly[w - k]
    return poly


def brute_sign_counts(n):
    poly = [0] * (n * (n + 1) // 2 + 1)
    for signs in itertools.product((0, 1), repeat=n):
        poly[sum(k + 1 for k in range(n) if signs[k])] += 1
    return poly


def brute_rank_counts(na, nb):
    poly = [0] * (na * nb + 1)
    for of_a in itertools.combinations(range(na + nb), na):
        poly[sum(of_a) - na * (na - 1) // 2] += 1
    return poly


def tied_p(a, b):
    """Of all ways to deal out the values: twice the smaller tail of U."""
    ranks = stats.rankdata(a + b)
    least = len(b) * (len(b) + 1) / 2
    u = sum(ranks[len(a):]) - least
    below = above = dealt = 0
    for of_b in itertools.combinations(ranks, len(b)):
        other = sum(of_b) - least
        below += other <= u
        above += other >= u
        dealt += 1
    return min(1, 2 * min(below, above) / dealt)


def interval(sums, k):
    sums = sorted(sums)
    mid = numpy.median(sums)
    return (mid, sums[k - 1], sums[-k]) if k else (mid, math.nan, math.nan)


def two(a, b):
    na, nb = len(a), len(b)
    small = max(na, nb) <= EXACT_MAX
    ties = len(set(a + b)) < na + nb
    if len(set(a + b)) == 1:
        u, p = na * nb / 2, 1
    else:
        u, p = stats.mannwhitneyu(
            b, a, alternative="two-sided",
            method="exact" if small and not ties else "asymptotic")
        if small and ties:
            p = tied_p(a, b)
    if small:
        k = cut(rank_counts(na, nb))
    else:
        sd = math.sqrt(na * nb * (na + nb + 1) / 12)
        k = max(0, math.floor(na * nb / 2 + stats.norm.ppf(0.025) * sd + 0.5))
    diffs = [y - x for x in a for y in b]
    ratio = [math.nan] * 3
    if min(a + b) > 0:
        ratio = numpy.exp(interval(
            [math.log(y) - math.log(x) for x in a for y in b], k))
    print("two", values(a), values(b), fmt(u, p, small),
          fmt(*interval(diffs, k)), fmt(*ratio))


def one(d):
    n = len(d)
    pairs = n * (n + 1) / 2
    if n <= EXACT_MAX:
        k = cut(sign_counts(n))
    else:
        sd = math.sqrt(pairs * (2 * n + 1) / 12)
        k = max(0, math.floor(pairs / 2 + stats.norm.ppf(0.025) * sd + 0.5))
    walsh = [(d[i] + d[j]) / 2 for i in range(n) for j in range(i, n)]
    print("one", values(d), fmt(*interval(walsh, k)))


def median(x):
    """Order statistics, between which Hettmansperger and Sheather interpolate."""
    x, n = sorted(x), len(x)

    def covers(j):
        return 1 - 2 * stats.binom.cdf(j - 1, n, 0.5)

    if covers(1) < 0.95:
        print("median", values(x), "nan nan")
        return
    j = max(i for i in range(1, n) if covers(i) >= 0.95)
    share = (covers(j) - 0.95) / (covers(j) - covers(j + 1))
    part = (n - j) * share / (j + (n - 2 * j) * share)
    print("median", values(x),
          fmt((1 - part) * x[j - 1] + part * x[j],
              (1 - part) * x[n - j] + part * x[n - j - 1]))


def quantile(x):
    print("quantile", values(x),
          fmt(*numpy.quantile(x, [0.01, 0.5, 0.9, 0.99])))


def draw(n, among=10**6, scale=1000.0, offset=0.0):
    return [rnd.randrange(among) / scale + offset for _ in range(n)]


for na, nb in itertools.product(range(1, 6), repeat=2):
    assert rank_counts(na, nb) == brute_rank_counts(na, nb)
for n in range(1, 10):
    assert sign_counts(n) == brute_sign_counts(n)

for na, nb in ((1, 1), (1, 2), (2, 2), (3, 3), (2, 8), (3, 5), (4, 4), (4, 5),
               (5, 5), (6, 6), (1, 39), (1, 38), (7, 12), (10, 10), (20, 17),
               (50, 3), (50, 50), (51, 50), (51, 4), (60, 70)):
    two(draw(na), draw(nb, offset=100))
two(draw(10), draw(10, offset=2000))
two(draw(4), draw(4, offset=-3000))
for na, nb in ((2, 3), (4, 4), (8, 9), (10, 10), (55, 40)):
    two(draw(na, 7, 1.0), draw(nb, 7, 1.0, 1))
two([5.0] * 4, [5.0] * 4)
two([5.0] * 4, [6.0] * 4)
two([650.0] * 4, [663.0] * 4)
two([1.0, 2.0, 2.0], [2.0, 2.0, 3.0, 9.0, 9.0])
two([7.0] * 9 + [1.0], [7.0, 9.0])
two([5.0] * 10, [5.0] * 9 + [6.0])
two([-1.5, 0.0, 3.0, 2.0], [-0.0, 0.25, 7.0, -1.0])
for n in (1, 2, 3, 5, 6, 8, 10, 12, 24, 50, 51, 80):
    one(draw(n, offset=-500))
one(draw(24, 5, 1.0, -2))
one([0.0] * 6)
one([3.0] * 7 + [-1000.0])
for n in range(1, 31):
    median(draw(n, 1000, 8.0))
for n in (1, 2, 3, 7, 20):
    quantile(draw(n, 1000, 8.0))
for na, nb in ((1, 1), (3, 3), (4, 4), (6, 6), (10, 10), (5, 20)):
    print("least", na, nb, fmt(min(1, 2 / math.comb(na + nb, na))))
