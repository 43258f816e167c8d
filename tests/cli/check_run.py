# SPDX-License-Identifier: GPL-2.0-or-later
"""check_run.py SCHEMA RUN.JSON: is a run what it says?

The schema, and each row's numbers computed again from samples.csv.
"""
import csv
import json
import os
import statistics
import sys

import jsonschema

FIELDS = ["env", "row", "boot", "placement", "warm", "n", "ticks", "causes",
          "thread"]
CAUSES = ["interrupt", "nmi", "smi", "cpu", "clock", "switch", "error",
          "shared", "freq", "steal", "counter"]


def close(a, b):
    return abs(a - b) <= 1e-9 * max(1, abs(a), abs(b))


def check_slow(row, windows):
    """The slow operations of a row @each, of its first boot."""
    used = [w for w in windows if w["warm"] == "0" and w["boot"] == "0"]
    ticks = []
    for a, b in zip(used[::2], used[1::2]):
        one, none = (a, b) if int(a["n"]) else (b, a)
        assert (one["n"], none["n"]) == ("1", "0"), (row["name"], "not each")
        clean = not int(a["causes"]) and not int(b["causes"])
        ticks.append(int(one["ticks"]) - int(none["ticks"]) if clean else None)
    over = 2 * statistics.median(t for t in ticks if t is not None)
    slow = [i for i, t in enumerate(ticks) if t is not None and t > over]
    gaps = [b - a for a, b in zip(slow, slow[1:])]
    period = max(gaps, key=gaps.count) if len(slow) > 2 else 0
    if period and 2 * gaps.count(period) < len(gaps):
        period = 0
    assert close(row["slow"]["over"], over), (row["name"], "over", over)
    assert row["slow"]["n"] == len(slow), (row["name"], "slow", slow)
    assert row["slow"]["period"] == period, (row["name"], "period", period)
    if slow:
        assert close(row["slow"]["median"],
                     statistics.median(ticks[i] for i in slow)), row["name"]


def check_aa(row, visits):
    """A row against itself: slopes by visit and placement, A even, B odd."""
    pairs = []
    for a, b in zip(range(0, row["boots"] - 1, 2), range(1, row["boots"], 2)):
        have = [statistics.median(visits[b, k]) - statistics.median(visits[a, k])
                for k in map(str, range(8))
                if (a, k) in visits and (b, k) in visits]
        if have:
            pairs.append(statistics.median(have))
    aa = row["aa"]
    assert aa["n"] == len(pairs), (row["name"], "pairs", len(pairs))
    walsh = [(x + y) / 2 for i, x in enumerate(pairs) for y in pairs[i:]]
    assert close(aa["diff"], statistics.median(walsh)), (row["name"], aa)
    if aa["low"] is None:
        assert len(pairs) < 6 and aa["half_width"] is aa["floor"] is None, aa
        return
    assert len(pairs) >= 6 or row["identical"], aa
    assert min(walsh) <= aa["low"] <= aa["diff"] <= aa["high"] <= max(walsh)
    assert close(aa["half_width"], (aa["high"] - aa["low"]) / 2), aa
    assert close(aa["floor"], max(abs(aa["low"]), abs(aa["high"]))), aa


def quickest(pairs):
    """The slope between the quickest windows, of the length that most have."""
    lengths = {}
    for a, b in pairs:
        one, two = sorted((a, b), key=lambda w: w[0])
        lengths.setdefault((one[0], two[0]), []).append((one[1], two[1]))
    (n, more), ticks = max(lengths.items(), key=lambda item: len(item[1]))
    return (min(t for _, t in ticks) - min(t for t, _ in ticks)) / (more - n)


def check_evidence(row, used):
    """One value a boot (vm) or a run: medians over placements."""
    by_boot = {}
    for a, b in zip(used[::2], used[1::2]):
        boot = int(a["boot"]) if row["target"] == "vm" else 0
        pair = [(int(w["n"]), int(w["ticks"])) for w in (a, b)]
        if int(a["causes"]) or int(b["causes"]):
            pair = None
        by_boot.setdefault(boot, []).append((a["placement"], pair))
    assert len(row["boot_median"]) == len(by_boot), (row["name"], "values")
    for i, boot in enumerate(sorted(by_boot)):
        clean = [(k, pair) for k, pair in by_boot[boot] if pair]
        median, least = row["boot_median"][i], row["boot_least"][i]
        if 100 * len(clean) < 80 * len(by_boot[boot]):
            assert median is least is None, (row["name"], boot)
            continue
        places = {}
        for k, pair in clean:
            places.setdefault(k, []).append(pair)
        want = statistics.median(
            statistics.median((b[1] - a[1]) / (b[0] - a[0]) for a, b in place)
            for place in places.values())
        assert close(median, want), (row["name"], boot, median, want)
        want = statistics.median(map(quickest, places.values()))
        assert close(least, want), (row["name"], boot, least, want)


def quantile(values, share):
    """Of sorted values, between neighbours by the line through them."""
    at = (len(values) - 1) * share
    low = int(at)
    high = min(low + 1, len(values) - 1)
    return values[low] + (at - low) * (values[high] - values[low])


def mean_of(windows, used):
    """All ticks over all operations, less what a window costs beside them."""
    empty, pairs = {}, []
    for w in windows:
        if w["warm"] == "1" and w["n"] == "0" and not int(w["causes"]):
            empty.setdefault(w["placement"], []).append(int(w["ticks"]))
    empty = {k: statistics.median(v) for k, v in empty.items()}
    for a, b in zip(used[::2], used[1::2]):
        if int(a["causes"]) or int(b["causes"]):
            continue
        one, two = sorted((int(w["n"]), int(w["ticks"])) for w in (a, b))
        left = (two[0] * one[1] - one[0] * two[1]) / (two[0] - one[0])
        pairs.append((a["placement"], one, two, left))
    known = sorted(left - empty[k] for k, _, _, left in pairs if k in empty)
    turn = statistics.median(known) if known else 0
    if known:
        error = 0.93 / len(known) ** .5 * (
            quantile(known, .75) - quantile(known, .25))
        most = max(empty[k] for k, _, _, _ in pairs if k in empty)
        if abs(turn) > most or abs(turn) <= 2 * error:
            turn = 0
    ticks = ops = 0
    for k, one, two, _ in pairs:
        ops += one[0] + two[0]
        if not one[0]:
            ticks += two[1] - one[1]
            continue
        cost = empty[k] + turn if k in empty else statistics.median(
            left for at, _, _, left in pairs if at == k)
        ticks += one[1] + two[1] - 2 * cost
    return ticks / ops


def check_row(row, windows):
    """A row of run.json against its lines of samples.csv, in their order."""
    threads = {int(w["thread"]) for w in windows}
    assert threads <= set(range(row["threads"])), (row["name"], threads)
    used = [w for w in windows if w["warm"] == "0"]
    # Stable: of each thread in the order they ran.
    used.sort(key=lambda w: (int(w["boot"]), int(w["thread"])))
    assert len(used) % (2 * row["threads"]) == 0, "a window without partner"
    slopes, rejected, by_thread, by_visit = {}, 0, {}, {}
    by = [0] * len(CAUSES)
    for a, b in zip(used[::2], used[1::2]):
        assert a["placement"] == b["placement"] and a["boot"] == b["boot"]
        assert a["thread"] == b["thread"]
        if int(a["causes"]) or int(b["causes"]):
            rejected += 1
            for bit in range(len(CAUSES)):
                by[bit] += (int(a["causes"]) | int(b["causes"])) >> bit & 1
            continue
        slope = ((int(b["ticks"]) - int(a["ticks"])) /
                 (int(b["n"]) - int(a["n"])))
        slopes.setdefault(a["placement"], []).append(slope)
        by_thread.setdefault(a["thread"], []).append(slope)
        by_visit.setdefault((int(a["boot"]), a["placement"]), []).append(slope)
    assert row["rejected"] == rejected, (row["name"], "rejected", rejected)
    assert row["n"] == sum(map(len, slopes.values())), (row["name"], "n")
    if "unavailable" not in row:
        assert row["boots"] == len({w["boot"] for w in windows}), "boots"
    assert row["rejected_by"] == {k: n for k, n in zip(CAUSES, by) if n}, (
        row["name"], row["rejected_by"], by)
    clean = 100 * row["n"] >= 80 * (row["n"] + rejected)
    done = row["status"] == "ok"
    if done or row["status"] == "void":
        assert (clean or row["unit"] == "functional") == done, (
            row["name"], "void", row["n"], rejected)
    if not done or not slopes:
        assert row["median"] is None and row["unavailable"]
        assert row["placements"] is None and "boot_median" not in row
        return
    if clean:
        check_evidence(row, used)
    every = [s for place in slopes.values() for s in place]
    places = [statistics.median(place) for place in slopes.values()]
    for key, want in (("min", min(every)), ("max", max(every)),
                      ("mean", mean_of(windows, used)),
                      ("p50", statistics.median(every)),
                      ("median", statistics.median(places)),
                      ("place_min", min(places)), ("place_max", max(places))):
        assert close(row[key], want), (row["name"], key, row[key], want)
    medians = [statistics.median(s) for s in by_thread.values()]
    if row["threads"] > 1:
        assert close(row["thread_min"], min(medians)), (row["name"], medians)
        assert close(row["thread_max"], max(medians)), (row["name"], medians)
    else:
        assert "thread_min" not in row and "thread_max" not in row
    for k, have in enumerate(row["placements"]):
        want = slopes.get(str(k))
        assert (have is None) == (want is None), (row["name"], k)
        assert want is None or close(have, statistics.median(want)), (
            row["name"], "placement", k, have)
    assert ("slow" not in row) or row["state"].endswith("each"), row["name"]
    if "aa" in row:
        check_aa(row, by_visit)
    if "slow" in row:
        check_slow(row, windows)


def main():
    schema, path = sys.argv[1:]
    with open(schema) as f:
        schema = json.load(f)
    with open(path) as f:
        run = json.load(f)
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.Draft7Validator(schema).validate(run)
    with open(os.path.join(os.path.dirname(path), "samples.csv")) as f:
        lines = csv.DictReader(f)
        assert lines.fieldnames == FIELDS, lines.fieldnames
        windows = {}
        for line in lines:
            assert None not in line and None not in line.values(), line
            windows.setdefault((line["env"], line["row"]), []).append(line)
    names = [(row["env"], row["name"]) for row in run["rows"]]
    assert len(set(names)) == len(names), "a row twice"
    assert set(windows) <= set(names), set(windows) - set(names)
    for row in run["rows"]:
        assert row["env"] in run["environment"], row["env"]
        check_row(row, windows.get((row["env"], row["name"]), []))


main()
