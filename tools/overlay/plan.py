# SPDX-License-Identifier: GPL-2.0-only
"""plan: what the files of overlay/ say, and what of our tree they mean."""
import glob
import os
import re
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CACHE = os.path.join(os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache'), 'hoist', 'kernel')
# What of a folder is code; a Kconfig is not, and stays.
CODE = re.compile(r'(\.[chS]|/Makefile|/Kbuild)$')
# Folders of ours that are for other kernels only.
NOT_LAID = ('drivers/xen/hoist/',)


def die(text):
    sys.exit(f'kernel: {text}')


def cannot(text):
    """Not a fault of the tree: this machine can't build now. Tests skip on this exit status."""
    print(f'kernel: {text}', file=sys.stderr)
    sys.exit(4)


def read(path):
    with open(path, 'rb') as f:
        return f.read()


def put(path, data):
    """Write a file anew, unless it has that content: make looks at the time, and the old one may be a link."""
    if os.path.exists(path) and read(path) == data:
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + '.lay', 'wb') as f:
        f.write(data)
    os.rename(path + '.lay', path)


def rows(name):
    with open(os.path.join(TOP, 'overlay', name)) as f:
        return [x.strip() for x in f if x.strip() and not x.startswith('#')]


class Plan:
    """overlay/series and overlay/keep."""

    def __init__(self):
        self.folders, self.files, self.gone, self.drafts, self.edits, self.base = [], [], [], [], [], None
        for row in rows('series'):
            verb, rest = row.split(None, 1)
            if verb == 'base':
                self.base = os.environ.get('KERNEL_BASE') or rest
            elif verb == 'edit':
                path, old, new = (x.strip() for x in rest.split(': ', 2))
                self.edits.append((path, old, new.replace('\\n', '\n')))
            elif verb in ('folder', 'file', 'gone', 'draft'):
                {'folder': self.folders, 'file': self.files, 'gone': self.gone, 'draft': self.drafts}[verb].append(rest)
            else:
                die(f'overlay/series: what is "{verb}"?')
        self.keep = dict(re.split(r'\s+', row, 1) for row in rows('keep'))

    def is_draft(self, path):
        return any(path == d or path.startswith(d + '/') for d in self.drafts)

    def ours(self):
        """{path: our file}."""
        found = {}
        for folder in self.folders:
            for path in glob.glob(os.path.join(TOP, folder, '**/*'), recursive=True):
                rel = os.path.relpath(path, TOP)
                if CODE.search(rel) and not rel.startswith(NOT_LAID) and not rel.endswith('.mod.c') and not self.is_draft(rel):
                    found[rel] = path
        found.update({f: os.path.join(TOP, f) for f in self.files})
        return found

    def problems(self):
        """What is wrong with the plan, whatever the kernel."""
        ours = self.ours()
        bad = [f'keep: {p} is ours by now' for p in self.keep if p in ours]
        bad += [f'series: no file {p}' for p in self.files if not os.path.exists(ours[p])]
        bad += [f'series: no draft {d}' for d in self.drafts if not os.path.exists(os.path.join(TOP, d))]
        bad += [f'series: no folder {f}' for f in self.folders if not os.path.isdir(os.path.join(TOP, f))]
        return bad + variant_problems()


def variant_rows():
    """{name: (tree, [fragment])} of overlay/variants."""
    return {name: (tree, fragments) for name, tree, *fragments in (x.split() for x in rows('variants'))}


def variant_problems():
    bad = []
    for name, (tree, fragments) in variant_rows().items():
        bad += [f'variants: {name}: what is "{tree}"?'] if tree not in ('laid', 'pristine') else []
        bad += [f'variants: {name}: no file {f}' for f in fragments if not os.path.exists(os.path.join(TOP, 'overlay', f))]
    return bad
