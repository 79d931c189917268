import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Ruling, rulingOf } from './ruling.js';

describe('the exit code of a checker means', () => {
  const cases: [number, string, Ruling['verdict'], number | null, RegExp][] = [
    [0, 'well done\n', 'accepted', null, /^Accepted: well done$/],
    [0, '', 'accepted', null, /^Accepted$/],
    [1, 'line 3', 'wrong_answer', null, /^Wrong answer: line 3$/],
    [2, '', 'presentation_error', null, /^Wrong format$/],
    [
      3,
      'no answer file',
      'checker_failed',
      null,
      /^The checker failed: it says that it failed: no answer file$/,
    ],
    [4, '', 'presentation_error', null, /^Wrong format$/],
    [8, '', 'wrong_answer', null, /^Wrong answer$/],
    [7, '2.5 so so', 'partial', 2.5, /^2.5 of 10 points: 2.5 so so$/],
    [7, 'points 10', 'accepted', 10, /^10 of 10 points/],
    [7, '0', 'partial', 0, /^0 of 10 points/],
    [7, 'some', 'checker_failed', null, /begins with no number/],
    [7, '', 'checker_failed', null, /begins with no number/],
    [7, '-1', 'checker_failed', null, /begins with no number/],
    [7, '1e9', 'checker_failed', null, /begins with no number/],
    [7, '10.5', 'checker_failed', null, /gave 10.5 of 10 points/],
    [5, '', 'checker_failed', null, /exit code 5 means nothing/],
    [42, '', 'checker_failed', null, /exit code 42 means nothing/],
    [255, '', 'checker_failed', null, /exit code 255 means nothing/],
  ];
  for (const [exitCode, words, verdict, points, message] of cases) {
    it(`${exitCode} ${JSON.stringify(words)}: ${verdict}`, () => {
      const ruling = rulingOf(exitCode, Buffer.from(words), 10);
      assert.deepEqual([ruling.verdict, ruling.points], [verdict, points]);
      assert.match(ruling.message, message);
    });
  }

  it('nothing that its words could add to: they are shown in print, and cut', () => {
    const { message } = rulingOf(1, Buffer.from(`\x1b[2J${'x'.repeat(10_000)}`), 1);
    assert.match(message, /^Wrong answer: \\x1b\[2Jx+…$/);
    assert.ok(message.length < 600);
  });
});
