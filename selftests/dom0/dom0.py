# SPDX-License-Identifier: GPL-2.0-only
"""dom0: boot once, run several TAP programs in dom0, and give one TAP of their points.

    cell('devices', programs=['evtchn_test', 'smoke'], modules='ours')

A program is a C program of this folder (built into OUTPUT), a script of the folder
scripts, or one of selftests/boot/dom0, which has no TAP but its exit status.  modules is
what tools/rig/boot --modules takes, hyp is xen or hoist, args go to tools/rig/boot.
Three points are added: the drivers are those that were asked for, the kernel complains
of nothing, and dom0 got to its end.
"""
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..'), os.path.join(HERE, '../boot')]
import kmod  # noqa: E402
from rig import Run  # noqa: E402
from tap import OUT  # noqa: E402

COMPLAINTS = r'BUG:|WARNING:|Oops|general protection|[Bb]ad page|scheduling while atomic|Call Trace|leaked'


class Points:
    """One TAP with points that come from several; the plan comes last."""

    def __init__(self):
        self.at, self.failed = 0, 0
        print('TAP version 13', flush=True)

    def add(self, good, name, note='', detail=()):
        for line in list(detail)[-60:]:
            print(f'# {line}')
        self.at += 1
        self.failed += not good
        print(f'{"ok" if good else "not ok"} {self.at} {name}{note}', flush=True)

    def done(self):
        print(f'1..{self.at}')
        sys.exit(1 if self.failed else 0)


def files(programs):
    """Arguments that put the programs into /tests; those of selftests/boot are there."""
    out = []
    for p in programs:
        for path in (os.path.join(OUT, p), os.path.join(HERE, 'scripts', p)):
            if os.path.exists(path):
                out += ['--file', f'{path}:/tests/{p}']
        out += ['--test', p]
    for shared in ('tap.sh',):
        out += ['--file', f'{os.path.join(HERE, "..", shared)}:/tests/{shared}']
    return out


def split(console, programs):
    """{program: (its lines, its exit status)}; None for one that never ended."""
    out, lines = {}, []
    for line in console.splitlines():
        end = re.search(r'rig: test (\S+) status (\d+)', line)
        if end:
            out[end.group(1)] = (lines, int(end.group(2)))
            lines = []
        elif 'rig: up' in line:
            lines = []
        else:
            lines.append(line)
    return {p: out.get(p, (lines, None)) for p in programs}


def tell(points, program, lines, status):
    """The points of one program."""
    plan, seen, notes, before = None, 0, [], points.failed
    for line in lines:
        m = re.match(r'1\.\.(\d+)', line)
        if m:
            plan = int(m.group(1))
        m = re.match(r'(ok|not ok) \d+ ?(.*)', line)
        if m:
            seen += 1
            points.add(m.group(1) == 'ok', f'{program}: {m.group(2)}', detail=notes if m.group(1) != 'ok' else ())
            notes = []
        elif line.startswith('# '):
            notes.append(line[2:])
    good = status in (0, 4) and plan in (None, seen)
    told = points.failed > before and status == 1 and plan == seen
    if plan is None or not (good or told):
        points.add(good, f'{program}: ends with status {status}', detail=() if good else lines)


def cell(name, programs, modules='ours', hyp=None, args=(), timeout=600, complaints=COMPLAINTS, icount=True):
    points = Points()
    run_cell(points, name, programs, modules, hyp, args, timeout, lambda run: run.lines(complaints), icount)
    points.done()


def run_cell(points, name, programs, modules, hyp, args, timeout, complaints, icount=True):
    """One boot, its points among others; complaints(run) are the lines in which a kernel complains."""
    hyp = hyp or os.environ.get('HYP', 'xen')
    run = Run(name, *files(programs), '--modules', modules, '--to-exit', '--append', 'loglevel=5', *args,
              hyp=hyp, timeout=timeout, icount=icount)
    for program, (lines, status) in split(run.console, programs).items():
        tell(points, program, lines, status)
    wrong = run.lines(r'rig: module \S+ is not ours')
    right = run.lines(r'rig: module \S+ is ours')
    points.add(not wrong and bool(right) == (modules != 'stock'), f'drivers are as asked for ({modules})', detail=wrong)
    bad = complaints(run)
    points.add(not bad, 'the kernel complains of nothing', detail=bad)
    points.add(run.has('^rig: end'), f'dom0 gets to its end ({hyp})', detail=() if run.has('^rig: end') else run.why().splitlines())


def put(*programs):
    """Arguments that put programs of this folder into /tests."""
    out = []
    for p in programs:
        built, script = os.path.join(OUT, p), os.path.join(HERE, 'scripts', p)
        out += ['--file', f'{built if os.path.exists(built) else script}:/tests/{p}']
    return out


INSIDE = ['evtchn_test', 'gntalloc_test', 'gntdev_test', 'domu_test', 'copy_auto']


def inside(kind, kdir=None, more=''):
    """Arguments to run INSIDE in a guest of this kind; kdir is what modules for it are built against."""
    kmods = kmod.modules(os.path.join(HERE, 'modules'), kdir)
    beside = [x for path in kmods for x in ('--file', f'{path}:/tests/{os.path.basename(path)}')]
    return [*put(*INSIDE, 'lender'), *beside, '--append',
            f'loglevel=5 rig.type={kind} rig.inside={",".join(INSIDE)} rig.beside=tap.sh,set-feature.ko {more}']


def guest_cell(kind, modules='ours', hyp=None):
    """Runs INSIDE in a guest of this kind with these drivers; dom0's are the kernel's own, but for xen-gntalloc."""
    cell(f'guest-{kind}-{modules}', programs=['in_guest'], modules='xen-gntalloc', hyp=hyp, timeout=900,
         args=('--mem', '1536', '--dom0-mem', '700', '--guest', modules, *inside(kind)))
