#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""trace.py - every instruction that one operation of a loop executes.

	trace.py SOCKET SYMBOLS LOOP..

Listens on SOCKET for QEMU's gdbstub (vm.sh boot --gdb), lets the guest run into
each LOOP, a function of the module, and steps through the first window that has
four operations or more.  Text is read from the guest's memory as it executes
it: what was patched at boot and at load (alternatives, retpolines, returns,
jump labels) is seen as it is.  SYMBOLS has lines as /proc/kallsyms of the same
guest.

Prints a line for each instruction of one operation, and ends with an error if
another operation of that window executed something else:

	LOOP<TAB>FUNCTION<TAB>OFFSET<TAB>INSTRUCTION
"""
import bisect
import os
import re
import socket
import subprocess
import sys
import tempfile

RSI, RIP = 4, 16	# in the stub's order of registers
WANTED_OPS = 4
MOST_STEPS = 100000
MOST_TEXT = 0x10000	# a longer function is a gap between symbols
CHUNK = 1024		# the stub answers no more than 2 KiB at once
TIMEOUT_S = 120


class Symbols:
    """Where functions begin, and so which one has an address."""

    def __init__(self, path):
        found = {}
        with open(path, encoding="ascii") as f:
            for line in f:
                m = re.match(r"([0-9a-f]{16}) [tTwW] (\S+)", line)
                if m:
                    found.setdefault(int(m[1], 16), m[2])
        self.start = sorted(found)
        self.name = found

    def address(self, name):
        for address, n in self.name.items():
            if n == name:
                return address
        sys.exit(f"trace.py: no function {name} among the symbols")

    def function(self, pc):
        """Name, first address and the address behind of what has @pc."""
        i = bisect.bisect_right(self.start, pc)
        if i in (0, len(self.start)):
            sys.exit(f"trace.py: no symbol for {pc:#x}")
        begin, end = self.start[i - 1:i + 1]
        if end - begin > MOST_TEXT:
            sys.exit(f"trace.py: no symbol for {pc:#x}")
        return self.name[begin], begin, end

    def resolve(self, insn):
        """A jump's target by its name instead of its address."""
        m = re.fullmatch(r"(.*) 0x([0-9a-f]{16})", insn)
        if not m:
            return insn
        name, begin, _ = self.function(int(m[2], 16))
        offset = int(m[2], 16) - begin
        return f"{m[1]} {name}" + (f"+{offset:#x}" if offset else "")


class Stub:
    """The little of GDB's remote protocol that is needed here."""

    def __init__(self, path):
        server = socket.socket(socket.AF_UNIX)
        server.settimeout(TIMEOUT_S)
        server.bind(path)
        server.listen(1)
        self.conn, _ = server.accept()
        self.conn.settimeout(TIMEOUT_S)
        self.data = b""

    def send(self, text):
        sum8 = sum(text.encode()) & 255
        self.conn.sendall(f"${text}#{sum8:02x}".encode())

    def receive(self):
        while not (m := re.search(rb"\$([^#]*)#..", self.data)):
            more = self.conn.recv(65536)
            if not more:
                raise EOFError("the guest ended before every loop was seen")
            self.data += more
        self.data = self.data[m.end():]
        self.conn.sendall(b"+")
        return m[1].decode()

    def ask(self, text, want=None):
        self.send(text)
        reply = self.receive()
        if reply[:1] == "E" or want and not reply.startswith(want):
            sys.exit(f"trace.py: '{text}' was answered by '{reply}'")
        return reply

    def register(self, n):
        # Not by 'p', which the stub keeps from who has not asked for XML.
        value = self.ask("g")[16 * n:16 * n + 16]
        return int.from_bytes(bytes.fromhex(value), "little")

    def memory(self, address, size):
        data = b""
        while len(data) < size:
            part = min(CHUNK, size - len(data))
            at = address + len(data)
            data += bytes.fromhex(self.ask(f"m{at:x},{part:x}"))
        return data

    def step(self):
        self.ask("s", "T05")


def disassemble(code, address):
    """Instruction at each address, in objdump's words."""
    with tempfile.NamedTemporaryFile() as f:
        f.write(code)
        f.flush()
        text = subprocess.run(
            ["objdump", "-D", "-b", "binary", "-m", "i386:x86-64",
             "--no-show-raw-insn", f"--adjust-vma={address:#x}", f.name],
            check=True, capture_output=True, text=True).stdout
    lines = re.findall(r"^\s*([0-9a-f]+):\t(.*?)\s*(?:#.*)?$", text, re.M)
    return {int(at, 16): " ".join(insn.split()) for at, insn in lines}


def trace_window(stub, begin, end):
    """Addresses executed from the loop's entry to the reading behind it."""
    pcs = []
    code = stub.memory(begin, end - begin)
    last = begin + code.index(b"\x0f\x01\xf9")	# rdtscp
    while not pcs or pcs[-1] != last:
        pcs.append(stub.register(RIP))
        stub.step()
        if len(pcs) > MOST_STEPS:
            sys.exit(f"trace.py: the loop at {begin:#x} does not end")
    return pcs[:-1]


def one_operation(pcs, begin, end, ops):
    """Cut a window at the first place that it passes again."""
    seen = set()
    for pc in pcs:
        if begin <= pc < end and pc in seen:
            break
        seen.add(pc)
    else:
        sys.exit(f"trace.py: no second operation in the loop at {begin:#x}")
    cuts = [i for i, p in enumerate(pcs) if p == pc]
    if len(cuts) != ops:
        sys.exit(f"trace.py: {len(cuts)} operations seen, {ops} asked for")
    rounds = [pcs[a:b] for a, b in zip(cuts, cuts[1:])]
    if any(r != rounds[0] for r in rounds):
        sys.exit(f"trace.py: operations at {begin:#x} are not all the same")
    return rounds[0]


def trace_loop(stub, sym, loop, begin, end, ops):
    """The lines of one operation of @loop, which is about to be entered."""
    text = {}
    pcs = trace_window(stub, begin, end)
    for pc in one_operation(pcs, begin, end, ops):
        name, first, behind = sym.function(pc)
        if name not in text:
            text[name] = disassemble(stub.memory(first, behind - first), first)
        print(loop, name, f"{pc - first:#x}", sym.resolve(text[name][pc]),
              sep="\t")


def trace(stub, sym, loops):
    left = {sym.address(loop): loop for loop in loops}
    for address in left:
        stub.ask(f"Z1,{address:x},1", "OK")
    while left:
        stub.ask("c", "T05")
        _, begin, end = sym.function(stub.register(RIP))
        ops = stub.register(RSI) & 0xffffffff
        if ops < WANTED_OPS:
            # Going on would meet the breakpoint again.
            stub.step()
            continue
        trace_loop(stub, sym, left.pop(begin), begin, end, ops)
        stub.ask(f"z1,{begin:x},1", "OK")
    stub.ask("D", "OK")


def main(path, symbols, loops):
    sym = Symbols(symbols)
    stub = Stub(path)
    try:
        trace(stub, sym, loops)
    except EOFError as why:
        sys.exit(f"trace.py: {why}")
    except BaseException:
        # A guest that waits for us would be waited for.
        stub.send("k")
        raise


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit("usage: trace.py SOCKET SYMBOLS LOOP..")
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
