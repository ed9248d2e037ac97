# SPDX-License-Identifier: GPL-2.0-only
"""modes: what the tests of the kernel share: how it says where it runs, and what it must not say."""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', x) for x in ('boot', '', 'net', '../tools/rig')]
from complaints import COMPLAINTS  # noqa: E402,F401
from tap import TOP, skip_all  # noqa: E402

BARE, PV_DOM0, PVH_DOM0 = r'^rig: up native', r'^rig: up PV,dom0', r'^rig: up PVH,dom0'
PV, PVH = r'^rig: up PV$', r'^rig: up PVH$'


def kernel_or_skip():
    """Builds the kernel; the test is skipped where that can't be done (tools/kernel: exit status 4)."""
    done = subprocess.run([os.path.join(TOP, 'tools/kernel'), 'build'], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode == 4:
        skip_all([x for x in done.stdout.splitlines() if x.startswith('kernel: ')][-1])
    if done.returncode:
        sys.exit(done.stdout)


def our_scripts(tests):
    """Arguments of the rig that run these; a script of this folder is put where those of selftests/boot are."""
    args = []
    for test in tests:
        path = os.path.join(HERE, test)
        args += ['--test', test, *(('--file', f'{path}:/tests/{test}') if os.path.exists(path) else ())]
    return args
