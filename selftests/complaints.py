# SPDX-License-Identifier: GPL-2.0-only
"""complaints: what kernels say of themselves in a console, those of overlay/variants included.

KCSAN watches the whole kernel, and parts that are not ours have races of their own: its
reports count when one of the two accesses is made in a function of ours, or by one that it calls.
"""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import TOP  # noqa: E402

sys.path.insert(0, os.path.join(TOP, 'tools'))
from overlay.plan import Plan  # noqa: E402
from overlay.variant import Variant  # noqa: E402

COMPLAINTS = (r'BUG:(?! KCSAN: data-race)|WARNING: |(?<!SLEEP )INFO: |UBSAN: |Oops|general protection|[Bb]ad page|scheduling while atomic|'
              r'suspicious RCU|Call Trace|is not ours|leaked')
# Under real Xen and TCG together CPUID tells at times another size of the extended state than
# XCR0 asks for; a guest's kernel warns of that at its start.
KNOWN = r'WARNING: .* at arch/x86/kernel/fpu/xstate\.c'
TRACE_LINES = 60


def our_functions(variant):
    """Names of the functions in objects of ours."""
    with open(os.path.join(TOP, f'build/kernel-{variant}/objects')) as f:
        sources = {s for k, s, _ in (x.rstrip('\n').split('\t') for x in f) if k == 'ours'}
    obj = Variant(Plan(), variant).obj
    objects = [p for p in (os.path.join(obj, re.sub(r'\.[cS]$', '.o', s)) for s in sources) if os.path.exists(p)]
    text = subprocess.run(['nm', '--defined-only', *objects], check=True, text=True, stdout=subprocess.PIPE).stdout
    return set(re.findall(r'^[0-9a-f]+ [tTwW] ([^.\s]+)', text, re.M))


def races(lines, ours):
    """KCSAN's reports in which a function of ours has part, each as a list of lines."""
    found, report = [], None
    for line in lines:
        if 'BUG: KCSAN: data-race' in line:
            report = []
            found.append(report)
        if report is not None:
            report.append(line)
            if '=====' in line or len(report) > 80:
                report = None
    return [r for r in found if parties(r) & ours]


def parties(report):
    """The functions of both accesses, and who called them."""
    names, left = set(), 0
    for line in report:
        if re.search(r' (bytes|interrupt|task|race at unknown origin)\b.*:$', line):
            left = 2
        frame = re.search(r'(?:^|[ |\]])([A-Za-z_][\w.]*)\+0x[0-9a-f]+/0x', line)
        if left and frame:
            names.add(frame.group(1).split('.')[0])
            left -= 1
    return names


def unknown(lines):
    """The lines but for those from a known warning to the end of its trace."""
    left = 0
    for line in lines:
        left = TRACE_LINES if re.search(KNOWN, line) else left
        if not left:
            yield line
        left = 0 if 'end trace' in line else max(left - 1, 0)


def told(run, variant=''):
    """All complaints of a run's console, as lines."""
    lines = list(unknown(run.console.splitlines()))
    bad = [x for x in lines if re.search(COMPLAINTS, x)]
    if variant == 'kcsan':
        bad += [x for r in races(lines, our_functions(variant)) for x in r[:30]]
    return bad
