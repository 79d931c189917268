// What a grader sends: a submission, tests for it, and how to judge what it does with them.

import { z } from 'zod';
import { Checker } from './checker.js';
import { Compiler } from './compiler.js';
import { gradingBounds, type Limits, submissionBounds } from './limits.js';
import {
  fileIssues,
  type Issue,
  notBase64,
  type Submission,
  SubmissionShape,
  sourceIssues,
  stdinIssues,
  tooManyBytes,
} from './submission.js';
import { byteLength, Encoding, isBase64, Text } from './text.js';

const { source, files, compiler, profile, limits, stdin, stdinEncoding, args, inputs } =
  SubmissionShape.shape;

const GradedProgram = z.strictObject({ source, files, compiler, profile, limits }).meta({
  id: 'GradedProgram',
  description: 'The program that is graded. A test may set limits of its own.',
});

const GraderProgram = z
  .strictObject({ source, files, compiler: Compiler.prefault({}), limits })
  .meta({ id: 'GraderProgram', description: "A program of the grader's, in cells of its own." });
export type GraderProgram = z.infer<typeof GraderProgram>;

const Name = Text.min(1).max(gradingBounds.nameCharacters.maximum);

export const Test = z
  .strictObject({
    name: Name.optional(),
    group: Name.optional().meta({ description: 'The tests of a group score only when all of them pass.' }),
    hidden: z.boolean().default(false).meta({
      description:
        'The result tells verdict and points of this test, and nothing of what was read or written.',
    }),
    points: z.number().nonnegative().max(gradingBounds.points.maximum).default(1),
    stdin,
    stdinEncoding,
    args,
    inputs,
    expected: Text.optional().meta({
      description: 'The expected output; with a reference solution it must be absent.',
    }),
    expectedEncoding: Encoding.default('utf8'),
    checker: Checker.optional().meta({ description: 'In place of the checker of the grading.' }),
    limits: limits.meta({ description: 'Each in place of the limit of the submission.' }),
  })
  .meta({ id: 'Test', description: 'One run of the submission, and what is expected of it.' });
export type Test = z.infer<typeof Test>;

const stops = ['never', 'failure'] as const;

const GradingShape = z.strictObject({
  submission: GradedProgram,
  tests: z.array(Test).min(1).max(gradingBounds.tests.maximum),
  checker: Checker.optional().meta({
    description: 'How output is compared: lines, where nothing is said and there is no checker program.',
  }),
  checkerProgram: GraderProgram.optional().meta({
    description:
      'A checker: called with the names of three files, the input, the output and the expected output of a test. It ' +
      'exits with 0 (right), 1 (wrong), 2 (wrong format), 7 (points: the first number on its stderr), or 3 (it ' +
      'failed itself); its stderr is the message.',
  }),
  interactor: GraderProgram.optional().meta({
    description:
      'Talks to the submission: its stdout is the stdin of the submission, and the other way round. It is called ' +
      'with the names of the same files, the second of which it may write, and judges as a checker program does.',
  }),
  reference: GraderProgram.optional().meta({
    description: 'A right solution: what it writes is the expected output of each test.',
  }),
  stop: z.enum(stops).default('never').meta({
    description: 'failure: tests after the first one that fails are skipped.',
  }),
});

/** A grading as it is sent; parsing fills in every default but those of `limits` and `checker` (see checkerOf). */
export const Grading = GradingShape.superRefine((grading, context) => {
  for (const issue of gradingIssues(grading)) context.addIssue({ code: 'custom', ...issue });
}).meta({
  id: 'Grading',
  description: 'A submission, the tests that it is put to, and how they are judged.',
});
export type Grading = z.infer<typeof Grading>;

/** A grading as a client writes it, every default left out. */
export type GradingInput = z.input<typeof Grading>;

/** The checker of a test. */
export function checkerOf({ checker, checkerProgram }: Grading, test: Test): Checker {
  return test.checker ?? checker ?? { name: checkerProgram === undefined ? 'lines' : 'program' };
}

/** The submission that one test of a grading runs. */
export function testSubmission({ submission }: Grading, test: Test): Submission {
  const { stdin, stdinEncoding, args, inputs } = test;
  const limits = { ...submission.limits, ...definedOf(test.limits) };
  return { ...submission, ...bare, limits, stdin, stdinEncoding, args, inputs };
}

/** The submission that a program of the grader's is, with the input of a test where one is given. */
export function graderSubmission(program: GraderProgram, test?: Test): Submission {
  const { stdin, stdinEncoding, args, inputs } = test ?? noInput;
  return { ...program, ...bare, stdin, stdinEncoding, args, inputs, profile: 'standard' };
}

// Nothing is asked beyond the run itself.
const bare = { outputs: [], explainCrash: false, timings: false } satisfies Partial<Submission>;

const noInput: Pick<Test, 'stdin' | 'stdinEncoding' | 'args' | 'inputs'> = {
  stdin: '',
  stdinEncoding: 'utf8',
  args: [],
  inputs: [],
};

const definedOf = (limits: Limits): Limits =>
  Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));

const programFields = ['submission', 'checkerProgram', 'interactor', 'reference'] as const;

function* gradingIssues(grading: z.infer<typeof GradingShape>): Generator<Issue> {
  for (const field of programFields) {
    const program = grading[field];
    if (program !== undefined) yield* beneath([field], sourceIssues(program));
  }
  yield* togetherIssues(grading);
  for (const [index, test] of grading.tests.entries())
    yield* beneath(['tests', index], testIssues(grading, test));
  const total = grading.tests.reduce((sum, test) => sum + dataBytesOf(test), 0);
  const maximum = gradingBounds.dataBytes.maximum;
  if (total > maximum) yield { path: ['tests'], message: tooManyBytes(maximum, total) };
}

function* togetherIssues(grading: z.infer<typeof GradingShape>): Generator<Issue> {
  if (grading.interactor === undefined) return;
  const message = 'must be absent where `interactor` is given: that judges';
  if (grading.checkerProgram !== undefined) yield { path: ['checkerProgram'], message };
  if (grading.checker !== undefined) yield { path: ['checker'], message };
  if (grading.reference === undefined) return;
  yield {
    path: ['reference'],
    message: 'must be absent where `interactor` is given; give `expected` instead',
  };
}

function* testIssues(grading: Grading, test: Test): Generator<Issue> {
  yield* stdinIssues(test);
  yield* fileIssues('inputs', test.inputs, submissionBounds.inputBytes.maximum);
  yield* checkerIssues(grading, test);
  yield* expectedIssues(grading, test);
}

function* checkerIssues(grading: Grading, test: Test): Generator<Issue> {
  if (grading.interactor !== undefined) {
    if (test.checker !== undefined)
      yield { path: ['checker'], message: 'must be absent: the interactor judges' };
    return;
  }
  const { name } = checkerOf(grading, test);
  if (name === 'program' && grading.checkerProgram === undefined) {
    yield { path: ['checker'], message: 'names a program; give it as `checkerProgram`' };
  }
  if (name === 'regex' && grading.reference !== undefined) {
    yield {
      path: ['checker'],
      message: 'must not be regex where `reference` is given: patterns are expected',
    };
  }
  const isNeeded = name !== 'program' && grading.reference === undefined;
  if (isNeeded && test.expected === undefined) {
    yield { path: ['expected'], message: 'is required, or `reference` or `checkerProgram` in its place' };
  }
}

function* expectedIssues(grading: Grading, { expected, expectedEncoding }: Test): Generator<Issue> {
  if (expected === undefined) return;
  if (grading.reference !== undefined) {
    yield { path: ['expected'], message: 'must be absent where `reference` is given: that produces it' };
  }
  const maximum = gradingBounds.expectedBytes.maximum;
  const received = byteLength(expected, expectedEncoding);
  if (expectedEncoding === 'base64' && !isBase64(expected)) yield { path: ['expected'], message: notBase64 };
  else if (received > maximum) yield { path: ['expected'], message: tooManyBytes(maximum, received) };
}

function dataBytesOf({ stdin, stdinEncoding, inputs, expected = '', expectedEncoding }: Test): number {
  const files = inputs.reduce((sum, { content, encoding }) => sum + byteLength(content, encoding), 0);
  return byteLength(stdin, stdinEncoding) + byteLength(expected, expectedEncoding) + files;
}

function* beneath(path: Issue['path'], issues: Iterable<Issue>): Generator<Issue> {
  for (const issue of issues) yield { ...issue, path: [...path, ...issue.path] };
}
