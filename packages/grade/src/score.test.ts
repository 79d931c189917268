import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GradeResult } from '@cellblock/contract';
import fc from 'fast-check';
import { totalsOf } from './score.js';
import { anyResult, gradeResult, run, testResult } from './testing/results.js';

describe('totals', () => {
  it('add points up, of groups only where all of their tests are accepted', () => {
    const wrong = { verdict: 'wrong_answer', points: 0 } as const;
    const totals = totalsOf([
      testResult({ points: 2, maximum: 2 }),
      testResult({ ...wrong, maximum: 3 }),
      testResult({ group: 'a', points: 4, maximum: 4 }),
      testResult({ group: 'b', points: 5, maximum: 5 }),
      testResult({ group: 'a', points: 6, maximum: 6 }),
      testResult({ group: 'b', ...wrong, maximum: 7 }),
      testResult({ group: 'c', verdict: 'partial', points: 1, maximum: 2 }),
    ]);
    assert.deepEqual(totals, {
      points: 12,
      maximum: 29,
      passed: 4,
      total: 7,
      groups: [
        { name: 'a', passed: true, points: 10, maximum: 10 },
        { name: 'b', passed: false, points: 0, maximum: 12 },
        { name: 'c', passed: false, points: 0, maximum: 2 },
      ],
      usage: run.usage,
    });
  });

  it('count part of the points outside groups', () => {
    assert.equal(totalsOf([testResult({ verdict: 'partial', points: 0.1, maximum: 1 })]).points, 0.1);
  });

  it('of fractions are told without the digits of binary', () => {
    const tests = [0.1, 0.2].map((points) => testResult({ points, maximum: points }));
    assert.equal(totalsOf(tests).points, 0.3);
  });

  it('never exceed the maximum, and reach it only where all is accepted', () => {
    fc.assert(
      fc.property(fc.array(anyResult), (tests) => {
        const result = GradeResult.parse(gradeResult(tests));
        assert.ok(result.points <= result.maximum);
        if (result.passed === result.total) assert.equal(result.points, result.maximum);
        const lost = tests
          .filter(({ verdict }) => verdict !== 'accepted')
          .reduce((sum, each) => sum + each.maximum, 0);
        assert.ok(result.points <= result.maximum - lost);
      }),
    );
  });
});
