#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""scipy_compare.py COMPARE.JSON A.JSON B.JSON: what scipy makes of two sides.

A.JSON and B.JSON are {row: [value, ..]}: each number of the comparison is
computed again, by scipy and by brute force, and has to be the same to the last
digits of a double.
"""
import json
import math
import sys

import numpy
from scipy import stats

ALPHA = 0.05


def cut(na, nb):
    """How many differences from the end are outside of a 95 % interval."""
    counts = [1] + [0] * (na * nb)
    for i in range(1, na + 1):
        for u in range(na * nb, nb + i - 1, -1):
            counts[u] -= counts[u - nb - i]
        for u in range(i, na * nb + 1):
            counts[u] += counts[u - i]
    below = k = 0
    while 40 * (below + counts[k]) <= sum(counts):
        below += counts[k]
        k += 1
    return k


def interval(a, b):
    sums = sorted(y - x for x in a for y in b)
    k = cut(len(a), len(b))
    return numpy.median(sums), sums[k - 1], sums[-k]


def exact_p(a, b):
    if len(set(a + b)) == len(a + b):
        return stats.mannwhitneyu(b, a, method="exact").pvalue

    def u(x, y, axis=-1):
        ranks = stats.rankdata(numpy.concatenate([x, y], axis=-1), axis=-1)
        return ranks[..., x.shape[-1]:].sum(axis=-1)

    return stats.permutation_test((numpy.array(a), numpy.array(b)), u,
                                  vectorized=True, n_resamples=numpy.inf,
                                  permutation_type="independent").pvalue


def close(what, have, want):
    assert abs(have - want) <= 1e-11 * max(1, abs(want)), (what, have, want)


def main():
    with open(sys.argv[1]) as f:
        rows = json.load(f)["rows"]
    a, b = (json.load(open(path)) for path in sys.argv[2:])
    p = {name: exact_p(a[name], b[name]) for name in a}
    holm, most = {}, 0
    for i, name in enumerate(sorted(p, key=p.get)):
        most = max(most, min(1, (len(p) - i) * p[name]))
        holm[name] = most
    assert len(rows) == len(p) == 40
    for row in rows:
        x, y = a[row["name"]], b[row["name"]]
        mid, low, high = interval(x, y)
        for key, want in zip(("mid", "low", "high"), (mid, low, high)):
            close((row["name"], key), row["diff"][key], want)
        for key, want in zip(("mid", "low", "high"), interval(
                [math.log(v) for v in x], [math.log(v) for v in y])):
            close((row["name"], "ratio", key), row["ratio"][key],
                  math.exp(want))
        close((row["name"], "p"), row["p"], p[row["name"]])
        close((row["name"], "p_holm"), row["p_holm"], holm[row["name"]])
        margin = max(0.05, 0.01 * numpy.median(x))
        out = low > 0 or high < 0
        if low >= -margin and high <= margin and not (
                out and abs(mid) > 0.01 * numpy.median(x)):
            want = "same"
        elif out and holm[row["name"]] <= ALPHA:
            want = "slower" if mid > 0 else "faster"
        else:
            want = "unclear"
        assert row["verdict"] == want, (row["name"], row["verdict"], want)


main()
