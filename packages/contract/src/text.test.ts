import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { byteLength, isBase64, Text } from './text.js';

it('takes what Buffer encodes as base64, and counts its bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const text = Buffer.from(bytes).toString('base64');
      assert.ok(isBase64(text));
      assert.equal(byteLength(text, 'base64'), bytes.length);
    }),
  );
});

for (const text of [
  'A',
  'AA',
  'AAA',
  'AA=',
  'A===',
  '====',
  'AA==AAAA',
  'AAAA\n',
  'AA-_',
  'AAA é',
  'AAA=\n',
]) {
  it(`does not take ${JSON.stringify(text)} for base64`, () => assert.equal(isBase64(text), false));
}

it('judges 22 MiB of base64 without a deep stack or a long wait, whatever it ends with', () => {
  const long = 'QUJD'.repeat((22 * 1024 * 1024) / 4);
  assert.equal(isBase64(long), true);
  assert.equal(isBase64(`${long}QUI!`), false);
  const started = performance.now();
  const padded = `${'='.repeat(4 * 1024 * 1024 - 1)}x`;
  assert.equal(isBase64(padded), false);
  byteLength(padded, 'base64');
  assert.ok(performance.now() - started < 2000, 'linear in the length');
});

it('counts the bytes of UTF-8, not characters', () => {
  assert.equal(byteLength('é漢😀'), 2 + 3 + 4);
});

it('refuses half a surrogate pair and takes a whole one', () => {
  assert.equal(Text.safeParse('\ud83d\ude00').success, true);
  for (const text of ['\ud83d', '\ude00', 'a\ude00\ud83d']) assert.equal(Text.safeParse(text).success, false);
});
