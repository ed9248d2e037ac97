# SPDX-License-Identifier: GPL-2.0-only
"""build: compiles a variant and brings what is booted to build/."""
import os
import re
import shutil
import subprocess

from overlay.check import report
from overlay.lay import lay
from overlay.plan import CACHE, TOP, cannot, die, put, read
from overlay.source import locked

NEEDS = ['gcc:gcc', 'ld:binutils', 'make:make', 'flex:flex', 'bison:bison', 'bc:bc', 'cpio:cpio', 'xz:xz-utils',
         '/usr/include/libelf.h:libelf-dev', '/usr/include/openssl/ssl.h:libssl-dev', 'dpkg-deb:dpkg']


def prepare(variant):
    """The sources as they are to be compiled. Called with the variant locked."""
    if variant.laid:
        lay(variant.plan, variant.tree)
    variant.configure()


def compile_all(variant):
    jobs = os.environ.get('JOBS') or str(os.cpu_count() or 1)
    out = variant.make(f'-j{jobs}', 'bzImage', 'modules', stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    log = os.path.join(CACHE, f'{os.path.basename(variant.obj)}.log')
    put(log, out.stdout.encode())
    if out.returncode:
        lines = out.stdout.splitlines()
        first = next((n for n, x in enumerate(lines) if re.search(r'error|undefined|\*\*\*', x)), 0)
        die('the build failed:\n' + '\n'.join(lines[max(0, first - 5):first + 40]) + f'\n(all of it: {log})')


def collect(variant, key):
    """What is booted, copied to build/."""
    shutil.rmtree(variant.out, ignore_errors=True)
    os.makedirs(os.path.join(variant.out, 'modules'))
    # vmlinux.bin is the ELF file without symbols that the bzImage carries: what a PV loader wants.
    parts = {'bzImage': 'arch/x86/boot/bzImage', 'vmlinux': 'arch/x86/boot/compressed/vmlinux.bin', 'System.map': 'System.map',
             'config': '.config', 'modules.builtin': 'modules.builtin', 'release': 'include/config/kernel.release'}
    if variant.laid:
        parts['objects'] = 'objects'
    for name, path in parts.items():
        shutil.copy(os.path.join(variant.obj, path), os.path.join(variant.out, name))
    for path in read(os.path.join(variant.obj, 'modules.order')).decode().split():
        path = re.sub(r'\.o$', '.ko', path)
        os.makedirs(os.path.dirname(os.path.join(variant.out, 'modules', path)), exist_ok=True)
        shutil.copy(os.path.join(variant.obj, path), os.path.join(variant.out, 'modules', path))
    put(os.path.join(variant.out, 'key'), key)


def has(path, key):
    return os.path.exists(path) and read(path) == key


def build(variant):
    """Another checkout with the same content may have built it: then it is only collected."""
    key, built = variant.key(), os.path.join(variant.obj, '.built')
    if has(os.path.join(variant.out, 'key'), key):
        return
    if subprocess.run([os.path.join(TOP, 'tools/need'), *NEEDS]).returncode:
        cannot('what the build needs is not there')
    with locked(variant.lock):
        if not has(built, key):
            bring_up_to_date(variant, key, built)
        collect(variant, key)


def bring_up_to_date(variant, key, built):
    prepare(variant)
    if os.path.exists(built):
        os.remove(built)
    compile_all(variant)
    if variant.laid:
        report(variant)
    put(built, key)
