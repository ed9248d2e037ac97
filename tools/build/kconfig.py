#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""kconfig.py: bring a configuration up to date and write it as a C header.

usage: kconfig.py KCONFIG DIR [SYMBOL=VALUE ...]

Reads DIR/.config if it is there, applies the assignments, lets Kconfig complete
and correct it, and writes DIR/.config, DIR/generated/autoconf.h and
DIR/generated/auto.conf.  Files whose text does not change keep their time stamp,
so nothing is compiled again.
"""
import os
import sys

import kconfiglib


def main(argv):
    kconf = kconfiglib.Kconfig(argv[0], warn_to_stderr=True)
    out = argv[1]
    os.makedirs(os.path.join(out, 'generated'), exist_ok=True)
    config = os.path.join(out, '.config')
    if os.path.exists(config):
        kconf.load_config(config)
    for arg in argv[2:]:
        name, value = arg.split('=', 1)
        if not kconf.syms[name].set_value(value):
            sys.exit(f'kconfig.py: {name} cannot be {value}')
    kconf.write_config(config, save_old=False)
    kconf.write_autoconf(os.path.join(out, 'generated', 'autoconf.h'),
                         '/* Written by tools/build/kconfig.py */\n')
    kconf.write_config(os.path.join(out, 'generated', 'auto.conf'), save_old=False)


if __name__ == '__main__':
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1:])
