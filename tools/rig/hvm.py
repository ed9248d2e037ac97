# SPDX-License-Identifier: GPL-2.0-only
"""hvm: what dom0 needs to start HVM guests: Debian's device model, its firmware, a guest.

The firmware copies kernel and initrd byte by byte, about 2 us each on TCG, so the guest's
initrd is small and compressed.
"""
import gzip
import os
import re
import subprocess

import assets

PACKAGES = ['qemu-system-xen', 'seabios', 'qemu-system-data', 'ipxe-qemu']
MODEL = 'usr/libexec/xen-qemu-system-i386'
FIRMWARE = ['usr/share/seabios/bios-256k.bin', 'usr/share/qemu/linuxboot.bin', 'usr/share/qemu/linuxboot_dma.bin',
            'usr/share/qemu/kvmvapic.bin', 'usr/share/qemu/keymaps/en-us', 'usr/lib/ipxe/qemu/efi-rtl8139.rom']
# Drivers of the devices that the model emulates, beside the front-ends.
MODULES = ['xen-blkfront', 'xen-netfront', 'ata_piix', 'sd_mod', '8139cp', 'crct10dif_generic', 'crc64_rocksoft_generic']


def host_libraries(path):
    """What the model needs beside Xen's own libraries; QEMU for the rig brings it."""
    text = subprocess.run(['ldd', path], check=True, text=True, stdout=subprocess.PIPE).stdout
    if 'not found' in text:
        raise FileNotFoundError(re.search(r'\s*(\S+) => not found', text).group(1))
    return {os.path.basename(p): p for p in re.findall(r'(/\S+) \(0x', text)}


def model():
    """Files for dom0: [(name in it, path)]."""
    root = assets.extra('hvm', PACKAGES)
    binary = os.path.join(root, MODEL)
    files = [(MODEL, binary), ('usr/lib/xen-4.17/boot/hvmloader', os.path.join(assets.ROOT, 'usr/lib/xen-4.17/boot/hvmloader'))]
    files += [(f, os.path.join(root, f)) for f in FIRMWARE if os.path.exists(os.path.join(root, f))]
    there = set(assets.libraries(os.path.join(assets.ROOT, p) for p in assets.PROGRAMS if os.path.exists(os.path.join(assets.ROOT, p))))
    files += [('lib/x86_64-linux-gnu/' + n, os.path.realpath(p)) for n, p in sorted(host_libraries(binary).items())
              if n not in there and not n.startswith('ld-linux')]
    return files


def initrd(path, ours, files):
    """A guest's initramfs; ours: as for assets.dom0_initramfs(); files: more of them."""
    assets.fetch()
    kernel, modules = assets.kernel_and_modules(ours)
    plain = path + '.cpio'
    cpio = assets.Cpio(plain)
    for folder in ('dev', 'proc', 'sys', 'tmp', 'run', 'var', 'root', 'mnt', 'tests', 'etc'):
        cpio.folder(folder)
    cpio.node('dev/console', 5, 1)
    box, links = assets.busybox_links()
    cpio.copy('bin/busybox', box)
    for link in links:
        cpio.link(link, '/bin/busybox')
    for name, src in [('init', os.path.join(assets.HERE, 'dom0/init')), *files]:
        cpio.copy(name, src)
    assets.add_modules(cpio, MODULES, modules, kernel)
    cpio.close()
    with open(plain, 'rb') as src, gzip.open(path, 'wb') as dst:
        dst.write(src.read())
    os.unlink(plain)
    return path


def arguments(guest, kernel=None):
    """Of tools/rig/boot: the model in dom0, and the guest's kernel and initrd in /guest."""
    files = [*model(), ('guest/vmlinuz', kernel or assets.vmlinuz()), ('guest/initrd.gz', guest)]
    return [x for name, path in files for x in ('--file', f'{path}:/{name}')]


if __name__ == '__main__':
    print('\n'.join(f'{os.path.getsize(p) >> 10:8d} KiB {n}' for n, p in model()))
