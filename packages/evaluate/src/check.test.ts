import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError, Submission, type SubmissionInput } from '@cellblock/contract';
import { check, linkModeOf } from './check.js';
import { hostToolchain } from './testing/host-gcc.js';
import { Toolchain } from './toolchain.js';

const toolchain = Toolchain.parse({
  ...hostToolchain,
  compilers: { ...hostToolchain.compilers, tcc: { version: '0.9.27', tcc: ['/usr/bin/tcc'] } },
});
const submissionOf = (input: SubmissionInput) => Submission.parse({ source: 'int main;', ...input });

const refusals: [string, SubmissionInput, string, RegExp][] = [
  ['a compiler that is not here', { compiler: { name: 'clang' } }, 'compiler.name', /available: gcc, tcc/],
  ['tcc for C23', { compiler: { name: 'tcc', standard: 'gnu23' } }, 'compiler.standard', /gnu17/],
  ['tcc to optimize', { compiler: { name: 'tcc', optimize: '2' } }, 'compiler.optimize', /0 or 1/],
  [
    "tcc with gcc's warnings",
    { compiler: { name: 'tcc', warnings: ['all', 'shadow'] } },
    'compiler.warnings',
    /shadow/,
  ],
  [
    "tcc with gcc's libraries",
    { compiler: { name: 'tcc', libraries: ['m', 'quadmath'] } },
    'compiler.libraries',
    /quadmath/,
  ],
  ['tcc for a static profile', { compiler: { name: 'tcc' }, profile: 'strict' }, 'compiler.name', /strict/],
  [
    'a sanitizer in strict',
    { compiler: { sanitize: ['address'] }, profile: 'strict' },
    'compiler.sanitize',
    /standard/,
  ],
  [
    'a sanitizer in sealed',
    { compiler: { sanitize: ['address'] }, profile: 'sealed' },
    'compiler.sanitize',
    /sealed/,
  ],
  [
    'more inputs than scratch',
    {
      inputs: [
        { path: 'a', content: 'x'.repeat(65_000) },
        { path: 'b', content: 'x' },
      ],
      limits: { scratchBytes: 65_536 },
    },
    'inputs',
    /69632 bytes.*65536/,
  ],
  [
    'more arguments than a quarter of the stack',
    { args: Array(64).fill('x'.repeat(4096)), limits: { stackBytes: 1_048_576 } },
    'args',
    /263744 bytes.*262144/,
  ],
  [
    'more arguments than stack',
    { args: Array(17).fill('x'.repeat(4000)), limits: { stackBytes: 65_536 } },
    'args',
    /69177 bytes.*65536/,
  ],
];

for (const [wish, input, field, remedy] of refusals) {
  test(`refused, naming field and remedy: ${wish}`, () => {
    assert.throws(
      () => check(submissionOf(input), toolchain),
      (error: unknown) =>
        error instanceof AppError &&
        error.code === 'invalid_field' &&
        error.field === field &&
        remedy.test(error.message),
    );
  });
}

const accepted: SubmissionInput[] = [
  {},
  { compiler: { name: 'tcc' } },
  { compiler: { name: 'tcc', standard: 'c89', warnings: ['all', 'error'] } },
  { compiler: { sanitize: ['address', 'undefined'], standard: 'gnu23', optimize: 'fast' } },
  {
    profile: 'sealed',
    compiler: { link: 'static' },
    inputs: [{ path: 'a', content: 'x'.repeat(65_537) }],
    limits: { scratchBytes: 65_536 },
  },
  { args: Array(64).fill('x'.repeat(4096)), limits: { stackBytes: 1_060_864 } },
  { args: Array(31).fill('x'.repeat(4096)), limits: { stackBytes: 147_456 } },
];

for (const input of accepted) {
  test(`accepted: ${JSON.stringify(input).slice(0, 90)}`, () => check(submissionOf(input), toolchain));
}

test('a toolchain without tcc has only gcc to offer', () => {
  assert.throws(() => check(submissionOf({ compiler: { name: 'tcc' } }), hostToolchain), /available: gcc$/);
});

test('strict and sealed programs are linked statically without being asked', () => {
  assert.equal(linkModeOf(submissionOf({ profile: 'strict' })), 'static');
  assert.equal(linkModeOf(submissionOf({ profile: 'sealed' })), 'static');
  assert.equal(linkModeOf(submissionOf({ compiler: { link: 'static' } })), 'static');
  assert.equal(linkModeOf(submissionOf({ profile: 'processes' })), 'dynamic');
  assert.equal(
    linkModeOf(submissionOf({ compiler: { sanitize: ['undefined', 'address'] } })),
    'address+undefined',
  );
});
