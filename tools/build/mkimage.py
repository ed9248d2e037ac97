#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""mkimage.py: wrap the flat hypervisor image as the ELF32 file that loaders take.

usage: mkimage.py [--pvh] SYMS FLAT OUT

SYMS is the linked ELF64, FLAT its `objcopy -O binary`.  GRUB (multiboot2) and
QEMU's -kernel (multiboot1) load 32-bit ELF at physical addresses; they refuse or
misread a 64-bit ELF at 0xffff82d0....  OUT has one PT_LOAD segment, which
reaches to the end of .bss, and one PT_NOTE with the PVH entry point
(XEN_ELFNOTE_PHYS32_ENTRY).

--pvh clears the multiboot1 magic: QEMU looks for that first, and without it
takes the PVH way.
"""
import struct
import subprocess
import sys

VIRT_TO_PHYS = 0xffff82d040000000
PAGE = 4096
MB1_MAGIC, MB1_WINDOW = 0x1badb002, 8192
EM_386, PT_LOAD, PT_NOTE = 3, 1, 4
PHYS32_ENTRY = 18
EHDR, PHDR = 52, 32


def symbols(path):
    """Physical address of each symbol of the image."""
    out = subprocess.run(['nm', path], capture_output=True, text=True, check=True).stdout
    rows = (line.split() for line in out.splitlines())
    return {r[2]: int(r[0], 16) - VIRT_TO_PHYS for r in rows if len(r) == 3}


def clear_mb1(flat):
    """Find the multiboot1 header as a loader does and clear its magic."""
    for at in range(0, min(MB1_WINDOW, len(flat)) - 11, 4):
        magic, flags, check = struct.unpack_from('<III', flat, at)
        if magic == MB1_MAGIC and (magic + flags + check) % 2**32 == 0:
            struct.pack_into('<I', flat, at, 0)
            return
    sys.exit('mkimage.py: no multiboot1 header in the first 8 KiB')


def elf32(flat, base, end, entry, pvh_entry):
    note = struct.pack('<III4sI', 4, 4, PHYS32_ENTRY, b'Xen\0', pvh_entry)
    ident = b'\x7fELF' + bytes([1, 1, 1]) + bytes(9)
    ehdr = ident + struct.pack('<HHIIIIIHHHHHH', 2, EM_386, 1, entry, EHDR, 0, 0, EHDR, PHDR, 2, 0, 0, 0)
    load = struct.pack('<IIIIIIII', PT_LOAD, PAGE, base, base, len(flat), end - base, 7, PAGE)
    at = EHDR + 2 * PHDR
    pnote = struct.pack('<IIIIIIII', PT_NOTE, at, 0, 0, len(note), len(note), 4, 4)
    head = ehdr + load + pnote + note
    return head + bytes(PAGE - len(head)) + flat


def main(argv):
    pvh = argv[:1] == ['--pvh']
    syms, flat_path, out = argv[1:] if pvh else argv
    sym = symbols(syms)
    with open(flat_path, 'rb') as f:
        flat = bytearray(f.read())
    if pvh:
        clear_mb1(flat)
    entry = sym['pvh_entry' if pvh else 'mb_entry']
    image = elf32(flat, sym['hyp_start'], sym['hyp_end'], entry, sym['pvh_entry'])
    with open(out, 'wb') as f:
        f.write(image)


if __name__ == '__main__':
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(sys.argv[1:])
