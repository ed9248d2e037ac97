# SPDX-License-Identifier: GPL-2.0-only
"""native: boot Debian's kernel on the bare (emulated) machine with hoist.ko at hand.

What happens in it is a script of guest/, which speaks TAP itself; its points are ours.
"""
import glob
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '../boot'))
sys.path.insert(0, os.path.join(HERE, '..'))
sys.path.insert(0, os.path.join(HERE, '../../tools/rig'))
import assets  # noqa: E402
import kmod  # noqa: E402
from rig import Run  # noqa: E402
from tap import OUT, TOP  # noqa: E402


# A network card, and behind it a TCP server that gives back what it gets.
ECHO = ['--qemu=-netdev', '--qemu=user,id=echo,restrict=on,guestfwd=tcp:10.0.2.100:7-cmd:cat',
        '--qemu=-device', '--qemu=e1000e,netdev=echo,romfile=']


def worker():
    """The jobs that go on meanwhile, as a static program."""
    os.makedirs(OUT, exist_ok=True)
    path = os.path.join(OUT, 'worker')
    subprocess.run(['gcc', '-O2', '-static', '-o', path, os.path.join(HERE, 'worker.c')], check=True)
    return path


def guest_file(name):
    return ['--file', os.path.join(HERE, 'guest', name) + ':tests/hoist.' + name]


def kexec():
    """The program, a kernel for it, and what makes that one's initramfs."""
    program = os.path.join(assets.extra('kexec', ['kexec-tools']), 'sbin/kexec')
    return ['--file', program + ':sbin/kexec', '--file', assets.vmlinuz() + ':vmlinuz', *guest_file('second')]


def kvm():
    """KVM's modules, and that for MSRs."""
    more = assets.extra('kvm', [assets.real_kernel_package()],
                        ['./lib/modules/*/kernel/virt', './lib/modules/*/kernel/drivers/crypto/ccp'])
    out = []
    for root, names in ((more, ('irqbypass', 'ccp')), (assets.ROOT, ('kvm', 'kvm-amd', 'msr'))):
        for name in names:
            path, = glob.glob(os.path.join(root, 'lib/modules', assets.release(), 'kernel/**', name + '.ko'), recursive=True)
            out += ['--file', f'{path}:{name}.ko']
    return out


def twin():
    """hoist.ko by another name: the kernel would not load the same one twice."""
    with open(assets.our_modules('hoist')['hoist'], 'rb') as f:
        image = f.read()
    path = os.path.join(OUT, 'hois2.ko')
    with open(path, 'wb') as f:
        f.write(image.replace(b'name=hoist\0', b'name=hois2\0').replace(b'hoist' + bytes(51), b'hois2' + bytes(51)))
    return ['--file', path + ':hois2.ko']


def test_modules():
    """Those of module/, built for the kernel that is booted."""
    built = kmod.modules(os.path.join(HERE, 'module'))
    return [x for path in built for x in ('--file', f'{path}:{os.path.basename(path)}')]


def core_modules():
    """hoist-core, what goes with it, and a test module on it: linked with hoist-core's names, not with vmlinux's."""
    names = [f'hoist-{x}' for x in ('core', 'evtchn', 'privcmd', 'gntalloc', 'gntdev', 'xenfs')]
    built = assets.our_modules(','.join(names))
    symbols = os.path.join(TOP, 'build/modules', assets.release(), 'Module.symvers')
    test = kmod.modules(os.path.join(HERE, 'core'), None, f'TREE={TOP}', f'KBUILD_EXTRA_SYMBOLS={symbols}')
    paths = [kmod.stripped(built[n.replace('-', '_')]) for n in names] + test
    return [x for path in paths for x in ('--file', f'{path}:{os.path.basename(path)}')]


class Native(Run):
    """.points: {name: passed} of what the script said."""

    def __init__(self, name, script, *args, settings='', timeout=400, icount=False):
        super().__init__('hoist-' + name, '--way', 'insmod', '--run', os.path.join(HERE, 'guest', script),
                         '--file', os.path.join(TOP, 'selftests/tap.sh') + ':tests/tap.sh',
                         '--file', worker() + ':bin/worker', *guest_file('lib'), '--append', f'loglevel=1 {settings}', *args,
                         timeout=timeout, icount=icount, hyp='hoist')
        found = re.findall(r'^(not ok|ok) \d+ (.*)$', self.console, re.M)
        self.points = {what: said == 'ok' for said, what in found}

    def timed_out(self):
        return self.status == 2

    def passed(self, name):
        return self.points.get(name, False)

    def all_passed(self, least):
        return len(self.points) >= least and all(self.points.values()) and self.status == 0

    def failed(self):
        return ', '.join(n for n, ok in self.points.items() if not ok) or 'points are missing'
