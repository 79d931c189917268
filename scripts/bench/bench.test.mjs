import assert from 'node:assert/strict';
import { test } from 'node:test';
import { breakdownLines } from './breakdown.mjs';
import { plotOf } from './plot.mjs';
import { isMet, lineOf, markdownOf } from './report.mjs';
import { median, quantile, takeTurns } from './sampling.mjs';
import { helloSource, linesSource, longSource } from './sources.mjs';

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

test('the table has a line for each row', () => {
  const on = { cpus: 2, model: 'a model', kernel: '6.1', node: 'v22', load: [0] };
  const row = {
    title: 'a thing',
    unit: 'ms',
    kind: 'ratio',
    target: { most: 0.5, least: null },
    theirsIs: 'by hand',
  };
  const lines = markdownOf(on, [{ ...row, met: true, ours: 1, theirs: 4, value: 0.25 }]).split('\n');
  assert.equal(lines.at(-1), '| a thing | 0.25 x | at most 0.5 x | yes | 1 ms | 4 ms (by hand) |');
});

test('a plot has a place for each point, higher for more', () => {
  const plot = plotOf({
    title: 'a & b',
    x: 'x',
    y: 'y',
    series: [
      {
        name: 's',
        points: [
          [1, 1],
          [100, 10],
        ],
      },
    ],
  });
  const [low, high] = [...plot.matchAll(/<circle cx="[\d.]+" cy="([\d.]+)"/g)].map(([, y]) => Number(y));
  assert.ok(high < low);
  assert.match(plot, /a &amp; b/);
});

test('a breakdown has a bar for each stage, in its place', () => {
  const stages = [{ name: 'cc1', startMs: 5, ms: 4, cellMs: 3 }];
  const [way, cc1, all] = breakdownLines({ totalMs: 10, wayMs: 1, stages });
  assert.match(way, /^API, queue █{4} /);
  assert.match(cc1, /^cc1 {8} {24}█{16} +4\.0 ms, 3\.0 of them in the cell$/);
  assert.match(all, /10\.0 ms$/);
});

test('a source of many lines is no longer than a source may be', () => {
  const source = linesSource(100_000, 7);
  assert.ok(source.length < 1024 * 1024 && source.split('\n').length > 100_000);
});

test('each number makes a program of its own, always the same', () => {
  for (const source of [helloSource, longSource]) {
    assert.notEqual(source(1), source(2));
    assert.equal(source(1), source(1));
  }
  assert.equal(longSource(1).split('\n').length - 1, 300);
  assert.equal(longSource(1).match(/^#include </gm)?.length, 6);
});
