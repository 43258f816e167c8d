#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""names.py - name every instruction of a trace, and count the names.

	names.py list NAMES TRACE	the trace, each line with its name
	names.py sums NAMES TRACE	ROW<TAB>INSTRUCTIONS, a line a row
	names.py call NAMES TRACE	where per-device and direct differ
	names.py table NAMES TRACE	the table in METHODOLOGY.md

TRACE is what trace.py printed, NAMES the table of names, model.names.  An
instruction that has no name is an error: then the kernel, the compiler or the
module is another, and somebody has to look at what it is for.
"""
import collections
import re
import sys

OPS = {"map_single": "map_single", "unmap_single": "unmap_single",
       "map_sg": "map_sg:16", "unmap_sg": "unmap_sg:16"}
DESIGNS = {"direct_null_loop": "direct", "per_device_loop": "per-device",
           "running": "running"}


def read_rules(path):
    rules = []
    with open(path, encoding="ascii") as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                name, function, insn = line.rstrip("\n").split("\t")
                rules.append((name, re.compile(function), re.compile(insn)))
    return rules


def name_of(rules, function, before, insn):
    for name, in_function, pattern in rules:
        text = f"{before} ; {insn}" if " ; " in pattern.pattern else insn
        if in_function.fullmatch(function) and pattern.fullmatch(text):
            return name
    return None


def read_trace(rules, path):
    """Yield row, name and the line of each instruction."""
    before = {}
    with open(path, encoding="ascii") as f:
        for line in f:
            loop, function, _, insn = line.rstrip("\n").split("\t")
            m = re.fullmatch(r"(.*)_((?:un)?map_(?:single|sg))_0", loop)
            row = f"{DESIGNS[m[1]]}/null/{OPS[m[2]]}"
            last, name = before.get((loop, function), ("", None))
            # A conditional jump belongs to what it asks about.
            if not re.match(r"j(?!mp)", insn):
                name = name_of(rules, function, last, insn)
            if not name:
                sys.exit(f"names.py: no name for '{insn}' in {function}")
            before[loop, function] = insn, name
            yield row, name, line.rstrip("\n")


def table(names, counts):
    """As Markdown: per-device and running beside each other."""
    def pair(op, name):
        return tuple(counts[f"{d}/null/{op}"][name]
                     for d in ("per-device", "running"))

    def line(head, cells):
        print("| " + " | ".join([head, *cells]) + " |")

    ops = OPS.values()
    line("per-device/null, running/null", ops)
    line("---", ["---"] * len(ops))
    for name in names:
        line(name, [f"{a}, {b}" for a, b in (pair(op, name) for op in ops)])
    sums = [[sum(v) for v in zip(*(pair(op, n) for n in names))] for op in ops]
    line("sum", [f"{a}, {b}" for a, b in sums])
    line("difference", [str(b - a) for a, b in sums])


def main(what, rules_path, trace_path):
    rules = read_rules(rules_path)
    names = list(dict.fromkeys(rule[0] for rule in rules))
    counts = collections.defaultdict(collections.Counter)
    for row, name, line in read_trace(rules, trace_path):
        counts[row][name] += 1
        if what == "list":
            print(row, name, *line.split("\t")[1:], sep="\t")
    if what == "sums":
        for row, count in counts.items():
            print(row, sum(count.values()), sep="\t")
    elif what == "call":
        for op in OPS.values():
            for name in names:
                more = counts[f"per-device/null/{op}"][name] - \
                    counts[f"direct/null/{op}"][name]
                if more:
                    print(op, name, more, sep="\t")
    elif what == "table":
        table(names, counts)


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in ("list", "sums", "call",
                                                 "table"):
        sys.exit("usage: names.py list|sums|call|table NAMES TRACE")
    main(*sys.argv[1:])
