#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""ksyms.py: the table of function names for backtraces, as assembly.

usage: nm -n IMAGE | ksyms.py > ksyms.S        (no input: an empty table)

The layout, which hypervisor code reads:
  const u32  hyp_sym_count      entries
  const u32  hyp_sym_offset[]   address - hyp_start, ascending
  const u32  hyp_sym_name[]     where the entry's name starts in hyp_sym_names
  const char hyp_sym_names[]    names, each ended by a zero byte

The table stands behind .text but before .init.text, so it moves symbols when it
grows: the image is linked once with a table of the right length and again with
the right addresses.
"""
import sys


def functions(lines):
    """(offset, name) of each function; local labels and duplicates left out."""
    rows, start = {}, None
    for line in lines:
        addr, kind, name = line.split()
        if name == 'hyp_start':
            start = int(addr, 16)
        if kind in 'tT' and not name.startswith(('.L', '__start_', '__stop_')):
            rows.setdefault(int(addr, 16), name)
    return [(a - start, n) for a, n in sorted(rows.items()) if start is not None and a >= start]


def table(label, kind, values):
    print(f'\t.globl {label}\n{label}:')
    for v in values:
        print(f'\t{kind} {v}')


def main():
    rows = functions(sys.stdin)
    print('\t.section .rodata.ksyms, "a", @progbits\n\t.balign 4')
    table('hyp_sym_count', '.long', [len(rows)])
    table('hyp_sym_offset', '.long', [f'{a:#x}' for a, _ in rows])
    at, starts = 0, []
    for _, name in rows:
        starts.append(at)
        at += len(name) + 1
    table('hyp_sym_name', '.long', starts)
    table('hyp_sym_names', '.asciz', [f'"{n}"' for _, n in rows] or ['""'])
    print('\t.section .note.GNU-stack, "", @progbits')


if __name__ == '__main__':
    main()
