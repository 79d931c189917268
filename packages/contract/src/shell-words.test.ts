import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { it } from 'node:test';
import fc from 'fast-check';
import { shellWords } from './shell-words.js';

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
