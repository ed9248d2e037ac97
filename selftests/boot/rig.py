# SPDX-License-Identifier: GPL-2.0-only
"""rig: run tools/rig/boot from a test and look at the console.

HYP=xen in the environment runs the same test on real Xen: what passes there and fails on
Hoist is Hoist's fault.  Each run is one thread under -icount unless the test is about
parallelism, so it does the same every time on every machine.
"""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from tap import OUT, TOP  # noqa: E402

sys.path.insert(0, os.path.join(TOP, 'tools/rig'))
import assets  # noqa: E402

BOOT = os.path.join(TOP, 'tools/rig/boot')
HYP = os.environ.get('HYP', 'hoist')


class Run:
    """One boot: .status of tools/rig/boot, .console, .said (the launcher's verdict)."""

    def __init__(self, name, *args, timeout=400, icount=True, hyp=HYP):
        os.makedirs(OUT, exist_ok=True)
        self.log = os.path.join(OUT, f'{name}.{hyp}.console')
        cmd = [BOOT, '--quiet', '--hyp', hyp, '--log', self.log, '--timeout', str(timeout), *args]
        if icount:
            cmd.append('--icount')
        done = subprocess.run(cmd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.status, self.said = done.returncode, done.stdout
        try:
            with open(self.log, errors='replace', newline='') as f:
                self.console = f.read().replace('\r', '')
        except FileNotFoundError:
            self.console = ''

    def has(self, regex):
        return re.search(regex, self.console, re.M) is not None

    def lines(self, regex):
        return [x for x in self.console.splitlines() if re.search(regex, x)]

    def why(self):
        """For the report of a failed point."""
        return self.said + f'\nstatus {self.status}, console in {self.log}'


def xen_tool(name):
    """For --file: a program of Debian's xen-utils that the initramfs has not, put beside the tests."""
    assets.fetch()
    return os.path.join(assets.ROOT, 'usr/lib/xen-4.17/bin', name) + ':/tests/' + name


def mini():
    """The small guest, built."""
    folder = os.path.join(TOP, 'build/selftests/guest')
    path = os.path.join(folder, 'mini.elf')
    subprocess.run(['make', '-s', '-C', os.path.join(TOP, 'selftests/guest'), f'OUTPUT={folder}', path], check=True)
    return path
