import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createAnsi } from './ansi.js';
import { createLine } from './line.js';

/** What is seen of a stream that comes in these pieces. */
function seen(...texts: string[]) {
  const ansi = createAnsi();
  const line = createLine();
  const above = texts.flatMap(ansi).flatMap(line.write);
  return [...above, ...line.pieces()];
}
const textOf = (...texts: string[]) =>
  seen(...texts)
    .map(({ text }) => text)
    .join('');

describe('the line that is being written', () => {
  for (const [written, shown] of [
    ['10%\r20%\r30%', '30%'],
    ['long text\rab', 'abng text'],
    ['a\nbcd\re\nf', 'a\necd\nf'],
    ['one\r\ntwo\r\n', 'one\ntwo\n'],
    ['abc\r\n\rd', 'abc\nd'],
    ['kept\r', 'kept'],
    ['é😀\rx', 'x😀'],
    ['long text\r\u001b[Kab', 'ab'],
    ['long text\r\u001b[2Kab', 'ab'],
    ['abc\u001b[2K\rx', 'x  '],
    ['abc\u001b[1Kd', 'abcd'],
  ] as const) {
    it(`shows ${JSON.stringify(shown)} of ${JSON.stringify(written)}, in one piece or in many`, () => {
      assert.equal(textOf(written), shown);
      assert.equal(textOf(...written), shown);
    });
  }

  it('may be as long as all that a page shows', () => {
    const long = 'x'.repeat(200_000);
    assert.deepEqual(seen(`${long}\n${long}\r`), [
      { text: `${long}\n`, classes: '' },
      { text: long, classes: '' },
    ]);
  });

  it('keeps the colours of what is not written anew', () => {
    assert.deepEqual(seen('\u001b[31mred\u001b[0m\rb'), [
      { text: 'b', classes: '' },
      { text: 'ed', classes: 'f-1' },
    ]);
  });

  it('is all there where no carriage return comes, in as few pieces as its colours allow', () => {
    const plain = fc.string({ unit: fc.constantFrom('a', '<', '\n', 'é', '\t', '😀') });
    fc.assert(
      fc.property(plain, (text) => {
        const pieces = seen(text);
        assert.equal(pieces.map((piece) => piece.text).join(''), text);
        assert.ok(pieces.length <= 2, String(pieces.length));
      }),
    );
  });

  it('is the same however the stream is cut', () => {
    const wild = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r', '\u001b[K', '\u001b[2K') });
    fc.assert(fc.property(wild, (text) => assert.equal(textOf(...text), textOf(text))));
  });
});
