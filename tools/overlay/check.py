# SPDX-License-Identifier: GPL-2.0-only
"""check: holds each linked object that is Xen's against our tree and overlay/keep."""
import os
import re
import subprocess

from overlay.plan import die, put, read

# By its name, or because it makes hypercalls, an object is Xen's.
XEN = re.compile(r'(^|[/_-])xen([/_.-]|bus|fs|syms|stored|$)')
HYPERCALLS = 'arch/x86/include/asm/xen/hypercall.h'


def members(variant):
    """Objects in vmlinux and in the modules."""
    text = subprocess.run(['ar', 't', 'vmlinux.a'], cwd=variant.obj, text=True, capture_output=True, check=True).stdout
    found = {(x, 'vmlinux') for x in text.split()}
    for order in read(os.path.join(variant.obj, 'modules.order')).decode().split():
        name = re.sub(r'\.k?o$', '', order)
        found |= {(x, os.path.basename(name)) for x in read(os.path.join(variant.obj, name + '.mod')).decode().split()}
    return sorted(found)


def origin(variant, obj):
    """(source of an object, whether it makes hypercalls), from what fixdep wrote."""
    folder, name = os.path.split(obj)
    path = os.path.join(variant.obj, folder, f'.{name}.cmd')
    text = read(path).decode() if os.path.exists(path) else ''
    source = re.search(r'^source_\S+ := (\S+)', text, re.M)
    rel = os.path.relpath(os.path.normpath(os.path.join(variant.obj, source.group(1))), variant.tree) if source else obj
    return rel, HYPERCALLS in text


def classify(variant):
    """[(ours, kept or UNKNOWN, source, where it is linked)] of every Xen object."""
    ours, out = variant.plan.ours(), []
    for obj, where in members(variant):
        source, calls = origin(variant, obj)
        if not calls and not XEN.search(source) and not XEN.search(obj):
            continue
        if source in ours and read(ours[source]) == read(os.path.join(variant.tree, source)):
            out.append(('ours', source, where))
        else:
            out.append(('kept' if source in variant.plan.keep else 'UNKNOWN', source, where))
    return out


def report(variant):
    """Write the list of Xen's objects; end when one is neither ours nor kept."""
    listed = classify(variant)
    put(os.path.join(variant.obj, 'objects'), ''.join(f'{a}\t{b}\t{c}\n' for a, b, c in sorted(listed)).encode())
    unknown = [f'{s} ({w})' for k, s, w in listed if k == 'UNKNOWN']
    if unknown:
        die('linked, but neither ours nor in overlay/keep:\n  ' + '\n  '.join(unknown))
    if not listed:
        die('the build has no Xen object at all: is the check looking at the right place?')
