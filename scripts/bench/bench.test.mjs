import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMet, lineOf } from './report.mjs';
import { median, quantile, takeTurns } from './sampling.mjs';
import { helloSource, longSource } from './sources.mjs';

test('a median is in the middle, and a quantile never past the end', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(quantile([1, 2, 3, 4], 1), 4);
  assert.equal(quantile([5], 0.99), 5);
});

test('what is compared takes turns, and the warm-up is not kept', async () => {
  const order = [];
  const action = (name) => async () => order.push(name);
  const samples = await takeTurns({ a: action('a'), b: action('b') }, { rounds: 2, warmUpRounds: 1 });
  assert.deepEqual(order.join(''), 'ababba');
  assert.deepEqual([samples.a.length, samples.b.length], [2, 2]);
});

test('a target is a bound from above or below, or none', () => {
  assert.deepEqual([isMet({ most: 1 }, 1), isMet({ most: 1 }, 1.1)], [true, false]);
  assert.deepEqual([isMet({ least: 1 }, 1), isMet({ least: 1 }, 0.9)], [true, false]);
  assert.equal(isMet({}, 1), null);
});

test('a line says what was measured, against what, and what was wanted', () => {
  const row = { title: 'a thing', unit: 'ms', kind: 'ratio', most: 0.5, theirsIs: 'by hand' };
  const line = lineOf(row, { ours: 1.2345, theirs: 2, value: 0.61725 });
  assert.match(line, /^✗ a thing\n +0\.617 x, wanted at most 0\.5 x +1\.23 ms against 2 ms \(by hand\)$/);
});

test('each number makes a program of its own, always the same', () => {
  for (const source of [helloSource, longSource]) {
    assert.notEqual(source(1), source(2));
    assert.equal(source(1), source(1));
  }
  assert.equal(longSource(1).split('\n').length - 1, 300);
  assert.equal(longSource(1).match(/^#include </gm)?.length, 6);
});
