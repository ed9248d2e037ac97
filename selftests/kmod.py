# SPDX-License-Identifier: GPL-2.0-only
"""kmod: builds the small kernel modules that tests put beside the drivers."""
import glob
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../tools/rig'))
import assets  # noqa: E402
from tap import OUT  # noqa: E402


def build(*args):
    done = subprocess.run(args, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        sys.exit(f'{" ".join(args)} failed:\n{done.stdout}')


def stripped(path):
    """Debug information is most of a module, and a guest has little memory."""
    os.makedirs(OUT, exist_ok=True)
    out = os.path.join(OUT, os.path.basename(path))
    build('strip', '--strip-debug', '-o', out, path)
    return out


def modules(source, kdir=None, *more):
    """The modules of a folder; built in a folder of links to the sources. more: arguments for make."""
    folder = os.path.join(OUT, os.path.basename(source))
    os.makedirs(folder, exist_ok=True)
    build('cp', '-sf', *glob.glob(os.path.join(source, '*')), folder + '/')
    build('make', '-s', '-C', kdir or assets.headers(), f'M={folder}',
          'CONFIG_DEBUG_INFO_BTF_MODULES=', *more, 'modules')
    return [stripped(x) for x in sorted(glob.glob(os.path.join(folder, '*.ko')))]
