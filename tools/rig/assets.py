#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""assets: what the rigs boot: Debian's kernel, Xen and Xen's tools, and an initramfs.

usage: tools/rig/assets.py            fetch and build all of it, say where it is

Packages are downloaded (apt-get download) and unpacked, never installed, into
${XDG_CACHE_HOME:-$HOME/.cache}/hoist/root, about 180 MB once:

    kernel        linux-image-amd64's real package: boot/vmlinuz-*, lib/modules
    xen           xen-hypervisor-4.17-amd64: the oracle to compare with
    tools         xl, xenstored, xenconsoled, ... with every library they need

From these dom0_initramfs() makes build/rig/dom0.cpio (not compressed: unpacking costs
more than loading in an emulator): busybox, the tools, drivers of the emulated devices,
tools/rig/dom0/init and the tests in selftests/boot/dom0.  vmlinux() gives the kernel
unpacked, for boots that are not about unpackers.
"""
import fcntl
import glob
import gzip
import hashlib
import lzma
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
CACHE = os.path.join(os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache'), 'hoist')
ROOT = os.path.join(CACHE, 'root')
BUILD = os.path.join(TOP, 'build', 'rig')

PACKAGES = ['busybox-static', 'xen-hypervisor-4.17-amd64', 'xen-utils-4.17', 'xen-utils-common', 'xenstore-utils',
            'libxenmisc4.17', 'libxencall1', 'libxendevicemodel1', 'libxenevtchn1', 'libxenforeignmemory1',
            'libxengnttab1', 'libxenhypfs1', 'libxenstore4', 'libxentoolcore1', 'libxentoollog1',
            'libyajl2', 'libzstd1', 'zlib1g', 'liblzma5', 'libuuid1', 'libcom-err2', 'libext2fs2',
            'libbz2-1.0', 'liblzo2-2', 'libnl-3-200', 'libnl-route-3-200', 'libsystemd0', 'libcap2', 'libgcrypt20',
            'libgpg-error0', 'liblz4-1', 'libfdt1', 'libncurses6', 'libtinfo6', 'libc6', 'libgcc-s1', 'bash']
# Of the kernel's package only what is booted; of the others all but documents.
KERNEL_PATHS = ['./boot', './lib/modules/*/kernel/arch', './lib/modules/*/kernel/block', './lib/modules/*/kernel/crypto',
                './lib/modules/*/kernel/drivers/ata', './lib/modules/*/kernel/drivers/block',
                './lib/modules/*/kernel/drivers/net/*.ko', './lib/modules/*/kernel/drivers/net/ethernet/intel/e1000*',
                './lib/modules/*/kernel/drivers/net/ethernet/realtek', './lib/modules/*/kernel/drivers/net/xen*',
                './lib/modules/*/kernel/drivers/nvme', './lib/modules/*/kernel/drivers/scsi/*.ko',
                './lib/modules/*/kernel/drivers/usb/[chs]*', './lib/modules/*/kernel/drivers/virtio',
                './lib/modules/*/kernel/drivers/xen', './lib/modules/*/kernel/lib', './lib/modules/*/kernel/fs/ext4',
                './lib/modules/*/kernel/fs/jbd2', './lib/modules/*/kernel/fs/*.ko',
                './lib/modules/*/kernel/net/80*', './lib/modules/*/kernel/net/bridge', './lib/modules/*/kernel/net/core',
                './lib/modules/*/kernel/net/llc', './lib/modules/*/kernel/drivers/char/hw_random']
# The modules that this tree has, too (those that are there yet): Kbuild.
OURS = ['xen-evtchn', 'xen-privcmd', 'xen-gntdev', 'xen-gntalloc', 'xenfs', 'xen-blkback', 'xen-netback', 'xen-pciback', 'xen-blkfront',
        'xen-netfront']
MODULES = ['xen-evtchn', 'xen-privcmd', 'xen-gntdev', 'xen-gntalloc', 'xenfs', 'xen-blkback', 'xen-netback', 'xen-pciback', 'xen-blkfront',
           'xen-netfront',
           'virtio_pci', 'virtio_blk', 'virtio_net', 'virtio_scsi', 'ahci', 'ata_piix', 'sd_mod', 'nvme',
           'e1000', 'e1000e', '8139cp', 'loop', 'brd', 'bridge', 'tun',
           'crct10dif_generic', 'crc32c_generic', 'crc64_rocksoft_generic']
PROGRAMS = ['usr/lib/xen-4.17/bin/xl', 'usr/lib/xen-4.17/bin/xenstored',
            'usr/lib/xen-4.17/bin/xenconsoled', 'usr/lib/xen-4.17/bin/xen-init-dom0',
            'usr/lib/xen-4.17/bin/libxl-save-helper', 'usr/lib/xen-4.17/bin/xenconsole',
            'usr/lib/xen-4.17/bin/xentop', 'usr/lib/xen-4.17/bin/oxenstored', 'bin/bash'] + [
            f'usr/bin/xenstore-{x}' for x in ('read', 'write', 'rm', 'list', 'ls', 'exists', 'watch')]


# xl's hotplug scripts for block devices and network interfaces, as Debian has them.
SCRIPTS = ['block', 'block-common.sh', 'hotplugpath.sh', 'locking.sh', 'logging.sh', 'vif-bridge', 'vif-common.sh',
           'xen-hotplug-common.sh', 'xen-network-common.sh', 'xen-script-common.sh']


def run(*args, **kw):
    return subprocess.run(args, check=True, text=True, stdout=subprocess.PIPE, **kw).stdout


def locked(path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    f = open(path, 'w')
    fcntl.flock(f, fcntl.LOCK_EX)
    return f


# Packages

def real_kernel_package():
    text = run('apt-cache', 'depends', 'linux-image-amd64')
    return re.search(r'Depends: (linux-image-\d\S+)', text).group(1)


def unpack(deb, paths, root=ROOT):
    tar = ['tar', 'x', '-C', root, '--no-same-owner', '--exclude=./usr/share/doc', '--exclude=./usr/share/man']
    if paths:
        tar += ['--wildcards', *paths]
    feed = subprocess.Popen(['dpkg-deb', '--fsys-tarfile', deb], stdout=subprocess.PIPE)
    done = subprocess.run(tar, stdin=feed.stdout, stderr=subprocess.PIPE, text=True)
    feed.stdout.close()
    feed.wait()
    rest = [x for x in done.stderr.splitlines() if 'Not found in archive' not in x and 'previous errors' not in x]
    if done.returncode and rest:
        sys.exit(f'assets: {deb}: {rest[0]}')


def fetch():
    """Fill the cache; nothing to do when it holds this list already."""
    stamp = os.path.join(ROOT, '.complete')
    want = hashlib.sha256(repr((PACKAGES, KERNEL_PATHS)).encode()).hexdigest()
    with locked(os.path.join(CACHE, 'lock')):
        if os.path.exists(stamp) and open(stamp).read() == want:
            return
        subprocess.run([os.path.join(TOP, 'tools/need'), 'dpkg-deb:dpkg', 'objdump:binutils', 'xz:xz-utils'], check=True)
        debs = os.path.join(CACHE, 'debs')
        shutil.rmtree(ROOT, ignore_errors=True)
        shutil.rmtree(debs, ignore_errors=True)
        os.makedirs(ROOT)
        os.makedirs(debs)
        kernel = download(debs)
        for deb in sorted(os.listdir(debs)):
            unpack(os.path.join(debs, deb), KERNEL_PATHS if deb.startswith(kernel + '_') else None)
        shutil.rmtree(debs)
        with open(stamp, 'w') as f:
            f.write(want)


def download(folder):
    try:
        kernel = real_kernel_package()
    except (subprocess.CalledProcessError, AttributeError):
        update_lists()
        kernel = real_kernel_package()
    download_list(folder, [kernel, *PACKAGES])
    return kernel


def update_lists():
    update = ['apt-get', 'update', '-q']
    subprocess.run(update if os.getuid() == 0 else ['sudo', '-n', *update], stdout=subprocess.DEVNULL)


def download_list(folder, packages):
    print('assets: fetching packages into', CACHE, file=sys.stderr)
    for attempt in (0, 1):
        try:
            subprocess.run(['apt-get', 'download', '-q', *packages], cwd=folder, check=True,
                           stdout=subprocess.DEVNULL, stderr=None if attempt else subprocess.DEVNULL)
            return
        except subprocess.CalledProcessError:
            if attempt:
                sys.exit('assets: cannot download the packages')
            update_lists()


def extra(name, packages, paths=None):
    """Some more packages, unpacked into a folder of their own; its path."""
    root = os.path.join(CACHE, 'extra', name)
    stamp = os.path.join(root, '.complete')
    want = repr((packages, paths))
    with locked(os.path.join(CACHE, 'lock.extra')):
        if os.path.exists(stamp) and open(stamp).read() == want:
            return root
        shutil.rmtree(root, ignore_errors=True)
        debs = os.path.join(root, '.debs')
        os.makedirs(debs)
        download_list(debs, packages)
        for deb in sorted(os.listdir(debs)):
            unpack(os.path.join(debs, deb), paths, root)
        shutil.rmtree(debs)
        with open(stamp, 'w') as f:
            f.write(want)
    return root


# What is booted

def vmlinuz():
    fetch()
    return sorted(glob.glob(os.path.join(ROOT, 'boot/vmlinuz-*')))[-1]


def release():
    return os.path.basename(vmlinuz())[len('vmlinuz-'):]


class Kernel:
    """A kernel that is booted: its release, the folder with its modules, names of what is built in."""

    def __init__(self, release, modules, builtin=''):
        self.release, self.modules, self.builtin = release, modules, builtin


def stock_kernel():
    fetch()
    return Kernel(release(), os.path.join(ROOT, 'lib/modules', release()))


def our_kernel(image=None, variant=''):
    """The kernel of `make kernel`: the path of its image ('bzImage', 'vmlinux'), or a Kernel."""
    folder = kernel_folder(variant)
    with locked(os.path.join(BUILD, 'lock.kernel')):
        done = subprocess.run([os.path.join(TOP, 'tools/kernel'), 'build', *([variant] if variant else [])], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        sys.exit(f'assets: {done.stdout}')
    if image:
        return os.path.join(folder, image)
    rel, builtin = (open(os.path.join(folder, x)).read() for x in ('release', 'modules.builtin'))
    return Kernel(rel.strip(), os.path.join(folder, 'modules'), builtin)


def kernel_folder(variant=''):
    return os.path.join(TOP, 'build', f'kernel-{variant}' if variant else 'kernel')


def vmlinux():
    """The ELF file inside vmlinuz, as the PV loader wants it; kept in the cache."""
    out = os.path.join(CACHE, 'vmlinux-' + release())
    with locked(os.path.join(CACHE, 'lock.vmlinux')):
        if not os.path.exists(out):
            with open(vmlinuz(), 'rb') as f:
                image = f.read()
            setup = (image[0x1f1] or 4) * 512 + 512
            start = setup + int.from_bytes(image[0x248:0x24c], 'little')
            length = int.from_bytes(image[0x24c:0x250], 'little')
            with open(out + '.new', 'wb') as f:
                f.write(lzma.LZMADecompressor().decompress(image[start:start + length]))
            os.rename(out + '.new', out)
    return out


def xen():
    """Real Xen as the ELF32 file that QEMU's -kernel takes."""
    fetch()
    out = os.path.join(CACHE, 'xen')
    with locked(os.path.join(CACHE, 'lock.xen')):
        if not os.path.exists(out):
            with gzip.open(xen_gz(), 'rb') as src, open(out + '.new', 'wb') as dst:
                shutil.copyfileobj(src, dst)
            os.rename(out + '.new', out)
    return out


def xen_gz():
    fetch()
    return sorted(glob.glob(os.path.join(ROOT, 'boot/xen-4.17-amd64.gz')))[-1]


def xen_efi():
    """Real Xen as the program that EFI firmware starts."""
    fetch()
    return sorted(glob.glob(os.path.join(ROOT, 'boot/xen-4.17-amd64.efi')))[-1]


# The initramfs

class Cpio:
    """A newc archive: parents are made, nothing depends on the machine or the clock."""

    def __init__(self, path):
        self.out, self.ino, self.seen = open(path, 'wb'), 0, set()

    def entry(self, name, mode, data=b'', rdev=(0, 0)):
        name = name.strip('/')
        if name in self.seen:
            return
        self.seen.add(name)
        self.ino += 1
        fields = [self.ino, mode, 0, 0, 1, 0, len(data), 0, 0, *rdev, len(name) + 1, 0]
        head = b'070701' + b''.join(b'%08X' % x for x in fields) + name.encode() + b'\0'
        self.out.write(head + bytes(-len(head) % 4) + data + bytes(-len(data) % 4))

    def folder(self, name):
        parts = name.strip('/').split('/')
        for i in range(1, len(parts) + 1):
            if parts[0]:
                self.entry('/'.join(parts[:i]), 0o40755)

    def file(self, name, data, mode=0o755):
        self.folder(os.path.dirname(name))
        self.entry(name, 0o100000 | mode, data)

    def copy(self, name, path):
        with open(path, 'rb') as f:
            self.file(name, f.read(), 0o755 if os.access(path, os.X_OK) else 0o644)

    def link(self, name, target):
        self.folder(os.path.dirname(name))
        self.entry(name, 0o120777, target.encode())

    def node(self, name, major, minor):
        self.folder(os.path.dirname(name))
        self.entry(name, 0o20600, b'', (major, minor))

    def close(self):
        self.entry('TRAILER!!!', 0)
        self.out.write(bytes(-self.out.tell() % 512))
        self.out.close()


def find_library(name):
    for folder in ('usr/lib/xen-4.17/lib', 'lib/x86_64-linux-gnu', 'usr/lib/x86_64-linux-gnu', 'lib64', 'lib', 'usr/lib'):
        path = os.path.join(ROOT, folder, name)
        if os.path.exists(path):
            return path
    sys.exit(f'assets: no package in the list has {name}')


def libraries(programs):
    """Every shared object that the programs need, by name."""
    # glibc looks for this one itself when a thread is cancelled, as xl does.
    need = {'libgcc_s.so.1': find_library('libgcc_s.so.1')}
    todo = list(programs)
    while todo:
        for name in re.findall(r'NEEDED\s+(\S+)', run('objdump', '-p', todo.pop())):
            if name not in need:
                need[name] = find_library(name)
                todo.append(need[name])
    return need


def headers():
    """What modules for the kernel are built against; installed when it is not there yet."""
    path = '/usr/src/linux-headers-' + release()
    with locked(os.path.join(BUILD, 'lock.headers')):
        subprocess.run([os.path.join(TOP, 'tools/need'), f'{path}:linux-headers-{release()}'], check=True)
    return path


def our_modules(ours):
    """{module: path} of modules built from this tree; ours is 'all', or names with commas."""
    if not ours:
        return {}
    kdir = headers()
    with locked(os.path.join(BUILD, 'lock.modules')):
        done = subprocess.run(['make', '-s', '-C', TOP, 'modules', 'KDIR=' + kdir], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={k: v for k, v in os.environ.items() if 'MAKE' not in k})
        if done.returncode:
            sys.exit(f'assets: make modules failed:\n{done.stdout}')
    built = {os.path.basename(p)[:-3]: p for p in glob.glob(os.path.join(TOP, 'build/modules', release(), 'drivers/**/*.ko'), recursive=True)}
    wanted = [n for n in OURS if n in built] if ours == 'all' else ours.split(',')
    missing = [n for n in wanted if n not in built]
    if missing:
        sys.exit(f'assets: this tree has no module {", ".join(missing)}')
    return {n.replace('-', '_'): built[n] for n in wanted}


def overlay_modules(kernel):
    """Modules of ours among those of our kernel: {module: path}; a kernel that was not laid has none."""
    if not os.path.exists(os.path.join(os.path.dirname(kernel.modules), 'objects')):
        return {}
    found = {os.path.basename(p)[:-3]: p for p in glob.glob(os.path.join(kernel.modules, '**/*.ko'), recursive=True)}
    return {n.replace('-', '_'): found[n] for n in OURS}


def kernel_and_modules(ours):
    """What an initramfs is made for: (Kernel, {module of this tree: path}); ours as for dom0_initramfs()."""
    kind, _, variant = ours.partition(':')
    if kind != 'kernel':
        return stock_kernel(), our_modules(ours)
    kernel = our_kernel(variant=variant)
    return kernel, overlay_modules(kernel)


def srcversion(path):
    with open(path, 'rb') as f:
        found = re.search(rb'srcversion=([0-9A-F]+)', f.read())
    return found.group(1).decode() if found else ''


def module_closure(names, ours, kernel):
    """{module: (path, [modules it needs])}, from the depends= notes of the files."""
    files = {os.path.basename(p)[:-3].replace('-', '_'): p
             for p in glob.glob(os.path.join(kernel.modules, '**/*.ko'), recursive=True)}
    files.update(ours)
    out, todo = {}, [n.replace('-', '_') for n in names]
    while todo:
        name = todo.pop()
        # Our own kernel has its drivers built in, and not one for every device of the rigs.
        if name in out or name not in files and kernel.builtin and name.replace('_', '-') not in OURS:
            continue
        if name not in files:
            sys.exit(f'assets: no module {name}')
        with open(files[name], 'rb') as f:
            found = re.search(rb'depends=([^\0]*)\0', f.read())
        needs = [n.replace('-', '_') for n in found.group(1).decode().split(',') if n] if found else []
        out[name] = (files[name], needs)
        todo += needs
    return out


def add_modules(cpio, names, ours, kernel):
    mods = module_closure(names, ours, kernel)
    base = f'lib/modules/{kernel.release}'
    where = {n: 'updates/' + os.path.basename(p) if n in ours else os.path.relpath(p, kernel.modules)
             for n, (p, _) in mods.items()}
    if kernel.builtin:
        cpio.file(f'{base}/modules.builtin', kernel.builtin.encode(), 0o644)
    cpio.file('etc/ours', ''.join(f'{n} {srcversion(p)}\n' for n, p in sorted(ours.items())).encode(), 0o644)

    def chain(name, done):
        """What name needs, each behind what it needs itself."""
        for n in mods[name][1]:
            if n not in done:
                chain(n, done)
                done.append(n)
        return done

    # modprobe loads a line from its end.
    text = ''.join(f'{where[n]}: {" ".join(where[d] for d in reversed(chain(n, [])))}\n' for n in sorted(mods))
    cpio.file(f'{base}/modules.dep', text.encode(), 0o644)
    cpio.file(f'{base}/modules.alias', module_aliases(mods).encode(), 0o644)
    for name in sorted(mods):
        cpio.copy(f'{base}/{where[name]}', mods[name][0])


def module_aliases(mods):
    rows = []
    for name, (path, _) in sorted(mods.items()):
        with open(path, 'rb') as f:
            rows += [f'alias {a.decode()} {name}\n' for a in re.findall(rb'alias=([ -~]+)\0', f.read())]
    return ''.join(rows)


def busybox_links():
    box = os.path.join(ROOT, 'bin/busybox')
    return box, [x for x in run(box, '--list-full').split() if x not in ('bin/busybox', 'linuxrc')]


def inputs():
    """Files of the tree that go into the initramfs: [(name in it, path)]."""
    rows = [('init', os.path.join(HERE, 'dom0/init'))]
    for path in sorted(glob.glob(os.path.join(TOP, 'selftests/boot/dom0/*'))):
        rows.append(('tests/' + os.path.basename(path), path))
    for path in sorted(glob.glob(os.path.join(TOP, 'Documentation/examples/*.cfg'))):
        rows.append(('etc/xen/' + os.path.basename(path), path))
    return rows


def dom0_initramfs(ours=''):
    """build/rig/dom0.cpio, made anew when what goes into it has changed.

    ours: modules of this tree in place of the kernel's own ('all', or names with commas),
    or 'kernel' for all of our own kernel, 'kernel:VARIANT' for another of them; each choice
    has an archive of its own.
    """
    fetch()
    kernel, modules = kernel_and_modules(ours)
    choice = hashlib.sha256(' '.join(sorted(modules)).encode()).hexdigest()[:8]
    digest = hashlib.sha256(open(__file__, 'rb').read() + open(os.path.join(ROOT, '.complete'), 'rb').read())
    if ours.startswith('kernel'):
        choice = ours.replace(':', '-')
        digest.update(open(os.path.join(os.path.dirname(kernel.modules), 'key'), 'rb').read())
    out = os.path.join(BUILD, f'dom0-{choice}.cpio' if modules or kernel.builtin else 'dom0.cpio')
    for name, path in inputs() + sorted(modules.items()):
        digest.update(name.encode() + open(path, 'rb').read())
    with locked(os.path.join(BUILD, 'lock')):
        stamp = out + '.stamp'
        if os.path.exists(out) and os.path.exists(stamp) and open(stamp).read() == digest.hexdigest():
            return out
        write_dom0(out + '.new', modules, kernel)
        os.rename(out + '.new', out)
        with open(stamp, 'w') as f:
            f.write(digest.hexdigest())
    return out


def write_dom0(path, ours, kernel):
    cpio = Cpio(path)
    for folder in ('dev', 'proc', 'sys', 'tmp', 'run/xen', 'run/xenstored', 'run/lock', 'var/log/xen', 'var/lib/xen',
                   'var/lib/xenstored', 'root', 'mnt', 'tests', 'etc'):
        cpio.folder(folder)
    cpio.link('var/run', '../run')
    cpio.node('dev/console', 5, 1)
    cpio.node('dev/null', 1, 3)
    box, links = busybox_links()
    cpio.copy('bin/busybox', box)
    programs = [p for p in PROGRAMS if os.path.exists(os.path.join(ROOT, p))]
    for name in programs:
        cpio.copy(name, os.path.join(ROOT, name))
    for name, lib in sorted(libraries(os.path.join(ROOT, p) for p in programs).items()):
        cpio.copy(('lib64/' if name.startswith('ld-linux') else 'lib/x86_64-linux-gnu/') + name, os.path.realpath(lib))
    for name in ('xl', 'xenstored', 'oxenstored', 'xenconsoled'):
        cpio.link('usr/sbin/' + name, '/usr/lib/xen-4.17/bin/' + name)
    for link in links:
        cpio.link(link, '/bin/busybox')
    for name, src in inputs():
        cpio.copy(name, src)
    cpio.file('etc/passwd', b'root:x:0:0:root:/root:/bin/sh\n', 0o644)
    cpio.file('etc/group', b'root:x:0:\n', 0o644)
    cpio.file('etc/xen/xl.conf', b'', 0o644)
    # Where oxenstored finds dom0's page and port: without it, it ends once it is a daemon.
    cpio.copy('etc/xen/oxenstored.conf', os.path.join(ROOT, 'etc/xen/oxenstored.conf'))
    cpio.copy('usr/bin/flock', os.path.join(extra('flock', ['util-linux'], ['./usr/bin/flock']), 'usr/bin/flock'))
    for name in SCRIPTS:
        cpio.copy('etc/xen/scripts/' + name, os.path.join(ROOT, 'etc/xen/scripts', name))
    add_modules(cpio, MODULES, ours, kernel)
    cpio.close()


def extra_initramfs(path, files):
    """A second archive to append to another: [(name in it, path)]."""
    cpio = Cpio(path)
    for name, src in files:
        cpio.copy(name, src)
    cpio.close()


if __name__ == '__main__':
    for line in (vmlinuz(), vmlinux(), xen(), dom0_initramfs()):
        print(f'{os.path.getsize(line) >> 10:8d} KiB  {line}')
