// A: sources that are hostile to the compiler.

import assert from 'node:assert/strict';
import type { SubmissionInput } from '@cellblock/contract';
import { hostileCompilers } from './a-hostile-compilers.js';
import { type Attack, rejected, scripted, snippet, submit, submitted } from './attack.js';
import { play } from './native.js';

const main = 'int main(void) { return 0; }\n';
const source = (text: string): SubmissionInput => ({ source: text });
const muchC = Array.from({ length: 6000 }, (_, n) => `int f${n}(int x) { return x * ${n} + puts("f"); }`);
const beforeMuchC = (text: string) =>
  source(['#include <stdio.h>', `__asm__(${JSON.stringify(text)});`, ...muchC, main].join('\n'));

function including(id: string, path: string, nowhere?: string): Attack {
  const request = source(`#include "${path}"\n${main}`);
  const expect = { compileContains: 'No such file or directory', ...(nowhere ? { nowhere } : {}) };
  return submitted(id, `#include "${path}"`, { verdict: 'compile_error', request, expect });
}

function endless(id: string, path: string): Attack {
  return scripted(id, `#include "${path}" is over at once`, async ({ service }) => {
    const { verdict, compile } = await submit(service.url, source(`#include "${path}"\n${main}`));
    assert.equal(verdict, 'compile_error');
    assert.ok((compile?.usage.cpuMs ?? Infinity) < 200, `${compile?.usage.cpuMs} ms of CPU time`);
  });
}

type Assembly = { verdict?: 'compile_error' | 'compile_limit'; limit?: string[]; adapted?: string };

function assembly(
  id: string,
  text: string,
  { verdict = 'compile_limit', limit, adapted }: Assembly = {},
): Attack {
  return submitted(id, `asm: ${text.slice(0, 60)}`, {
    verdict,
    request: source(`__asm__(${JSON.stringify(text)});\n${main}`),
    expect: limit ? { compileLimit: limit } : {},
    ...(adapted ? { adapted } : {}),
  });
}

/** Lines that double: `rows` of them, the last one has 2^rows of the first. */
function doubling(first: string, row: (from: string) => string, rows: number): string {
  return Array.from({ length: rows }, (_, n) => `#define M${n} ${n === 0 ? first : row(`M${n - 1}`)}`).join(
    '\n',
  );
}

const flag = (id: string, name: string, value: unknown) =>
  rejected(
    id,
    `compiler.${name}: ${JSON.stringify(value)}`,
    { source: main, compiler: { [name]: value } },
    /^compiler/,
  );
const flags = (id: string, values: string[]) =>
  values.flatMap((value) => [
    flag(id, 'flags', [value]),
    flag(id, 'standard', value),
    flag(id, 'warnings', [value]),
    flag(id, 'libraries', [value]),
  ]);
const named = (id: string, path: string) =>
  rejected(
    id,
    `a file named ${JSON.stringify(path.slice(0, 30))}`,
    { files: [{ path, content: main }] },
    /^files\[0\].path$/,
  );

export const compileAttacks: Attack[] = [
  including('A01', '/etc/passwd', 'root:x'),
  including('A02', '/etc/shadow', 'root:*'),
  including('A03', '/proc/self/environ'),
  including('A04', '/proc/1/cmdline'),
  endless('A05', '/dev/zero'),
  endless('A06', '/dev/urandom'),
  including('A07', '/dev/stdin'),
  submitted('A08', '#include __FILE__', {
    verdict: 'compile_error',
    request: source(`#include __FILE__\n${main}`),
    expect: { compileContains: 'nested' },
  }),
  submitted('A09', 'macros that double to 2^28 tokens', {
    verdict: 'compile_limit',
    request: source(
      `${doubling('x +', (from) => `${from} ${from}`, 29)}\nint main(void) { int x = 1; return M28 0; }`,
    ),
    expect: { compileLimit: ['cpu', 'wall', 'memory'] },
  }),
  submitted('A10', 'a string that doubles to 2^40', {
    verdict: 'compile_limit',
    request: source(`${doubling('"x"', (from) => `${from} ${from}`, 41)}\nconst char s[] = M40;\n${main}`),
    expect: { compileLimit: ['memory', 'cpu', 'wall'] },
  }),
  submitted('A11', 'an initialised array of 4 GiB', {
    verdict: 'compile_limit',
    request: source(`int a[1 << 30] = {1};\n${main}`),
    expect: { compileLimit: ['size'] },
  }),
  assembly('A12', '.data\n.fill 0x7fffffff,1,1\n.text', { limit: ['size'] }),
  assembly('A13', '.data\n.space 0x100000000\n.text', { limit: ['size'] }),
  assembly('A14', '.rept 100000000\nnop\n.endr', { limit: ['memory', 'cpu', 'wall'] }),
  // So much C that cc1 is still at work when the assembler has ended: what counts is what the assembler met.
  submitted('A14', 'much C behind .rept', {
    verdict: 'compile_limit',
    request: beforeMuchC('.data\n.rept 60000000\n.quad 1\n.endr\n.text'),
    expect: { compileLimit: ['memory', 'size'], compileContains: 'the assembler was stopped' },
  }),
  submitted('A14', 'much C behind .abort', {
    verdict: 'compile_error',
    request: beforeMuchC('.abort'),
    expect: { compileContains: '.abort detected' },
  }),
  assembly('A15', '.rept 100000\n.rept 100000\n.endr\n.endr', { limit: ['cpu', 'wall', 'memory'] }),
  assembly('A16', '.data\n.org 0x40000000\n.byte 1\n.text', { limit: ['size'] }),
  assembly('A17', '.macro m\nm\n.endm\nm', { verdict: 'compile_error' }),
  submitted('A18', '.incbin "/etc/passwd"', {
    verdict: 'compile_error',
    request: source(`__asm__(".incbin \\"/etc/passwd\\"");\n${main}`),
    expect: { compileContains: '/etc/passwd', nowhere: 'root:x' },
  }),
  submitted('A19', '.incbin of the compiler itself', {
    verdict: ['ok', 'compile_limit'],
    request: source(
      `__asm__(".data\\n.incbin \\"/usr/lib/gcc/x86_64-linux-gnu/12/cc1\\"\\n.text");\n${main}`,
    ),
  }),
  submitted('A20', '200,000 nested parentheses', {
    verdict: 'compile_error',
    request: source(`int main(void) { return ${'('.repeat(200_000)}0${')'.repeat(200_000)}; }`),
    expect: { message: 'crashed' },
  }),
  submitted('A21', '200,000 nested braces', {
    verdict: 'compile_error',
    request: source(`int main(void) { ${'{'.repeat(200_000)}${'}'.repeat(200_000)} return 0; }`),
  }),
  submitted('A22', 'a declarator of 300,000 stars', {
    verdict: 'compile_limit',
    request: source(`int ${'*'.repeat(300_000)}p;\n${main}`),
    expect: { compileLimit: ['cpu', 'wall'] },
  }),
  submitted('A23', 'vectors of 64 MiB', {
    verdict: 'compile_limit',
    request: source(
      'typedef int v __attribute__((vector_size(1 << 26)));\nv f(v a, v b) { return a * b / (a + b); }\n' +
        main,
    ),
    expect: { compileLimit: ['memory', 'cpu', 'wall'] },
  }),
  scripted('A24', '300,000 stray @: few diagnostics, and marked as cut', async ({ service }) => {
    const { verdict, compile } = await submit(service.url, source(`${'@\n'.repeat(300_000)}${main}`));
    assert.equal(verdict, 'compile_error');
    assert.ok(compile?.truncated || (compile?.output.length ?? 0) < 65_536);
    assert.ok(Buffer.byteLength(compile?.output ?? '') <= 65_536);
  }),
  scripted(
    'A25',
    '35,000 unused variables: the program runs, and the warnings are cut',
    async ({ service }) => {
      const text = `int main(void) {\n${lines(35_000, (n) => `int unused${n};`)}\nreturn 0; }`;
      const { verdict, compile } = await submit(service.url, source(text));
      assert.deepEqual([verdict, compile?.limit], ['ok', null]);
      assert.ok(compile?.truncated);
      assert.ok(Buffer.byteLength(compile.output) <= 65_536);
    },
    // On a slow machine it takes most of the time that a compile may have.
    { alone: true },
  ),
  scripted('A26', 'an identifier of 900 kB in an error', async ({ service }) => {
    const { verdict, compile } = await submit(
      service.url,
      source(`int main(void) { return ${'x'.repeat(900_000)}; }`),
    );
    assert.ok(verdict === 'compile_error' || verdict === 'compile_limit', verdict);
    const longest = Math.max(...(compile?.output ?? '').split('\n').map((line) => line.length));
    assert.ok(longest <= 2_001, `a line of ${longest} characters`);
  }),
  submitted('A27', '40,000 #pragma message', {
    verdict: ['compile_limit', 'ok'],
    request: source(`${lines(40_000, () => '#pragma message "m"')}\n${main}`),
  }),
  submitted('A28', 'a function of 6,000 statements at -O2', {
    verdict: ['ok', 'compile_limit'],
    request: {
      source: `int f(int *a) {\n${lines(6_000, (n) => `a[${n}] = a[${(n * 7) % 6000}] * ${n} + a[${(n * 13) % 6000}];`)}\nreturn a[1]; }\n${main}`,
      compiler: { optimize: '2' },
    },
    adapted: 'half the statements of the catalogue: enough to take seconds',
  }),
  submitted('A29', 'a struct that doubles to 2^40 bytes', {
    verdict: ['compile_error', 'compile_limit', 'memory_limit'],
    request: source(
      `struct s0 { char c[2]; };\n${lines(40, (n) => `struct s${n + 1} { struct s${n} a, b; };`)}\nstruct s40 big;\nint main(void) { return *(volatile char *)&big; }`,
    ),
    adapted: 'zeros take no room in the artifact; that they never fit into memory is found before the start',
  }),
  submitted('A30', '_Alignas(1 << 28)', {
    verdict: ['compile_limit', 'ok', 'compile_error', 'memory_limit'],
    request: source(`_Alignas(1 << 28) char c = 1;\n${main}`),
  }),
  submitted('A31', 'a cycle of aliases', {
    verdict: 'compile_error',
    request: source(
      `void a(void) __attribute__((alias("b")));\nvoid b(void) __attribute__((alias("a")));\n${main}`,
    ),
  }),
  submitted('A32', 'no main', {
    verdict: 'compile_error',
    request: source('int f(void) { return 0; }\n'),
    expect: { compileContains: 'undefined reference to', nowhere: '/tmp/' },
  }),
  submitted('A33', 'an empty source', { verdict: 'compile_error', request: source('') }),
  submitted('A34', 'nothing but NULs', { verdict: 'compile_error', request: source('\0'.repeat(1000)) }),
  submitted('A35', 'bytes that are not UTF-8 in a string', {
    verdict: 'ok',
    request: {
      files: [
        {
          path: 'main.c',
          encoding: 'base64',
          content: Buffer.from(`char s[] = "\xff\xfe";\n${main}`, 'latin1').toString('base64'),
        },
      ],
    },
  }),
  submitted('A35', 'bytes that are not UTF-8 in code', {
    verdict: 'compile_error',
    request: {
      files: [
        {
          path: 'main.c',
          encoding: 'base64',
          content: Buffer.from(`\xff\xfe\n${main}`, 'latin1').toString('base64'),
        },
      ],
    },
  }),
  submitted('A36', 'CRLF, a byte order mark, no final newline', {
    verdict: 'ok',
    request: source('\ufeff#include <stdio.h>\r\nint main(void) {\r\n  return 0; }'),
  }),
  submitted('A37', 'a line of 1 MB', {
    verdict: ['ok', 'compile_limit'],
    request: source(`int main(void) { int x = 0; ${'x++; '.repeat(200_000)} return 0; }`),
  }),
  submitted('A38', '#error "verdict: ACCEPTED"', {
    verdict: 'compile_error',
    request: source('#error "verdict: ACCEPTED"\n'),
    expect: { diagnostic: { severity: 'error', message: 'verdict: ACCEPTED' } },
  }),
  submitted('A39', 'a target that the machine may lack', {
    verdict: ['ok', 'signal'],
    request: source(
      '#pragma GCC target("avx512f")\ntypedef float v __attribute__((vector_size(64)));\nvolatile v a, b;\nint main(void) { a = a + b; return 0; }\n',
    ),
  }),
  submitted('A40', '#pragma GCC optimize', {
    verdict: 'ok',
    request: source(`#pragma GCC optimize("O3")\n${main}`),
  }),
  submitted('A41', 'a constructor without end', {
    verdict: 'time_limit',
    request: {
      source: `__attribute__((constructor)) static void f(void) { for (;;) __asm__(""); }\n${main}`,
      limits: { cpuMs: 200 },
    },
  }),
  ...flags('A42', ['-fplugin=/x.so', '-wrapper', '-specs=x', '-B.', '@x']),
  ...flags('A43', ['-Wl,-T,x.ld', '-o /etc/x', '-I/', '-include x']),
  ...['LD_PRELOAD', 'GCC_EXEC_PREFIX', 'CPATH', 'TMPDIR'].flatMap((name) => [
    rejected('A44', `env.${name}`, { source: main, env: { [name]: '/x' } }, /^env$/),
    snippet('A44', `${name} is not set`, `must(!getenv("${name}"));`),
  ]),
  ...[
    '-o.c',
    '../a.c',
    'a;b.c',
    'a\0.c',
    `${'x'.repeat(300)}.c`,
    '/a.c',
    'a//b.c',
    'a\n.c',
    '.c',
    'a.h.gch',
    'a.h.gch/a.c',
  ].map((path) => named('A45', path)),
  ...hostileCompilers,
  scripted(
    'A57',
    'an assembler that is killed at its deadline leaves nothing',
    async ({ warden, invariants }) => {
      const stdin = Buffer.from('.rept 100000\n.rept 100000\n.endr\n.endr\n');
      const tool = '/usr/bin/as';
      const spec = { argv: [tool, '--64', '-o', 'a.o'], stdin, limits: { cpuMs: 300, wallMs: 60_000 } };
      const { cause } = await play(warden, { tool }, spec);
      assert.equal(cause, 'cpu');
      await invariants.assertSettled();
    },
    { alone: true },
  ),
];

function lines(count: number, line: (n: number) => string): string {
  return Array.from({ length: count }, (_, n) => line(n)).join('\n');
}
