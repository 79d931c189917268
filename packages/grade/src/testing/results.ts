// Results of tests for tests, and generators of them.

import { type GradeResult, type TestResult, type TestRun, testVerdicts } from '@cellblock/contract';
import fc from 'fast-check';
import { totalsOf } from '../score.js';

export const run: TestRun = {
  exitCode: 0,
  signal: null,
  limit: null,
  forbiddenSyscall: null,
  usage: { cpuMs: 1.5, wallMs: 2.25, memoryBytes: 4096 },
  stdout: { text: '', truncated: false },
  stderr: { text: '', truncated: false },
};

/** An accepted test of one point, or as `more` says. */
export const testResult = (more: Partial<TestResult> = {}): TestResult => ({
  number: 1,
  name: 'test 1',
  group: null,
  hidden: false,
  verdict: 'accepted',
  message: 'Accepted',
  points: 1,
  maximum: 1,
  run,
  difference: null,
  ...more,
});

/** A grading with these tests. */
export const gradeResult = (tests: TestResult[]): GradeResult => ({
  id: 'job',
  verdict: 'failed',
  message: '',
  compile: null,
  tests,
  ...totalsOf(tests),
});

/** Text of any characters, halves of pairs and controls included, as a program may write it. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        '=',
        '+',
        '-',
        '@',
        '\t',
        '\r',
        '\n',
        '"',
        "'",
        ',',
        '<',
        '&',
        ']]>',
        '\0',
        '\ud800',
        'a',
      ),
    )
    .map((parts) => parts.join('')),
);

/** A test's result with any text in it. */
export const anyResult: fc.Arbitrary<TestResult> = fc
  .record({
    name: anyText,
    group: fc.option(fc.constantFrom('a', 'b', '=c')),
    verdict: fc.constantFrom(...Object.keys(testVerdicts)) as fc.Arbitrary<TestResult['verdict']>,
    message: anyText,
    hidden: fc.boolean(),
    maximum: fc.nat(100),
    text: anyText,
  })
  .map(({ text, ...rest }) =>
    testResult({
      ...rest,
      points: rest.verdict === 'accepted' ? rest.maximum : 0,
      run: { ...run, stdout: { text, truncated: false }, stderr: { text, truncated: false } },
      difference: { line: 1, column: 1, expected: text, actual: text },
    }),
  );
