# SPDX-License-Identifier: GPL-2.0-or-later
"""check_gobench.py FILE: is it Go benchmark text, and what does it say?

The grammar is that of golang.org/design/14313-benchmark-format and of "Unit"
lines as golang.org/x/perf/benchfmt reads them, but nothing is passed over: a
line that benchstat would ignore is an error, unless it is empty or begins
with "#".  Prints a line a result: its keys, its name, its value and unit.
"""
import re
import sys

KEY = re.compile(r"([a-z][^\sA-Z:]*):(?:[ \t]+(.*))?")
UNIT = re.compile(r"Unit(?:[ \t]+\S+)(?:[ \t]+[^\s=]+=\S+)+")
# What strconv.ParseFloat takes, less its hexadecimal and its words.
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")

config, units = {}, {}
for at, line in enumerate(open(sys.argv[1], encoding="utf-8"), 1):
    line = line.removesuffix("\n")
    if not line or line.startswith("#"):
        continue
    if line.startswith("Benchmark"):
        name, count, *rest = line.split()
        assert re.fullmatch(r"Benchmark[A-Z]\S*-\d+", name), (at, name)
        assert int(count) > 0, (at, "iterations")
        assert rest and len(rest) % 2 == 0, (at, "fields")
        for value, unit in zip(rest[::2], rest[1::2]):
            assert NUMBER.fullmatch(value), (at, value)
            assert unit in units, (at, unit)
            keys = " ".join(f"{k}={v}" for k, v in sorted(config.items()))
            print(f"{keys} | {name} | {float(value):.12g} {unit}")
    elif line.startswith("Unit"):
        assert UNIT.fullmatch(line), (at, line)
        _, unit, *pairs = line.split()
        assert unit not in units, (at, "a unit twice")
        units[unit] = dict(pair.split("=", 1) for pair in pairs)
        assert units[unit].get("assume", "nothing") in ("nothing", "exact"), at
        assert units[unit].get("better", "lower") in ("lower", "higher"), at
    else:
        match = KEY.fullmatch(line)
        assert match, (at, line)
        # Without a value the key is taken back.
        if match[2]:
            config[match[1]] = match[2]
        else:
            config.pop(match[1], None)
