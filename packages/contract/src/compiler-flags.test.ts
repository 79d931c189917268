import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { Compiler, type CompilerInput } from './compiler.js';
import { compilerOf } from './compiler-flags.js';
import { warnings } from './warnings.js';

const base: CompilerInput = { standard: 'gnu17', optimize: '0', warnings: [], libraries: [] };
const compilerBy = (...words: string[]) => {
  const read = compilerOf(words, base);
  assert.ok('compiler' in read, JSON.stringify(read));
  return read.compiler;
};

const taken: [flags: string, options: Partial<Compiler>][] = [
  ['-std=c99', { standard: 'c99' }],
  ['--std=gnu11', { standard: 'gnu11' }],
  ['-std=c2x', { standard: 'c23' }],
  ['-std=iso9899:1999', { standard: 'c99' }],
  ['-std=c99 -ansi', { standard: 'c90' }],
  ['-O', { optimize: '1' }],
  ['-O2 -O0', { optimize: '0' }],
  ['-Ofast', { optimize: 'fast' }],
  ['-O9', { optimize: '3' }],
  ['-Oz', { optimize: 's' }],
  ['-Wall -Wextra -Werror', { warnings: ['all', 'extra', 'error'] }],
  ['-W', { warnings: ['extra'] }],
  ['-w', { warnings: ['none'] }],
  ['-pedantic', { warnings: ['pedantic'] }],
  ['-pedantic-errors', { warnings: ['pedantic-errors'] }],
  ['-Wformat=2 -Wshadow -Wvla', { warnings: ['format=2', 'shadow', 'vla'] }],
  ['-Wimplicit-fallthrough=3', { warnings: ['implicit-fallthrough'] }],
  ['-Wbidi-chars=any -Wnormalized=id', { warnings: ['bidi-chars', 'normalized=id'] }],
  ['-pedantic -Wno-long-long', { warnings: ['pedantic', 'no-long-long'] }],
  ['-Wno-alloc-size-larger-than', { warnings: ['no-alloc-size-larger-than'] }],
  ['-Wall -Wno-unused-variable', { warnings: ['all', 'no-unused-variable'] }],
  ['-Wno-unused-variable -Wunused-variable', { warnings: ['unused-variable'] }],
  ['-Werror=return-type', { warnings: ['error=return-type'] }],
  ['-Werror -Wno-error=vla', { warnings: ['error', 'no-error=vla'] }],
  ['-Wall -Werror -Wno-error', { warnings: ['all'] }],
  ['-Wall -Wno-all', { warnings: [] }],
  ['-DN=3 -D M -DTEXT', { defines: { N: '3', M: '1', TEXT: '1' } }],
  [`-DTEXT='"a b"' -DOTHER="\\"x\\""`, { defines: { TEXT: '"a b"', OTHER: '"x"' } }],
  ['-DN=a=b -DEMPTY=', { defines: { N: 'a=b', EMPTY: '' } }],
  ['-DN -DM -UN', { defines: { M: '1' } }],
  ['-lm -l pthread -lc', { libraries: ['m', 'pthread'] }],
  ['-pthread', { libraries: ['pthread'] }],
  ['-static', { link: 'static' }],
  ['-fsanitize=address,undefined', { sanitize: ['address', 'undefined'] }],
  ['-fno-strict-aliasing -fwrapv', { codegen: ['no-strict-aliasing', 'wrapv'] }],
  ['-fsigned-char -fno-common -fcommon', { codegen: ['signed-char', 'common'] }],
];

for (const [flags, options] of taken) {
  it(`${flags} sets ${Object.keys(options)}, and nothing else`, () => {
    assert.deepEqual(compilerBy(flags), { ...Compiler.parse(base), ...options });
  });
}

const harmless =
  '-g -g3 -ggdb -gdwarf-4 -pipe -x c -xc -m64 -fPIC -pie -no-pie -march=native -mtune=generic -I. -L. -lc -fdiagnostics-color=never -Wno-nonsense';

it('what changes nothing is told and left out', () => {
  const read = compilerOf([harmless], base);
  assert.deepEqual(read, {
    compiler: Compiler.parse(base),
    ignored: harmless.replace('-x c', '-xc').split(' '),
    named: [],
  });
});

const refused: [flags: string, flag: string, reason: RegExp][] = [
  ['-Wall -std=c++17', '-std=c++17', /known standards are c89/],
  ['-std=constructor', '-std=constructor', /known standards/],
  ['-Oops', '-Oops', /known levels/],
  ['-Weverything', '-Weverything', /no such warning/],
  ['-Wl,--wrap=malloc', '-Wl,--wrap=malloc', /other tools/],
  ['-lncurses', '-lncurses', /available libraries are m, pthread/],
  ['-fsanitize=thread', '-fsanitize=thread', /available sanitizers are address/],
  ['-static -fsanitize=address', '-fsanitize=address', /static/],
  ["-D'F(x)=x'", '-DF(x)=x', /without parameters/],
  ['-D__proto__=1', '-D__proto__=1', /can not be defined/],
  ['-Ulinux', '-Ulinux', /own macros/],
  ['-x c++', '-xc++', /as C alone/],
  ['-fopenmp', '-fopenmp', /not installed/],
  ['-fplugin=/x.so', '-fplugin=/x.so', /files besides/],
  ['-m32', '-m32', /64 bits/],
  ['-mavx2', '-mavx2', /extensions/],
  ['-c', '-c', /one program/],
  ['-o /etc/passwd', '-o/etc/passwd', /one program/],
  ['-include /etc/passwd', '-include/etc/passwd', /no other directories/],
  ['-I /etc', '-I/etc', /no other directories/],
  ['@/etc/passwd', '@/etc/passwd', /not read from files/],
  ['helper.c', 'helper.c', /not known/],
  ['--param=x', '--param=x', /not known/],
  ["-D'X", "-D'X", /quote/],
  ['-g '.repeat(257), 'flag 257', /too many/],
];

for (const [flags, flag, reason] of refused) {
  it(`${flags.slice(0, 40)} is refused by its name, with the reason`, () => {
    const read = compilerOf([flags], base);
    assert.ok('refused' in read);
    assert.equal(read.refused, flag);
    assert.match(read.reason, reason);
  });
}

it('words may hold several flags, and a quote may go over two of them', () => {
  assert.deepEqual(compilerBy('-Wall -x', 'c', "-DT='a", "b'"), {
    ...Compiler.parse(base),
    warnings: ['all'],
    defines: { T: 'a b' },
  });
});

it('names of sources that are there are told, others are no flags', () => {
  const read = compilerOf(['-Wall one.c', 'two.c -lm'], base, ['one.c', 'two.c', 'three.c']);
  assert.ok('named' in read);
  assert.deepEqual(read.named, ['one.c', 'two.c']);
  assert.deepEqual(compilerOf(['four.c'], base, ['one.c']), {
    refused: 'four.c',
    reason: 'it is not known here',
  });
});

it('every warning can be asked for as gcc spells it', () => {
  const own = new Map([
    ['none', '-w'],
    ['pedantic-errors', '-pedantic-errors'],
  ]);
  for (const name of warnings)
    assert.deepEqual(compilerBy(own.get(name) ?? `-W${name}`).warnings, [name], name);
});

it('whatever is sent, it is options that the contract takes or a refusal', () => {
  const flag = fc.oneof(
    fc.constantFrom(...taken.map(([flags]) => flags), ...refused.map(([flags]) => flags), harmless),
    fc.string(),
    fc.string().map((text) => `-${text}`),
  );
  fc.assert(
    fc.property(fc.array(flag), (words) => {
      const read = compilerOf(words, base);
      if ('compiler' in read) assert.deepEqual(Compiler.parse(read.compiler), read.compiler);
      else assert.notEqual(read.reason, '');
    }),
  );
});
