# SPDX-License-Identifier: GPL-2.0-only
"""tap: what a test written in Python needs to speak TAP.

    t = Tap('cyclic includes are found', 'the tree is clean')      # plan first
    t.ok(condition, detail)        # next planned point
    t.skip(reason)
    t.done()                       # exit status
"""
import os
import sys

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OUT = os.environ.get('OUTPUT') or os.path.join(TOP, 'build/selftests/by-hand')


class Tap:
    def __init__(self, *points):
        self.points, self.at, self.failed = points, 0, 0
        print('TAP version 13')
        print(f'1..{len(points)}', flush=True)

    def _next(self, verdict, extra=''):
        self.at += 1
        name = self.points[self.at - 1] if self.at <= len(self.points) else 'not in the plan'
        print(f'{verdict} {self.at} {name}{extra}', flush=True)

    def ok(self, condition, detail=''):
        """One point; detail (text or lines) is shown when it failed."""
        if not condition:
            self.failed += 1
            lines = detail.splitlines() if isinstance(detail, str) else list(detail)
            for line in lines[:200]:
                print(f'# {line}')
        self._next('ok' if condition else 'not ok')
        return bool(condition)

    def skip(self, reason):
        self._next('ok', f' # SKIP {reason}')

    def done(self):
        while self.at < len(self.points):
            self.ok(False, 'never reached')
        sys.exit(1 if self.failed else 0)


def skip_all(reason):
    print('TAP version 13')
    print(f'1..0 # SKIP {reason}')
    sys.exit(4)
