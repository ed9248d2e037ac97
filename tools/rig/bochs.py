# SPDX-License-Identifier: GPL-2.0-only
"""bochs: the other emulator: an Intel machine with x2APIC, a TSC deadline and Meltdown.

Debian's Bochs has no display that needs no screen, so that it gets one that nobody sees
(Xvfb).  Its debugger is built in and wants to be told to go on; the serial console goes
into a pipe.  A triple fault is a panic of Bochs and stops in its debugger; it has to go on: it may
be that of a guest in a container (model ryzen), whose hypervisor is told next.
"""
import os
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
TRIPLE_FAULTS = 1000
NEEDS = ['bochs:bochs', '/usr/share/bochs/BIOS-bochs-latest:bochsbios', '/usr/share/bochs/VGABIOS-lgpl-latest:vgabios',
         '/usr/lib/*/bochs/plugins/libbx_x_gui.so:bochs-x', 'Xvfb:xvfb']
CONFIG = '''plugin_ctrl: unmapped=true, biosdev=true, speaker=false, extfpuirq=true, parallel=false, serial=true
display_library: x
memory: guest={mem}, host={mem}
romimage: file=/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=/usr/share/bochs/VGABIOS-lgpl-latest
cpu: model={model}, count={cpus}, ips=200000000, reset_on_triple_fault=0
ata0-master: type=cdrom, path={iso}, status=inserted
boot: cdrom
com1: enabled=1, mode=file, dev={pipe}
clock: sync=none
panic: action=report
log: {log}
'''


class Bochs:
    """Boots a CD image.  .fd: its console, to be read; .proc: the emulator."""

    def __init__(self, tmp, iso, cpus, mem, model='corei7_skylake_x'):
        subprocess.run([os.path.join(HERE, '../need'), *NEEDS], check=True)
        pipe, config = os.path.join(tmp, 'serial'), os.path.join(tmp, 'bochsrc')
        self.log = os.path.join(tmp, 'bochs.log')
        with open(config, 'w') as f:
            f.write(CONFIG.format(mem=mem, model=model, cpus=cpus, iso=iso, pipe=pipe, log=self.log))
        with open(os.path.join(tmp, 'rc'), 'w') as f:
            f.write('c\n' * TRIPLE_FAULTS)
        os.mkfifo(pipe)
        self.fd = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        # Kept open here until Bochs has it, or the pipe would look finished.
        self.writer = os.open(pipe, os.O_WRONLY)
        self.screen = subprocess.Popen(['Xvfb', '-displayfd', '1', '-screen', '0', '1024x768x24', '-nolisten', 'tcp'],
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        number = self.screen.stdout.readline().decode().strip()
        self.proc = subprocess.Popen(['bochs', '-q', '-f', config, '-rc', os.path.join(tmp, 'rc')],
                                     env=dict(os.environ, DISPLAY=':' + number), stdin=subprocess.DEVNULL,
                                     stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)

    def stop(self, stop):
        stop(self.proc)
        stop(self.screen)
        os.close(self.writer)
        os.close(self.fd)
