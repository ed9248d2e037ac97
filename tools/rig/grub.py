# SPDX-License-Identifier: GPL-2.0-only
"""grub: a small CD image on which GRUB loads a hypervisor by multiboot2.

Only the modules that this needs are on it, and GRUB talks to the serial port only, so
that it can be watched and does not draw.
"""
import os
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
MODULES = 'multiboot2 multiboot linux normal iso9660 biosdisk serial terminal echo gzio test'


def entry(hyp_line, modules):
    """The menu entry's commands; modules: [(name on the CD, command line)]."""
    rows = [f'multiboot2 /boot/hypervisor {hyp_line}']
    rows += [f'module2 /boot/{name} {line}'.rstrip() for name, line in modules]
    return '\n'.join(rows + ['boot', ''])


def iso(tmp, hypervisor, hyp_line, modules):
    """Write the image into tmp; modules: [(path, command line)], dom0's kernel first."""
    subprocess.run([os.path.join(HERE, '../need'), 'grub-mkrescue:grub-common', 'xorriso:xorriso', 'mformat:mtools',
                    '/usr/lib/grub/i386-pc/multiboot2.mod:grub-pc-bin'], check=True)
    tree = os.path.join(tmp, 'cd')
    os.makedirs(os.path.join(tree, 'boot/grub'))
    shutil.copy(hypervisor, os.path.join(tree, 'boot/hypervisor'))
    rows = []
    for n, (path, line) in enumerate(modules):
        shutil.copy(path, os.path.join(tree, f'boot/module{n}'))
        rows.append((f'module{n}', line))
    with open(os.path.join(tree, 'boot/grub/grub.cfg'), 'w') as f:
        f.write('serial --unit=0 --speed=115200\nterminal_input serial\nterminal_output serial\n' + entry(hyp_line, rows))
    out = os.path.join(tmp, 'boot.iso')
    subprocess.run(['grub-mkrescue', '-d', '/usr/lib/grub/i386-pc', '--fonts=', '--locales=', '--themes=',
                    f'--install-modules={MODULES}', '--compress=no', '-o', out, tree],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return out
