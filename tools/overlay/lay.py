# SPDX-License-Identifier: GPL-2.0-only
"""lay: brings a laid tree up to date: Debian's source with ours over it.

Each variant has a tree of its own, so that one that takes long keeps nobody from building another.
"""
import glob
import os
import shutil
import subprocess

from overlay.plan import CODE, die, put, read
from overlay.source import pristine


def edited(plan, source):
    """{path: new content} of the Kbuild files that series edits."""
    out = {}
    for path, old, new in plan.edits:
        text = out.get(path) or read(os.path.join(source, path))
        if text.count(old.encode()) != 1:
            die(f'overlay/series: "{old}" is in {path} {text.count(old.encode())} times, not once: has upstream moved it?')
        out[path] = text.replace(old.encode(), new.encode())
    return out


def upstream(plan, source):
    """Paths of upstream's code that the plan replaces, kept files left out."""
    found = set(plan.gone) | set(plan.files)
    for folder in plan.folders:
        for path in glob.glob(os.path.join(source, folder, '**/*'), recursive=True):
            rel = os.path.relpath(path, source)
            if CODE.search(rel):
                found.add(rel)
    return found - set(plan.keep)


def wanted(plan, source):
    """{path: content, or None for a file that must not be there} of all that differs from upstream."""
    want = dict.fromkeys(upstream(plan, source))
    want.update(edited(plan, source))
    want.update({rel: read(path) for rel, path in plan.ours().items()})
    return want


def begin(plan, source, tree):
    """A copy by links, for each version of the package anew."""
    stamp = tree + '.base'
    if os.path.exists(stamp) and open(stamp).read() == plan.base:
        return
    shutil.rmtree(tree, ignore_errors=True)
    subprocess.run(['cp', '-al', source, tree], check=True)
    with open(stamp, 'w') as f:
        f.write(plan.base)


def lay(plan, tree):
    """Only what differs is touched."""
    source = pristine(plan.base)
    begin(plan, source, tree)
    want = wanted(plan, source)
    record = tree + '.paths'
    before = open(record).read().split('\n') if os.path.exists(record) else []
    with open(record, 'w') as f:
        f.write('\n'.join(sorted(set(before) | set(want))))
    for rel in set(before) - set(want) - {''}:
        path = os.path.join(source, rel)
        want[rel] = read(path) if os.path.exists(path) else None
    for rel, data in want.items():
        path = os.path.join(tree, rel)
        if data is not None:
            put(path, data)
        elif os.path.exists(path):
            os.remove(path)


def drift(plan, here):
    """Name what upstream has changed in the files that we replace since the version `here`."""
    old, new = pristine(here), pristine(plan.base)
    paths = upstream(plan, old) | upstream(plan, new) | set(plan.keep)
    for rel in sorted(paths):
        a, b = os.path.join(old, rel), os.path.join(new, rel)
        if os.path.exists(a) != os.path.exists(b):
            print(f'{"gone" if os.path.exists(a) else "new"}\t{rel}')
        elif os.path.isfile(a) and read(a) != read(b):
            print(f'changed\t{rel}')
