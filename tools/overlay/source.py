# SPDX-License-Identifier: GPL-2.0-only
"""source: the kernel's source, as Debian has it."""
import fcntl
import os
import shutil
import subprocess
import sys

from overlay.plan import CACHE, cannot

PACKAGE = 'linux-source-6.1'
# GiB of the source, unpacked, and of the first kernel's objects.
ROOM = 4


def locked(name):
    os.makedirs(CACHE, exist_ok=True)
    f = open(os.path.join(CACHE, name), 'w')
    fcntl.flock(f, fcntl.LOCK_EX)
    return f


def offered():
    text = subprocess.run(['apt-cache', 'madison', PACKAGE], text=True, capture_output=True).stdout
    return list(dict.fromkeys(x.split('|')[1].strip() for x in text.splitlines() if x.count('|') == 2 and 'Sources' not in x))


MOVED = '''{package} {base}, which overlay/series is for, is not offered any more; offered: {there}.
To move to another version:
    KERNEL_BASE={new} tools/kernel drift     which of the files that we replace have changed: read why
    KERNEL_BASE={new} make kernel            build and boot with it
then write it into the `base` line of overlay/series and run selftests/runner --all kernel.
An older package from snapshot.debian.org in the cache ({cache}) does as well.'''


def unpack(deb, folder):
    """The archive that the package holds."""
    pipe = (f'dpkg-deb --fsys-tarfile "$0" | tar xO ./usr/src/{PACKAGE}.tar.xz | xz -dc -T0 | '
            'tar x --strip-components=1 --no-same-owner -C "$1"')
    subprocess.run(['bash', '-o', 'pipefail', '-c', pipe, deb, folder], check=True)


def fetch(version):
    deb = os.path.join(CACHE, f'{PACKAGE}_{version}_all.deb')
    if os.path.exists(deb):
        return deb
    if version not in offered():
        root = [] if os.getuid() == 0 else ['sudo', '-n']
        subprocess.run([*root, 'apt-get', 'update', '-q'], stdout=subprocess.DEVNULL)
    there = offered()
    if version not in there:
        new = there[0] if there else 'VERSION'
        cannot(MOVED.format(package=PACKAGE, base=version, there=', '.join(there) or 'none', new=new, cache=CACHE))
    done = subprocess.run(['apt-get', 'download', '-q', f'{PACKAGE}={version}'], cwd=CACHE, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        cannot(f'{PACKAGE} {version} cannot be downloaded: {done.stdout.strip()}')
    return deb


def pristine(version):
    """The folder with upstream's files of that version; fetched and unpacked once."""
    folder = os.path.join(CACHE, 'source-' + version)
    with locked('lock-source'):
        if os.path.exists(os.path.join(folder, 'Makefile')):
            return folder
        deb = fetch(version)
        free = shutil.disk_usage(CACHE).free >> 30
        if free < ROOM:
            cannot(f'{CACHE} has {free} GiB free, {ROOM} are needed')
        print(f'kernel: unpacking {PACKAGE} {version}', file=sys.stderr)
        shutil.rmtree(folder + '.new', ignore_errors=True)
        os.makedirs(folder + '.new')
        unpack(deb, folder + '.new')
        os.rename(folder + '.new', folder)
        os.remove(deb)
    return folder
