import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileTemplates, linkTemplate, parseCommands, parseIncludePaths } from './templates.mjs';

// Recorded from gcc 12.2.0-14+deb12u1, shortened in the middle of long lists.
const compiling = `Using built-in specs.
COLLECT_GCC=/usr/bin/gcc
COLLECT_GCC_OPTIONS='-pipe' '-Wall' '-c' '-o' 'main.o' '-mtune=generic' '-march=x86-64'
 /usr/lib/gcc/x86_64-linux-gnu/12/cc1 -quiet -imultiarch x86_64-linux-gnu main.c -quiet -dumpbase main.c -dumpbase-ext .c "-mtune=generic" "-march=x86-64" -Wall -fasynchronous-unwind-tables -o - |
 as --64 -o main.o
COMPILER_PATH=/usr/lib/gcc/x86_64-linux-gnu/12/:/usr/lib/gcc/x86_64-linux-gnu/
`;
const linking = `COLLECT_GCC=/usr/bin/gcc
 /usr/lib/gcc/x86_64-linux-gnu/12/collect2 -plugin /usr/lib/gcc/x86_64-linux-gnu/12/liblto_plugin.so "-plugin-opt=/usr/lib/gcc/x86_64-linux-gnu/12/lto-wrapper" "-plugin-opt=-fresolution=/tmp/ccRmm2qG.res" "-plugin-opt=-pass-through=-lgcc" --build-id --eh-frame-hdr -m elf_x86_64 "--hash-style=gnu" --as-needed -dynamic-linker /lib64/ld-linux-x86-64.so.2 -pie "-fuse-ld=gold" -o a.out /usr/lib/gcc/x86_64-linux-gnu/12/../../../x86_64-linux-gnu/Scrt1.o -L/usr/lib/gcc/x86_64-linux-gnu/12 main.o -lcellblock -lgcc --push-state --as-needed -lgcc_s --pop-state -lc /usr/lib/gcc/x86_64-linux-gnu/12/crtendS.o
COLLECT_GCC_OPTIONS='-fuse-ld=gold' '-o' 'a.out'
`;

test('cc1 and as become templates with placeholders', () => {
  const cc1 =
    '/usr/lib/gcc/x86_64-linux-gnu/12/cc1 -quiet -imultiarch x86_64-linux-gnu {source} -quiet -dumpbase {source} ' +
    '-dumpbase-ext .c -mtune=generic -march=x86-64 {options} -fasynchronous-unwind-tables -o -';
  assert.deepEqual(compileTemplates(compiling), {
    cc1: cc1.split(' '),
    as: ['/usr/bin/as', '--64', '-o', '{output}'],
  });
});

test('collect2 becomes a linker, without plugin, with all that gcc passes besides', () => {
  const wanted =
    '--build-id --eh-frame-hdr -m elf_x86_64 --hash-style=gnu --as-needed -dynamic-linker /lib64/ld-linux-x86-64.so.2 ' +
    '-pie -o {output} /usr/lib/gcc/x86_64-linux-gnu/12/../../../x86_64-linux-gnu/Scrt1.o ' +
    '-L/usr/lib/gcc/x86_64-linux-gnu/12 {objects} {libraries} -lgcc --push-state --as-needed -lgcc_s --pop-state -lc ' +
    '/usr/lib/gcc/x86_64-linux-gnu/12/crtendS.o';
  for (const linker of ['gold', 'bfd']) {
    assert.deepEqual(linkTemplate(linking, linker), [`/usr/bin/ld.${linker}`, ...wanted.split(' ')]);
  }
});

test('quoted arguments are read as gcc writes them', () => {
  const argv = ['cc1', '-D', 'TEXT="a\\b $x"', '', '-O1'];
  assert.deepEqual(parseCommands(' cc1 -D "TEXT=\\"a\\\\b \\$x\\"" "" -O1\nnot a command\n'), [argv]);
});

test('a text of another shape is an error, never a template with a hole', () => {
  assert.throws(() => compileTemplates(linking), /no command line of cc1/);
  assert.throws(() => compileTemplates(compiling.replace(' -Wall -f', ' -f')), /unknown shape/);
  assert.throws(() => compileTemplates(compiling.replace('-o - |', '-o /tmp/ccx.s')), /unknown shape/);
  assert.throws(() => linkTemplate(compiling, 'gold'), /no command line of collect2/);
  assert.throws(() => linkTemplate(linking.replace(' main.o', ''), 'gold'), /unknown shape/);
  assert.throws(() => linkTemplate(linking.replace(' a.out', ' a.out a.out'), 'gold'), /unknown shape/);
});

test('the include paths are the ones searched for angle brackets', () => {
  const text = `#include "..." search starts here:
#include <...> search starts here:
 /usr/lib/gcc/x86_64-linux-gnu/12/include
 /usr/include/x86_64-linux-gnu
 /usr/include
End of search list.
`;
  assert.deepEqual(parseIncludePaths(text), [
    '/usr/lib/gcc/x86_64-linux-gnu/12/include',
    '/usr/include/x86_64-linux-gnu',
    '/usr/include',
  ]);
  assert.throws(() => parseIncludePaths('nothing'), /no include paths/);
});
