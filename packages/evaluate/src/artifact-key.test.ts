import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SubmissionInput } from '@cellblock/contract';
import { artifactKeyOf } from './artifact-key.js';
import { submissionOf, toolchain } from './testing/evaluate-in-fakes.js';

const keyOf = (input: SubmissionInput) => artifactKeyOf(submissionOf(input), toolchain);
const source = 'int main(void) { return 0; }\n';

const file = (path: string, content: string, encoding: 'utf8' | 'base64' = 'utf8') => ({
  path,
  content,
  encoding,
});

test('what a program is run with does not name its artifact', () => {
  const key = keyOf({ source });
  assert.match(key ?? '', /^[0-9a-f]{64}$/);
  const same: SubmissionInput[] = [
    { source, stdin: 'in', args: ['x'], limits: { cpuMs: 10 }, outputs: ['a.out'], timings: true },
    { source, inputs: [{ path: 'main.c', content: 'other' }], profile: 'processes' },
    { files: [file('main.c', source)] },
    { files: [file('main.c', Buffer.from(source).toString('base64'), 'base64')] },
    { source, compiler: { libraries: ['pthread', 'm', 'm'], warnings: ['all', 'all'] } },
  ];
  for (const input of same) assert.equal(keyOf(input), key, JSON.stringify(input));
});

test('the order of definitions and of warnings does not matter', () => {
  const one = keyOf({ source, compiler: { defines: { A: '1', B: '2' }, warnings: ['all', 'extra'] } });
  const other = keyOf({ source, compiler: { defines: { B: '2', A: '1' }, warnings: ['extra', 'all'] } });
  assert.equal(one, other);
});

test('K18: whatever decides what is compiled names another artifact', () => {
  const two = [file('a.c', 'int a;'), file('b.c', 'int b;')];
  const different: SubmissionInput[] = [
    { source },
    { source: `${source}\n` },
    { source: source.trimEnd() },
    { source, profile: 'strict' },
    { source, compiler: { standard: 'c99' } },
    { source, compiler: { optimize: '2' } },
    { source, compiler: { optimize: 'fast' } },
    { source, compiler: { warnings: [] } },
    { source, compiler: { warnings: ['all', 'error'] } },
    { source, compiler: { defines: { A: '' } } },
    { source, compiler: { defines: { A: '1' } } },
    { source, compiler: { defines: { A1: '' } } },
    { source, compiler: { defines: { A: '1', B: '' } } },
    { source, compiler: { defines: { A: '1,B=' } } },
    { source, compiler: { libraries: [] } },
    { source, compiler: { libraries: ['m'] } },
    { source, compiler: { sanitize: ['address'] } },
    { source, compiler: { sanitize: ['undefined'] } },
    { source, compiler: { name: 'tcc' } },
    { files: [file('other.c', source)] },
    { files: two },
    { files: two, units: ['a.c'] },
    { files: two, units: ['b.c'] },
    { files: two, units: ['b.c', 'a.c'] },
    { files: two.toReversed() },
    { files: [file('a.c', 'int a;int b;'), file('b.c', '')] },
    { files: [file('a.c', 'int a;'), file('b.h', 'int b;')] },
    { files: [file('a.c', 'int a;"],["b.c",6]]int b;')] },
  ];
  const keys = different.map(keyOf);
  assert.equal(new Set(keys).size, different.length);
  assert.ok(!keys.includes(null));
});

test('profiles that link alike share what is linked', () => {
  const key = keyOf({ source, profile: 'strict' });
  assert.equal(keyOf({ source, profile: 'sealed' }), key);
  assert.equal(keyOf({ source, compiler: { link: 'static' } })?.length, 64);
});

test('another toolchain makes another artifact', () => {
  const newer = { ...toolchain, version: 'newer' };
  assert.notEqual(artifactKeyOf(submissionOf({ source }), newer), keyOf({ source }));
});

for (const [what, text] of [
  ['the date', 'char *d = __DATE__;'],
  ['the time', 'char *d = __TIME__;'],
  ['the time of a file', 'char *d = __TIMESTAMP__;'],
  ['a name on two lines', 'char *d = __DA\\\nTE__;'],
  ['a name on two lines of a DOS file', 'char *d = __TI\\ \r\nME__;'],
  ['a name on two lines by a trigraph', 'char *d = __TIMES??/\nTAMP__;'],
  ['a name put together', '#define P(a, b) a##b\nchar *d = P(__DA, TE__);'],
  ['a name put together by digraphs', '#define P(a, b) a %:%: b\nchar *d = P(__DA, TE__);'],
  ['a name put together by trigraphs', '#define P(a, b) a ??=??= b\nchar *d = P(__DA, TE__);'],
  ['a name put together by a system header', '#include <stdio.h>\nchar *d = __CONCAT(__DA, TE__);'],
] as const) {
  test(`${what} makes each compilation its own`, () => {
    assert.equal(keyOf({ source: text }), null);
    assert.equal(keyOf({ files: [file('main.c', '#include "x"'), file('x', text)] }), null);
  });
}

test('a definition may ask for the time, too', () => {
  assert.equal(keyOf({ source, compiler: { defines: { WHEN: '__TIME__' } } }), null);
});
