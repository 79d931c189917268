import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cutBytes, cutLines, printable } from './printable.js';

test('controls and what turns the reading direction become visible', () => {
  assert.equal(printable(Buffer.from('a\x1b[31mb\x00\x07\x7f')), 'a\\x1b[31mb\\x00\\x07\\x7f');
  assert.equal(printable(Buffer.from('\u009b\u202e\u2066\u2028')), '\\x9b\\u202e\\u2066\\u2028');
  assert.equal(printable(Buffer.from('tab\tline\r\nend\r')), 'tab\tline\nend\\x0d');
});

test('invalid UTF-8 becomes valid, and a character cut in two at the end is dropped', () => {
  assert.equal(printable(Buffer.from([0x61, 0xff, 0x62])), 'a\ufffdb');
  assert.equal(printable(Buffer.from('aé').subarray(0, 2)), 'a');
  assert.equal(printable(Buffer.from('ä€😀')), 'ä€😀');
});

test('no bytes can put a control into the text', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const text = printable(Buffer.from(bytes));
      assert.doesNotMatch(text, /(?![\n\t])\p{Cc}/u);
      assert.equal(Buffer.from(text).toString(), text);
    }),
  );
});

test('a long line is cut where no character is split', () => {
  const { text, cut } = cutLines(`short\n${'x'.repeat(1999)}😀tail\nend`);
  assert.ok(cut);
  assert.equal(text, `short\n${'x'.repeat(1999)}…\nend`);
  assert.deepEqual(cutLines('short'), { text: 'short', cut: false });
});

test('text is cut to whole lines, within its bound', () => {
  assert.deepEqual(cutBytes('one\ntwo\nthree\n', 9), { text: 'one\ntwo\n', cut: true });
  assert.deepEqual(cutBytes('ééé', 5), { text: 'éé', cut: true });
  assert.deepEqual(cutBytes('fits', 4), { text: 'fits', cut: false });
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(20), (text, bound) => {
      const wellFormed = Buffer.from(text).toString();
      assert.ok(Buffer.byteLength(cutBytes(wellFormed, bound).text) <= bound);
      assert.ok(wellFormed.startsWith(cutBytes(wellFormed, bound).text));
    }),
  );
});
