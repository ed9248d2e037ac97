# SPDX-License-Identifier: GPL-2.0-only
"""efi: QEMU's options for a machine with EFI firmware (OVMF) that starts real Xen's EFI image.

The image finds its configuration, dom0's kernel and initrd beside itself on a FAT volume; the
configuration has the image's name.
The firmware's variables are a copy, so that a test may change them.
"""
import os
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
FIRMWARE = '/usr/share/OVMF/OVMF_CODE_4M.fd'
VARIABLES = '/usr/share/OVMF/OVMF_VARS_4M.fd'


def configuration(hyp_line, kernel_line, rd):
    rows = ['[global]', 'default=rig', '[rig]', f'options={hyp_line}', f'kernel=vmlinuz {kernel_line}']
    return '\n'.join(rows + (['ramdisk=initrd'] if rd else []) + [''])


def firmware(tmp):
    subprocess.run([os.path.join(HERE, '../need'), f'{FIRMWARE}:ovmf'], check=True)
    variables = os.path.join(tmp, 'variables.fd')
    shutil.copy(VARIABLES, variables)
    return ['-drive', f'if=pflash,unit=0,format=raw,readonly=on,file={FIRMWARE}',
            '-drive', f'if=pflash,unit=1,format=raw,file={variables}']


def volume(tmp, image, hyp_line, kernel, kernel_line, rd):
    """A folder that QEMU shows as a FAT disk; the firmware starts EFI/BOOT/BOOTX64.EFI."""
    folder = os.path.join(tmp, 'esp')
    boot = os.path.join(folder, 'EFI/BOOT')
    os.makedirs(boot)
    shutil.copy(image, os.path.join(boot, 'BOOTX64.EFI'))
    shutil.copy(kernel, os.path.join(boot, 'vmlinuz'))
    if rd:
        shutil.copy(rd, os.path.join(boot, 'initrd'))
    with open(os.path.join(boot, 'BOOTX64.cfg'), 'w') as f:
        f.write(configuration(hyp_line, kernel_line, rd))
    return ['-drive', f'file=fat:{folder},if=none,id=esp,format=raw,readonly=on', '-device', 'virtio-blk-pci,drive=esp,bootindex=0']


def options(tmp, *what):
    return firmware(tmp) + volume(tmp, *what)
