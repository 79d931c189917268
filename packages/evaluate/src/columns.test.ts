import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Diagnostic } from '@cellblock/contract';
import { columnsIn } from './columns.js';
import { readDiagnostics } from './diagnostics.js';
import { printable } from './printable.js';
import { runCc1 } from './testing/host-gcc.js';

const place: Diagnostic = {
  severity: 'error',
  file: 'main.c',
  line: 1,
  column: 1,
  endColumn: null,
  message: 'm',
  option: null,
};

/** Where cc1 sees names that nobody declared, in characters: the text at the columns, and their numbers. */
function found(files: Record<string, string | Buffer>): { text: string; column: number }[] {
  const sources = Object.entries(files).map(([path, content]) => ({ path, content: Buffer.from(content) }));
  const inCharacters = columnsIn(sources);
  return readDiagnostics(printable(runCc1(files, []).stderr))
    .filter(({ message }) => message.includes('undeclared'))
    .map(inCharacters)
    .map(({ file, line, column, endColumn }) => {
      const source = sources.find(({ path }) => path === file)?.content.toString() ?? '';
      const characters = Array.from(source.split('\n')[(line ?? 0) - 1] ?? '');
      return { text: characters.slice((column ?? 0) - 1, endColumn ?? 0).join(''), column: column ?? 0 };
    });
}

for (const [what, before] of [
  ['nothing', ''],
  ['a tab', '\t'],
  ['tabs between characters', 'a\tabcdefg\tabcdefgh\t'],
  ['a letter of two bytes', 'é'],
  ['a wide character', '日'],
  ['an emoji', '\u{1f600}'],
  ['a combining accent', 'e\u0301'],
  ['several that join', '\u{1f468}\u200d\u{1f469}\u2602\ufe0f'],
  ['a flag', '\u{1f1e9}\u{1f1ea}'],
  ['a soft hyphen and Arabic', '\xad\u0601\u0627'],
  ['Hangul, whole and in parts', '\uac00\u1100\u1161\ud7b0'],
  ['controls', '\x01\x7f\x85\x1b\u2028'],
] as const) {
  test(`a column counts characters after ${what}`, () => {
    const text = `int/*${before}*/ a = nowhere +\tlängst;`;
    const start = Array.from(`int/*${before}*/ a = `).length + 1;
    assert.deepEqual(found({ 'main.c': `${text}\n` }), [
      { text: 'nowhere', column: start },
      { text: 'längst', column: start + 'nowhere +\t'.length },
    ]);
  });
}

test('wide names are underlined to their last character', () => {
  assert.deepEqual(found({ 'main.c': 'int 変 = 日本;' }), [{ text: '日本', column: 9 }]);
});

test('a byte order mark is a character of the text', () => {
  assert.deepEqual(found({ 'main.c': '\ufeff\tint a = nowhere;\n' }), [{ text: 'nowhere', column: 11 }]);
});

test('a byte that is not UTF-8 is one character', () => {
  for (const bytes of ['ffe9', 'eda080', 'e697', 'f09f98', 'c3', 'c080']) {
    const broken = Buffer.from(bytes, 'hex');
    const line = Buffer.concat([Buffer.from('int/*é'), broken, Buffer.from('*/ a = nowhere;\n')]);
    const start = 'int/*é*/ a = '.length + broken.length + 1;
    assert.equal(found({ 'main.c': line })[0]?.column, start, bytes);
  }
});

test('a header has the path that main.c includes it by', () => {
  const files = { 'lib/list.h': '#include "../other.h"\n', 'other.h': '/* 日 */ int a = nowhere;\n' };
  const sources = Object.entries(files).map(([path, content]) => ({ path, content: Buffer.from(content) }));
  const diagnostic = { ...place, file: 'lib/../other.h', column: 19 };
  assert.equal(columnsIn(sources)(diagnostic).column, 18);
});

test('what is in no line of the files stays as it is', () => {
  const inCharacters = columnsIn([{ path: 'main.c', content: Buffer.from('\tx\n') }]);
  for (const diagnostic of [
    { ...place, file: '/usr/include/stdio.h', column: 17, endColumn: 18 },
    { ...place, line: 3, column: 17 },
    { ...place, line: 0, column: 17 },
    { ...place, file: null, line: null, column: null },
    { ...place, column: null },
    { ...place, column: 0 },
  ])
    assert.deepEqual(inCharacters(diagnostic), diagnostic);
  assert.equal(inCharacters({ ...place, column: 12 }).column, 5);
});

test('thousands of diagnostics in long lines are placed as fast as any', () => {
  for (const piece of ['\t', '\u0301', '日', '\n', 'x\n']) {
    const inCharacters = columnsIn([
      { path: 'main.c', content: Buffer.from(piece.repeat(1_000_000 / Buffer.byteLength(piece))) },
    ]);
    const startedAt = performance.now();
    for (let line = 1; line < 4000; line += 1) {
      inCharacters({ ...place, column: 999_999_999 });
      inCharacters({ ...place, line, column: 999_999_999 });
    }
    assert.ok(performance.now() - startedAt < 5000, JSON.stringify(piece));
  }
});
