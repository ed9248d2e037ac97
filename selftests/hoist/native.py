# SPDX-License-Identifier: GPL-2.0-only
"""native: boot Debian's kernel on the bare (emulated) machine with hoist.ko at hand.

What happens in it is a script of guest/, which speaks TAP itself; its points are ours.
"""
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '../boot'))
sys.path.insert(0, os.path.join(HERE, '..'))
from rig import Run  # noqa: E402
from tap import TOP  # noqa: E402


class Native(Run):
    """.points: {name: passed} of what the script said."""

    def __init__(self, name, script, *args, settings='', timeout=400, icount=False):
        super().__init__('hoist-' + name, '--way', 'insmod', '--run', os.path.join(HERE, 'guest', script),
                         '--file', os.path.join(TOP, 'selftests/tap.sh') + ':tests/tap.sh',
                         '--file', os.path.join(HERE, 'guest/lib') + ':tests/hoist.lib',
                         '--append', f'loglevel=1 {settings}', *args, timeout=timeout, icount=icount, hyp='hoist')
        found = re.findall(r'^(not ok|ok) \d+ (.*)$', self.console, re.M)
        self.points = {what: said == 'ok' for said, what in found}

    def passed(self, name):
        return self.points.get(name, False)

    def all_passed(self, least):
        return len(self.points) >= least and all(self.points.values()) and self.status == 0

    def failed(self):
        return ', '.join(n for n, ok in self.points.items() if not ok) or 'points are missing'
