import assert from 'node:assert/strict';
import { it } from 'node:test';
import { TestResult } from '@cellblock/contract';
import fc from 'fast-check';
import { asToldOf } from './hidden.js';
import { anyResult, run, testResult } from './testing/results.js';

it('of a hidden test the same is told whatever was read, written, expected or used', () => {
  fc.assert(
    fc.property(anyResult, anyResult, (one, other) => {
      const { name, group, number, verdict, points, maximum } = one;
      const same = { name, group, number, verdict, points, maximum, hidden: true };
      assert.deepEqual(asToldOf({ ...one, ...same }), asToldOf({ ...other, ...same }));
    }),
  );
});

it('of a hidden test verdict, points and name are told', () => {
  const told = asToldOf(
    testResult({
      hidden: true,
      verdict: 'signal',
      points: 0,
      message: 'SIGSEGV at secret',
      run: { ...run, exitCode: 7 },
    }),
  );
  TestResult.parse(told);
  assert.deepEqual(told, {
    ...testResult({ hidden: true, verdict: 'signal', points: 0 }),
    message: 'A signal ended the program',
    run: null,
  });
});

it('of any other test all is told', () => {
  const result = testResult({ message: 'x' });
  assert.equal(asToldOf(result), result);
});
