# SPDX-License-Identifier: GPL-2.0-only
"""variant: one of the kernels that are built from the same sources, of overlay/variants.

Each has objects of its own in the cache and a folder of its own in build/; the one without a
name is what `make kernel` gives.
"""
import hashlib
import os
import re
import subprocess

from overlay.plan import CACHE, TOP, die, put, read, rows, variant_rows
from overlay.source import pristine

# Not for the kernel's own make.
OUR_ENVIRONMENT = ('MAKEFLAGS', 'MAKELEVEL', 'MFLAGS', 'O', 'V', 'C', 'BUILD', 'VERSION', 'VARIANT')


class Variant:
    """.tree is the kernel's source, .obj has the objects, .out is in build/, .lock guards the first two."""

    def __init__(self, plan, name=''):
        known = variant_rows()
        if name and name not in known:
            die(f'no variant "{name}"; overlay/variants has {", ".join(known)}')
        tree, self.fragments = known.get(name, ('laid', []))
        self.plan, self.name, self.laid = plan, name, tree == 'laid'
        tail = f'-{name}' if name else ''
        self.obj = os.path.join(CACHE, 'obj' + tail)
        self.lock = 'lock' + tail
        self.out = os.path.join(TOP, 'build', 'kernel' + tail)
        self.tree = os.path.join(CACHE, 'laid' + tail if self.laid else 'source-' + plan.base)

    def options(self):
        """{option: line} of overlay/config and the fragments."""
        lines = [x for name in ('config', *self.fragments) for x in rows(name)]
        return {x.split('=', 1)[0]: x for x in lines}

    def key(self):
        """A digest of all that the image depends on."""
        tools = ('lay.py', 'plan.py', 'variant.py') if self.laid else ('variant.py',)
        digest = hashlib.sha256(self.plan.base.encode())
        for name in tools:
            digest.update(read(os.path.join(os.path.dirname(os.path.abspath(__file__)), name)))
        digest.update('\n'.join(self.options().values()).encode())
        if self.laid:
            for name in ('series', 'keep'):
                digest.update(read(os.path.join(TOP, 'overlay', name)))
            for rel, path in sorted(self.plan.ours().items()):
                digest.update(rel.encode() + b'\0' + read(path))
        return digest.hexdigest().encode()

    def make(self, *args, **kw):
        env = {k: v for k, v in os.environ.items() if k not in OUR_ENVIRONMENT}
        # The same image from the same sources, whoever builds it and when.
        env.update(KBUILD_BUILD_USER='hoist', KBUILD_BUILD_HOST='hoist', KBUILD_BUILD_TIMESTAMP='Thu Jan  1 00:00:00 UTC 2026')
        return subprocess.run(['make', '-C', self.tree, 'O=' + self.obj, *args], env=env, **kw)

    def configure(self):
        """.config from overlay/, when that or the package has changed."""
        if not self.laid:
            pristine(self.plan.base)
        options = self.options()
        text = ('\n'.join(options.values()) + '\n').encode()
        stamp = os.path.join(self.obj, '.overlay')
        if os.path.exists(stamp) and read(stamp) == text + self.plan.base.encode():
            return
        wanted = os.path.join(self.obj, '.wanted')
        put(wanted, text)
        done = self.make('-s', 'KCONFIG_ALLCONFIG=' + wanted, 'allnoconfig', stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            die(f'make allnoconfig failed:\n{done.stdout[-6000:]}')
        lost = self.lost(options)
        if lost:
            die('overlay/config asks for what this kernel does not give: ' + ', '.join(lost))
        put(stamp, text + self.plan.base.encode())

    def lost(self, options):
        """Options that the kernel has in another way."""
        got = read(os.path.join(self.obj, '.config')).decode()
        return [line for name, line in options.items()
                if (re.search(rf'^{name}=', got, re.M) if line.endswith('=n') else f'\n{line}\n' not in got)]
