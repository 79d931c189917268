import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { visible } from './visible.js';

const shown = (text: string | Buffer, most = 100) => visible(Buffer.from(text), most);

it('writes invisible characters as C does, bytes that are no text in hexadecimal', () => {
  assert.equal(shown('a\tb\r\n\0\x1b\\').text, 'a\\tb\\r\\n\\0\\x1b\\\\');
  assert.equal(shown('\u200b\u00a0\u202e\u{e0001}').text, '\\u200b\\u00a0\\u202e\\U000e0001');
  assert.equal(shown(Buffer.from([0xff, 0x61, 0xc3])).text, '\\xffa\\xc3');
  assert.equal(shown('é 漢 😀').text, 'é 漢 😀');
});

it('shows spaces that are easily missed', () => {
  assert.equal(shown(' a b  c \n').text, '·a b··c·\\n');
  assert.equal(shown('·').text, '\\u00b7');
});

it('cuts after so many characters, and says so', () => {
  assert.deepEqual(shown('éééé', 3), { text: 'ééé', isCut: true });
  assert.deepEqual(shown('ééé', 3), { text: 'ééé', isCut: false });
});

it('tells different bytes apart, and shows nothing that is not seen', () => {
  const bytes = fc.uint8Array({ maxLength: 30 });
  fc.assert(
    fc.property(bytes, bytes, (one, other) => {
      const [left, right] = [one, other].map((each) => shown(Buffer.from(each)).text);
      if (Buffer.compare(one, other) !== 0) assert.notEqual(left, right);
      assert.doesNotMatch(left ?? '', /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u);
    }),
    { numRuns: 1000 },
  );
});
