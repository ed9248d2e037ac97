# SPDX-License-Identifier: GPL-2.0-only
"""net: boots with what the network tests need: netio, this tree's modules and rude peers.

The initramfs has both kinds of drivers: the kernel's own where modprobe finds them, ours
in /ours, so one boot can try several pairs.
"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..'), os.path.join(HERE, '../boot'), os.path.join(HERE, '../../tools/rig')]
import assets  # noqa: E402
from kmod import build, modules, stripped  # noqa: E402
from rig import HYP, Run  # noqa: E402
from tap import OUT  # noqa: E402


def netio():
    os.makedirs(OUT, exist_ok=True)
    out = os.path.join(OUT, 'netio')
    build('gcc', '-O2', '-static', '-o', out, os.path.join(HERE, 'netio.c'))
    return out


def peers():
    """The modules that break the protocol."""
    return modules(os.path.join(HERE, 'peers'))


def ours():
    return [stripped(assets.our_modules('all')[n]) for n in ('xen_netback', 'xen_netfront')]


def srcversion(name):
    return assets.srcversion(assets.our_modules('all')[name])


def arguments(files=()):
    """Of tools/rig/boot, for a dom0 with guests, both kinds of drivers and netio."""
    args = ['--mem', '1536', '--dom0-mem', '800', '--to-exit', '--guest', 'stock', '--file', netio() + ':/bin/netio']
    for path in [*ours(), *files]:
        args += ['--file', f'{path}:/ours/{os.path.basename(path)}']
    return args


def boot(name, test, *args, hyp=None, type='pv', files=(), timeout=1700, **more):
    """test: a script in selftests/boot/dom0. Ours: hyp, xen or hoist (default: as HYP says)."""
    cmd = ['--test', test, '--append', f'rig.type={type} ' + ' '.join(args), *arguments(files)]
    return Run(name, *cmd, timeout=timeout, hyp=hyp or HYP, **more)
