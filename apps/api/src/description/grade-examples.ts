// Gradings and batches to try.

import type { GradingInput, SubmissionInput } from '@cellblock/contract';

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
