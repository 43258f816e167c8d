#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""uses.py - which file of bench/ and kmod/ uses which, and may it?

	uses.py rooms [OBJECTS=SOURCES..]
	uses.py circles [OBJECTS=SOURCES..]

Run in the top of the tree.  A file uses another that it includes and, where
there are objects (below the directory OBJECTS, named as the sources below the
directory SOURCES), another that defines what its object has undefined.

rooms holds the table of rooms in CONTRIBUTING.md: a room uses itself and rooms
above it in the table; of kmod/ only what a process can have, too; and kmod/
uses nothing of bench/.  circles finds files that use each other, over however
many others.

Exit status: 0, 1 with a line for each fault, 2 usage.
"""
import collections
import glob
import os
import re
import subprocess
import sys

INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')
ROOM = re.compile(r'\| `([a-z_]+)` \|')
# What a process can have of the module.
SHARED = {"dispatch", "backend", "uapi"}
# Written by make.
MADE = {"commit.h"}

# line 0: not an include, and what is a symbol
Use = collections.namedtuple("Use", "user line what used")


def rooms():
    """The names in the first column of the table that begins '| room |'."""
    names = []
    inside = False
    with open("CONTRIBUTING.md") as file:
        for line in file:
            if line.startswith("| room |"):
                inside = True
            elif not line.startswith("|"):
                inside = False
            elif inside and (match := ROOM.match(line)):
                names.append(match[1])
    return names


def sources(top):
    return sorted(name for name in glob.glob(top + "/**/*", recursive=True)
                  if name.endswith((".c", ".h", ".S")))


def includes(name):
    """Those of a file that are of this tree, or are meant to be."""
    places = ["kmod/"] if name.startswith("kmod/") else []
    places += ["", "bench/"]
    with open(name) as file:
        for number, line in enumerate(file, 1):
            if not (match := INCLUDE.match(line)) or match[2] in MADE:
                continue
            near = [os.path.dirname(name) + "/"] if match[1] == '"' else []
            found = [os.path.normpath(place + match[2])
                     for place in near + places
                     if os.path.exists(place + match[2])]
            if found or match[1] == '"':
                yield Use(name, number, line.strip(),
                          found[0] if found else None)


def source_of(program, objects, top):
    for end in ".c", ".S":
        name = top + program[len(objects):-len(".o")] + end
        if os.path.exists(name):
            return name
    return None


def references(pairs):
    """What the objects say; one that is of no source any more says nothing."""
    source = {}
    for objects, top in pairs:
        for program in glob.glob(objects + "/**/*.o", recursive=True):
            if name := source_of(program, objects, top):
                source[program] = name
    if not source:
        return
    out = subprocess.run(["nm", "-gA", *source], check=True,
                         capture_output=True, text=True).stdout
    wanted = collections.defaultdict(set)
    given = collections.defaultdict(set)
    for line in out.splitlines():
        program, rest = line.rsplit(":", 1)
        kind, symbol = rest.split()[-2:]
        if kind in "Uwv":
            wanted[source[program]].add(symbol)
        else:
            given[symbol].add(source[program])
    for user in sorted(wanted):
        for symbol in sorted(wanted[user]):
            for used in sorted(given[symbol] - {user}):
                yield Use(user, 0, symbol, used)


def without_object(pairs):
    """Sources that should have one: a file of prog/ is a whole program."""
    for objects, top in pairs:
        for name in sources(top):
            if name.endswith(".c") and not name.startswith("bench/prog/") and \
               not os.path.exists(objects + name[len(top):-2] + ".o"):
                yield "%s: no object below %s" % (name, objects)


def said(use):
    if use.line:
        return "%s:%d: %s" % use[:3]
    return "%s: uses %s of %s" % (use.user, use.what, use.used)


def room_of(name):
    return name.split("/")[1] if name.count("/") == 2 else None


def wrong_use(use, order):
    """What is wrong with a use, or None."""
    if use.used is None:
        return "there is no such file"
    top, _, below = use.used.partition("/")
    if use.user.startswith("kmod/"):
        # The program defines what there only a kernel has: no use of bench/.
        if top == "kmod" or not use.line:
            return None
        return "kmod/ uses nothing of " + top + "/"
    name = below if top == "bench" else use.used
    if use.line and '"%s"' % name not in use.what:
        return 'the room is not named; write "%s"' % name
    if top == "kmod" and below.split("/")[0] in SHARED:
        return None
    if top != "bench":
        return "bench/ uses only kmod/{%s}" % ",".join(sorted(SHARED))
    mine, other = room_of(use.user), room_of(use.used)
    if mine not in order or other not in order:
        return None		# is said of the folder
    if order.index(other) > order.index(mine):
        return "%s may not use %s, which is below it" % (mine, other)
    return None


def check_rooms(pairs):
    order = rooms()
    files = sources("bench")
    there = {room_of(name) for name in files}
    faults = ["%s: is in no room" % name for name in files
              if room_of(name) is None]
    faults += ["bench/%s: is no room of CONTRIBUTING.md's table" % name
               for name in sorted(there - set(order) - {None})]
    faults += ["bench/%s: a room of CONTRIBUTING.md's table without C" % name
               for name in order if name not in there]
    uses = [use for name in files + sources("kmod") for use in includes(name)]
    for use in uses + list(references(pairs)):
        if wrong := wrong_use(use, order):
            faults.append("%s: %s" % (said(use), wrong))
    return faults


def circles(edges):
    """The strongly connected components of more than one file (Tarjan)."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(edges[node]):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            at = stack.index(node)
            if len(stack) - at > 1:
                found.append(sorted(stack[at:]))
            del stack[at:]

    sys.setrecursionlimit(10000)
    for node in sorted(edges):
        if node not in index:
            visit(node)
    return found


def check_circles(pairs):
    edges = collections.defaultdict(dict)
    uses = [use for name in sources("bench") + sources("kmod")
            for use in includes(name)]
    for use in uses + list(references(pairs)):
        if use.used and use.used != use.user:
            edges[use.user].setdefault(use.used, use)
            edges[use.used]
    faults = []
    for names in circles(edges):
        faults.append("circle: " + " ".join(names))
        for name in names:
            faults += ["    " + said(use)
                       for used, use in edges[name].items() if used in names]
    return faults


def main():
    checks = {"rooms": check_rooms, "circles": check_circles}
    if len(sys.argv) < 2 or sys.argv[1] not in checks or \
       not all(arg.count("=") == 1 for arg in sys.argv[2:]):
        print(__doc__.split("\n\n")[1], file=sys.stderr)
        sys.exit(2)
    pairs = [arg.split("=") for arg in sys.argv[2:]]
    faults = list(without_object(pairs)) + checks[sys.argv[1]](pairs)
    print("\n".join(faults), end="\n" if faults else "")
    sys.exit(1 if faults else 0)


main()
