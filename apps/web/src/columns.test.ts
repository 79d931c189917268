import assert from 'node:assert/strict';
import { test } from 'node:test';
import { offsetOf } from './columns.js';

test('a column is an offset in UTF-16 units', () => {
  for (const [text, column, offset] of [
    ['\tabc', 3, 2],
    ['日本x', 3, 2],
    ['\u{1f600}\u{1f600}x', 2, 2],
    ['\u{1f600}\u{1f600}x', 3, 4],
    ['abc', 1, 0],
    ['abc', 0, 0],
    ['abc', 4, 3],
    ['\u{1f600}', 99, 2],
    ['', 1, 0],
  ] as const)
    assert.equal(offsetOf(text, column), offset, `${text} ${column}`);
});
