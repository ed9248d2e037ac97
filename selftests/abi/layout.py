# SPDX-License-Identifier: GPL-2.0-only
"""layout: what a set of C headers declares, as plain data.

    world = World('ours', includes, headers, lang='c')
    world.macros     {name: value}     object-like macros that are integer constants
    world.enums      {name: value}     enumerators
    world.records    {name: Record}    structs and unions that have a tag

Sizes and offsets are read from the debug information of an object that includes the
headers, so that no field is typed a second time; values of macros come from a program
that prints them.  A guest handle is a leaf, whatever it is made of.
"""
import os
import re
import subprocess

DIE = re.compile(r'^ <(\d+)><([0-9a-f]+)>: Abbrev Number: \d+(?: \((DW_TAG_\w+)\))?')
ATTR = re.compile(r'^\s+<[0-9a-f]+>\s+(DW_AT_\w+)\s*: (.*)$')
INDIRECT = re.compile(r'^\(.*?\):\s*')
REF = re.compile(r'<0x([0-9a-f]+)>')
OPERATORS = re.compile(r'^[-+~!|&<>()*/%\s\d]+$')
FLEXIBLE = 1 << 32        # the bound of [] in C++ is -1
PEEL = ('DW_TAG_typedef', 'DW_TAG_const_type', 'DW_TAG_volatile_type')
RECORD = ('DW_TAG_structure_type', 'DW_TAG_union_type', 'DW_TAG_class_type')


class Record:
    """A struct or union: its size and {path of a leaf: (bit offset, bits)}."""
    def __init__(self, size, leaves):
        self.size, self.leaves = size, leaves


class Entry:
    def __init__(self, tag):
        self.tag, self.attr, self.children = tag, {}, []

    def number(self, name, default=0):
        return int(self.attr[name].split()[0], 0) if name in self.attr else default


def run(argv, **kw):
    done = subprocess.run(argv, capture_output=True, text=True, **kw)
    if done.returncode:
        raise RuntimeError(' '.join(argv) + '\n' + done.stderr[-3000:])
    return done.stdout


class World:
    def __init__(self, name, flags, headers, tmp, lang='c'):
        self.name, self.flags, self.lang, self.tmp = name, flags, lang, tmp
        self.base = os.path.join(tmp, f'{name}-{"cxx" if lang == "c++" else lang}')
        self.source = ''.join(f'#include <{h}>\n' for h in headers)
        self.macros = self._macros()
        self._read(self._debug_info())
        self.records = self._records()
        self.enums = {d.attr['DW_AT_name']: d.number('DW_AT_const_value')
                      for d in self.dies.values() if d.tag == 'DW_TAG_enumerator'}

    def _gcc(self, *more, text):
        path = self.base + ('.cc' if self.lang == 'c++' else '.c')
        with open(path, 'w') as f:
            f.write(text)
        std = '-std=gnu++17' if self.lang == 'c++' else '-std=gnu11'
        return run(['gcc', '-x', self.lang, std, *self.flags, *more, path])

    # -- macros ------------------------------------------------------------------
    def _macros(self):
        names = self._constants(sorted(set(self._defined(self.source)) - set(self._defined(''))))
        out, program = self.base + '-values', self.source + '#include <stdio.h>\nint main(void)\n{\n'
        for n in names:
            program += f'\tprintf("{n} %lld\\n", (long long)({n}));\n'
        self._gcc('-w', '-o', out, text=program + '\treturn 0;\n}\n')
        return {n: int(v) for n, v in (line.split() for line in run([out]).splitlines())}

    def _defined(self, text):
        dump = self._gcc('-E', '-dM', text='#include <stdint.h>\n' + text)
        return re.findall(r'^#define (\w+)(?: .*)?$', dump, re.M)

    def _constants(self, names):
        """Those names that stand for an integer once all macros in them are replaced."""
        text = self.source + ''.join(f'\n@ "{n}" ( {n} )' for n in names)
        for name, value in re.findall(r'^@ "(\w+)" \( ?(.*) \)$', self._gcc('-E', '-P', text=text), re.M):
            bare = re.sub(r'sizeof\s*\([^()]*\)|\b(?:0[xX][0-9a-fA-F]+|\d+)[uUlL]*\b', '1', value)
            if value.strip() and OPERATORS.match(bare):
                yield name

    # -- layouts -----------------------------------------------------------------
    def _debug_info(self):
        obj = self.base + '.o'
        self._gcc('-w', '-g', '-gdwarf-4', '-fno-eliminate-unused-debug-types', '-c', '-o', obj,
                  text=self.source)
        return run(['readelf', '--debug-dump=info', obj])

    def _read(self, text):
        self.dies, stack, now = {}, [], None
        for line in text.splitlines():
            m = DIE.match(line)
            if m:
                if not m.group(3):
                    continue
                now = Entry(m.group(3))
                del stack[int(m.group(1)):]
                if stack:
                    stack[-1].children.append(now)
                stack.append(now)
                self.dies[int(m.group(2), 16)] = now
                continue
            m = ATTR.match(line)
            if m and now:
                now.attr[m.group(1)] = INDIRECT.sub('', m.group(2)).strip()

    def _type(self, die):
        """The type of a member with its qualifiers peeled off; None for a handle."""
        ref = die.attr.get('DW_AT_type')
        while ref:
            t = self.dies[int(REF.search(ref).group(1), 16)]
            if t.tag == 'DW_TAG_typedef' and t.attr.get('DW_AT_name', '').startswith('__guest_handle_'):
                return None
            if t.tag not in PEEL:
                return t
            ref = t.attr.get('DW_AT_type')
        return None

    def _bits(self, t):
        if t is None or t.tag in ('DW_TAG_pointer_type',):
            return 64
        if t.tag != 'DW_TAG_array_type':
            return t.number('DW_AT_byte_size') * 8
        bits = self._bits(self._type(t))
        for sub in t.children:
            if 'DW_AT_count' in sub.attr:
                bits *= sub.number('DW_AT_count')
            else:
                bound = sub.number('DW_AT_upper_bound', -1)
                bits *= bound + 1 if bound < FLEXIBLE else 0
        return bits

    def _leaves(self, die, prefix, base, out):
        for m in die.children:
            if m.tag != 'DW_TAG_member':
                continue
            name = m.attr.get('DW_AT_name', '')
            t = self._type(m)
            at = base + m.number('DW_AT_data_member_location') * 8 + m.number('DW_AT_data_bit_offset')
            if 'DW_AT_bit_size' in m.attr and 'DW_AT_data_bit_offset' not in m.attr:
                at += m.number('DW_AT_byte_size') * 8 - m.number('DW_AT_bit_offset') - m.number('DW_AT_bit_size')
            path = prefix + name
            if t is not None and t.tag in RECORD:
                self._leaves(t, path + '.' if name else prefix, at, out)
            else:
                out[path] = (at, m.number('DW_AT_bit_size') or self._bits(t))

    def _records(self):
        found = {}
        for die in self.dies.values():
            if die.tag in RECORD and 'DW_AT_name' in die.attr and 'DW_AT_byte_size' in die.attr:
                leaves = {}
                self._leaves(die, '', 0, leaves)
                found[die.attr['DW_AT_name']] = Record(die.number('DW_AT_byte_size'), leaves)
        return found
