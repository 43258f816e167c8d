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

FIELDS = ["env", "row", "boot", "placement", "warm", "n", "ticks", "causes"]


def close(a, b):
    return abs(a - b) <= 1e-9 * max(1, abs(a), abs(b))


def check_row(row, windows):
    """A row of run.json against its lines of samples.csv, in their order."""
    used = [w for w in windows if w["warm"] == "0"]
    assert len(used) % 2 == 0, "a window without its partner"
    slopes, rejected = {}, 0
    for a, b in zip(used[::2], used[1::2]):
        assert a["placement"] == b["placement"] and a["boot"] == b["boot"]
        if int(a["causes"]) or int(b["causes"]):
            rejected += 1
            continue
        slope = ((int(b["ticks"]) - int(a["ticks"])) /
                 (int(b["n"]) - int(a["n"])))
        slopes.setdefault(a["placement"], []).append(slope)
    assert row["rejected"] == rejected, (row["name"], "rejected", rejected)
    assert row["n"] == sum(map(len, slopes.values())), (row["name"], "n")
    if "unavailable" not in row:
        assert row["boots"] == len({w["boot"] for w in windows}), "boots"
    if not slopes:
        assert row["median"] is None and row["unavailable"]
        return
    every = [s for place in slopes.values() for s in place]
    places = [statistics.median(place) for place in slopes.values()]
    for key, want in (("min", min(every)), ("max", max(every)),
                      ("mean", statistics.fmean(every)),
                      ("p50", statistics.median(every)),
                      ("median", statistics.median(places)),
                      ("place_min", min(places)), ("place_max", max(places))):
        assert close(row[key], want), (row["name"], key, row[key], want)


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
