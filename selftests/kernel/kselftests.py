# SPDX-License-Identifier: GPL-2.0-only
"""kselftests: programs of the kernel's tools/testing/selftests end in a domain as on the bare machine.

The programs are built from the laid kernel source and run by kselftests_run. What is compared is
the exit status and each point, so what a program leaves out or finds wrong on the bare machine
must be the same in a domain.
"""
import os
import subprocess
import sys

from modes import BARE, HERE, PV_DOM0, PVH_DOM0, kernel_or_skip
from complaints import told
from rig import Run
from tap import OUT, TOP, Tap

CACHE = os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache')
SOURCE = os.path.join(CACHE, 'hoist/kernel/laid/tools/testing/selftests')
FLAGS = ['-O2', '-std=gnu99', '-pthread', '-static', '-fno-pie', '-no-pie', '-s', '-I.', '-I..', '-I../../../..']
KILLED = 'exit 137'             # by time-out of kselftests_run
# What is put beside a hypervisor, so that the kernel has as much as on the bare machine
NATIVE, DOMAIN = ('--mem', '768'), ('--mem', '1280', '--dom0-mem', '768')
PVH = (*DOMAIN, '--machine', 'q35', '--cmdline', 'dom0=pvh', '--qemu=-device', '--qemu=amd-iommu')

# name: (what, hypervisor, what the kernel says of itself, arguments)
WHERE = {
    'native': ('the bare machine', 'none', BARE, NATIVE),
    'pv-xen': ('PV dom0 of real Xen', 'xen', PV_DOM0, DOMAIN),
    'pv-hoist': ('PV dom0 of Hoist', 'hoist', PV_DOM0, DOMAIN),
    'pvh-xen': ('PVH dom0 of real Xen', 'xen', PVH_DOM0, PVH),
    'pvh-hoist': ('PVH dom0 of Hoist', 'hoist', PVH_DOM0, PVH),
}


def build(folder, programs):
    """Arguments that put the programs where kselftests_run looks for them."""
    out = os.path.join(OUT, folder)
    os.makedirs(out, exist_ok=True)
    for name, more in programs.items():
        done = subprocess.run(['gcc', *FLAGS, '-o', os.path.join(out, name), name + '.c', *more], cwd=os.path.join(SOURCE, folder),
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            sys.exit(done.stdout)
    return [x for n in programs for x in ('--file', f'{out}/{n}:/tests/kselftests/{n}')]


class Results:
    """What each program ended with at one place."""

    def __init__(self, place, folder, files, append):
        _, hyp, seen, args = WHERE[place]
        self.run = Run(f'kernel-{folder}-{place}', '--kernel', 'ours', '--run', f'{HERE}/kselftests_run', '--to-exit', *args, *files,
                       '--append', append, hyp=hyp, timeout=600, icount=False)
        self.up = self.run.has(seen)

    def of(self, program):
        return [x for x in self.run.lines(rf'^kselftest: {program} ') if self.up]

    def complaints(self):
        return [x for x in told(self.run) if not x.startswith('(XEN)')]


def same(expected, got):
    return expected == got and any(' exit ' in x and KILLED not in x for x in expected)


def compare(folder, programs, append, needs=()):
    """The test: programs are {NAME: what the compiler needs besides NAME.c}, needs as for tools/need."""
    kernel_or_skip()
    domains = [x for x in WHERE if x != 'native' and x in (sys.argv[1:] or WHERE)]
    t = Tap(*(f'{x}, {WHERE[d][0]}' for d in domains for x in (*programs, 'no complaint')))
    subprocess.run([os.path.join(TOP, 'tools/need'), *needs], check=True)
    files = build(folder, programs)
    bare = Results('native', folder, files, append)
    for d in domains:
        there = Results(d, folder, files, append)
        for p in programs:
            expected, got = bare.of(p), there.of(p)
            why = '' if expected and got else bare.run.why() + there.run.why()
            t.ok(same(expected, got), ['expected:', *expected, 'got:', *got, *there.run.lines(f'^# {p}: '), *why.splitlines()])
        t.ok(there.up and not there.complaints(), there.complaints())
    t.done()
