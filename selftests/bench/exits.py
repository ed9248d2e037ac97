# SPDX-License-Identifier: GPL-2.0-only
"""Counts the exits from containers of a machine in QEMU, whoever its hypervisor is.

QEMU's SVM writes a line for each exit to the log that also shows the code it translates; a
range of addresses with no code in it keeps the latter silent. The log is a FIFO that is read
while the machine runs: with -icount that changes nothing for it. What is being measured the
programs tell themselves, by marks (mark.h) that are exits of their own and are not counted.
"""
import json
import os
import select
import statistics
import subprocess
import threading

EXIT_CPUID = 0x72
# As mark.h has them.
BEGIN, END, NAME, HALVE = range(4)
MARKS, MARK_BYTES, CPUID_AT = 128, 8, 3


def address_of_marks(elf):
    """Where a program has its marks."""
    text = subprocess.run(['nm', elf], capture_output=True, text=True, check=True).stdout
    return next(int(x.split()[0], 16) for x in text.splitlines() if x.endswith(' bench_marks'))


class Program:
    """The marks of one: {row: [exits of each run]}."""

    def __init__(self):
        self.rows, self.row, self.begun, self.halves = {}, '', None, 0

    def mark(self, letter, exits):
        """One with so many exits before it, marks left out."""
        if letter == BEGIN:
            self.begun = exits
        elif letter == END and self.begun is not None:
            self.rows.setdefault(self.row, []).append((exits - self.begun) / (1 << self.halves))
            self.begun = None
        elif letter == NAME:
            self.row, self.halves = '', 0
        elif letter == HALVE:
            self.halves += 1
        elif letter >= 32:
            self.row += chr(letter)


class Exits:
    """Of one boot: options() go to QEMU, then start(), and done() when it has ended."""

    def __init__(self, fifo, programs):
        """programs: {name: ELF file with marks}."""
        self.fifo = fifo
        self.places = [(address_of_marks(elf), Program(), name) for name, elf in programs.items()]
        self.exits, self.fd = 0, None
        self.reader = threading.Thread(target=self.read, daemon=True)

    def options(self):
        return ['-D', self.fifo, '-d', 'in_asm', '-dfilter', '0xdead000000000000+1']

    def start(self):
        if os.path.exists(self.fifo):
            os.unlink(self.fifo)
        os.mkfifo(self.fifo)
        self.fd = os.open(self.fifo, os.O_RDONLY | os.O_NONBLOCK)
        self.reader.start()

    def read(self):
        writer = select.poll()
        writer.register(self.fd)
        writer.poll()
        os.set_blocking(self.fd, True)
        with open(self.fd, errors='replace') as f:
            for line in f:
                at = line.find('vmexit(')
                if at >= 0:
                    self.exit(*(int(x, 16) for x in line[at + 7:line.index(')', at)].split(',')))

    def exit(self, code, info1, info2, rip):
        letter = self.letter(rip) if code == EXIT_CPUID else None
        if letter:
            letter[0].mark(letter[1], self.exits)
        else:
            self.exits += 1

    def letter(self, rip):
        """The program and the letter, if an instruction is a mark."""
        for base, program, _ in self.places:
            n, rest = divmod(rip - base, MARK_BYTES)
            if 0 <= n < MARKS and rest == CPUID_AT:
                return program, n
        return None

    def done(self, path):
        """What was counted, {'PROGRAM ROW': exits}; kept in a file too."""
        # Had QEMU not opened it, the reader would wait for ever.
        os.close(os.open(self.fifo, os.O_RDWR))
        self.reader.join()
        os.unlink(self.fifo)
        rows = {f'{name} {row}': statistics.median_low(runs) for _, program, name in self.places
                for row, runs in program.rows.items()}
        with open(path, 'w') as f:
            json.dump(rows, f, indent=1)
        return rows


def kept(path):
    """What done() has kept there, or None."""
    if not os.path.exists(path):
        return None
    with open(path) as f:
        return json.load(f)
