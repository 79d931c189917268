// Gradings and batches to try, and what comes of some.

import type { BatchEntry, GradeResult, GradingInput, SubmissionInput, TestResult } from '@cellblock/contract';
import { resultExample } from './examples.js';

const sum =
  '#include <stdio.h>\nint main(void) { int a, b; scanf("%d %d", &a, &b); printf("%d\\n", a + b); }';
const checker =
  '#include <stdio.h>\nint main(int argc, char **argv) {\n' +
  '  FILE *input = fopen(argv[1], "r"), *output = fopen(argv[2], "r");\n  int a, b, c;\n' +
  '  if (argc < 3 || !input || !output || fscanf(input, "%d %d", &a, &b) != 2) return 3;\n' +
  '  if (fscanf(output, "%d", &c) != 1) { fputs("no number", stderr); return 2; }\n' +
  '  return c != a + b;\n}';

export const gradeExamples: Record<string, GradingInput> = {
  'A sum, with a hidden test': {
    submission: { source: sum },
    tests: [
      { stdin: '2 3', expected: '5' },
      { stdin: '-1 1', expected: '0', hidden: true, points: 2 },
    ],
  },
  'A reference solution, numbers within a tolerance, groups': {
    submission: { source: sum },
    reference: { source: sum },
    checker: { name: 'numbers', absolute: 0.001 },
    tests: [
      { stdin: '2 3', group: 'small' },
      { stdin: '4 5', group: 'small' },
      { stdin: '1000 1', group: 'large', points: 3 },
    ],
    stop: 'failure',
  },
  'A checker program': {
    submission: { source: sum },
    checkerProgram: { source: checker },
    tests: [{ stdin: '2 3' }],
  },
};

export const batchExamples: Record<string, { submissions: SubmissionInput[] }> = {
  'Two sums': {
    submissions: [
      { source: sum, stdin: '2 3' },
      { source: sum, stdin: '4 5' },
    ],
  },
};

const usage = { cpuMs: 0.8, wallMs: 1.2, memoryBytes: 425_984 };
const excerpt = (text: string) => ({ text, truncated: false });

const shownTest: TestResult = {
  number: 1,
  name: 'test 1',
  group: null,
  hidden: false,
  verdict: 'wrong_answer',
  message: 'Wrong answer at line 1, column 1: expected 5, got 6',
  points: 0,
  maximum: 1,
  run: {
    ...{ exitCode: 0, signal: null, limit: null, forbiddenSyscall: null, usage },
    stdout: excerpt('6\\n'),
    stderr: excerpt(''),
  },
  difference: { line: 1, column: 1, expected: '5', actual: '6' },
};

const hiddenTest: TestResult = {
  ...shownTest,
  ...{ number: 2, name: 'test 2', hidden: true, verdict: 'accepted', message: 'Accepted' },
  ...{ points: 2, maximum: 2, run: null, difference: null },
};

export const gradeResultExample: GradeResult = {
  id: resultExample.id,
  verdict: 'failed',
  message: '1 of 2 tests passed, 2 of 3 points',
  points: 2,
  maximum: 3,
  passed: 1,
  total: 2,
  compile: resultExample.compile,
  groups: [],
  tests: [shownTest, hiddenTest],
  usage,
};

export const batchAnswerExample: BatchEntry[] = [
  { index: 0, result: resultExample },
  {
    index: 1,
    error: {
      code: 'invalid_field',
      message: 'submissions[1].source must be a string, received 7',
      field: 'submissions[1].source',
    },
  },
];
