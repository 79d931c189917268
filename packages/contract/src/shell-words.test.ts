import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { it } from 'node:test';
import fc from 'fast-check';
import { shellWords, spelled, wordsAsTyped } from './shell-words.js';

const split: [line: string, words: string[] | null][] = [
  ['', []],
  [' \t\n', []],
  ['one  two\nthree', ['one', 'two', 'three']],
  [`'a b' "c d" e\\ f`, ['a b', 'c d', 'e f']],
  [`-D'A b'="c"d`, ['-DA b=cd']],
  [`"\\"\\\\\\n" '\\n'`, ['"\\\\n', '\\n']],
  [`'' ""`, ['', '']],
  ['$HOME * ; `id` | &', ['$HOME', '*', ';', '`id`', '|', '&']],
  [`'open`, null],
  [`open "`, null],
  ['open\\', null],
];

for (const [line, words] of split) {
  it(`${JSON.stringify(line)} is ${words === null ? 'not closed' : `${words.length} words`}`, () =>
    assert.deepEqual(shellWords(line), words));
}

it('words are those of a shell', () => {
  const piece = fc.constantFrom('a', ' ', "'", '"', '\\', '-', '=', '\t');
  const line = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  const isClosed = (text: string) => shellWords(text) !== null;
  fc.assert(
    fc.property(line.filter(isClosed), (text) => {
      const said = execFileSync('/bin/sh', ['-c', `for word in ${text}\ndo printf '<%s>' "$word"; done`]);
      assert.equal(said.toString(), (shellWords(text) ?? []).map((word) => `<${word}>`).join(''));
    }),
    { numRuns: 200 },
  );
});

it('words are read as they were spelled, whatever is in them', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (words) => {
      assert.deepEqual(shellWords(spelled(words)), words);
    }),
  );
});

it('a line that is still being typed is words already', () => {
  const typed = [`a 'b c`, `a "b c`, `a "b c\\`, 'a\\'].map(wordsAsTyped);
  assert.deepEqual(typed, [['a', 'b c'], ['a', 'b c'], ['a', 'b c\\'], ['a\\']]);
  const piece = fc.constantFrom('a', ' ', "'", '"', '\\');
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1 }), (pieces) => {
      const line = pieces.join('');
      const isBlank = line.trim() === '';
      assert.equal(wordsAsTyped(line).length === 0, isBlank);
      const closed = shellWords(line);
      if (closed !== null) assert.deepEqual(wordsAsTyped(line), closed);
    }),
  );
});
