#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""inject_nmi.py SOCKET SECONDS TIMES - an NMI every so often.

By QEMU's monitor (QMP).  Prints how many there were until QEMU ended.
"""
import json
import socket
import sys
import time


def connect(path):
    """The monitor's socket, which is there when QEMU is."""
    for _ in range(600):
        s = socket.socket(socket.AF_UNIX)
        try:
            s.connect(path)
            return s
        except OSError:
            s.close()
            time.sleep(0.05)
    sys.exit("inject_nmi.py: no monitor at " + path)


def main():
    path, pause, times = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    f = connect(path).makefile("rw")
    injected = 0

    def say(command):
        f.write(json.dumps({"execute": command}) + "\n")
        f.flush()
        # Events come in between.
        while True:
            line = f.readline()
            if not line:
                raise EOFError
            if "return" in json.loads(line):
                return

    try:
        f.readline()
        say("qmp_capabilities")
        while injected < times:
            say("inject-nmi")
            injected += 1
            time.sleep(pause)
    except (EOFError, OSError):
        pass
    print(injected)


main()
