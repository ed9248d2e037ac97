# SPDX-License-Identifier: GPL-2.0-only
"""matrix: a stock dom0 on 1, 2, 4 and 8 CPUs of one machine type, with all it must bear.

In one boot each: every CPU runs, the clock keeps up with the RTC for a minute, storms of
processes and of mappings, CPUs down and up again, disks and network cards that interrupt by
MSI and MSI-X, or (pci=nomsi) by lines; then it reboots.
"""
import os
import subprocess

from rig import Run
from tap import OUT, Tap

HERE = os.path.dirname(os.path.abspath(__file__))
CPUS = (1, 2, 4, 8)
KINDS = (('messages', ''), ('lines', 'pci=nomsi'))


def program():
    os.makedirs(OUT, exist_ok=True)
    path = os.path.join(OUT, 'storm')
    subprocess.run(['gcc', '-O1', '-static', '-Wall', '-o', path, os.path.join(HERE, 'user/storm.c')], check=True)
    return path


def whole(machine, cpus, kind, option, storm):
    args = ['--machine', machine, '--cpus', str(cpus), '--mem', '1536', '--dom0-mem', '768',
            '--disk', 'virtio', '--disk', 'ahci', '--nic', 'virtio', '--nic', 'e1000e', '--file', storm + ':/bin/storm',
            '--append', f'rig.cpus={cpus} rig.clock=60 rig.jobs={2 * cpus} rig.disk=vda,sda rig.nics=2 rig.end=reboot {option}']
    for test in ('cpus', 'clock', 'storm', 'hotplug', 'disk', 'nic'):
        args += ['--test', test]
    return Run(f'matrix-{machine}-{cpus}-{kind}', *args, '--run', os.path.join(HERE, 'user/run-storm'), '--to-exit', timeout=3000)


def main(machine):
    rows = [(cpus, kind, option) for cpus in CPUS for kind, option in KINDS]
    t = Tap(*[f'{machine}, {cpus} CPUs, interrupts by {kind}' for cpus, kind, _ in rows])
    storm = program()
    for cpus, kind, option in rows:
        run = whole(machine, cpus, kind, option, storm)
        t.ok(run.status == 0 and run.has('^rig: end'), run.why())
    t.done()
