# SPDX-License-Identifier: GPL-2.0-only
"""real: boot dom0 with an AHCI disk and two e1000e cards with a cable between them."""
import os
import sys

from dom0 import COMPLAINTS, HERE, OUT, cell

sys.path.insert(0, os.path.join(HERE, '../net'))
from net import netio  # noqa: E402


def cable(*macs):
    """Two e1000e cards on one wire, for tools/rig/boot."""
    words = []
    for n, mac in enumerate(macs):
        words += ['-netdev', f'hubport,id=wire{n},hubid=0', '-device', f'e1000e,netdev=wire{n},mac={mac},romfile=']
    return [f'--qemu={w}' for w in words]


def copied(hyp):
    files = [x for path in (os.path.join(OUT, 'blkio'), netio(), f'{HERE}/scripts/copy_guest')
             for x in ('--file', f'{path}:/tests/{os.path.basename(path)}')]
    cell(f'copy-{hyp}', programs=['copy'], modules='xen-blkback,xen-netback', hyp=hyp, timeout=1500,
         args=['--machine', 'q35', '--disk', 'ahci', '--guest', 'xen-blkfront,xen-netfront', '--mem', '1536', '--dom0-mem', '700',
               *cable('52:54:00:00:01:01', '52:54:00:00:01:02'),
               '--append', 'loglevel=5 rig.mods=xen-blkback,xen-netback rig.disk=sda', *files])


def served(name, *args):
    """The stock back-ends; a line of the IOMMU's log is a complaint, too."""
    files = [x for path in (os.path.join(OUT, 'blkio'), netio(), f'{HERE}/scripts/real_guest', f'{HERE}/scripts/pattern_guest')
             for x in ('--file', f'{path}:/tests/{os.path.basename(path)}')]
    cell(f'real-{name}', programs=['real'], modules='stock', hyp='hoist', timeout=1500,
         complaints=COMPLAINTS + r'|IOMMU \d+: device',
         args=['--machine', 'q35', '--disk', 'ahci', '--disk', 'virtio-iommu', '--guest', 'stock', '--mem', '1800', '--dom0-mem', '768',
               *cable('52:54:00:00:01:01', '52:54:00:00:01:02'), '--append', 'loglevel=5', *args, *files])
