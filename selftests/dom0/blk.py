# SPDX-License-Identifier: GPL-2.0-only
"""blk: boot dom0 with one choice of block drivers, and run a script with guests there."""
import os
import sys

from dom0 import HERE, OUT, cell

sys.path.insert(0, os.path.join(HERE, '../../tools/rig'))
import assets  # noqa: E402

BACK = {'ours': 'xen-blkback', 'stock': 'stock'}
FRONT = {'ours': 'xen-blkfront', 'stock': 'stock'}


def blk(back, front, script='blk', guest='pv', args=(), **kw):
    """One cell of the matrix: who serves, who drives."""
    files = []
    for path in (os.path.join(OUT, 'blkio'), os.path.join(HERE, 'scripts', f'{script}_guest')):
        files += ['--file', f'{path}:/tests/{os.path.basename(path)}']
    cell(f'{script}-{back}-{front}-{guest}', programs=[script], modules=BACK[back], timeout=1500,
         args=['--guest', FRONT[front], '--mem', '1800', '--dom0-mem', '900', '--append',
               f'loglevel=5 rig.mods=xen-blkback blk.front={front} blk.type={guest}', *files, *args], **kw)


def ext4():
    """{name in /tests: path} of the modules of a file system; by name they are in the order to load them."""
    needs = assets.module_closure(['ext4'], {}, assets.stock_kernel())
    order = []

    def add(name):
        for n in needs[name][1]:
            add(n)
        if name not in order:
            order.append(name)

    add('ext4')
    return {f'ext4/{n}-{m}.ko': needs[m][0] for n, m in enumerate(order)}


def alone(name, programs, append='', modules='xen-blkback,xen-blkfront', files=(), named=None, **kw):
    """dom0 serves disks to itself: no guest, both drivers ours."""
    put = []
    for path in (f'{HERE}/scripts/blkself.sh', f'{OUT}/blkio', f'{OUT}/blk_badfront', f'{OUT}/blk_badback', *files):
        put += ['--file', f'{path}:/tests/{os.path.basename(path)}']
    for name_in, path in (named or {}).items():
        put += ['--file', f'{path}:/tests/{name_in}']
    cell(name, programs=programs, modules=modules,
         args=['--mem', '1536', '--dom0-mem', '700', '--cpus', '2', '--append',
               f'loglevel=5 rig.mods={modules} {append}', *put], **kw)
